"""The film's origin as XMP in the MP4 itself, for everyone to read: IPTC's digital source type.

XMP in ISO base media files stands in a `uuid` box of its own (XMP specification, part 3, table 10). At the file's end
it moves nothing, so the index in front stays right.
"""

import shutil
import struct
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from onset.provenance.origin import Part, SourceType

BOX_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_IPTC = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
_XMP = "http://ns.adobe.com/xap/1.0/"
_META = "adobe:ns:meta/"
_BEGIN = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
_END = '\n<?xpacket end="r"?>'
for _prefix, _uri in (("rdf", _RDF), ("Iptc4xmpExt", _IPTC), ("xmp", _XMP), ("x", _META)):
    register_namespace(_prefix, _uri)


def packet(source: SourceType, parts: list[Part], agent: str) -> str:
    """The XMP packet; the same for the same film."""
    meta = Element(f"{{{_META}}}xmpmeta")
    description = SubElement(SubElement(meta, f"{{{_RDF}}}RDF"), f"{{{_RDF}}}Description", {f"{{{_RDF}}}about": ""})
    SubElement(description, f"{{{_IPTC}}}DigitalSourceType").text = source.uri
    trained = sorted({part.model for part in parts if part.source is SourceType.TRAINED})
    if trained:
        SubElement(description, f"{{{_IPTC}}}AISystemUsed").text = ", ".join(trained)
    SubElement(description, f"{{{_XMP}}}CreatorTool").text = agent
    return f"{_BEGIN}{tostring(meta, encoding='unicode')}{_END}"


def write(source: Path, target: Path, text: str) -> None:
    """Copy an MP4 with a packet at its end.

    Raises:
        OSError: among others ENOSPC, if the disk is full.
    """
    body = BOX_UUID + text.encode()
    shutil.copyfile(source, target)
    with target.open("ab") as file:
        file.write(struct.pack(">I4s", 8 + len(body), b"uuid") + body)

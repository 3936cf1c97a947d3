"""What a film of given parts is called in IPTC's terms, and that the file says so for other readers."""

import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import av
import pytest

from onset.provenance import xmp
from onset.provenance.origin import SourceType, parts_of, whole
from onset.runtime import ffmpeg


@pytest.mark.parametrize(
    ("clips", "voice", "music", "composed", "supplied", "expected"),
    [
        (["painter"], "speech", False, False, False, "compositeWithTrainedAlgorithmicMedia"),
        (["onset-mini"], "speech", False, False, False, "trainedAlgorithmicMedia"),
        (["onset-mini"], "speech", False, False, True, "compositeWithTrainedAlgorithmicMedia"),
        (["onset-mini"], "speech", True, True, False, "compositeWithTrainedAlgorithmicMedia"),
        (["onset-mini"], "", False, False, False, "compositeWithTrainedAlgorithmicMedia"),
        (["painter", "onset-mini"], "", True, False, True, "compositeWithTrainedAlgorithmicMedia"),
        (["painter"], "", False, False, False, "composite"),
        ([], "", True, True, True, "composite"),
        ([], "", False, False, False, "composite"),
    ],
)
def test_the_whole_by_its_parts(
    clips: list[str], voice: str, music: bool, composed: bool, supplied: bool, expected: str
) -> None:
    found = whole(parts_of(clips, voice, music=music, composed=composed, supplied=supplied))
    assert found.uri == f"http://cv.iptc.org/newscodes/digitalsourcetype/{expected}"


def test_what_an_order_brings_is_not_claimed_to_be_anything() -> None:
    parts = parts_of(["painter"], "", music=True, composed=False, supplied=True)
    assert [(part.name, part.source) for part in parts] == [
        ("pictures", SourceType.ALGORITHMIC),
        ("voice", None),
        ("music", None),
        ("brand pictures", None),
    ]


def test_the_packet_is_rdf_that_names_the_source_and_the_models() -> None:
    parts = parts_of(["onset-mini", "painter"], "speech", music=False, composed=False, supplied=False)
    root = ET.fromstring(xmp.packet(whole(parts), parts, "Onset 1.0"))
    found = {element.tag.rpartition("}")[2]: element.text for element in root.iter()}
    assert found["DigitalSourceType"] == SourceType.COMPOSITE_WITH_TRAINED.uri
    assert found["AISystemUsed"] == "onset-mini, speech"
    assert found["CreatorTool"] == "Onset 1.0"


def test_the_film_plays_as_before(tmp_path: Path) -> None:
    """The packet stands behind everything else: not a packet of picture or sound differs."""
    plain, marked = tmp_path / "plain.mp4", tmp_path / "marked.mp4"
    command = [ffmpeg.executable(), "-loglevel", "error", "-f", "lavfi", "-i", "testsrc=d=1:s=64x64:r=25", str(plain)]
    subprocess.run(command, check=True, timeout=60)
    xmp.write(plain, marked, xmp.packet(SourceType.COMPOSITE, [], "Onset 1.0"))
    packets = []
    for path in (plain, marked):
        with av.open(str(path)) as container:
            packets.append([(packet.pts, bytes(packet)) for packet in container.demux(video=0)])
    assert packets[0] == packets[1]
    assert marked.read_bytes().startswith(plain.read_bytes())

"""What a delivered file says of its origin, and whether that is signed and untouched since."""

import re
import struct
from dataclasses import dataclass
from pathlib import Path

import c2pa

from onset.evaluation.figure import fact, noted
from onset.timeline.verdict import Check

_NAME, _TITLE = "file.provenance", "Origin told and signed"
_OFFLINE = {"verify": {"ocsp_fetch": False, "remote_manifest_fetch": False}}
"""A verdict depends on the file alone."""
_SOUND = frozenset({"Valid", "Trusted"})
_XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_MOST_XMP_BYTES = 1 << 20
_SOURCE_TYPE = re.compile(r"DigitalSourceType>[^<]*/digitalsourcetype/(\w+)<")


@dataclass(frozen=True, slots=True)
class Claim:
    """A signed statement found in a file."""

    state: str
    """`Trusted`, `Valid` (by a signer that is not on this machine's list) or `Invalid`."""
    signer: str
    faults: tuple[str, ...]
    """Codes of what is wrong, but for the signer's not being known here."""


def check_provenance(video: Path) -> Check:
    """Whether a signature holds; without one, what the file says unsigned."""
    told = source_type(video)
    says = f"its metadata says {told}" if told else "its metadata says nothing of it"
    claim = read_claim(video)
    if claim is None:
        return noted(_NAME, _TITLE, 0.0, "", f"not signed; {says}")
    detail = f"signed by {claim.signer}" + (f", but {', '.join(claim.faults)}" if claim.faults else "") + f"; {says}"
    return fact(_NAME, _TITLE, limit="signature and content agree", passed=claim.state in _SOUND, detail=detail)


def read_claim(video: Path) -> Claim | None:
    """The active C2PA manifest's standing, None if there is none."""
    try:
        with (
            video.open("rb") as file,
            c2pa.Context.from_dict(_OFFLINE) as context,
            c2pa.Reader("video/mp4", file, context=context) as reader,
        ):
            found = reader.get_active_manifest() or {}
            results = reader.get_validation_results() or {}
            state = reader.get_validation_state() or "Invalid"
    except c2pa.C2paError.ManifestNotFound:
        return None
    except c2pa.C2paError as error:
        return Claim("Invalid", "nobody", (str(error),))
    signature = found.get("signature_info", {})
    signer = str(signature.get("common_name") or signature.get("issuer") or "nobody")
    failures = results.get("activeManifest", {}).get("failure", [])
    codes = (str(failure.get("code")) for failure in failures)
    return Claim(state, signer, tuple(code for code in codes if code != "signingCredential.untrusted"))


def source_type(video: Path) -> str:
    """IPTC's digital source type in the file's XMP; empty if it has none."""
    with video.open("rb") as file:
        while len(header := file.read(8)) == 8:
            size, kind = struct.unpack(">I4s", header)
            rest = size - 8
            if size == 1:
                rest = int.from_bytes(file.read(8), "big") - 16
            if size == 0 or rest < 0:
                return ""
            if kind == b"uuid" and 16 < rest <= _MOST_XMP_BYTES:
                body = file.read(rest)
                if body.startswith(_XMP_UUID) and (found := _SOURCE_TYPE.search(body.decode("utf-8", "replace"))):
                    return found[1]
            else:
                file.seek(rest, 1)
    return ""

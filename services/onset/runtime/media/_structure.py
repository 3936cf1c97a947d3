"""What a container says of itself, read without a decoder: copy protection, empty layouts, cut-off ends."""

import os
import struct
from collections.abc import Iterator
from typing import BinaryIO

from onset.runtime.media.refusal import RefusedError

_PARENTS = (b"moov", b"trak", b"mdia", b"minf", b"stbl")
_PROTECTED_ENTRIES = (b"enca", b"encv", b"drms", b"drmi", b"p608", b"drmt")
_MAX_BOX_BYTES = 1 << 20
_MAX_BOXES = 10_000

_EBML_TRACKS = (0x18538067, 0x1654AE6B, 0xAE, 0x6D80, 0x6240)
"""Segment > Tracks > TrackEntry > ContentEncodings > ContentEncoding."""
_EBML_CONTENT_ENCRYPTION = 0x5035
_EBML_CODEC_ID = 0x86
_EBML_CLUSTER = 0x1F43B675

_UNKNOWN_LENGTH = 0xFFFFFFFF
MISSING_TOLERANCE_S = 0.25
"""Encoders pad and containers round; a file that lacks more than this was cut."""

_OGG_TAIL_BYTES = 1 << 17


def check_structure(file: BinaryIO, container: str) -> str:
    """Refuse what a demuxer would misread or fail on without saying why. Leaves the file at its start.

    Returns:
        How the container names its codec; empty where that is not known without a demuxer.

    Raises:
        RefusedError: ENCRYPTED_MEDIA, NO_AUDIO_STREAM or TRUNCATED_AUDIO.
    """
    size = os.fstat(file.fileno()).st_size
    codec = ""
    match container:
        case "mp4":
            codec = _check_boxes(file, size)
        case "matroska" | "webm":
            codec = _check_ebml(file, size)
        case "wav":
            codec = _check_wav(file, size)
        case "ogg":
            _check_last_page(file, size)
    file.seek(0)
    return codec


def truncated(declared_s: float, held_s: float) -> RefusedError:
    """The refusal of a file that holds less sound than it declares."""
    return RefusedError(
        "TRUNCATED_AUDIO",
        f"The file declares {declared_s:.2f} s of sound but holds {held_s:.2f} s: it was cut off. Upload it again.",
        declared_s=f"{declared_s:.3f}",
        held_s=f"{held_s:.3f}",
    )


def _encrypted(by: str) -> RefusedError:
    return RefusedError(
        "ENCRYPTED_MEDIA", f"The file is copy-protected ({by}). Export it without protection (DRM).", scheme=by
    )


def _check_boxes(file: BinaryIO, size: int) -> str:
    seen, codecs = set(), []
    for kind, start, end in _boxes(file, 0, size):
        seen.add(kind)
        if kind == b"stsd":
            file.seek(start + 8)
            for entry, _, _ in _boxes(file, start + 8, min(end, start + _MAX_BOX_BYTES)):
                if entry in _PROTECTED_ENTRIES:
                    raise _encrypted(entry.decode())
                codecs.append(entry.decode("ascii", "backslashreplace"))
        if kind == b"pssh":
            raise _encrypted("pssh")
    if b"moov" not in seen:
        raise RefusedError(
            "TRUNCATED_AUDIO",
            "The MP4 file ends before its index (no moov box): it was cut off, or its recording was never finished. "
            "Upload it again, or export it anew.",
            size_bytes=size,
        )
    return ", ".join(codecs)


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The boxes of ISO 14496-12 in a range, parents before children: type, start and end of the body."""
    todo, count = [(start, end)], 0
    while todo:
        position, stop = todo.pop()
        while position + 8 <= stop and count < _MAX_BOXES:
            count += 1
            file.seek(position)
            length, kind = struct.unpack(">I4s", file.read(8))
            body = position + 8
            if length == 1:
                length, body = int.from_bytes(file.read(8), "big"), position + 16
            next_position = stop if length == 0 else position + length
            if next_position < body:
                return
            yield kind, body, min(next_position, stop)
            if kind in _PARENTS:
                todo.append((body, min(next_position, stop)))
            position = next_position


def _check_ebml(file: BinaryIO, size: int) -> str:
    todo, count, codecs = [(0, size)], 0, []
    while todo:
        position, stop = todo.pop()
        while position < stop and count < _MAX_BOXES:
            count += 1
            file.seek(position)
            element, id_bytes = _vint(file, keep_marker=True)
            length, length_bytes = _vint(file, keep_marker=False)
            if not id_bytes or not length_bytes or element == _EBML_CLUSTER:
                break
            body = position + id_bytes + length_bytes
            unknown = length == (1 << 7 * length_bytes) - 1
            end = stop if unknown else min(body + length, stop)
            if element == _EBML_CONTENT_ENCRYPTION:
                raise _encrypted("Matroska ContentEncryption")
            if element == _EBML_CODEC_ID:
                codecs.append(file.read(min(length, 32)).decode("ascii", "backslashreplace"))
            if element in _EBML_TRACKS:
                todo.append((body, end))
            position = end
    return ", ".join(codecs)


def _vint(file: BinaryIO, *, keep_marker: bool) -> tuple[int, int]:
    """An EBML number and its length in bytes; length 0 at the end or at nonsense."""
    first = file.read(1)
    if not first or not first[0]:
        return 0, 0
    length = 9 - first[0].bit_length()
    rest = file.read(length - 1)
    head = first[0] if keep_marker else first[0] & ((1 << (8 - length)) - 1)
    return (head << 8 * len(rest)) | int.from_bytes(rest, "big"), length


def _check_wav(file: BinaryIO, size: int) -> str:
    codec, bytes_per_s, data_bytes = "", 0, 0
    for kind, length, body in _chunks(file, size):
        if kind == b"ds64" and len(body) >= 16:
            data_bytes = int.from_bytes(body[8:16], "little")
        if kind == b"fmt " and len(body) >= 14:
            tag, channels, rate_hz, _, frame_bytes = struct.unpack_from("<HHIIH", body)
            if not channels or not rate_hz:
                message = (
                    f"The WAV header declares {channels} channels at {rate_hz} Hz: it holds no sound. Export it anew."
                )
                raise RefusedError("NO_AUDIO_STREAM", message, channels=channels, sample_rate_hz=rate_hz)
            codec, bytes_per_s = f"WAVE format 0x{tag:04x}", rate_hz * frame_bytes
        if kind == b"data":
            # Recorders that cannot seek back leave 0 or all ones: such a file declares nothing.
            declared = data_bytes if length == _UNKNOWN_LENGTH else length
            held = size - file.tell()
            if bytes_per_s and declared - held > MISSING_TOLERANCE_S * bytes_per_s:
                raise truncated(declared / bytes_per_s, held / bytes_per_s)
            break
    return codec


def _chunks(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int, bytes]]:
    """The chunks of a RIFF file: type, declared length, and the start of the body, or nothing of `data`."""
    position = 12
    for _ in range(_MAX_BOXES):
        file.seek(position)
        head = file.read(8)
        if len(head) < 8 or position >= size:
            return
        kind, length = struct.unpack("<4sI", head)
        yield kind, length, b"" if kind == b"data" else file.read(min(length, 40))
        position += 8 + length + length % 2


def _check_last_page(file: BinaryIO, size: int) -> None:
    """The last Ogg page (RFC 3533) must be whole; one that is not is where the file was cut."""
    file.seek(max(0, size - _OGG_TAIL_BYTES))
    tail = file.read(_OGG_TAIL_BYTES)
    start = tail.rfind(b"OggS\0")
    page = tail[start:] if start >= 0 else b""
    segments = page[26] if len(page) > 26 else 0
    table = page[27 : 27 + segments]
    if len(page) < 27 or len(table) < segments or len(page) < 27 + segments + sum(table):
        message = "The Ogg file ends within a page: it was cut off. Upload it again."
        raise RefusedError("TRUNCATED_AUDIO", message, size_bytes=size)

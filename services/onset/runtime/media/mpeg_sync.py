"""Frame headers of MPEG audio (ISO 11172-3, 13818-3) and ADTS (ISO 13818-7), which have no other signature."""

from typing import BinaryIO, Literal

_MAX_TAG_BYTES = 64 << 20

_V1_LAYER3_KBPS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_V2_LAYER3_KBPS = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_SAMPLE_RATES_HZ = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def skip_id3(file: BinaryIO, head: bytes) -> bytes:
    """The start of what follows the ID3v2 tags at the start of a file: as many bytes as `head`, or `head` itself."""
    start, wanted = 0, len(head)
    while head[:3] == b"ID3" and len(head) >= 10 and start < _MAX_TAG_BYTES:
        size = sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
        start += 10 + size + (10 if head[5] & 0x10 else 0)
        file.seek(start)
        head = file.read(wanted)
    return head


def mpeg_audio_kind(data: bytes) -> Literal["mp3", "adts"] | None:
    """Tell MP3 from ADTS AAC by a frame header that is confirmed by the next one (or by the end of the data)."""
    for kind, length_of in (("mp3", _layer3_frame_bytes), ("adts", _adts_frame_bytes)):
        length = length_of(data)
        if length and (len(data) <= length or length_of(data[length:]) or _is_end(data[length:])):
            return "mp3" if kind == "mp3" else "adts"
    return None


def promises_length(data: bytes) -> bool:
    """Whether the first MP3 frame is an information frame (Xing, Info or VBRI) that says how many follow."""
    start = data.find(b"\xff")
    if start < 0:
        return False
    frame = data[start : start + 192]
    return any(tag in frame for tag in (b"Xing", b"Info", b"VBRI"))


def _is_end(data: bytes) -> bool:
    return len(data) < 4 or data.startswith((b"TAG", b"APETAGEX", b"LYRICS"))


def _layer3_frame_bytes(data: bytes) -> int:
    """Length of the Layer III frame that starts here; 0 if none does."""
    if len(data) < 4 or data[0] != 0xFF or data[1] & 0xE0 != 0xE0:
        return 0
    version, layer = data[1] >> 3 & 3, data[1] >> 1 & 3
    bit_rate, sample_rate, padding = data[2] >> 4, data[2] >> 2 & 3, data[2] >> 1 & 1
    if version == 1 or layer != 1 or bit_rate in (0, 15) or sample_rate == 3:
        return 0
    kbps = (_V1_LAYER3_KBPS if version == 3 else _V2_LAYER3_KBPS)[bit_rate]
    samples_over_8 = 144 if version == 3 else 72
    return samples_over_8 * kbps * 1000 // _SAMPLE_RATES_HZ[version][sample_rate] + padding


def _adts_frame_bytes(data: bytes) -> int:
    """Length of the ADTS frame that starts here; 0 if none does."""
    if len(data) < 7 or data[0] != 0xFF or data[1] & 0xF6 != 0xF0 or data[2] >> 2 & 15 > 12:
        return 0
    length = (data[3] & 3) << 11 | data[4] << 3 | data[5] >> 5
    return length if length > 7 else 0

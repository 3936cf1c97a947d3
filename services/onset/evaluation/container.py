"""Facts of the delivered file's container and codecs, read from its headers and packets without decoding a picture."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.stream import VideoStream

from onset.evaluation.boxes import Layout, read_layout

BT709 = 1
"""Code point of BT.709 for primaries, transfer and matrix (ITU-T H.273)."""
_LIMITED_RANGE = 1
_IDR_SLICE = 5
_LEVEL_BYTE = 3
"""Of an AVC configuration record (ISO/IEC 14496-15, 5.3.3.1.2)."""
_SLICES = frozenset({1, _IDR_SLICE})


@dataclass(frozen=True, slots=True)
class VideoTrack:
    """The picture track."""

    codec: str
    profile: str
    pixel_format: str
    width: int
    height: int
    square_pixels: bool
    primaries: int
    transfer: int
    matrix: int
    limited_range: bool
    level: int
    """Of H.264 times ten, e.g. 40; 0 for another codec."""
    bit_rate: int
    """Bits per second over the track."""
    times: tuple[Fraction, ...]
    """Presentation times in seconds, ascending, after the edit list."""
    sync_frames: tuple[int, ...]
    """Indices into `times` of the frames at which a player may start."""
    open_gops: int
    """Groups that do not start with an IDR picture or have pictures shown before it; 0 when all are closed."""

    @property
    def gop_lengths(self) -> tuple[int, ...]:
        """Frames from each sync frame to the next, the last to the end."""
        return tuple(later - earlier for earlier, later in pairwise((*self.sync_frames, len(self.times))))


@dataclass(frozen=True, slots=True)
class AudioTrack:
    """The sound track."""

    codec: str
    profile: str
    sample_rate_hz: int
    channels: int
    bit_rate: int
    """Bits per second over the track."""
    busiest_bit_rate: int
    """Bits per second in its busiest second: near to what it was encoded with, however much silence it holds."""
    start: Fraction
    """Presentation time of the first audible sample in seconds."""
    duration: Fraction
    """Seconds, after the edit list."""


@dataclass(frozen=True, slots=True)
class Container:
    """The whole file."""

    layout: Layout
    size_bytes: int
    video: VideoTrack
    audio: AudioTrack | None


def read_container(path: Path) -> Container:
    """Read an MP4's facts.

    Raises:
        ValueError: it is no readable MP4 or has no picture track.
    """
    try:
        with av.open(str(path), format="mp4") as file:
            if not file.streams.video:
                raise ValueError("the file has no picture track")
            audio = _audio(file, file.streams.audio[0]) if file.streams.audio else None
            file.seek(0)
            video = _video(file, file.streams.video[0])
    except av.FFmpegError as error:
        raise ValueError(f"the file cannot be read as MP4: {error.strerror}") from error
    return Container(read_layout(path), path.stat().st_size, video, audio)


def _video(file: InputContainer, stream: VideoStream) -> VideoTrack:
    context = stream.codec_context
    avc = context.name == "h264"
    length_bytes = (context.extradata[4] & 3) + 1 if avc and context.extradata else 4
    packets: list[tuple[int, bool]] = []
    open_gops = 0
    group_pts: int | None = None
    group_open = True
    size = 0
    for packet in file.demux(stream):
        if packet.pts is None or packet.is_discard:
            continue
        size += packet.size
        if packet.is_keyframe:
            group_pts, group_open = packet.pts, avc and not _starts_with_idr(bytes(packet), length_bytes)
            open_gops += group_open
        elif group_pts is not None and packet.pts < group_pts and not group_open:
            group_open = True
            open_gops += 1
        packets.append((packet.pts, packet.is_keyframe))
    if not packets:
        raise ValueError("the picture track is empty")
    packets.sort()
    time_base = stream.time_base or Fraction(1)
    ratio = stream.sample_aspect_ratio
    seconds = Fraction(stream.duration or 0) * time_base
    return VideoTrack(
        codec=context.name,
        profile=str(context.profile or ""),
        pixel_format=str(context.pix_fmt or ""),
        width=context.width,
        height=context.height,
        square_pixels=not ratio or ratio == 1,
        primaries=int(context.color_primaries),
        transfer=int(context.color_trc),
        matrix=int(context.colorspace),
        limited_range=int(context.color_range) == _LIMITED_RANGE,
        level=context.extradata[_LEVEL_BYTE] if avc and context.extradata else 0,
        bit_rate=round(8 * size / seconds) if seconds else 0,
        times=tuple(pts * time_base for pts, _ in packets),
        sync_frames=tuple(index for index, (_, sync) in enumerate(packets) if sync),
        open_gops=open_gops,
    )


def _starts_with_idr(packet: bytes, length_bytes: int) -> bool:
    """Whether the first slice of an access unit in AVC form (length-prefixed NAL units) is of an IDR picture."""
    position = 0
    while position + length_bytes < len(packet):
        kind = packet[position + length_bytes] & 0x1F
        if kind in _SLICES:
            return kind == _IDR_SLICE
        position += length_bytes + int.from_bytes(packet[position : position + length_bytes], "big")
    return False


def _audio(file: InputContainer, stream: AudioStream) -> AudioTrack:
    context = stream.codec_context
    time_base = stream.time_base or Fraction(1)
    seconds: Counter[int] = Counter()
    for packet in file.demux(stream):
        if packet.pts is not None:
            seconds[int(packet.pts * time_base)] += 8 * packet.size
    return AudioTrack(
        codec=context.name,
        profile=str(context.profile or ""),
        sample_rate_hz=context.sample_rate,
        channels=context.layout.nb_channels,
        bit_rate=context.bit_rate or 0,
        busiest_bit_rate=max(seconds.values(), default=0),
        start=(stream.start_time or 0) * time_base,
        duration=(stream.duration or 0) * time_base,
    )

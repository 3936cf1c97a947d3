"""Groups of coded pictures to one film, and sound to the film: nothing is coded again, every time is exact."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from onset.compositing.coding_faults import told
from onset.compositing.encoder import timescale
from onset.compositing.unreadable import UnreadableError
from onset.runtime import ffmpeg
from onset.runtime.heed import Cancelled, heeded
from onset.runtime.media.atomic import complete_file
from onset.timeline.time import FrameRate

_JOIN_TIMEOUT_S = 300.0


def join_groups(parts: list[Path], groups: list[range], rate: FrameRate, target: Path, cancelled: Cancelled) -> None:
    """Write the pictures of all groups, in order, as one MP4.

    Args:
        parts: an MP4 for each group.
        groups: the frames that each holds; together all of a film.
        rate: the film's frame rate.
        target: appears when it is complete.
        cancelled: polled for each group.

    Raises:
        UnreadableError: BAD_CHUNK, a part does not hold the frames it should, or was coded another way.
        FfmpegError: ENCODER_FAILED, the file cannot be written.
        ResourceExhaustedError: DISK_FULL.
        CancelledError: `cancelled` returned true.
    """
    ticks = timescale(rate) * rate.denominator // rate.numerator
    coded = [_read(part, group, ticks) for part, group in heeded(zip(parts, groups, strict=True), cancelled)]
    for part, one in zip(parts, coded, strict=True):
        if one.header != coded[0].header:
            raise UnreadableError(
                part,
                "BAD_CHUNK",
                "The chunk was coded by another encoder than those before it; let all workers use one "
                "(ONSET_ENCODER) and render again.",
            )
    # How far pictures are coded before they are shown, at most, over the whole film: all decoding times are that early.
    delay = max(order - shown for one in coded for order, shown in enumerate(one.shown, start=one.first_frame))
    with (
        complete_file(target) as partial,
        told("The writing of the joined pictures"),
        av.open(str(partial), "w", format="mp4", options=_options(rate)) as film,
    ):
        stream: VideoStream | None = None
        for part, one in heeded(zip(parts, coded, strict=True), cancelled):
            with av.open(str(part), format="mp4") as source:
                stream = stream or film.add_stream_from_template(source.streams.video[0])
                for order, packet in enumerate(_packets(source), start=one.first_frame):
                    packet.stream = stream
                    packet.pts, packet.dts = one.shown[order - one.first_frame] * ticks, (order - delay) * ticks
                    packet.time_base, packet.duration = Fraction(1, timescale(rate)), ticks
                    film.mux_one(packet)


def add_sound(picture: Path, sound: Path, rate: FrameRate, target: Path, cancelled: Cancelled) -> None:
    """Picture and encoded sound, both as they are, into the delivered file, its index in front.

    Raises:
        FfmpegError, ResourceExhaustedError, CancelledError: as `ffmpeg.encode` does.
    """
    streams = (ffmpeg.open_file(picture, container="mov").video, ffmpeg.open_file(sound, container="mov").audio)
    options: dict[str, ffmpeg.Option] = {
        "c": "copy",
        "video_track_timescale": timescale(rate),
        "fflags": "+bitexact",
        "map_metadata": -1,
        "movflags": "+faststart",
    }
    ffmpeg.encode(ffmpeg.Output(streams, "mp4", options), target, timeout_s=_JOIN_TIMEOUT_S, cancelled=cancelled)


@dataclass(frozen=True, slots=True)
class _Coded:
    """What a group's file says of its pictures."""

    header: bytes
    """Parameter sets of the stream."""
    first_frame: int
    shown: tuple[int, ...]
    """The frame that each packet is, in coding order, counted in the film."""


def _read(part: Path, group: range, ticks: int) -> _Coded:
    try:
        with av.open(str(part), format="mp4") as source:
            header = source.streams.video[0].codec_context.extradata or b""
            shown = tuple(group.start + (packet.pts or 0) // ticks for packet in _packets(source))
    except (av.FFmpegError, IndexError) as error:
        raise UnreadableError(part, "BAD_CHUNK", f"A group cannot be read: {error}.") from error
    if sorted(shown) != list(group):
        raise UnreadableError(
            part,
            "BAD_CHUNK",
            f"A group holds {len(shown)} pictures where frames {group.start} to {group.stop - 1} are due.",
        )
    return _Coded(header, group.start, shown)


def _packets(source: InputContainer) -> "Iterator[av.Packet[VideoStream]]":
    """Without the empty one that ends a demuxer's stream."""
    return (packet for packet in source.demux(video=0) if packet.size)


def _options(rate: FrameRate) -> dict[str, str]:
    return {"video_track_timescale": str(timescale(rate)), "fflags": "+bitexact"}

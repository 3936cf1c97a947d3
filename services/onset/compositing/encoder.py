"""The delivered picture's coding: H.264 High 4:2:0, constant frame rate, BT.709, in closed groups.

Every group is coded by an encoder of its own, so its bytes depend on nothing but its frames, and any division of a film
into chunks gives the same file.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import cast

import av
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from onset.compositing.coding_faults import told
from onset.compositing.planes import Planes
from onset.compositing.rate_control import RateControl, rate_control
from onset.runtime.ffmpeg import FfmpegError, Option
from onset.runtime.heap import return_large_blocks
from onset.runtime.media.atomic import complete_file
from onset.timeline.brief import Size
from onset.timeline.groups import RenderQuality
from onset.timeline.profile_rules import VideoRules
from onset.timeline.time import FrameRate

_THREADS = 2
"""Fixed: x264's result depends on it, and the same order must give the same bytes on every machine. With
more of them it holds more pictures; further cores are kept busy by further chunks."""
_MOST_FRAMES = 1200
"""More than the longest group (10 s) at the highest frame rate (60/s) has."""
_X264_PRESET = {RenderQuality.FINAL: "veryfast", RenderQuality.DRAFT: "ultrafast"}
_NVENC_PRESET = {RenderQuality.FINAL: "p5", RenderQuality.DRAFT: "p1"}
_CRF = {RenderQuality.FINAL: 19, RenderQuality.DRAFT: 26}
"""Visually lossless at veryfast, and good enough to judge an edit by."""
_CQ = {RenderQuality.FINAL: 21, RenderQuality.DRAFT: 28}
"""NVENC's constant quality that looks like x264's figures above."""


class Encoder(Enum):
    """Which encoder codes the picture."""

    X264 = "x264"
    NVENC = "nvenc"


_CODEC = {Encoder.X264: "libx264", Encoder.NVENC: "h264_nvenc"}


@dataclass(frozen=True, slots=True)
class Coding:
    """How pictures are coded."""

    encoder: Encoder
    rules: VideoRules
    quality: RenderQuality


class GroupWriter:
    """Codes one group's pictures, in this process: a pipe to another one takes longer for the same.

    What is coded is drawn here, so there is nothing that the service would have to be kept safe from.
    """

    def __init__(self, file: OutputContainer, coding: Coding, size: Size, rate: FrameRate) -> None:
        """Open an encoder that writes to a file.

        Raises:
            FfmpegError: ENCODER_FAILED, it does not know an option.
            av.FFmpegError: there is no such encoder here.
        """
        self._file, self._width, self._interval = file, size.width, 1 / rate.per_second
        self._count = 0
        self._stream = cast("VideoStream", file.add_stream(_CODEC[coding.encoder], rate=rate.per_second))
        self._stream.width, self._stream.height, self._stream.pix_fmt = size.width, size.height, "yuv420p"
        context = self._stream.codec_context
        context.options = {name: str(value) for name, value in video_options(coding).items()}
        context.open()
        if context.options:
            raise FfmpegError("ENCODER_FAILED", f"The picture's encoder knows no {', '.join(context.options)}.")

    def write(self, picture: Planes) -> None:
        """Append one picture; its memory is free for another one afterwards.

        Raises:
            av.FFmpegError: it cannot be coded or written.
        """
        # The frame is the picture's own memory; both encoders copy what they are given before they return.
        frame = VideoFrame.from_numpy_buffer(picture.buffer.reshape(-1, self._width), format="yuv420p")
        frame.pts, frame.time_base = self._count, self._interval
        self._count += 1
        self._code(frame)

    def finish(self) -> None:
        """Code what is still on its way. Raises as `write` does."""
        self._code(None)

    def close(self) -> None:
        """Let the encoder and the file go; called once, and nothing is written after it.

        Of what a render leaves by an exception, its traceback may keep this writer: not the encoder's pictures with it.
        """
        del self._stream, self._file

    def _code(self, frame: VideoFrame | None) -> None:
        self._file.mux(self._stream.encode(frame))


@contextmanager
def writer(coding: Coding, size: Size, rate: FrameRate, target: Path) -> Iterator[GroupWriter]:
    """An encoder of one group that is fed its pictures and writes an MP4 of them alone.

    The file appears when it is complete; nothing is left of it where the block is left by an exception.

    Raises:
        FfmpegError: ENCODER_FAILED.
        ResourceExhaustedError: DISK_FULL.
    """
    options = {"video_track_timescale": str(timescale(rate)), "fflags": "+bitexact"}
    return_large_blocks()
    with (
        complete_file(target) as partial,
        told("The picture's encoder"),
        av.open(str(partial), "w", format="mp4", options=options) as file,
        closing(GroupWriter(file, coding, size, rate)) as group,
    ):
        # The file has the encoder, and a traceback may keep what this function names.
        del file
        yield group
        group.finish()


def video_options(coding: Coding) -> dict[str, Option]:
    """The codec's options for a group; the same for all groups of a film, as all share one header."""
    control = rate_control(coding.rules)
    level = coding.rules.highest_level
    return {
        **(_x264(coding, control) if coding.encoder is Encoder.X264 else _nvenc(coding, control)),
        **_bounds(control),
        **({"level": f"{level / 10:.1f}"} if level else {}),
        "profile": "high",
        "flags": "+cgop+bitexact",
        "color_range": "tv",
        "colorspace": "bt709",
        "color_primaries": "bt709",
        "color_trc": "bt709",
        "chroma_sample_location": "left",
    }


def _x264(coding: Coding, control: RateControl) -> dict[str, Option]:
    return {
        "preset": _X264_PRESET[coding.quality],
        "threads": _THREADS,
        "thread_type": "frame",
        # Without it x264 weighs blocks by instructions that differ between processors and read memory that nobody set.
        "x264-params": "cpu-independent=1",
        # Ultrafast goes without, and without it no stream is High profile.
        "8x8dct": 1,
        **({} if control.average else {"crf": _CRF[coding.quality]}),
        **({"nal-hrd": "cbr"} if control.is_padded else {}),
        # No second IDR picture: at a hard cut within the group comes an intra picture, but not a new group.
        "g": 2 * _MOST_FRAMES,
        "keyint_min": _MOST_FRAMES,
    }


def _nvenc(coding: Coding, control: RateControl) -> dict[str, Option]:
    return {
        "preset": _NVENC_PRESET[coding.quality],
        "tune": "hq",
        "rc": "cbr" if control.is_padded else "vbr",
        **({} if control.average else {"cq": _CQ[coding.quality], "b": 0}),
        **({"cbr_padding": 1} if control.is_padded else {}),
        "spatial-aq": 1,
        "bf": 3,
        "no-scenecut": 1,
        "g": _MOST_FRAMES,
    }


def _bounds(control: RateControl) -> dict[str, Option]:
    options: dict[str, Option] = {"b": f"{control.average}k"} if control.average else {}
    if control.highest:
        options |= {
            "maxrate": f"{control.highest}k",
            "bufsize": f"{control.buffer}k",
            "rc_init_occupancy": f"{control.initial}k",
        }
    if control.is_padded:
        options["minrate"] = f"{control.average}k"
    return options


def timescale(rate: FrameRate) -> int:
    """Ticks per second in which every frame lasts a whole number of them."""
    scale = rate.numerator
    while scale < 10_000:
        scale *= 2
    return scale

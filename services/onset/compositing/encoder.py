"""The delivered picture's coding: H.264 High 4:2:0, constant frame rate, BT.709, in closed groups.

Every group is coded by an encoder of its own, so its bytes depend on nothing but its frames, and any division of a film
into chunks gives the same file.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from onset.compositing.rate_control import RateControl, rate_control
from onset.runtime import ffmpeg
from onset.timeline.brief import Size
from onset.timeline.groups import RenderQuality
from onset.timeline.profile import VideoRules
from onset.timeline.time import FrameRate

_THREADS = 4
"""Fixed: x264's result depends on it, and the same order must give the same bytes on every machine."""
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


@dataclass(frozen=True, slots=True)
class Coding:
    """How pictures are coded."""

    encoder: Encoder
    rules: VideoRules
    quality: RenderQuality


def writer(
    coding: Coding, size: Size, rate: FrameRate, target: Path, cancelled: Callable[[], bool]
) -> ffmpeg.RawVideoWriter:
    """An encoder of one group that is fed planar 4:2:0 BT.709 frames and writes an MP4 of them alone."""
    video = ffmpeg.open_raw_video(width_px=size.width, height_px=size.height, fps=str(rate), pixel_format="yuv420p")
    # Tagged on the frames: the encoder writes what they carry.
    tagged = video.filter(
        "setparams", range="tv", colorspace="bt709", color_primaries="bt709", color_trc="bt709", chroma_location="left"
    )
    output = ffmpeg.Output((tagged,), "mp4", video_options(coding, rate))
    return ffmpeg.RawVideoWriter(output, target, cancelled=cancelled)


def video_options(coding: Coding, rate: FrameRate) -> dict[str, ffmpeg.Option]:
    """Ffmpeg's options for a group; the same for all groups of a film, as all share one header."""
    control = rate_control(coding.rules)
    level = coding.rules.highest_level
    return {
        **(_x264(coding, control) if coding.encoder is Encoder.X264 else _nvenc(coding, control)),
        **_bounds(control),
        **({"level:v": f"{level / 10:.1f}"} if level else {}),
        "profile:v": "high",
        "pix_fmt": "yuv420p",
        "flags:v": "+cgop+bitexact",
        "fps_mode": "cfr",
        "video_track_timescale": timescale(rate),
        "fflags": "+bitexact",
        "map_metadata": -1,
    }


def _x264(coding: Coding, control: RateControl) -> dict[str, ffmpeg.Option]:
    return {
        "c:v": "libx264",
        "preset": _X264_PRESET[coding.quality],
        "threads:v": _THREADS,
        # Ultrafast goes without, and without it no stream is High profile.
        "8x8dct": 1,
        **({} if control.average else {"crf": _CRF[coding.quality]}),
        **({"nal-hrd": "cbr"} if control.is_padded else {}),
        # No second IDR picture: at a hard cut within the group comes an intra picture, but not a new group.
        "g": 2 * _MOST_FRAMES,
        "keyint_min": _MOST_FRAMES,
    }


def _nvenc(coding: Coding, control: RateControl) -> dict[str, ffmpeg.Option]:
    return {
        "c:v": "h264_nvenc",
        "preset": _NVENC_PRESET[coding.quality],
        "tune": "hq",
        "rc": "cbr" if control.is_padded else "vbr",
        **({} if control.average else {"cq": _CQ[coding.quality], "b:v": 0}),
        **({"cbr_padding": 1} if control.is_padded else {}),
        "spatial-aq": 1,
        "bf": 3,
        "no-scenecut": 1,
        "g": _MOST_FRAMES,
    }


def _bounds(control: RateControl) -> dict[str, ffmpeg.Option]:
    options: dict[str, ffmpeg.Option] = {"b:v": f"{control.average}k"} if control.average else {}
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

"""The delivered file's format: H.264 High 4:2:0, constant frame rate, closed groups, BT.709, AAC, index in front."""

from collections.abc import Callable
from pathlib import Path

from onset.runtime import ffmpeg
from onset.timeline.brief import Size
from onset.timeline.time import FrameRate

CRF = 19
PRESET = "veryfast"
_THREADS = 4
"""Fixed: x264's result depends on it, and the same order must give the same bytes on every machine."""
_GROUP_S = 2
_JOIN_TIMEOUT_S = 300.0


def writer(size: Size, rate: FrameRate, target: Path, cancelled: Callable[[], bool]) -> ffmpeg.RawVideoWriter:
    """An encoder that is fed planar 4:2:0 BT.709 frames; writes the picture alone."""
    video = ffmpeg.open_raw_video(width_px=size.width, height_px=size.height, fps=str(rate), pixel_format="yuv420p")
    # Tagged on the frames: the encoder writes what they carry.
    tagged = video.filter(
        "setparams", range="tv", colorspace="bt709", color_primaries="bt709", color_trc="bt709", chroma_location="left"
    )
    return ffmpeg.RawVideoWriter(ffmpeg.Output((tagged,), "mp4", video_options(rate)), target, cancelled=cancelled)


def join(picture: Path, sound: Path, rate: FrameRate, target: Path, cancelled: Callable[[], bool]) -> None:
    """Picture and encoded sound, both as they are, into the delivered file."""
    streams = (ffmpeg.open_file(picture, container="mov").video, ffmpeg.open_file(sound, container="mov").audio)
    options: dict[str, ffmpeg.Option] = {"c": "copy", **_container_options(rate)}
    ffmpeg.encode(ffmpeg.Output(streams, "mp4", options), target, timeout_s=_JOIN_TIMEOUT_S, cancelled=cancelled)


def video_options(rate: FrameRate) -> dict[str, ffmpeg.Option]:
    """Ffmpeg's options for picture and container."""
    group = round(_GROUP_S * rate.per_second)
    return {
        "c:v": "libx264",
        "preset": PRESET,
        "crf": CRF,
        "profile:v": "high",
        "pix_fmt": "yuv420p",
        "threads:v": _THREADS,
        # Groups of one length; a hard cut inside one still gets an intra picture, but not a new group.
        "g": group,
        "keyint_min": group,
        "flags:v": "+cgop+bitexact",
        "fps_mode": "cfr",
        **_container_options(rate),
    }


def _container_options(rate: FrameRate) -> dict[str, ffmpeg.Option]:
    return {
        "video_track_timescale": _timescale(rate),
        "fflags": "+bitexact",
        "map_metadata": -1,
        "movflags": "+faststart",
    }


def _timescale(rate: FrameRate) -> int:
    """Ticks per second in which every frame lasts a whole number of them."""
    scale = rate.numerator
    while scale < 10_000:
        scale *= 2
    return scale

"""Which encoder this machine codes pictures with."""

import logging
import tempfile
from functools import cache
from pathlib import Path

import av

from onset.compositing.encoder import Coding, Encoder, writer
from onset.compositing.planes import Planes
from onset.runtime.errors import FailedPreconditionError
from onset.runtime.ffmpeg import FfmpegError
from onset.timeline.brief import Size
from onset.timeline.groups import RenderQuality
from onset.timeline.profile import DEFAULT, profile
from onset.timeline.time import FrameRate

log = logging.getLogger(__name__)

_PROBE_SIZE, _PROBE_FRAMES = Size(256, 256), 8
"""NVENC takes nothing smaller than 145 pixels across, and holds some frames back."""


@cache
def choose(wanted: str) -> Encoder:
    """The encoder for a setting of `auto`, `x264` or `nvenc`; `auto` is NVENC where it works, else x264.

    Raises:
        FailedPreconditionError: NVENC_UNAVAILABLE, it was asked for.
    """
    if wanted == Encoder.X264.value:
        return Encoder.X264
    fault = _fault_of_nvenc()
    if fault is None:
        log.info("pictures are coded by NVENC")
        return Encoder.NVENC
    if wanted == Encoder.NVENC.value:
        raise FailedPreconditionError(
            "NVENC_UNAVAILABLE", f"ONSET_ENCODER asks for NVENC, which does not work here: {fault}"
        )
    log.info("pictures are coded by x264 on the CPU; NVENC does not work here: %s", fault)
    return Encoder.X264


def _fault_of_nvenc() -> str | None:
    """Why a tiny film cannot be coded by NVENC; None if it can."""
    coding = Coding(Encoder.NVENC, profile(DEFAULT).video, RenderQuality.FINAL)
    frame, before = Planes.filled(_PROBE_SIZE), av.logging.get_level()
    av.logging.set_level(av.logging.ERROR)  # so that a fault carries the codec's own words
    try:
        with (
            av.logging.Capture(),
            tempfile.TemporaryDirectory() as folder,
            writer(coding, _PROBE_SIZE, FrameRate(30), Path(folder) / "probe.mp4") as encoder,
        ):
            for _ in range(_PROBE_FRAMES):
                encoder.write(frame)
    except FfmpegError as error:  # anything else, a full disk say, is no word on NVENC
        return error.message
    finally:
        av.logging.set_level(before)
    return None

"""Loudness and true peak of a sound, by ITU-R BS.1770-4 as ffmpeg measures them."""

import json
from dataclasses import dataclass

from onset.runtime import ffmpeg
from onset.runtime.errors import InternalError

_TIMEOUT_S = 300.0


@dataclass(frozen=True, slots=True)
class Level:
    """What was measured; minus infinity for silence."""

    integrated_lufs: float
    true_peak_dbtp: float


def measure(sound: ffmpeg.Stream) -> Level:
    """Measure a sound of ours.

    Raises:
        FfmpegError: it could not be decoded.
    """
    # In its first pass `loudnorm` changes nothing that is kept: it only reports, to a hundredth of a decibel.
    log = ffmpeg.measure(sound.filter("loudnorm", print_format="json"), timeout_s=_TIMEOUT_S)
    try:
        report = json.loads(log[log.rindex("{") : log.rindex("}") + 1])
        return Level(float(report["input_i"]), float(report["input_tp"]))
    except (ValueError, KeyError) as error:
        raise InternalError("LOUDNESS_UNKNOWN", f"ffmpeg reported no loudness: {log[-200:]!r}") from error

"""Loudness and true peak of a file, by ITU-R BS.1770-4 as ffmpeg measures them."""

import json
from dataclasses import dataclass
from pathlib import Path

from onset.runtime import ffmpeg
from onset.runtime.errors import InternalError

_TIMEOUT_S = 300.0


@dataclass(frozen=True, slots=True)
class Level:
    """What was measured; minus infinity for silence."""

    integrated_lufs: float
    true_peak_dbtp: float


def measure(path: Path, *, container: str) -> Level:
    """Measure a sound file of ours.

    Args:
        path: the file.
        container: ffmpeg's name of its demuxer, e.g. `wav` or `mov`.

    Raises:
        FfmpegError: it could not be decoded.
    """
    # In its first pass `loudnorm` changes nothing that is kept: it only reports, to a hundredth of a decibel.
    sound = ffmpeg.open_file(path, container=container).audio.filter("loudnorm", print_format="json")
    log = ffmpeg.measure(sound, timeout_s=_TIMEOUT_S)
    try:
        report = json.loads(log[log.rindex("{") : log.rindex("}") + 1])
        return Level(float(report["input_i"]), float(report["input_tp"]))
    except (ValueError, KeyError) as error:
        raise InternalError("LOUDNESS_UNKNOWN", f"ffmpeg reported no loudness: {log[-200:]!r}") from error


def integrated_lufs(path: Path) -> float:
    """Integrated loudness of a canonical WAV."""
    return measure(path, container="wav").integrated_lufs

"""From mix to delivered sound: one fixed gain and a limiter, encoded, measured as encoded, and corrected."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from onset.compositing.sound import pcm
from onset.compositing.sound.limiter import limited
from onset.compositing.sound.loudness import Level, measure
from onset.runtime import ffmpeg
from onset.runtime.errors import InternalError
from onset.timeline.profile import AudioRules

_PASSES = 8
_TOLERANCE_LU = 0.15
"""Half of what is promised: another meter may round otherwise."""
_LEAST_YIELD = 0.25
"""A limiter at work swallows part of a gain; no more than three quarters of it are reckoned with."""
_HEADROOM_DB = 0.25
"""What AAC typically adds to peaks."""
_BEYOND_DB = 0.05
"""By how much more than it was passed the ceiling is lowered for the next pass."""
_TIMEOUT_S = 300.0


def master(mix: Path, folder: Path, rules: AudioRules, cancelled: Callable[[], bool]) -> Path:
    """Level a mix and encode it as AAC; the encoded file, of those that keep the ceiling the nearest in loudness.

    Each pass decodes what was encoded and corrects gain and ceiling by what it finds: AAC moves both a little, and of
    a gain that drives the limiter less arrives than went in, so the next step follows the secant of the last two.
    A programme of silence is encoded as it is.

    Args:
        mix: the programme as `pcm` has it.
        folder: for files in progress and the result.
        rules: loudness, ceiling and bit rate of the destination.
        cancelled: polled by the encoder.

    Raises:
        FfmpegError, ResourceExhaustedError, CancelledError: from the encoder.
        OSError: among others ENOSPC, if the disk is full.
        InternalError: PEAK_ABOVE_CEILING, no pass kept the ceiling.
    """
    level = measure(pcm.stream(mix))
    gain = rules.target_lufs - level.integrated_lufs if np.isfinite(level.integrated_lufs) else 0.0
    ceiling = rules.true_peak_dbtp - _HEADROOM_DB
    best: tuple[float, Path] | None = None
    tried: tuple[float, float] | None = None
    for number in range(_PASSES):
        encoded = folder / f"sound-{number}.m4a"
        level = _pass(mix, encoded, rules, (gain, ceiling), cancelled)
        error, over = rules.target_lufs - level.integrated_lufs, level.true_peak_dbtp - rules.true_peak_dbtp
        if not np.isfinite(error):
            return encoded
        if over <= 0 and (best is None or abs(error) < best[0]):
            best = abs(error), encoded
        if over <= 0 and abs(error) <= _TOLERANCE_LU:
            break
        step = error / _yield_of(tried, (gain, level.integrated_lufs))
        tried = gain, level.integrated_lufs
        gain += step
        ceiling -= max(0.0, over + _BEYOND_DB)
    if best is None:
        raise InternalError(
            "PEAK_ABOVE_CEILING", f"The sound peaks {over:.2f} dB above its ceiling after {_PASSES} passes."
        )
    return best[1]


def _pass(
    mix: Path, encoded: Path, rules: AudioRules, level: tuple[float, float], cancelled: Callable[[], bool]
) -> Level:
    """Level (gain in dB, ceiling in dBTP), encode, and measure what was encoded."""
    levelled = encoded.with_name("levelled.f32")
    pcm.write(levelled, limited(pcm.samples(mix), gain_db=level[0], ceiling_dbtp=level[1]))
    _encode(levelled, encoded, rules.bit_rate_kbps, cancelled)
    return measure(ffmpeg.open_file(encoded, container="mov").audio)


def _yield_of(before: tuple[float, float] | None, now: tuple[float, float]) -> float:
    """LU that a decibel of gain brought, by the last two passes' (gain, loudness)."""
    if before is None or abs(now[0] - before[0]) < 1e-6:
        return 1.0
    return min(1.0, max(_LEAST_YIELD, (now[1] - before[1]) / (now[0] - before[0])))


def _encode(source: Path, target: Path, bit_rate_kbps: int, cancelled: Callable[[], bool]) -> None:
    options: dict[str, ffmpeg.Option] = {
        "c:a": "aac",
        "b:a": f"{bit_rate_kbps}k",
        "ar": 48_000,
        "ac": 2,
        "fflags": "+bitexact",
        "flags:a": "+bitexact",
        "map_metadata": -1,
    }
    ffmpeg.encode(
        ffmpeg.Output((pcm.stream(source),), "mp4", options), target, timeout_s=_TIMEOUT_S, cancelled=cancelled
    )

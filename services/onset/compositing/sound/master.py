"""From mix to delivered sound: one fixed gain and a limiter, encoded, measured as encoded, and corrected."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from onset.compositing.sound import pcm
from onset.compositing.sound.limiter import limited
from onset.compositing.sound.loudness import Level, measure
from onset.runtime import ffmpeg

_PASSES = 5
_TOLERANCE_LU = 0.2
_LEAST_YIELD = 0.25
"""A limiter at work swallows part of a gain; no more than three quarters of it are reckoned with."""
_HEADROOM_DB = 0.25
"""What AAC typically adds to peaks."""
_TIMEOUT_S = 300.0


def master(mix: Path, folder: Path, *, target_lufs: float, ceiling_dbtp: float, cancelled: Callable[[], bool]) -> Path:
    """Level a mix and encode it as AAC; the encoded file, the loudest of those tried that keep the ceiling.

    Each pass decodes what was encoded and corrects gain and ceiling by what it finds: AAC moves both a little, and of
    a gain that drives the limiter less arrives than went in, so the next step follows the secant of the last two.
    A programme of silence is encoded as it is.

    Raises:
        FfmpegError, ResourceExhaustedError, CancelledError: from the encoder.
        OSError: among others ENOSPC, if the disk is full.
    """
    level = measure(pcm.stream(mix))
    gain = target_lufs - level.integrated_lufs if np.isfinite(level.integrated_lufs) else 0.0
    ceiling = ceiling_dbtp - _HEADROOM_DB
    best: tuple[float, Path] | None = None
    tried: tuple[float, float] | None = None
    for number in range(_PASSES):
        levelled, encoded = folder / "levelled.f32", folder / f"sound-{number}.m4a"
        pcm.write(levelled, limited(pcm.samples(mix), gain_db=gain, ceiling_dbtp=ceiling))
        _encode(levelled, encoded, cancelled)
        level = measure(ffmpeg.open_file(encoded, container="mov").audio)
        if not np.isfinite(level.integrated_lufs):
            return encoded
        error, over = target_lufs - level.integrated_lufs, level.true_peak_dbtp - ceiling_dbtp
        cost = _cost(level, target_lufs, ceiling_dbtp)
        if best is None or cost < best[0]:
            best = cost, encoded
        if over <= 0 and abs(error) <= _TOLERANCE_LU:
            break
        step = error / _yield_of(tried, (gain, level.integrated_lufs))
        tried = gain, level.integrated_lufs
        gain += step
        ceiling -= max(0.0, over + 0.05)
    assert best is not None
    return best[1]


def _yield_of(before: tuple[float, float] | None, now: tuple[float, float]) -> float:
    """LU that a decibel of gain brought, by the last two passes' (gain, loudness)."""
    if before is None or abs(now[0] - before[0]) < 1e-6:
        return 1.0
    return min(1.0, max(_LEAST_YIELD, (now[1] - before[1]) / (now[0] - before[0])))


def _cost(level: Level, target_lufs: float, ceiling_dbtp: float) -> float:
    """How far a result is from the order; passing the ceiling counts far more than missing the loudness."""
    return abs(level.integrated_lufs - target_lufs) + 100.0 * max(0.0, level.true_peak_dbtp - ceiling_dbtp)


def _encode(source: Path, target: Path, cancelled: Callable[[], bool]) -> None:
    options: dict[str, ffmpeg.Option] = {
        "c:a": "aac",
        "b:a": "192k",
        "ar": 48_000,
        "ac": 2,
        "fflags": "+bitexact",
        "flags:a": "+bitexact",
        "map_metadata": -1,
    }
    ffmpeg.encode(
        ffmpeg.Output((pcm.stream(source),), "mp4", options), target, timeout_s=_TIMEOUT_S, cancelled=cancelled
    )

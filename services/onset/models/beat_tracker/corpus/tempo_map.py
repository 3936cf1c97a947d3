"""When each beat of a piece falls: constant, drifting, stepping, ramping and rubato tempi."""

import numpy as np
from numpy.random import Generator

from onset.models.beat_tracker.corpus.score import FloatArray

SLOWEST_BPM, FASTEST_BPM = 50.0, 220.0
_EDGE = 1.02
"""Local tempo may leave the tracker's range by 2 %: humans do."""


def beat_times(rng: Generator, bpm: float, count: int, bar_starts: list[int], feel: str) -> FloatArray:
    """Seconds of `count` + 1 beats, the first at 0.

    Args:
        rng: where chance comes from.
        bpm: tempo at the start.
        count: beats of the piece; the one after the last closes the map.
        bar_starts: beats at which tempo may step (starts of sections).
        feel: "machine" (steady to the sample), "band" (a drummer's drift) or "expressive" (rubato).
    """
    log_tempo = np.zeros(count)
    if feel == "band":
        log_tempo += _wander(rng, count, rng.uniform(0.002, 0.012))
    elif feel == "expressive":
        log_tempo += _wander(rng, count, rng.uniform(0.02, 0.07)) + _phrasing(rng, count, bar_starts)
        log_tempo += rng.normal(0, rng.uniform(0.003, 0.02), count)
    log_tempo += _plan(rng, count, bar_starts)
    if rng.random() < (0.45 if feel == "expressive" else 0.08):
        _slow_down(rng, log_tempo)
    tempo = np.clip(bpm * np.exp(log_tempo), SLOWEST_BPM / _EDGE, FASTEST_BPM * _EDGE)
    return np.concatenate(([0.0], np.cumsum(60 / tempo)))


def _plan(rng: Generator, count: int, bar_starts: list[int]) -> FloatArray:
    """What the composer asked for: nothing (most), a slow drift, a step, or a long ramp."""
    log_tempo = np.zeros(count)
    kind = rng.choice(["steady", "drift", "step", "ramp"], p=[0.66, 0.14, 0.1, 0.1])
    if kind == "drift":
        log_tempo += _wander(rng, count, rng.uniform(0.02, 0.06))
    elif kind == "step" and len(bar_starts) > 1:
        at = int(rng.choice(bar_starts[1:]))
        log_tempo[at:] = rng.choice([-1, 1]) * rng.uniform(0.08, 0.45)
    elif kind == "ramp" and count > 8:
        start, end = sorted(rng.choice(count, 2, replace=False))
        end = max(end, min(start + 6, count))
        ramp = np.linspace(0, rng.choice([-1, 1]) * rng.uniform(0.08, 0.35), end - start)
        log_tempo[start:end] = ramp
        log_tempo[end:] = ramp[-1] if rng.random() < 0.6 else 0.0
    return log_tempo


def _wander(rng: Generator, count: int, scale: float) -> FloatArray:
    """A smooth random walk with this standard deviation, for ever near 0."""
    width = max(2, int(rng.uniform(4, 16)))
    walk = np.convolve(rng.normal(0, 1, count + 2 * width), np.hanning(width + 2), mode="same")[width : width + count]
    wander: FloatArray = walk * (scale / max(float(np.std(walk)), 1e-9))
    return wander


def _phrasing(rng: Generator, count: int, bar_starts: list[int]) -> FloatArray:
    """Faster in the middle of a phrase, slower at its ends (Todd, 1985: the parabola of phrase-final lengthening)."""
    depth = rng.uniform(0.02, 0.16)
    log_tempo = np.zeros(count)
    for start, end in zip(bar_starts, [*bar_starts[1:], count], strict=True):
        place = np.linspace(-1, 1, max(end - start, 1))
        log_tempo[start:end] = depth * (0.5 - np.maximum(place, -0.4) ** 2)
    return log_tempo


def _slow_down(rng: Generator, log_tempo: FloatArray) -> None:
    """A ritardando over the last beats."""
    length = min(int(rng.integers(3, 13)), len(log_tempo))
    log_tempo[-length:] += np.linspace(0, -rng.uniform(0.2, 0.7), length)

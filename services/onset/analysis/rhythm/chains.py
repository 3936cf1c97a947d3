"""Beats by dynamic programming: D. P. W. Ellis, "Beat Tracking by Dynamic Programming" (2007)."""

import numpy as np
import scipy.ndimage
from numpy.typing import NDArray

from onset.analysis.rhythm.tempo import parabolic_offset
from onset.timeline.sound import FloatArray

_TIGHTNESS = 100.0
"""What a deviation of one natural-log unit from the period costs, in standard deviations of the onset curve."""
_WEAK = 0.2
"""Of the median support; weaker beats at either end are extrapolation."""


def track_beats(onset_strength: FloatArray, period_frames: float) -> NDArray[np.float64]:
    """Beat times in frames, between frames where an onset says so.

    Args:
        onset_strength: (T,) >= 0.
        period_frames: expected distance between beats, at least 2.
    """
    curve = onset_strength.astype(np.float64)
    support = scipy.ndimage.gaussian_filter1d(curve / max(curve.std(), 1e-9), period_frames / 32)
    score, previous = _best_chains(support, period_frames)
    beats = [int(np.argmax(score))]
    while previous[beats[-1]] >= 0:
        beats.append(int(previous[beats[-1]]))
    frames = np.array(beats[::-1])
    strong = np.flatnonzero(support[frames] > _WEAK * np.median(support[frames]))
    if strong.size == 0:
        return np.zeros(0)
    frames = frames[strong[0] : strong[-1] + 1]
    return np.array([frame + parabolic_offset(support, frame) for frame in frames])


def _best_chains(support: NDArray[np.float64], period: float) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """For each frame the score of the best chain of beats that ends there, and the beat before it (-1 for none).

    A beat lies half to two periods after the one before, so frames within half a period do not depend on each other
    and are solved together.
    """
    lags = np.arange(max(1, round(period / 2)), round(2 * period) + 1)
    cost = -_TIGHTNESS * np.square(np.log(lags / period))
    reach = int(lags[-1])
    score = np.zeros(reach + support.size)
    previous = np.full(support.size, -1)
    for start in range(0, support.size, int(lags[0])):
        frames = np.arange(start, min(start + int(lags[0]), support.size))
        candidates = score[reach + frames[:, None] - lags] + cost
        best = np.argmax(candidates, axis=1)
        gain = candidates[np.arange(frames.size), best]
        score[reach + frames] = support[frames] + np.maximum(gain, 0)
        previous[frames] = np.where(gain > 0, frames - lags[best], -1)
    return score[reach:], previous

"""A tracker that hears onsets only, the yardstick without a network.

Beats by dynamic programming: D. P. W. Ellis, "Beat Tracking by Dynamic Programming" (2007).
"""

import numpy as np
import scipy.ndimage
from numpy.typing import NDArray

from onset.analysis.rhythm.tempo import FRAMES_PER_MINUTE, Pulse, estimate_pulse, parabolic_offset
from onset.timeline.music import Beat, Tempo
from onset.timeline.sound import HOP_SAMPLES, FloatArray

STEADY_CONFIDENCE = 0.3
"""Speech, noise and scattered sounds stay below it; below it no beat is claimed."""
_CONVINCING_INTERVALS = 8
"""Fewer repetitions happen by chance: three syllables are often evenly spaced."""
_DISAGREEMENT = np.log(1.2)
"""Two estimates of one tempo that are this far apart contradict each other."""
_TIGHTNESS = 100.0
"""What a deviation of one natural-log unit from the period costs, in standard deviations of the onset curve."""
_WEAK = 0.2
"""Of the median support; weaker beats at either end are extrapolation."""


def find_rhythm(onset_strength: FloatArray, sample_count: int) -> tuple[Tempo, tuple[Beat, ...]]:
    """Tempo and beats; without a steady pulse there are none and both tempi are 0.

    Args:
        onset_strength: (T,) >= 0.
        sample_count: length of the sound; beats lie before its end.
    """
    pulse = estimate_pulse(onset_strength)
    frames = track_beats(onset_strength, pulse.period_frames) if pulse else np.zeros(0)
    if pulse is None or frames.size < 2:
        return Tempo(0.0, 0.0, 0.0), ()
    interval_frames = float(np.median(np.diff(frames)))
    confidence = _confidence(pulse, interval_frames, frames.size - 1)
    if confidence < STEADY_CONFIDENCE:
        return Tempo(0.0, 0.0, confidence), ()
    tempo = Tempo(FRAMES_PER_MINUTE / pulse.period_frames, FRAMES_PER_MINUTE / interval_frames, confidence)
    samples = np.clip(np.round(frames * HOP_SAMPLES), 0, sample_count - 1).astype(int)
    strengths = _strengths(onset_strength, frames)
    return tempo, tuple(
        Beat(int(sample), float(strength), 1, 1, confidence)
        for sample, strength in zip(samples, strengths, strict=True)
    )


def _confidence(pulse: Pulse, interval_frames: float, interval_count: int) -> float:
    agreement = max(0.0, 1 - abs(np.log(interval_frames / pulse.period_frames)) / _DISAGREEMENT)
    return float(pulse.clarity * agreement * min(1.0, interval_count / _CONVINCING_INTERVALS))


def _strengths(onset_strength: FloatArray, frames: NDArray[np.float64]) -> FloatArray:
    # A sparse click track is silent in 95 % of its frames: its loudest onset is the measure then.
    strong = np.percentile(onset_strength, 95) or onset_strength.max()
    at_beats = onset_strength[np.round(frames).astype(int)]
    strengths: FloatArray = np.clip(at_beats / strong, 0, 1)
    return strengths


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

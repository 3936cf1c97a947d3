"""How sure beats are, and which of them are too unsure to be told."""

import math

import numpy as np
import scipy.ndimage
from numpy.typing import NDArray

from onset.timeline.sound import FloatArray

STEADY_CONFIDENCE = 0.3
"""Below it no beat is claimed and nothing should be cut to the beat."""
_CONVINCING_BEATS = 8
"""Fewer agree by chance: three syllables are often evenly spaced."""
NEIGHBOURS = 4
"""Beats to either side vouch for a beat: one missed in a groove is still sure, one hit in a silence is not."""
_SLOPE = 1.0
_MIDPOINT = -1.0
"""Mean log-odds at which a beat is as likely right as wrong, and how quickly that changes; fitted to held-out
training clips."""
_SUPPORTED = 0.25
"""Of the median probability of a run's beats; a run neither begins nor ends with a beat that is heard less."""


def beat_confidence(log_odds: FloatArray) -> FloatArray:
    """(N,) 0..1: how sure each beat of a run is.

    Args:
        log_odds: (N,) log-odds of the run's beats.
    """
    nearby = scipy.ndimage.uniform_filter1d(log_odds.astype(np.float64), 2 * NEIGHBOURS + 1, mode="nearest")
    confidence = [likelihood(mean, log_odds.size) for mean in nearby.tolist()]
    return np.array(confidence, np.float32)


def likelihood(mean_log_odds: float, beat_count: int) -> float:
    """0..1: how likely a beat is right.

    Args:
        mean_log_odds: of the beats nearby.
        beat_count: how many there are.
    """
    convincing = min(1.0, (beat_count - 1) / (_CONVINCING_BEATS - 1))
    return convincing / (1 + math.exp(-_SLOPE * (mean_log_odds - _MIDPOINT)))


def supported(probability: FloatArray) -> slice:
    """The part of a run from the first beat that is heard to the last.

    Args:
        probability: (N,) of the run's beats.
    """
    heard = np.flatnonzero(probability >= _SUPPORTED * np.median(probability))
    return slice(int(heard[0]), int(heard[-1]) + 1) if heard.size else slice(0, 0)


def strongest_nearby(probabilities: FloatArray, frames: NDArray[np.int64]) -> FloatArray:
    """(N, 2) the highest probability within a frame of each beat.

    Args:
        probabilities: (T, 2).
        frames: (N,) beats.
    """
    around = (frames[:, None] + np.arange(-1, 2)).clip(0, probabilities.shape[0] - 1)
    strongest: FloatArray = probabilities[around].max(axis=1)
    return strongest

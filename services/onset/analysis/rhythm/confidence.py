"""How sure beats are, and which of them are too unsure to be told."""

import numpy as np
import scipy.ndimage
from numpy.typing import NDArray

from onset.timeline.sound import FloatArray

STEADY_CONFIDENCE = 0.3
"""Below it no beat is claimed and nothing should be cut to the beat."""
_CONVINCING_BEATS = 8
"""Fewer agree by chance: three syllables are often evenly spaced."""
_NEIGHBOURS = 4
"""Beats to either side vouch for a beat: one missed in a groove is still sure, one hit in a silence is not."""
_SLOPE = 1.0
_MIDPOINT = -1.0
"""Mean log-odds at which a beat is as likely right as wrong, and how quickly that changes; fitted to held-out
training clips."""
_SUPPORTED = 0.1
"""Activation below which nothing is heard at a beat; a run neither begins nor ends with such a beat."""


def beat_confidence(evidence: FloatArray) -> FloatArray:
    """(N,) 0..1: how sure each beat of a run is.

    Args:
        evidence: (N,) log-odds of the run's beats.
    """
    nearby = scipy.ndimage.uniform_filter1d(evidence.astype(np.float64), 2 * _NEIGHBOURS + 1, mode="nearest")
    convincing = min(1.0, (evidence.size - 1) / (_CONVINCING_BEATS - 1))
    confidence = convincing / (1 + np.exp(-_SLOPE * (nearby - _MIDPOINT)))
    return confidence.astype(np.float32)


def supported(activation: FloatArray) -> slice:
    """The part of a run from the first beat that is heard to the last.

    Args:
        activation: (N,) of the run's beats.
    """
    heard = np.flatnonzero(activation >= _SUPPORTED)
    return slice(int(heard[0]), int(heard[-1]) + 1) if heard.size else slice(0, 0)


def strongest_nearby(activations: FloatArray, frames: NDArray[np.int64]) -> FloatArray:
    """(N, 2) the highest activation within a frame of each beat.

    Args:
        activations: (T, 2).
        frames: (N,) beats.
    """
    around = (frames[:, None] + np.arange(-1, 2)).clip(0, activations.shape[0] - 1)
    strongest: FloatArray = activations[around].max(axis=1)
    return strongest

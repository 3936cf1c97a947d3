"""The room that the instruments stand in: decaying noise, darker as it dies away, other to each ear."""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, oaconvolve, sosfilt

from onset.timeline.time import SAMPLE_RATE_HZ

FloatArray = NDArray[np.float64]

_PREDELAY_S = 0.018
_LOW_DECAY_S, _HIGH_DECAY_S = 1.7, 0.8
"""Until it is 60 dB down, below and above the crossover: air and walls take the highs first."""
_CROSSOVER_HZ = 2200.0
_LOW_CUT_HZ = 160.0
SAMPLES = round((_PREDELAY_S + 1.8) * SAMPLE_RATE_HZ)
"""How long a sound goes on in the room."""


def answer(dry: FloatArray) -> FloatArray:
    """(N, 2) dry to (N + SAMPLES - 1, 2) of the room alone."""
    return np.asarray(oaconvolve(dry, _response(), axes=0), np.float64)


@cache
def _response() -> FloatArray:
    """(SAMPLES, 2) with unit energy to each ear."""
    count = SAMPLES - round(_PREDELAY_S * SAMPLE_RATE_HZ)
    seconds = np.arange(count)[:, None] / SAMPLE_RATE_HZ
    noise = np.random.default_rng(11).normal(size=(count, 2))
    low = sosfilt(butter(2, _CROSSOVER_HZ, "lowpass", fs=SAMPLE_RATE_HZ, output="sos"), noise, axis=0)
    tail = low * 10 ** (-3 * seconds / _LOW_DECAY_S) + (noise - low) * 10 ** (-3 * seconds / _HIGH_DECAY_S)
    tail = sosfilt(butter(2, _LOW_CUT_HZ, "highpass", fs=SAMPLE_RATE_HZ, output="sos"), tail, axis=0)
    tail *= np.minimum(1.0, (1.8 - seconds) / 0.2).clip(0.0)
    response = np.concatenate([np.zeros((SAMPLES - count, 2)), tail])
    return np.asarray(response / np.sqrt((response**2).sum(axis=0)), np.float64)

"""Linear maps from the 1025 bins of a power spectrum to bands."""

from functools import cache

import numpy as np

from onset.analysis.spectrum import BIN_COUNT, FFT_SAMPLES
from onset.timeline.sound import FloatArray
from onset.timeline.time import SAMPLE_RATE_HZ

MEL_BANDS = 128
MEL_RANGE_HZ = (30.0, 16_000.0)
COLOR_BANDS_HZ = ((20.0, 250.0), (250.0, 4_000.0), (4_000.0, 16_000.0))
"""Bass, mid and treble."""
FEATURE_BINS = 1 + int(MEL_RANGE_HZ[1] * FFT_SAMPLES / SAMPLE_RATE_HZ)
"""No band reaches beyond these."""

_HZ_PER_MEL, _LOG_FROM_HZ, _MELS_PER_E = 200 / 3, 1000.0, 27 / float(np.log(6.4))

BandsHz = tuple[tuple[float, float], ...]


@cache
def bin_frequencies_hz() -> FloatArray:
    """(1025,) centre of each bin."""
    return np.arange(BIN_COUNT, dtype=np.float32) * np.float32(SAMPLE_RATE_HZ / FFT_SAMPLES)


@cache
def feature_bank() -> FloatArray:
    """(683, 131), one map for all band features.

    Its columns are 128 mel triangles of height 1, and bass, mid and treble.
    """
    return np.concatenate((mel_triangles(), rectangular(COLOR_BANDS_HZ)), axis=1, dtype=np.float32)[:FEATURE_BINS]


def mel_triangles() -> FloatArray:
    """(1025, 128), each rising from 0 at the middle of the band before to 1 at its own.

    Equally spaced on the scale of M. Slaney, "Auditory Toolbox" (1998): linear below 1 kHz, logarithmic above.
    """
    lowest, highest = map(_mel, MEL_RANGE_HZ)
    edges = np.linspace(lowest, highest, MEL_BANDS + 2)
    log_hz = _LOG_FROM_HZ * np.exp((edges - _LOG_FROM_HZ / _HZ_PER_MEL) / _MELS_PER_E)
    edges_hz = np.where(edges * _HZ_PER_MEL < _LOG_FROM_HZ, edges * _HZ_PER_MEL, log_hz)
    frequency_hz = bin_frequencies_hz().astype(np.float64)[:, None]
    low, middle, high = edges_hz[:-2], edges_hz[1:-1], edges_hz[2:]
    rising, falling = (frequency_hz - low) / (middle - low), (high - frequency_hz) / (high - middle)
    triangles: FloatArray = np.minimum(rising, falling).clip(0, None).astype(np.float32)
    return triangles


def rectangular(bands_hz: BandsHz) -> FloatArray:
    """(1025, len(bands_hz)) with 1 where low <= frequency < high."""
    frequency = bin_frequencies_hz()
    return np.stack([(low <= frequency) & (frequency < high) for low, high in bands_hz], axis=1).astype(np.float32)


def _mel(frequency_hz: float) -> float:
    if frequency_hz < _LOG_FROM_HZ:
        return frequency_hz / _HZ_PER_MEL
    return _LOG_FROM_HZ / _HZ_PER_MEL + _MELS_PER_E * float(np.log(frequency_hz / _LOG_FROM_HZ))

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

BandsHz = tuple[tuple[float, float], ...]


@cache
def bin_frequencies_hz() -> FloatArray:
    """(1025,) centre of each bin."""
    return np.arange(BIN_COUNT, dtype=np.float32) * np.float32(SAMPLE_RATE_HZ / FFT_SAMPLES)


@cache
def feature_bank() -> FloatArray:
    """(1025, 131), one map for all band features.

    Its columns are 128 mel triangles of height 1 (Slaney's scale), and bass, mid and treble.
    """
    import librosa.filters  # noqa: PLC0415 - pulls in numba: 0.6 s and 65 MB that a start need not wait for

    low_hz, high_hz = MEL_RANGE_HZ
    mel = librosa.filters.mel(
        sr=SAMPLE_RATE_HZ, n_fft=FFT_SAMPLES, n_mels=MEL_BANDS, fmin=low_hz, fmax=high_hz, norm=None
    )
    return np.concatenate((mel.T, rectangular(COLOR_BANDS_HZ)), axis=1, dtype=np.float32)


def rectangular(bands_hz: BandsHz) -> FloatArray:
    """(1025, len(bands_hz)) with 1 where low <= frequency < high."""
    frequency = bin_frequencies_hz()
    return np.stack([(low <= frequency) & (frequency < high) for low, high in bands_hz], axis=1).astype(np.float32)

"""A true-peak limiter: one fixed gain, and softly less where a peak between samples would pass the ceiling."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import minimum_filter1d
from scipy.signal import oaconvolve, resample_poly
from scipy.signal.windows import hann

FloatArray = NDArray[np.float64]

_OVERSAMPLING = 4
"""BS.1770-4, annex 2."""
_REACH = 720
"""15 ms at 48 kHz: how far a peak's hold, and then its smoothing, extend to each side."""
_CONTEXT = 2 * _REACH + 64
"""Neighbouring samples on which a block's result depends; with them, blocks join without a seam."""
_BLOCK = 1 << 17


def limited(samples: NDArray[np.float32], *, gain_db: float, ceiling_dbtp: float) -> Iterator[FloatArray]:
    """Apply a gain and hold true peaks under a ceiling; the result in blocks.

    Args:
        samples: (N, channels), touched a block at a time.
        gain_db: for the whole of it.
        ceiling_dbtp: no peak of the result passes it (by the 4x oversampled estimate).
    """
    gain, ceiling = 10 ** (gain_db / 20), 10 ** (ceiling_dbtp / 20)
    for start in range(0, len(samples), _BLOCK):
        before = min(start, _CONTEXT)
        part = samples[start - before : start + _BLOCK + _CONTEXT].astype(np.float64)
        yield limit(part * gain, ceiling)[before : before + _BLOCK]


def limit(samples: FloatArray, ceiling: float) -> FloatArray:
    """(N, channels) with true peaks held under a linear ceiling, all channels by the same gain."""
    wanted = np.minimum(1.0, ceiling / np.maximum(_true_peaks(samples), 1e-9))
    if wanted.min() >= 1.0:
        return samples
    # The smoothed gain at n averages holds whose windows all contain n, so it never exceeds what n itself needs.
    held = minimum_filter1d(wanted, 2 * _REACH + 1, mode="nearest")
    kernel = hann(2 * _REACH + 1)
    padded = np.pad(held, _REACH, mode="edge")
    smooth = oaconvolve(padded, kernel / kernel.sum(), mode="valid")
    return np.asarray(samples * np.minimum(smooth, 1.0)[:, None], np.float64)


def _true_peaks(samples: FloatArray) -> FloatArray:
    """(N,) largest absolute value on and right after each sample, over all channels."""
    fine = np.abs(resample_poly(samples, _OVERSAMPLING, 1, axis=0)).max(axis=1)
    between = fine.reshape(-1, _OVERSAMPLING).max(axis=1)
    # A peak between two samples binds both.
    return np.asarray(np.maximum(between, np.concatenate([between[:1], between[:-1]])), np.float64)

"""A true-peak limiter: one fixed gain, and softly less where a peak between samples would pass the ceiling."""

from collections.abc import Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import minimum_filter1d
from scipy.signal.windows import hann

from onset.runtime.meters.true_peak import BLOCK_SAMPLES, block_peaks

Samples = NDArray[np.float32]


class Stretches(Protocol):
    """A sound that can be had in parts: an array, or a file that is read a part at a time."""

    def __len__(self) -> int: ...

    def __getitem__(self, part: slice, /) -> Samples: ...


_HOP = BLOCK_SAMPLES
"""The gain is known at the middle of every 0.67 ms; between them it goes straight."""
_REACH = 22
"""Hops, 15 ms: how far the gain's smoothing extends to each side."""
_HOLD = _REACH + 1
"""Hops for which a peak holds the gain before it is smoothed: with one more, neighbours of a peak's hop keep it too,
and so does all that lies between their middles.
"""
_CONTEXT = (_REACH + _HOLD + 2) * _HOP
"""Neighbouring samples on which a block's result depends; with them, blocks join without a seam."""
_BLOCK = 1 << 17


def limited(samples: Stretches, *, gain_db: float, ceiling_dbtp: float) -> Iterator[Samples]:
    """Apply a gain and hold true peaks under a ceiling; the result in blocks.

    Args:
        samples: (N, channels), touched a block at a time.
        gain_db: for the whole of it.
        ceiling_dbtp: no peak of the result passes it (by the 4x oversampled estimate).
    """
    gain, ceiling = np.float32(10 ** (gain_db / 20)), 10 ** (ceiling_dbtp / 20)
    for start in range(0, len(samples), _BLOCK):
        before = min(start, _CONTEXT)
        part = samples[start - before : start + _BLOCK + _CONTEXT]
        yield limit(part * gain, ceiling)[before : before + _BLOCK]


def limit(samples: Samples, ceiling: float) -> Samples:
    """(N, channels) with true peaks held under a linear ceiling, all channels by the same gain."""
    # What begins or ends abruptly swings on in the silence beside it.
    peaks = block_peaks(np.pad(samples.T, ((0, 0), (_HOP, _HOP))), ceiling)
    if peaks.max(initial=0.0) <= ceiling:
        return samples
    wanted = np.minimum(1.0, ceiling / np.maximum(peaks, ceiling))
    # The smoothed gain of a hop averages holds whose windows all contain it, so it never exceeds what the hop needs.
    held = np.pad(minimum_filter1d(wanted, 2 * _HOLD + 1, mode="nearest"), _REACH, mode="edge")
    kernel = hann(2 * _REACH + 3)[1:-1]
    smooth = np.convolve(held, kernel / kernel.sum(), mode="valid")
    middles = (np.arange(len(smooth)) - 0.5) * _HOP - 0.5
    gain = np.interp(np.arange(len(samples)), middles, smooth)
    return samples * gain.astype(np.float32)[:, None]

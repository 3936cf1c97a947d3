"""True peak by fourfold oversampling, ITU-R BS.1770-4 annex 2."""

from functools import cache

import numpy as np

from onset.runtime.blas import one_thread_a_product
from onset.timeline.sound import FloatArray

SILENCE_DBTP = -120.0
"""What silence is said to have."""
_OVERSAMPLING = 4
_TAPS = 32
"""Of each phase: flat to 20 kHz, and the length that ffmpeg uses, so that both agree on the harshest signals."""
_KAISER_BETA = 9.0
BLOCK_SAMPLES = _TAPS
"""A row of a matrix product gives the values between as many samples, from these and as many before."""
_PAIRS_AT_ONCE = 384
"""What is made of them stays in a core's own cache."""


def interpolators() -> FloatArray:
    """(3, 32) filters that give the values a quarter, a half and three quarters of a sample before a sample."""
    offset = np.arange(1, _OVERSAMPLING)[:, None] / _OVERSAMPLING
    distance = np.arange(_TAPS) - _TAPS // 2 + offset
    window = np.i0(_KAISER_BETA * np.sqrt(1 - (distance / (_TAPS / 2)) ** 2)) / np.i0(_KAISER_BETA)
    taps = np.sinc(distance) * window
    normalised: FloatArray = (taps / taps.sum(axis=1, keepdims=True)).astype(np.float32)
    return normalised


class TruePeakMeter:
    """Finds the highest value of the continuous waveform of a sound that arrives in blocks."""

    def __init__(self, channel_count: int) -> None:
        self._interpolator, self._greatest_gain = _interpolator()
        self._pending = np.zeros((channel_count, BLOCK_SAMPLES), np.float32)
        self._between = np.empty((_PAIRS_AT_ONCE, self._interpolator.shape[1]), np.float32)
        self._peak = 0.0

    def push(self, block: FloatArray) -> None:
        """Take (channels, n) samples."""
        self._peak = max(self._peak, float(np.max(np.abs(block), initial=0)))
        self._pending = np.concatenate((self._pending, block), axis=1)
        self._interpolate()

    def finish(self) -> float:
        """The true peak in dBTP."""
        rung_on = _TAPS + -self._pending.shape[1] % BLOCK_SAMPLES
        self._pending = np.pad(self._pending, ((0, 0), (0, rung_on)))
        self._interpolate()
        return max(20 * float(np.log10(max(self._peak, 1e-30))), SILENCE_DBTP)

    def _interpolate(self) -> None:
        whole = self._pending.shape[1] - self._pending.shape[1] % BLOCK_SAMPLES
        if whole < 2 * BLOCK_SAMPLES:
            return
        samples, self._pending = self._pending[:, :whole], self._pending[:, whole - BLOCK_SAMPLES :].copy()
        loudest = np.maximum.reduceat(np.abs(samples), np.arange(0, whole, BLOCK_SAMPLES), axis=1)
        # No interpolator can lift a quiet block over the peak that is known already.
        within_reach = np.zeros(loudest.shape, np.bool_)
        within_reach[:, :-1] = np.maximum(loudest[:, :-1], loudest[:, 1:]) * self._greatest_gain > self._peak
        places = np.flatnonzero(within_reach)
        pairs = np.lib.stride_tricks.sliding_window_view(samples.ravel(), 2 * BLOCK_SAMPLES)[::BLOCK_SAMPLES]
        for first in range(0, places.size, _PAIRS_AT_ONCE):
            some = places[first : first + _PAIRS_AT_ONCE]
            between = np.matmul(pairs[some], self._interpolator, out=self._between[: some.size])
            self._peak = max(self._peak, float(np.max(between)), -float(np.min(between)))


def block_peaks(samples: FloatArray, above: float) -> FloatArray:
    """(ceil(n / 32),) the highest absolute value of the continuous waveform in each 32 samples, over all channels.

    A peak between the last sample of a block and the first of the next is a peak of both.

    Args:
        samples: (channels, n), silence before and after them.
        above: what counts; where the waveform cannot pass it, the highest sample stands for it.
    """
    matrix, greatest_gain = _interpolator()
    channels, count = samples.shape
    reach = _TAPS // 2
    padded = np.pad(samples, ((0, 0), (reach, reach + -count % BLOCK_SAMPLES)))
    loudest = np.abs(padded[:, reach:-reach]).reshape(channels, -1, BLOCK_SAMPLES).max(axis=(0, 2))
    around = np.pad(loudest, 1)
    places = np.flatnonzero(np.maximum(np.maximum(around[:-2], loudest), around[2:]) * greatest_gain > above)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * BLOCK_SAMPLES, axis=1)[:, ::BLOCK_SAMPLES]
    peaks = np.pad(loudest, (0, 1))
    for first in range(0, places.size, _PAIRS_AT_ONCE):
        some = places[first : first + _PAIRS_AT_ONCE]
        between = np.abs(windows[:, some] @ matrix).reshape(channels, some.size, -1, BLOCK_SAMPLES)
        peaks[some] = np.maximum(peaks[some], between.max(axis=(0, 2, 3)))
        peaks[some + 1] = np.maximum(peaks[some + 1], between[..., -1].max(axis=(0, 2)))
    return peaks[:-1]


@cache
def _interpolator() -> tuple[FloatArray, float]:
    """(64, 96) the values between 32 samples, from those 16 before to those 16 after; and its greatest gain."""
    one_thread_a_product()
    taps = interpolators()
    matrix = np.zeros((2 * BLOCK_SAMPLES, len(taps), BLOCK_SAMPLES), np.float32)
    for sample in range(BLOCK_SAMPLES):
        matrix[sample + 1 : sample + 1 + _TAPS, :, sample] = taps[:, ::-1].T
    return matrix.reshape(2 * BLOCK_SAMPLES, -1), float(np.max(np.sum(np.abs(taps), axis=1)))

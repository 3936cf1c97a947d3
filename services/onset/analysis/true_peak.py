"""True peak by fourfold oversampling, ITU-R BS.1770-4 annex 2."""

import numpy as np
import scipy.fft

from onset.timeline.sound import FloatArray

SILENCE_DBTP = -120.0
"""What silence is said to have."""
_OVERSAMPLING = 4
_TAPS = 32
"""Of each phase: flat to 20 kHz, and the length that ffmpeg uses, so that both agree on the harshest signals."""
_KAISER_BETA = 9.0
_FFT_SAMPLES = 4096
_USED_SAMPLES = _FFT_SAMPLES - _TAPS + 1
_FFT_WORKERS = 2


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
        taps = interpolators()
        self._response = scipy.fft.rfft(taps, _FFT_SAMPLES)
        self._greatest_gain = float(np.max(np.sum(np.abs(taps), axis=1)))
        self._pending = np.zeros((channel_count, _TAPS - 1), np.float32)
        self._peak = 0.0

    def push(self, block: FloatArray) -> None:
        """Take (channels, n) samples."""
        self._peak = max(self._peak, float(np.max(np.abs(block), initial=0)))
        self._pending = np.concatenate((self._pending, block), axis=1)
        self._interpolate((self._pending.shape[1] - _TAPS + 1) // _USED_SAMPLES)

    def finish(self) -> float:
        """The true peak in dBTP."""
        rest = self._pending.shape[1]
        count = -(-rest // _USED_SAMPLES)
        self._pending = np.pad(self._pending, ((0, 0), (0, count * _USED_SAMPLES + _TAPS - 1 - rest)))
        self._interpolate(count)
        return max(20 * float(np.log10(max(self._peak, 1e-30))), SILENCE_DBTP)

    def _interpolate(self, count: int) -> None:
        """Overlap-save: each transform is good for `_USED_SAMPLES` outputs."""
        if count == 0:
            return
        windows = np.lib.stride_tricks.sliding_window_view(self._pending, _FFT_SAMPLES, axis=1)[:, ::_USED_SAMPLES]
        windows = windows[:, :count]
        # No interpolator can lift a quiet window over the peak that is known already.
        within_reach = np.max(np.abs(windows), axis=2) * self._greatest_gain > self._peak
        spectrum = scipy.fft.rfft(windows[within_reach], axis=1, workers=_FFT_WORKERS)
        for response in self._response:
            between = scipy.fft.irfft(spectrum * response, axis=1, workers=_FFT_WORKERS)[:, _TAPS - 1 :]
            self._peak = max(self._peak, float(np.max(np.abs(between), initial=0)))
        self._pending = self._pending[:, count * _USED_SAMPLES :]

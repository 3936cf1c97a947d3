"""The one short-time Fourier transform that every spectral feature reads."""

from collections.abc import Iterator

import numpy as np
import scipy.fft

from onset.timeline.sound import HOP_SAMPLES, FloatArray

FFT_SAMPLES = 2048
BIN_COUNT = FFT_SAMPLES // 2 + 1
_DC_BINS = 2
"""A constant offset lies in bins 0 and 1 of a Hann-windowed frame, and in no other."""
_FRAMES_AT_ONCE = 256
"""2 MB of spectrum at a time stays in the cache."""
_FFT_WORKERS = 2


def frame_count(sample_count: int) -> int:
    """Frames centred on samples 0, 480, 960… that the sound reaches."""
    return 1 + sample_count // HOP_SAMPLES


def hann() -> FloatArray:
    """The periodic Hann window, scaled so that the power of a full-scale sine sums to 1 over the bins."""
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FFT_SAMPLES) / FFT_SAMPLES)
    scaled: FloatArray = (window * 2 / np.sqrt(FFT_SAMPLES * np.sum(window**2))).astype(np.float32)
    return scaled


class Spectrograph:
    """Power spectra of a sound that arrives in blocks; frame k is centred at sample k * 480.

    Beyond both ends the sound is taken as silent. Channels are averaged in power, so that opposite phases do not
    cancel. Bins are in units of a full-scale sine's power; those that hold a constant offset are zero.
    """

    def __init__(self, channel_count: int) -> None:
        self._window = hann()
        self._pending = np.zeros((channel_count, FFT_SAMPLES // 2), np.float32)
        self._sample_count = 0
        self._frames_done = 0

    def push(self, block: FloatArray) -> Iterator[FloatArray]:
        """Take (channels, n) samples; yield (frames, 1025) for the frames that they complete."""
        self._sample_count += block.shape[1]
        self._pending = np.concatenate((self._pending, block), axis=1)
        yield from self._spectra(max(0, 1 + (self._pending.shape[1] - FFT_SAMPLES) // HOP_SAMPLES))

    def finish(self) -> Iterator[FloatArray]:
        """Yield the frames that reach beyond the end."""
        count = frame_count(self._sample_count) - self._frames_done
        missing = max(0, (count - 1) * HOP_SAMPLES + FFT_SAMPLES - self._pending.shape[1])
        self._pending = np.pad(self._pending, ((0, 0), (0, missing)))
        yield from self._spectra(count)

    def _spectra(self, count: int) -> Iterator[FloatArray]:
        if count == 0:
            return
        windows = np.lib.stride_tricks.sliding_window_view(self._pending, FFT_SAMPLES, axis=1)[:, ::HOP_SAMPLES]
        for start in range(0, count, _FRAMES_AT_ONCE):
            frames = windows[:, start : min(start + _FRAMES_AT_ONCE, count)] * self._window
            spectrum = scipy.fft.rfft(frames, axis=-1, overwrite_x=True, workers=_FFT_WORKERS)
            power: FloatArray = np.mean(np.square(spectrum.real) + np.square(spectrum.imag), axis=0)
            power[:, :_DC_BINS] = 0
            yield power
        self._frames_done += count
        self._pending = self._pending[:, count * HOP_SAMPLES :]

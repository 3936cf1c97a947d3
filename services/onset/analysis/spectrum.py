"""The one short-time Fourier transform that every spectral feature reads."""

from collections.abc import Iterator

import cv2
import numpy as np

from onset.timeline.sound import HOP_SAMPLES, FloatArray

FFT_SAMPLES = 2048
BIN_COUNT = FFT_SAMPLES // 2 + 1
_DC_BINS = 2
"""A constant offset lies in bins 0 and 1 of a Hann-windowed frame, and in no other."""
_FRAMES_AT_ONCE = 256
"""A megabyte of power at a time stays in the cache while it is measured."""
_TRANSFORMS_AT_ONCE = 32
"""A quarter of a megabyte stays in a core's own cache; OpenCV would spread more over threads, at twice the cost."""


def frame_count(sample_count: int) -> int:
    """Frames centred on samples 0, 480, 960… that the sound reaches."""
    return 1 + sample_count // HOP_SAMPLES


def hann() -> FloatArray:
    """The periodic Hann window, scaled so that the power of a full-scale sine sums to 1 over the bins."""
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FFT_SAMPLES) / FFT_SAMPLES)
    scaled: FloatArray = (window * 2 / np.sqrt(FFT_SAMPLES * np.sum(window**2))).astype(np.float32)
    return scaled


class Spectrograph:
    """Power spectra of a sound of one or two channels that arrives in blocks; frame k is centred at sample k * 480.

    Beyond both ends the sound is taken as silent. Channels are averaged in power, so that opposite phases do not
    cancel. Bins are in units of a full-scale sine's power; those that hold a constant offset are zero.
    """

    def __init__(self, channel_count: int) -> None:
        self._window = hann() / np.sqrt(np.float32(channel_count))
        self._pending = np.zeros((channel_count, FFT_SAMPLES // 2), np.float32)
        self._windowed = np.empty((_TRANSFORMS_AT_ONCE, FFT_SAMPLES), np.float32)
        self._spectra = np.empty_like(self._windowed)
        self._sample_count = 0
        self._frames_done = 0

    def push(self, block: FloatArray) -> Iterator[FloatArray]:
        """Take (channels, n) samples; yield (frames, 1025) for the frames that they complete."""
        self._sample_count += block.shape[1]
        self._pending = np.concatenate((self._pending, block), axis=1)
        yield from self._powers(max(0, 1 + (self._pending.shape[1] - FFT_SAMPLES) // HOP_SAMPLES))

    def finish(self) -> Iterator[FloatArray]:
        """Yield the frames that reach beyond the end."""
        count = frame_count(self._sample_count) - self._frames_done
        missing = max(0, (count - 1) * HOP_SAMPLES + FFT_SAMPLES - self._pending.shape[1])
        self._pending = np.pad(self._pending, ((0, 0), (0, missing)))
        yield from self._powers(count)

    def _powers(self, count: int) -> Iterator[FloatArray]:
        if count == 0:
            return
        windows = np.lib.stride_tricks.sliding_window_view(self._pending, FFT_SAMPLES, axis=1)[:, ::HOP_SAMPLES]
        step = _TRANSFORMS_AT_ONCE // len(windows)
        for start in range(0, count, _FRAMES_AT_ONCE):
            power = np.empty((min(_FRAMES_AT_ONCE, count - start), BIN_COUNT), np.float32)
            for offset in range(0, len(power), step):
                self._transform(windows[:, start + offset : start + offset + step], power[offset : offset + step])
            yield power
        self._frames_done += count
        self._pending = self._pending[:, count * HOP_SAMPLES :]

    def _transform(self, samples: FloatArray, power: FloatArray) -> None:
        """The power of (channels, at least n, 2048) samples into (n, 1025)."""
        channels, count = len(samples), len(power)
        windowed, spectra = self._windowed[: channels * count], self._spectra[: channels * count]
        np.multiply(samples[:, :count], self._window, out=windowed.reshape(channels, count, FFT_SAMPLES))
        cv2.dft(windowed, dst=spectra, flags=cv2.DFT_ROWS)
        np.square(spectra, out=spectra)
        squares = spectra[:count]
        if channels == 2:
            squares += spectra[count:]
        # A row is Re 0, Re 1, Im 1, Re 2, Im 2 … Re 1024.
        np.add(squares[:, 3:-1:2], squares[:, 4::2], out=power[:, _DC_BINS:-1])
        power[:, -1] = squares[:, -1]
        power[:, :_DC_BINS] = 0

"""Short-time spectra of a file, batch by batch, and back to a file: what comes back untouched is what went in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import soundfile
from numpy.typing import NDArray

from onset.runtime.heed import Cancelled, check
from onset.runtime.media.canonical import CanonicalWriter

FloatArray = NDArray[np.float64]
ComplexArray = NDArray[np.complex128]

_BATCH = 256
"""Frames worked on at a time: 3 s of sound in a few megabytes."""


@dataclass(frozen=True, slots=True)
class Frames:
    """A way to cut a sound: frames of `size` samples, each a quarter of it after the one before.

    Frame k is centred at sample (k - 1) * hop: the first still reaches into the sound. The square root of a Hann window
    is taken both ways, so that the frames of an untouched sound add up to it.
    """

    size: int

    @property
    def hop(self) -> int:
        """Samples from frame to frame."""
        return self.size // 4

    def count(self, samples: int) -> int:
        """Frames in which a sound of so many samples is heard."""
        return samples // self.hop + 4

    def window(self) -> FloatArray:
        """(size,) so that squares at every hop sum to 1."""
        hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(self.size) / self.size)
        return np.asarray(np.sqrt(hann / 2), np.float64)


def spectra(file: soundfile.SoundFile, frames: Frames, cancelled: Cancelled) -> Iterator[ComplexArray]:
    """(n, channels, size / 2 + 1) batches, in order from the file's first sample on.

    Raises:
        CancelledError: `cancelled` returned true; it is polled for each batch.
    """
    window, hop = frames.window(), frames.hop
    total, before = frames.count(file.frames), frames.hop + frames.size // 2
    for first in range(0, total, _BATCH):
        check(cancelled)
        last = min(first + _BATCH, total)
        part = _read(file, first * hop - before, (last - 1) * hop - before + frames.size)
        views = np.lib.stride_tricks.sliding_window_view(part, frames.size, axis=0)[::hop]
        yield np.asarray(np.fft.rfft(views * window, axis=-1), np.complex128)


def reshape(
    source: soundfile.SoundFile,
    target: CanonicalWriter,
    frames: Frames,
    change: Callable[[ComplexArray], ComplexArray],
    cancelled: Cancelled,
) -> None:
    """Write the sound whose spectra are those of the source, changed batch by batch in order.

    Raises:
        OSError: among others ENOSPC, if the disk is full.
        CancelledError: as `spectra`.
    """
    window, hop = frames.window(), frames.hop
    tail = np.zeros((frames.size - hop, source.channels))
    skipped = hop + frames.size // 2
    for batch in spectra(source, frames, cancelled):
        pieces = np.fft.irfft(change(batch), frames.size, axis=-1) * window
        added = np.concatenate([tail, np.zeros((len(pieces) * hop, source.channels))])
        for number, piece in enumerate(pieces):
            added[number * hop : number * hop + frames.size] += piece.T
        ready, tail = added[: len(pieces) * hop], added[len(pieces) * hop :]
        keep = ready[min(skipped, len(ready)) :]
        skipped -= len(ready) - len(keep)
        target.write(keep[: source.frames - target.sample_count])


def _read(file: soundfile.SoundFile, start: int, stop: int) -> FloatArray:
    """(stop - start, channels), silence outside the file."""
    first, last = max(start, 0), min(max(stop, 0), file.frames)
    part = np.zeros((stop - start, file.channels))
    if first < last:
        file.seek(first)
        part[first - start : last - start] = file.read(last - first, dtype="float64", always_2d=True)
    return part

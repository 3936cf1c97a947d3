"""Steady noise is lowered: what sounds in the pauses is measured, and taken from everywhere.

Log-spectral amplitude estimator with decision-directed a-priori SNR (Y. Ephraim and D. Malah, "Speech enhancement
using a minimum mean-square error log-spectral amplitude estimator", 1985).
"""

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.special import exp1

from onset.compositing.sound.cleanup.stft import ComplexArray, Frames, reshape, spectra
from onset.runtime.heed import Cancelled
from onset.runtime.media.canonical import CanonicalWriter
from onset.timeline.time import SAMPLE_RATE_HZ

FloatArray = NDArray[np.float64]

_FRAMES = Frames(2048)
_SPEECH_HZ = (120.0, 4000.0)
"""Where a voice shows itself: elsewhere noise looks the same under speech as in pauses."""
_PAUSE_SHARE = 4.0
"""Percentile of the frames' levels that is taken for the pauses'; speech leaves at least this much silent."""
_PAUSE_SPREAD_DB = 2.0
"""Frames this much above it are pauses too."""
_LOWEST_SHARE, _STEADY_DB = 1.0, 1.5
"""Between this percentile and the pauses' lies no more than this if there is a steady noise: without one, the softest
frames are the ends of words that die away, and are not to be taken for noise.
"""
_EDGE_FRAMES = 3
"""At both ends frames are half empty."""
_SILENT = 1e-14
"""Mean power of a bin below which a frame is digital silence, which says nothing of the noise."""
_MEMORY = 0.97
"""How much of the a-priori SNR comes from the frame before; less, and the noise that is left twitters."""
_LEAST_SNR = 10 ** (-25 / 10)
_FLOOR = 10 ** (-18 / 20)
"""No bin is lowered further: a voice over nothing sounds cut out."""


def denoise(source: soundfile.SoundFile, target: CanonicalWriter, cancelled: Cancelled) -> None:
    """Write the source with its steady noise lowered, all channels by the same gain."""
    noise = noise_power(source, cancelled)
    if not noise.any():
        reshape(source, target, _FRAMES, lambda batch: batch, cancelled)
        return
    estimator = _Estimator(np.maximum(noise, noise.max() * 1e-9))
    reshape(source, target, _FRAMES, estimator.lowered, cancelled)


def noise_power(source: soundfile.SoundFile, cancelled: Cancelled) -> FloatArray:
    """(bins,) mean power of the frames in pauses, over all channels; zeros if there is no steady noise."""
    levels = np.concatenate([_levels_db(_power(batch)) for batch in spectra(source, _FRAMES, cancelled)])
    inner = levels[_EDGE_FRAMES:-_EDGE_FRAMES]
    audible = inner[np.isfinite(inner)]
    none = np.zeros(_FRAMES.size // 2 + 1)
    if not audible.size:
        return none
    lowest, pauses = np.percentile(audible, [_LOWEST_SHARE, _PAUSE_SHARE])
    if pauses - lowest > _STEADY_DB:
        return none
    most = pauses + _PAUSE_SPREAD_DB
    pauses_at = np.isfinite(levels) & (levels <= most)
    pauses_at[:_EDGE_FRAMES] = pauses_at[-_EDGE_FRAMES:] = False
    total, count, done = none.copy(), 0, 0
    for batch in spectra(source, _FRAMES, cancelled):
        kept = _power(batch)[pauses_at[done : done + len(batch)]]
        total += kept.sum(axis=0)
        count += len(kept)
        done += len(batch)
    return np.asarray(total / max(count, 1), np.float64)


def _power(batch: ComplexArray) -> FloatArray:
    return np.asarray((np.abs(batch) ** 2).mean(axis=1), np.float64)


def _levels_db(power: FloatArray) -> FloatArray:
    """(n,) mean over speech's bins of their levels, -inf for digital silence: all count alike, not only the loud."""
    hertz = np.fft.rfftfreq(_FRAMES.size, 1 / SAMPLE_RATE_HZ)
    heard = power[:, (_SPEECH_HZ[0] <= hertz) & (hertz < _SPEECH_HZ[1])]
    levels = 10 * np.log10(np.maximum(heard, _SILENT * 1e-4)).mean(axis=1)
    return np.where(power.mean(axis=1) > _SILENT, levels, -np.inf)


class _Estimator:
    """Goes through the frames in order, remembering the last one's estimate."""

    def __init__(self, noise: FloatArray) -> None:
        self._noise = noise
        self._clean = np.zeros_like(noise)

    def lowered(self, batch: ComplexArray) -> ComplexArray:
        after = np.minimum(_power(batch) / self._noise, 1e4)
        gains = np.empty_like(after)
        for number, snr in enumerate(after):
            before = _MEMORY * self._clean + (1 - _MEMORY) * np.maximum(snr - 1, 0.0)
            before = np.maximum(before, _LEAST_SNR)
            wiener = before / (1 + before)
            gain = np.minimum(wiener * np.exp(0.5 * exp1(np.maximum(wiener * snr, 1e-6))), 1.0)
            self._clean = gain**2 * snr
            gains[number] = np.maximum(gain, _FLOOR)
        return batch * gains[:, None, :]

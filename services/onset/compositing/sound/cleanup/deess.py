"""Sibilants are softened: where hiss outweighs the voice, its band is compressed; all else stays as it is."""

import numpy as np
import soundfile
from numpy.typing import NDArray

from onset.compositing.sound.cleanup.stft import ComplexArray, Frames, reshape, spectra
from onset.runtime.heed import Cancelled
from onset.runtime.media.canonical import CanonicalWriter
from onset.timeline.bed import raised_cosine
from onset.timeline.time import SAMPLE_RATE_HZ

FloatArray = NDArray[np.float64]

_FRAMES = Frames(1024)
_HISS_HZ, _VOICE_HZ = (4500.0, 12_000.0), (200.0, 3500.0)
_EDGE_HZ = 700.0
"""Over which the band's gain sets in, so that no edge is heard."""
_ALLOWED_DB = -9.0
"""Hiss against the voice's level up to which a sibilant is as it should be."""
_RATIO = 4.0
_MOST_DB = 12.0
_ACTIVE_DB = -25.0
"""Against the loud frames: what is softer does not count for the voice's level."""
_SMOOTHING = np.array([0.25, 0.5, 0.25])
"""Over neighbouring frames, 5 ms apart: gains that jump would click."""


def deess(source: soundfile.SoundFile, target: CanonicalWriter, cancelled: Cancelled) -> None:
    """Write the source with its sibilants softened, all channels by the same gain."""
    levels = [_levels(batch) for batch in spectra(source, _FRAMES, cancelled)]
    hiss, voice = (np.concatenate([level[part] for level in levels]) for part in (0, 1))
    reductions = _reductions_db(hiss, voice)
    curve = _band_curve()
    done = 0

    def softened(batch: ComplexArray) -> ComplexArray:
        nonlocal done
        reduction = reductions[done : done + len(batch)]
        done += len(batch)
        return batch * (10 ** (-reduction[:, None, None] * curve / 20))

    reshape(source, target, _FRAMES, softened, cancelled)


def _levels(batch: ComplexArray) -> tuple[FloatArray, FloatArray]:
    """(n,) power of hiss and of voice."""
    power = (np.abs(batch) ** 2).mean(axis=1)
    hertz = np.fft.rfftfreq(_FRAMES.size, 1 / SAMPLE_RATE_HZ)
    hiss, voice = (power[:, (low <= hertz) & (hertz < high)].sum(axis=1) for low, high in (_HISS_HZ, _VOICE_HZ))
    return np.asarray(hiss, np.float64), np.asarray(voice, np.float64)


def _reductions_db(hiss: FloatArray, voice: FloatArray) -> FloatArray:
    """(n,) by how much the band of each frame is lowered."""
    loud = np.percentile(voice, 95)
    active = voice[voice > loud * 10 ** (_ACTIVE_DB / 10)]
    if not active.size:
        return np.zeros_like(hiss)
    excess = 10 * np.log10(np.maximum(hiss, 1e-20) / active.mean()) - _ALLOWED_DB
    wanted = np.clip(excess * (1 - 1 / _RATIO), 0.0, _MOST_DB) * (hiss > voice)
    return np.asarray(np.convolve(np.pad(wanted, 1), _SMOOTHING, mode="valid"), np.float64)


def _band_curve() -> FloatArray:
    """(bins,) 0 below the band, 1 from its beginning on."""
    hertz = np.fft.rfftfreq(_FRAMES.size, 1 / SAMPLE_RATE_HZ)
    share = np.clip((hertz - _HISS_HZ[0] + _EDGE_HZ) / _EDGE_HZ, 0.0, 1.0)
    return raised_cosine(share)

"""How the energy of a sound moves."""

import numpy as np
from numpy.typing import NDArray

from onset.timeline.sound import HOP_SAMPLES, Features, FloatArray
from onset.timeline.time import SAMPLE_RATE_HZ

FRAMES_PER_S = SAMPLE_RATE_HZ // HOP_SAMPLES
SMOOTHING_S = 4
"""Half-width of the window over which the arc is smoothed: shorter than a section, longer than a bar."""
_SECONDS_AT_ONCE = 30
_EXPONENT = 0.3
"""Loudness grows with this power of the intensity in each band (Stevens 1955): 10 dB more are twice as loud."""
_FLOOR_DB = -80.0
_LEAST_RANGE = 2.0
"""Doublings of loudness between 0 and 1, or more in tracks whose loudness varies more."""
_DENSITY_SHARE = 0.25
"""Weight of the onsets beside the loudness: a busy passage is livelier than a sustained one as loud."""

Array = NDArray[np.float64]


def energy_arc(curves: Features) -> FloatArray:
    """(S,) one value a second, 0..1; `AudioAnalysis.energy_arc` says what it means.

    Args:
        curves: may be memory-mapped: read in blocks.
    """
    loudness, density = per_second(curves)
    heard = loudness > 0
    if not heard.any():
        return np.zeros(loudness.size, np.float32)
    doublings = np.log2(np.maximum(smoothed(loudness), np.finfo(np.float64).tiny))
    quietest, loudest = np.percentile(doublings[heard], (5, 95))
    height = (doublings - loudest) / max(loudest - quietest, _LEAST_RANGE) + 1
    onsets = smoothed(density)
    busy = onsets / max(float(np.percentile(onsets[heard], 95)), np.finfo(np.float64).tiny)
    arc = (1 - _DENSITY_SHARE) * np.clip(height, 0, 1) + _DENSITY_SHARE * np.clip(busy, 0, 1) * (height > 0)
    return np.asarray(arc, np.float32)


def per_second(curves: Features) -> tuple[Array, Array]:
    """(S,) mean loudness in arbitrary units, 0 in silence, and (S,) mean onset strength of each second."""
    seconds = max(1, round(curves.frame_count / FRAMES_PER_S))
    loudness, density = np.zeros(seconds), np.zeros(seconds)
    for start in range(0, seconds, _SECONDS_AT_ONCE):
        end = min(start + _SECONDS_AT_ONCE, seconds)
        last = curves.frame_count if end == seconds else end * FRAMES_PER_S
        block = slice(start * FRAMES_PER_S, last)
        edges = np.arange(end - start) * FRAMES_PER_S
        counts = np.diff(edges, append=last - block.start)
        loudness[start:end] = np.add.reduceat(loudness_of(curves.mel_db[:, block]), edges) / counts
        density[start:end] = np.add.reduceat(curves.onset_strength[block], edges, dtype=np.float64) / counts
    return loudness, density


def loudness_of(mel_db: NDArray[np.floating]) -> Array:
    """(n,) loudness of frames in arbitrary units, 0 where every band is at the floor.

    Args:
        mel_db: (bands, n).
    """
    specific = np.exp2((_EXPONENT / 10 * np.log2(10)) * np.asarray(mel_db, np.float32))
    silent = 10 ** (_EXPONENT / 10 * _FLOOR_DB)
    return np.asarray(np.maximum(np.sum(specific, axis=0, dtype=np.float64) / mel_db.shape[0] - silent * 1.01, 0))


def smoothed(values: Array) -> Array:
    """The same under a Hann window; beyond the ends the outermost values are held."""
    window = np.hanning(2 * SMOOTHING_S + 1)
    padded = np.pad(values, SMOOTHING_S, mode="edge")
    return np.convolve(padded, window / window.sum(), mode="valid")

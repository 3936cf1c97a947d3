"""Loud and quiet phrases are brought together by a slow gain that knows what comes; pauses are not pumped up."""

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from onset.runtime.heed import Cancelled, check, heeded
from onset.runtime.media.canonical import CanonicalWriter
from onset.timeline.time import SAMPLE_RATE_HZ

FloatArray = NDArray[np.float64]

_HOP = SAMPLE_RATE_HZ // 100
_BLOCK = 1000 * _HOP
_WINDOW_HOPS = 121
"""1.2 s: about half a phrase; syllables and words keep their stress."""
_GATE_DB = -22.0
"""Against the loudest speech: what is softer is no speech and moves no gain."""
_MOST_DB = 12.0
_STRENGTH = 0.95
"""Share of a phrase's distance from the middle that is made good: some of it is how people speak."""
_GLIDE_HOPS = 41
"""Over which gains are averaged, so that they move without a step."""
_SILENCE_DB = -100.0


def level(source: soundfile.SoundFile, target: CanonicalWriter, cancelled: Cancelled) -> None:
    """Write the source with its phrases at one loudness, all channels by the same gain, the mean kept."""
    gains_db = gain_curve_db(_power(source, cancelled))
    for start in range(0, source.frames, _BLOCK):
        check(cancelled)
        source.seek(start)
        block = source.read(min(_BLOCK, source.frames - start), dtype="float64", always_2d=True)
        at = (np.arange(start, start + len(block)) + 0.5) / _HOP - 0.5
        gain = 10 ** (np.interp(at, np.arange(len(gains_db)), gains_db) / 20)
        target.write(block * gain[:, None])


def gain_curve_db(power: FloatArray) -> FloatArray:
    """(hops,) gain from the power of each 10 ms: speech is brought towards its mean level, pauses go with it."""
    levels = 10 * np.log10(np.maximum(power, 10 ** (_SILENCE_DB / 10)))
    smooth = _mean(power, 21)
    speech = 10 * np.log10(np.maximum(smooth, 1e-12)) > max(levels.max() + _GATE_DB, _SILENCE_DB + 20)
    if not speech.any():
        return np.zeros(len(power))
    weight = np.maximum(_mean(speech.astype(np.float64), _WINDOW_HOPS), 1e-9)
    around = 10 * np.log10(np.maximum(_mean(power * speech, _WINDOW_HOPS) / weight, 1e-12))
    middle = 10 * np.log10(power[speech].mean())
    wanted = np.clip(_STRENGTH * (middle - around), -_MOST_DB, _MOST_DB)
    places = np.flatnonzero(speech)
    between = np.interp(np.arange(len(power)), places, wanted[places])
    return _mean(between, _GLIDE_HOPS)


def _power(source: soundfile.SoundFile, cancelled: Cancelled) -> FloatArray:
    """(hops,) mean power of each 10 ms, without the rumble that no listener hears as level."""
    sections = butter(2, 90.0, "highpass", fs=SAMPLE_RATE_HZ, output="sos")
    state = np.zeros((len(sections), 2, source.channels))
    found = []
    source.seek(0)
    for block in heeded(source.blocks(_BLOCK, dtype="float64", always_2d=True), cancelled):
        heard, state = sosfilt(sections, block, axis=0, zi=state)
        squares = (heard**2).mean(axis=1)
        squares = np.pad(squares, (0, -len(squares) % _HOP))
        found.append(squares.reshape(-1, _HOP).mean(axis=1))
    return np.concatenate(found)


def _mean(values: FloatArray, width: int) -> FloatArray:
    """Running mean over an odd number of values, held at the edges."""
    half = width // 2
    padded = np.concatenate([[0.0], np.cumsum(np.pad(values, half, mode="edge"))])
    return np.asarray((padded[width:] - padded[:-width]) / width, np.float64)

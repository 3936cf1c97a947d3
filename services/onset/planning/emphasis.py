"""Which words the voice stresses: louder, higher or longer than the words around them.

Energy, pitch and duration are the correlates of prominence that listeners go by (D. B. Fry, "Experiments in the
perception of stress", 1958; P. Wagner et al., "Different parts of the same elephant", 2015).
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from onset.timeline.sound import HOP_SAMPLES, AudioAnalysis, FloatArray
from onset.timeline.speech import Word
from onset.timeline.time import SAMPLE_RATE_HZ

_CONTEXT_S = 2.5
"""To either side: about the phrase that a word stands in, and no farther than a voice keeps its level."""
_LOUDER_DB, _HIGHER_SEMITONES, _LONGER_OCTAVES = 4.0, 3.0, 0.6
"""What one unit of prominence is in each; a listener notices about half of it."""
_ENERGY, _PITCH, _DURATION = 0.4, 0.35, 0.25
_MOST = 2.5
"""Units; a cough or a shout does not count for more."""
_EVEN, _STEEPNESS = 0.45, 4.0
"""Of the logistic curve from prominence to 0..1: words like those around them lie at 0.14."""
_PEAK_PERCENTILE = 90
_AUDIBLE_DB = -80.0
_VOWELS = re.compile(r"[aeiouyà-öø-ÿœ]+", re.IGNORECASE)
_BASE_SYLLABLES = 0.6
"""What a word takes beyond its syllables: consonants and the edges of words."""


def emphasis(words: Sequence[Word], analysis: AudioAnalysis) -> FloatArray:
    """How much each word stands out among those within 2.5 s.

    Args:
        words: (W,) in order, on the clock of the sound that was analysed.
        analysis: of the voice.

    Returns:
        (W,) in 0..1; above 0.5 a listener hears a stress.
    """
    if not words:
        return np.zeros(0, np.float32)
    times_s = np.array([(word.start_sample + word.end_sample) / (2 * SAMPLE_RATE_HZ) for word in words])
    near = np.abs(times_s[:, None] - times_s) <= _CONTEXT_S
    prominence = (
        _ENERGY * _above_context(_levels_db(words, analysis), near, _LOUDER_DB)
        + _PITCH * _above_context(_pitches_semitones(words, analysis), near, _HIGHER_SEMITONES)
        + _DURATION * _above_context(_durations_octaves(words), near, _LONGER_OCTAVES)
    )
    stressed: FloatArray = (1 / (1 + np.exp(_STEEPNESS * (_EVEN - prominence)))).astype(np.float32)
    return stressed


def _above_context(values: NDArray[np.float64], near: NDArray[np.bool_], unit: float) -> NDArray[np.float64]:
    """Units above the median of the words nearby; 0 where there is no value (NaN)."""
    known = np.where(near, values, np.nan)
    known[np.isnan(known).all(axis=1)] = 0
    above: NDArray[np.float64] = (values - np.nanmedian(known, axis=1)) / unit
    return np.nan_to_num(above).clip(-_MOST, _MOST)


def _levels_db(words: Sequence[Word], analysis: AudioAnalysis) -> NDArray[np.float64]:
    level_db = 20 * np.log10(np.maximum(analysis.features.rms, 10 ** (_AUDIBLE_DB / 20)))
    return np.array([_peak(level_db[_frames(word, level_db.size)]) for word in words])


def _pitches_semitones(words: Sequence[Word], analysis: AudioAnalysis) -> NDArray[np.float64]:
    hz = analysis.features.pitch_hz
    semitones = 12 * np.log2(np.where(hz > 0, hz, np.nan).astype(np.float64))
    voiced = [semitones[_frames(word, hz.size)] for word in words]
    return np.array([_peak(pitch[~np.isnan(pitch)]) for pitch in voiced])


def _durations_octaves(words: Sequence[Word]) -> NDArray[np.float64]:
    """Length in seconds by what the spelling lets expect, as a binary logarithm."""
    expected = [_BASE_SYLLABLES + max(1, len(_VOWELS.findall(word.text))) for word in words]
    lengths_s = np.array([(word.end_sample - word.start_sample) / SAMPLE_RATE_HZ for word in words])
    octaves: NDArray[np.float64] = np.log2(lengths_s / np.array(expected))
    return octaves


def _frames(word: Word, frame_count: int) -> slice:
    """The word's frames; at least one, wherever the word lies."""
    first = min(round(word.start_sample / HOP_SAMPLES), frame_count - 1)
    return slice(first, max(round(word.end_sample / HOP_SAMPLES), first + 1))


def _peak(values: NDArray[np.floating]) -> float:
    return float(np.percentile(values, _PEAK_PERCENTILE)) if values.size else np.nan

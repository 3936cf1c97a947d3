"""Stretches of speech with edges that are known."""

import numpy as np
import scipy.ndimage

from onset.models.voice_detector.corpus.voices import Sound
from onset.timeline.time import SAMPLE_RATE_HZ

_AUDIBLE = 10 ** (-40 / 20)
"""Of the peak: below it a sound's end cannot be heard beside the sound."""
_SHORTEST_SILENCE_SAMPLES = SAMPLE_RATE_HZ * 12 // 100
"""The silence in a stop consonant is shorter."""
_SHORTEST_PIECE_SAMPLES = SAMPLE_RATE_HZ * 15 // 100
_FADE_SAMPLES = SAMPLE_RATE_HZ // 1000


def pieces(sound: Sound) -> list[Sound]:
    """The stretches between silences; each begins and ends 40 dB under its peak."""
    loud = scipy.ndimage.maximum_filter1d(np.abs(sound), _SHORTEST_SILENCE_SAMPLES) > _AUDIBLE * np.abs(sound).max()
    regions, _ = scipy.ndimage.label(loud)
    found = (_cut(sound[region]) for region in scipy.ndimage.find_objects(regions))
    return [piece for piece in found if piece.size >= _SHORTEST_PIECE_SAMPLES]


def faded(sound: Sound) -> Sound:
    """The sound with ramps of 1 ms at its ends, against clicks."""
    piece = sound.copy()
    ramp = np.linspace(0, 1, min(_FADE_SAMPLES, piece.size), dtype=np.float32)
    piece[: ramp.size] *= ramp
    piece[-ramp.size :] *= ramp[::-1]
    return piece


def _cut(sound: Sound) -> Sound:
    loud = np.flatnonzero(np.abs(sound) > _AUDIBLE * np.abs(sound).max())
    return faded(sound[loud[0] : loud[-1] + 1])

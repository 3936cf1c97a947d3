"""Keys over time: each second's chroma against the profiles of 24 keys, and a hidden Markov model that stays in one."""

import numpy as np
from numpy.typing import NDArray

from onset.analysis.harmony.chroma import PITCH_CLASSES
from onset.analysis.harmony.profiles import key_at, key_profiles
from onset.timeline.music import KeySpan
from onset.timeline.sound import HOP_SAMPLES, Features
from onset.timeline.time import SAMPLE_RATE_HZ

_FRAMES_PER_S = SAMPLE_RATE_HZ // HOP_SAMPLES
_SECONDS_AT_ONCE = 60
_KEYLESS = 0.075
"""What a second without a key is worth. Songs score 0.1 to 0.25 in their key; of eight seconds of speech the best
matching key gets 0.07, of drums and noise 0.03."""
_CHANGE_COST = 0.6
"""What a change of key costs: it pays off after about five seconds in a foreign key, ten in a related one."""
_AUDIBLE = 10 ** (-50 / 20)
"""Seconds that never come within 50 dB of the loudest frame have no key."""
_CERTAINTY = 50.0
"""Inverse temperature of the share of a key among all keys, such that a confidence is about the share of keys of
that confidence that are right."""
_NO_KEY = 2 * PITCH_CLASSES

Array = NDArray[np.float64]


def find_keys(curves: Features, sample_count: int) -> tuple[KeySpan, ...]:
    """The keys of a sound, in order; they tile it where it has a key, and there are none in noise, speech or drums.

    Args:
        curves: any number of frames, may be memory-mapped: read in blocks.
        sample_count: length of the sound.
    """
    excess = chroma_excess(curves)
    evidence = excess @ key_profiles().T
    path = _likeliest(np.column_stack((evidence, np.full(len(evidence), _KEYLESS))))
    changes = [0, *(1 + np.flatnonzero(np.diff(path))), len(path)]
    spans = []
    for start, end in zip(changes[:-1], changes[1:], strict=True):
        key = int(path[start])
        if key != _NO_KEY:
            tonic, mode = key_at(key)
            end_sample = sample_count if end == len(path) else end * SAMPLE_RATE_HZ
            confidence = _share(np.mean(evidence[start:end], axis=0), key)
            spans.append(KeySpan(start * SAMPLE_RATE_HZ, end_sample, tonic, mode, confidence))
    return tuple(spans)


def chroma_excess(curves: Features) -> Array:
    """(S, 12) by how much each pitch class exceeds an equal share of the chroma of each second; 0 where nothing sounds.

    The last second is what is left of the sound, at most one and a half.
    """
    seconds = max(1, round(curves.frame_count / _FRAMES_PER_S))
    chroma = np.zeros((seconds, PITCH_CLASSES))
    loudest = np.zeros(seconds)
    for start in range(0, seconds, _SECONDS_AT_ONCE):
        end = min(start + _SECONDS_AT_ONCE, seconds)
        last = curves.frame_count if end == seconds else end * _FRAMES_PER_S
        edges = np.arange(end - start) * _FRAMES_PER_S
        block = slice(start * _FRAMES_PER_S, last)
        chroma[start:end] = np.add.reduceat(curves.chroma[:, block], edges, axis=1, dtype=np.float64).T
        loudest[start:end] = np.maximum.reduceat(curves.rms[block], edges)
    total = np.sum(chroma, axis=1, keepdims=True)
    heard = (total[:, 0] > 0) & (loudest >= _AUDIBLE * np.max(loudest))
    shares: Array = np.divide(chroma, total, out=np.full_like(chroma, 1 / PITCH_CLASSES), where=heard[:, None])
    shares -= 1 / PITCH_CLASSES
    return shares


def _likeliest(worth: Array) -> NDArray[np.intp]:
    """(S,) the states that are worth most in all, after the cost of changes (Viterbi).

    Args:
        worth: (S, states) of each state in each second.
    """
    count = worth.shape[1]
    came_from = np.zeros(worth.shape, np.intp)
    score = worth[0].copy()
    for second in range(1, len(worth)):
        best = int(np.argmax(score))
        changed = score[best] - _CHANGE_COST
        came_from[second] = np.where(score >= changed, np.arange(count), best)
        score = np.maximum(score, changed) + worth[second]
    path = np.zeros(len(worth), np.intp)
    path[-1] = np.argmax(score)
    for second in range(len(worth) - 1, 0, -1):
        path[second - 1] = came_from[second, path[second]]
    return path


def _share(evidence: Array, key: int) -> float:
    """0..1, of one key among all."""
    return float(1 / np.sum(np.exp(_CERTAINTY * (evidence - evidence[key]))))

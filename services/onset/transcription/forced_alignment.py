"""When each word of a known text is said: forced alignment.

A hidden Markov model says the sounds of all words in their order, each for as long as it likes, with a rest before,
between and after words that may be left out. The Viterbi algorithm (Forney, "The Viterbi algorithm", 1973) finds its
most probable walk through what was heard.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onset.timeline.sound import FloatArray
from onset.transcription.activity import FRAMES_PER_S

Indices = NDArray[np.intp]

SILENCE = 0
"""The class of what is no sound of speech."""
_REACH_FRAMES = 150
"""How far a word is looked for around where the recogniser heard it, which is rarely off by half a second."""

_ANY_SOUND_COST = 0.5
"""Of each frame of a word whose sounds are not known, lest it take those of its neighbours."""


@dataclass(frozen=True, slots=True, eq=False)
class Phones:
    """What was heard, and what should have been."""

    likelihoods: FloatArray
    """(T, classes) logarithms, of every class of sound in each frame of 10 ms, up to a constant of each frame."""
    words: tuple[NDArray[np.int32], ...]
    """Of each word the classes of its sounds, in order; none if it is not known how it is said."""


Span = tuple[int, int]
"""Half-open range of frames."""


def align(phones: Phones, expected_s: Sequence[tuple[float | None, float | None]]) -> list[Span | None]:
    """Where each word is said, in order and without overlap; None for one whose sounds are not known.

    Such words take their time between the others, as any sounds at all. None for all words where none is known, or
    where there are more sounds than frames: then something else was said.

    Args:
        phones: of a recording and its words.
        expected_s: of each word where the recogniser heard it begin and end, roughly; None where it did not.
    """
    frames, any_sound = phones.likelihoods.shape
    chain = _Chain.of(phones.words, any_sound)
    if not any(classes.size for classes in phones.words) or chain.sounds[-1] > frames:
        return [None] * len(phones.words)
    likeliest = phones.likelihoods[:, SILENCE + 1 :].max(axis=1, keepdims=True) - _ANY_SOUND_COST
    likelihoods = np.concatenate([phones.likelihoods, likeliest], axis=1)
    owners = chain.owners[_walk(likelihoods, chain, _band(chain, expected_s, frames))]
    return [_span(owners == word) if classes.size else None for word, classes in enumerate(phones.words)]


def _span(said: NDArray[np.bool_]) -> Span:
    frames = np.flatnonzero(said)
    return int(frames[0]), int(frames[-1]) + 1


@dataclass(frozen=True, slots=True, eq=False)
class _Chain:
    """States, one a sound, from left to right; a rest comes first, last and between words."""

    classes: Indices
    """(S,) of each state."""
    owners: Indices
    """(S,) index of each state's word, -1 for a rest."""

    @classmethod
    def of(cls, words: Sequence[NDArray[np.int32]], any_sound: int) -> "_Chain":
        """Words whose sounds are not known are one state of the class `any_sound`, together if they are neighbours."""
        classes, owners = [SILENCE], [-1]
        for index, word in enumerate(words):
            if word.size or index == 0 or words[index - 1].size:
                own = word.tolist() or [any_sound]
                classes += [*own, SILENCE]
                owners += [*[index] * len(own), -1]
        return cls(np.array(classes, np.intp), np.array(owners, np.intp))

    @property
    def is_rest(self) -> NDArray[np.bool_]:
        """(S,) whether a state is one."""
        return self.owners < 0

    @property
    def sounds(self) -> Indices:
        """(S,) how many states up to each, it included, must be said."""
        return np.cumsum(~self.is_rest)


def _band(
    chain: _Chain, expected_s: Sequence[tuple[float | None, float | None]], frames: int
) -> tuple[Indices, Indices]:
    """(T,) the first state that may sound in each frame and the one after the last; there is always a walk."""
    count = chain.classes.size
    middles = np.full(count, np.nan)
    for index, (start_s, end_s) in enumerate(expected_s):
        if start_s is not None and end_s is not None:
            own = np.flatnonzero(chain.owners == index)
            middles[own] = np.linspace(start_s, end_s, own.size + 2)[1:-1] * FRAMES_PER_S
    heard = np.flatnonzero(np.isfinite(middles))
    times = np.concatenate([[0.0], np.clip(np.maximum.accumulate(middles[heard]), 0, frames), [float(frames)]])
    before = np.searchsorted(heard, np.arange(count), side="right")
    after = np.searchsorted(heard, np.arange(count), side="left") + 1
    # What was not heard, rests too, lies anywhere between its neighbours that were.
    earliest = np.floor(times[before] - _REACH_FRAMES).astype(np.intp)
    latest = np.ceil(times[after] + _REACH_FRAMES).astype(np.intp)
    sounds = chain.sounds
    needed: Indices = sounds - ~chain.is_rest
    earliest = np.clip(earliest, needed, np.maximum(frames - 1 - sounds[-1] + sounds, needed))
    earliest = np.maximum.accumulate(earliest - needed) + needed
    # The walk that begins each sound at its earliest, and stays there until the next, is one.
    latest[:-2] = np.maximum(latest[:-2], earliest[2:])
    latest[-2:] = frames
    latest = np.maximum.accumulate(latest)
    return np.searchsorted(latest, np.arange(frames)), np.searchsorted(earliest, np.arange(frames), side="right")


def _walk(likelihoods: FloatArray, chain: _Chain, band: tuple[Indices, Indices]) -> Indices:
    """(T,) the most probable state of each frame."""
    low, high = band
    frames, count = len(likelihoods), chain.classes.size
    # Two impossible states before the first, so that each has two before it.
    scores = np.full(count + 2, -np.inf)
    scores[2:4] = likelihoods[0, chain.classes[:2]]
    may_leave_out = np.zeros(count, bool)
    may_leave_out[2:] = chain.is_rest[1:-1]
    steps: list[NDArray[np.int8]] = [np.zeros(count, np.int8)]
    for frame in range(1, frames):
        first, end = low[frame], high[frame]
        here = slice(first, end)
        ways = np.stack(
            [
                scores[first + 2 : end + 2],
                scores[first + 1 : end + 1],
                np.where(may_leave_out[here], scores[first:end], -np.inf),
            ]
        )
        best = ways.argmax(0).astype(np.int8)
        heard = likelihoods[frame, chain.classes[here]]
        scores = np.full(count + 2, -np.inf)
        scores[first + 2 : end + 2] = np.take_along_axis(ways, best[None].astype(np.intp), 0)[0] + heard
        steps.append(best)
    states = np.empty(frames, np.intp)
    state = count - 1 if scores[-1] >= scores[-2] else count - 2
    for frame in range(frames - 1, 0, -1):
        states[frame] = state
        state -= int(steps[frame][state - low[frame]])
    states[0] = state
    return states

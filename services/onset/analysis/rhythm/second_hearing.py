"""A doubtful rhythm heard once more, slower: the beat tracker knows medium tempi best, and errs elsewhere in others.

At two thirds of the speed a beat at 150 BPM is one at 100, and what is a double, a half or a third of it lies elsewhere
among the tempi that the tracker has learnt. What both hearings agree on counts.
"""

import numpy as np
from numpy.typing import NDArray

from onset.analysis.ears import Ears, Mel
from onset.analysis.rhythm.find import Rhythm, find_rhythm
from onset.timeline.sound import FloatArray

DOUBT = 0.85
"""Confidence below which a rhythm is heard again: half of the chamber music and folk tunes that no training met, one in
ten of the held-out clips. Beyond it, hearing again changed little."""
SLOWNESS = 1.5
"""Of 1.25, 1.33, 1.5, 1.67 and 2 tried, the one that helped most on both."""
_SECOND_WEIGHT = 1 / 3
"""Of the second hearing's log-odds."""
_LEAST = 1e-4
"""Probabilities count as within that of 0 and 1: their logarithms must be finite."""


class SlowedMel:
    """A mel spectrogram as if it were played more slowly: `ears.Mel`, interpolated where it is read."""

    def __init__(self, mel: Mel, slowness: float) -> None:
        """Slow it down.

        Args:
            mel: (T, 128), T >= 1.
            slowness: how many times as long it lasts, at least 1.
        """
        self._mel = mel
        self._slowness = slowness

    def __len__(self) -> int:
        """Frames."""
        return max(1, round(len(self._mel) * self._slowness))

    def __getitem__(self, frames: slice) -> FloatArray:
        """Frames [start, stop) that exist; no step."""
        start, stop, _ = frames.indices(len(self))
        at = (np.arange(start, max(start, stop)) / self._slowness).clip(0, len(self._mel) - 1)
        if at.size == 0:
            return self._mel[0:0]
        first = int(at[0])
        return _between(self._mel[first : int(at[-1]) + 2], at - first)


def heard_again(
    rhythm: Rhythm, activations: FloatArray, onset_strength: FloatArray, sample_count: int, mel: Mel, ears: Ears
) -> Rhythm:
    """The rhythm itself if it is sure or there is none; otherwise by both hearings.

    Args:
        rhythm: from `find_rhythm` of all that follows.
        activations: (T, 2) or (T, 6).
        onset_strength: as for `find_rhythm`.
        sample_count: as for `find_rhythm`.
        mel: (T, 128) what the tracker has heard.
        ears: to hear with again.
    """
    if not rhythm.beats or rhythm.tempo.confidence >= DOUBT:
        return rhythm
    slower = ears.beats(SlowedMel(mel, SLOWNESS))
    second = find_rhythm(both(activations, slower), onset_strength, sample_count, mel)
    # Where the hearings contradict each other so much that no beat is left, the first is not disproved.
    return second if second.beats else rhythm


def both(activations: FloatArray, slower: FloatArray) -> FloatArray:
    """(T, K) what two hearings say together: the weighted mean of their log-odds, and of the logarithms of metres.

    Args:
        activations: (T, K) of the first, T >= 1: two probabilities, and perhaps those of metres.
        slower: (U, K) of the second.
    """
    frames = (np.arange(len(activations)) * SLOWNESS).clip(0, len(slower) - 1)
    mean = (1 - _SECOND_WEIGHT) * _logits(activations) + _SECOND_WEIGHT * _between(_logits(slower), frames)
    events, metres = 1 / (1 + np.exp(-mean[:, :2])), np.exp(mean[:, 2:])
    return np.concatenate([events, metres / metres.sum(axis=1, keepdims=True)], axis=1).astype(np.float32).clip(0, 1)


def _logits(activations: FloatArray) -> FloatArray:
    safe = activations.clip(_LEAST, 1 - _LEAST)
    logits: FloatArray = np.log(safe)
    logits[:, :2] -= np.log(1 - safe[:, :2])
    return logits


def _between(values: FloatArray, at: NDArray[np.float64]) -> FloatArray:
    """Rows of (T, K) values at fractional places in [0, T - 1]."""
    before = at.astype(np.int64)
    after = np.minimum(before + 1, len(values) - 1)
    share = (at - before).astype(np.float32)[:, None]
    between: FloatArray = values[before] * (1 - share) + values[after] * share
    return between

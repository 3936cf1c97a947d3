"""Which stretches of a piece repeat each other."""

import numpy as np
from numpy.typing import NDArray

from onset.analysis.form.similarity import Distances

Array = NDArray[np.float64]
Indices = NDArray[np.intp]

_KINSHIP = 4.4
_HARMONY_WEIGHT, _TIMBRE_WEIGHT, _RHYTHM_WEIGHT = 5.5, 3.0, 3.2
"""Log-odds that two sections repeat each other: a logistic regression on composed songs, rounded."""
_MOST_REPEATS = 4
"""In how many repeats of another section a section may be split."""


class Kinship:
    """Tells how likely stretches of units are repeats."""

    def __init__(self, distances: Distances) -> None:
        """Prepare sums over blocks and diagonals of the distances."""
        self._chords = _diagonal_sums(distances.harmony)
        self._timbre = _block_sums(distances.timbre)
        self._rhythm = _block_sums(distances.rhythm)

    def log_odds(self, start: Indices, end: Indices) -> Array:
        """(n, n) log-odds that two stretches are repeats: the same chords bar by bar, and as like as each is in itself.

        Args:
            start: (n,) first units.
            end: (n,) units after the last.
        """
        length = end - start
        shorter = np.minimum.outer(length, length)
        row, column = np.broadcast_arrays(start[:, None], start)
        chords = (self._chords[row + shorter, column + shorter] - self._chords[row, column]) / shorter
        odds: Array = _KINSHIP - _HARMONY_WEIGHT * chords
        for sums, weight in ((self._timbre, _TIMBRE_WEIGHT), (self._rhythm, _RHYTHM_WEIGHT)):
            of_ends, of_starts = sums[end], sums[start]
            between = of_ends[:, end] - of_ends[:, start] - of_starts[:, end] + of_starts[:, start]
            between /= np.outer(length, length)
            within = np.diag(between)
            odds -= weight * (between - (within[:, None] + within) / 2)
        return odds


def split_repeats(edges: list[int], kinship: Kinship) -> list[int]:
    """Divide sections that are another section played several times over.

    Between two repeats there is no contrast; that one of them also comes alone tells that they are two.

    Args:
        edges: first unit of each section, and the number of units.
        kinship: between units.
    """
    starts, lengths = np.array(edges[:-1]), np.diff(edges)
    # What rings on after the last section takes up to a unit that no other section has.
    played = [*lengths, lengths[-1] - 1]
    starts = np.append(starts, starts[-1])
    split = [edges[0]]
    for start, end in zip(edges[:-1], edges[1:], strict=True):
        for length in sorted({length for length in played if length > 1}):
            repeats = (end - start) // length
            left_over = end - start - repeats * length
            if not 2 <= repeats <= _MOST_REPEATS or left_over > (end == edges[-1]):
                continue
            parts = start + length * np.arange(repeats)
            stretches = np.concatenate((parts, starts[np.equal(played, length)]))
            odds = kinship.log_odds(stretches, stretches + length)
            if np.any(np.all(odds[repeats:, :repeats] > 0, axis=1)):
                split += [int(part) for part in parts[1:]]
                break
        split.append(end)
    return split


def _block_sums(distance: NDArray[np.float32]) -> Array:
    """(U + 1, U + 1) of which entry i, j is the sum over all units before i and all before j."""
    sums = np.zeros((len(distance) + 1, len(distance) + 1))
    np.cumsum(np.cumsum(distance, axis=0, dtype=np.float64), axis=1, out=sums[1:, 1:])
    return sums


def _diagonal_sums(distance: NDArray[np.float32]) -> Array:
    """(U + 1, U + 1) of which entry i + n, j + n less entry i, j is the sum over n steps from i, j."""
    sums = np.zeros((len(distance) + 1, len(distance) + 1))
    for unit, row in enumerate(distance):
        sums[unit + 1, 1:] = sums[unit, :-1] + row
    return sums

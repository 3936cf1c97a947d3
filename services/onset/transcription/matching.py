"""Global alignment of two token sequences (Needleman and Wunsch 1970) by how alike their letters are."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

LIKE = 0.35
"""Tokens less alike than this are never paired: pairing them costs as much as leaving both out."""
_ROUNDING = 1e-9


def similarities(first: Sequence[str], second: Sequence[str]) -> NDArray[np.float64]:
    """(len(first), len(second)) cosine between letter-pair counts: 1 for equal tokens, 0 with no pair in common."""
    pairs = {
        pair: column for column, pair in enumerate(sorted({p for t in (*first, *second) for p in _letter_pairs(t)}))
    }
    return _pair_counts(first, pairs) @ _pair_counts(second, pairs).T


def align(likeness: NDArray[np.float64]) -> list[tuple[int, int]]:
    """The pairs (row, column), strictly increasing in both, that lose the least likeness.

    Leaving a token out costs 1, pairing two costs 2 (1 - likeness); ties are decided for the earlier pair.
    """
    rows, columns = likeness.shape
    pairing = np.where(likeness >= LIKE, 2 * (1 - likeness), np.inf)
    costs = np.empty((rows + 1, columns + 1))
    steps = np.arange(columns + 1)
    costs[0] = steps
    for row in range(1, rows + 1):
        best = costs[row - 1] + 1
        best[1:] = np.minimum(best[1:], costs[row - 1, :-1] + pairing[row - 1])
        # Leaving out columns is a running minimum once the cost of the way there is taken off.
        costs[row] = np.minimum.accumulate(best - steps) + steps
    found: list[tuple[int, int]] = []
    row, column = rows, columns
    while row and column:
        here = costs[row, column] + _ROUNDING
        if here >= costs[row - 1, column - 1] + pairing[row - 1, column - 1]:
            row, column = row - 1, column - 1
            found.append((row, column))
        elif here >= costs[row - 1, column] + 1:
            row -= 1
        else:
            column -= 1
    return found[::-1]


def _letter_pairs(token: str) -> list[str]:
    framed = f"^{token}$"
    return [framed[at : at + 2] for at in range(len(framed) - 1)]


def _pair_counts(tokens: Sequence[str], pairs: dict[str, int]) -> NDArray[np.float64]:
    counts = np.zeros((len(tokens), len(pairs)))
    for row, token in enumerate(tokens):
        for pair in _letter_pairs(token):
            counts[row, pairs[pair]] += 1
    normalised: NDArray[np.float64] = counts / np.maximum(np.linalg.norm(counts, axis=1, keepdims=True), 1e-12)
    return normalised

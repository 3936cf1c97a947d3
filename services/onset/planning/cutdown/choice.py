"""Which pieces stay: exact dynamic programming over what is kept last and the time used.

Pieces keep their order. Each has a length and a worth; between two that follow each other in the film stands a pause of
one of a few lengths, each with its cost. A path is the pieces kept; its score is their worth less the costs of its
pauses and of every pair of neighbours, and less what the length it comes to costs. With n pieces and T steps of time
the best path is found exactly in O(n^2 T).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that is kept or left out whole."""

    steps: int
    """Length, at least 1."""
    worth: float
    must_stay: bool = False


@dataclass(frozen=True, slots=True)
class Pause:
    """A length of the pause between two kept pieces, and what it costs."""

    steps: int
    cost: float


@dataclass(frozen=True, slots=True)
class Kept:
    """The best path."""

    pieces: tuple[int, ...]
    pauses: tuple[int, ...]
    """Which of the offered pauses stands between each piece and the next; one fewer than pieces."""
    steps: int
    score: float


def choose(
    pieces: Sequence[Piece],
    pauses: Callable[[int, int], Sequence[Pause]],
    opening_cost: Sequence[float],
    closing_cost: Sequence[float],
    length_cost: NDArray[np.float64],
) -> Kept | None:
    """The path of the highest score, the shorter and earlier one of equals; None if no path fits.

    Args:
        pieces: in order.
        pauses: between piece i and piece j > i where those between are left out; empty if j may not follow i.
        opening_cost: of each piece as the first one kept; infinite where it may not be.
        closing_cost: likewise as the last.
        length_cost: (T + 1,) of each total length in steps; its size is the limit.
    """
    limit, count = len(length_cost), len(pieces)
    score = np.full((count, limit), -np.inf)
    """The best score of a path by the piece kept last and the steps used."""
    since = [_last_needed(pieces[:here]) for here in range(count)]
    for here, piece in enumerate(pieces):
        if since[here] is None and piece.steps < limit:
            score[here, piece.steps] = piece.worth - opening_cost[here]
        for before in range(since[here] or 0, here):
            for pause in pauses(before, here):
                shift = piece.steps + pause.steps
                if shift < limit:
                    reached = score[before, : limit - shift] + (piece.worth - pause.cost)
                    np.maximum(score[here, shift:], reached, out=score[here, shift:])
    total = score - np.asarray(closing_cost)[:, None] - length_cost
    total[: _last_needed(pieces) or 0] = -np.inf
    if not np.isfinite(total).any():
        return None
    steps, last = (int(index) for index in np.unravel_index(int(np.argmax(total.T)), total.T.shape))
    path: list[int] = [last]
    between: list[int] = []
    at = steps
    while True:
        here, piece = path[-1], pieces[path[-1]]
        if since[here] is None and at == piece.steps and score[here, at] == piece.worth - opening_cost[here]:
            return Kept(tuple(reversed(path)), tuple(reversed(between)), steps, float(total[last, steps]))
        before, number, at = next(
            (before, number, rest)
            for before in range(since[here] or 0, here)
            for number, pause in enumerate(pauses(before, here))
            if (rest := at - piece.steps - pause.steps) >= 0
            and score[before, rest] + (piece.worth - pause.cost) == score[here, at]
        )
        path.append(before)
        between.append(number)


def _last_needed(pieces: Sequence[Piece]) -> int | None:
    """The last piece that must stay: no path steps over it."""
    return max((index for index, piece in enumerate(pieces) if piece.must_stay), default=None)

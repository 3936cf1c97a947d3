"""The choice of what stays is the best there is: no other selection that keeps the rules scores higher."""

from collections.abc import Sequence
from itertools import combinations, pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.planning.cutdown.choice import Kept, Pause, Piece, choose

pieces_drawn = st.lists(
    st.builds(Piece, st.integers(1, 12), st.floats(-1, 3), st.booleans()),
    min_size=1,
    max_size=6,
)


def best_of_all(
    pieces: Sequence[Piece],
    pauses: dict[tuple[int, int], list[Pause]],
    opening: Sequence[float],
    closing: Sequence[float],
    length_cost: np.ndarray,
) -> float:
    """The highest score by trying everything; -inf if nothing fits."""
    needed = {index for index, piece in enumerate(pieces) if piece.must_stay}
    best = -np.inf
    for size in range(1, len(pieces) + 1):
        for kept in combinations(range(len(pieces)), size):
            if not needed <= set(kept):
                continue
            for between in product(*(pauses[pair] for pair in pairwise(kept))):
                steps = sum(pieces[index].steps for index in kept) + sum(pause.steps for pause in between)
                if steps >= len(length_cost):
                    continue
                score = sum(pieces[index].worth for index in kept) - sum(pause.cost for pause in between)
                best = max(best, score - opening[kept[0]] - closing[kept[-1]] - length_cost[steps])
    return best


@given(pieces_drawn, st.integers(1, 45), st.integers(0, 2**31))
def test_nothing_scores_higher(pieces: list[Piece], limit: int, seed: int) -> None:
    dice = np.random.default_rng(seed)
    count = len(pieces)
    pauses = {
        pair: [Pause(int(dice.integers(0, 6)), float(dice.uniform(0, 1))) for _ in range(dice.integers(0, 4))]
        for pair in combinations(range(count), 2)
    }
    opening, closing = dice.uniform(0, 1, count), dice.uniform(0, 1, count)
    closing[dice.uniform(0, 1, count) < 0.3] = np.inf
    length_cost = dice.uniform(0, 2, limit)
    found = choose(pieces, lambda first, second: pauses[first, second], opening, closing, length_cost)
    expected = best_of_all(pieces, pauses, opening, closing, length_cost)
    if not np.isfinite(expected):
        assert found is None
        return
    assert found is not None
    assert found.score == pytest.approx(expected)
    steps = sum(pieces[index].steps for index in found.pieces)
    cost = opening[found.pieces[0]] + closing[found.pieces[-1]]
    for pair, number in zip(pairwise(found.pieces), found.pauses, strict=True):
        steps += pauses[pair][number].steps
        cost += pauses[pair][number].cost
    assert found.steps == steps < limit
    worth = sum(pieces[index].worth for index in found.pieces)
    assert found.score == pytest.approx(worth - cost - length_cost[steps])


def test_equal_choices_are_always_decided_alike() -> None:
    pieces = [Piece(5, 1.0), Piece(5, 1.0), Piece(5, 1.0)]
    free = np.zeros(11)
    found = [choose(pieces, lambda _a, _b: [Pause(0, 0.0)], [0] * 3, [0] * 3, free) for _ in range(2)]
    assert found[0] == found[1] == Kept((0, 1), (0,), 10, 2.0)


def test_a_hundred_sentences_of_a_long_film_are_weighed() -> None:
    dice = np.random.default_rng(3)
    pieces = [
        Piece(int(steps), float(worth))
        for steps, worth in zip(dice.integers(20, 90, 100), dice.uniform(0, 1, 100), strict=True)
    ]
    found = choose(pieces, lambda _a, _b: [Pause(30, 0.0), Pause(15, 0.1)], [0] * 100, [0] * 100, np.zeros(3000))
    assert found is not None
    assert 2900 < found.steps < 3000

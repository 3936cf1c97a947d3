"""Flashes, black and standstill on pictures whose truth is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.evaluation.picture import flashes_per_second, longest_run


def blinking(times: int, *, low: int = 0, high: int = 255, share: float = 1.0, frames: int = 60) -> np.ndarray:
    """A second of grey in which a share of the picture goes bright and back so many times."""
    cells = np.full((frames, 32, 32, 3), low, np.uint8)
    rows = round(32 * share)
    for k in range(times):
        start = 5 + k * 6
        cells[start : start + 3, :rows] = high
    return cells


@pytest.mark.parametrize("times", range(8))
def test_flashes_are_counted(times: int) -> None:
    assert flashes_per_second(blinking(times), 60).max() == times


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (blinking(6, share=0.2), "less than a quarter of the picture"),
        (blinking(6, low=100, high=110), "less than a tenth of white"),
        (blinking(6, low=232, high=255), "the darker state is above 80 %"),
    ],
)
def test_what_is_no_flash_is_not_counted(cells: np.ndarray, why: str) -> None:
    assert flashes_per_second(cells, 60).max() == 0, why


def test_flashes_far_apart_do_not_add_up() -> None:
    cells = np.concatenate([blinking(2, frames=60), blinking(2, frames=60)])
    assert flashes_per_second(cells, 30).max() == 2


def test_a_slow_rise_is_half_a_flash_at_most() -> None:
    ramp = np.repeat(np.linspace(0, 255, 60).astype(np.uint8), 32 * 32 * 3).reshape(60, 32, 32, 3)
    assert flashes_per_second(ramp, 60).max() == 0


@given(st.lists(st.booleans(), max_size=50))
def test_longest_run_is_the_longest(flags: list[bool]) -> None:
    length, start = longest_run(np.array(flags, dtype=bool))
    runs = "".join("x" if flag else " " for flag in flags).split()
    assert length == max((len(run) for run in runs), default=0)
    assert all(flags[start : start + length])

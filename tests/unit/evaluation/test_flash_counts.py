"""Flashes are counted as WCAG 2.3.1 and ITU-R BT.1702 define them, on strobes whose truth is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.evaluation.flashes import count_flashes

Rgb = tuple[int, int, int]
BLACK, WHITE, RED, GREY_AS_BRIGHT_AS_RED = (0, 0, 0), (255, 255, 255), (200, 0, 0), (98, 98, 98)
WHOLE = (slice(0, 32), slice(0, 32))


def strobe(
    times: int,
    low: Rgb = BLACK,
    high: Rgb = WHITE,
    place: tuple[slice, slice] = WHOLE,
    frames: int = 60,
    period: int = 6,
) -> np.ndarray:
    """A second in which a part of a still picture changes to another colour and back so many times."""
    cells = np.full((frames, 32, 32, 3), low, np.uint8)
    for number in range(times):
        start = 5 + number * period
        cells[start : start + period // 2, place[0], place[1]] = high
    return cells


@pytest.mark.parametrize("times", range(9))
def test_flashes_are_counted(times: int) -> None:
    assert count_flashes(strobe(times), 60).general.max() == times


@given(st.integers(1, 14), st.sampled_from([24, 25, 30, 60]), st.integers(0, 5))
def test_a_strobe_of_so_many_hertz_is_told_from_a_safe_one(hertz: int, rate: int, phase: int) -> None:
    if 2 * hertz > rate:
        hertz = rate // 2
    on = (np.arange(3 * rate) + phase) * 2 * hertz // rate % 2 == 1
    cells = np.where(on[:, None, None, None], np.uint8(255), np.uint8(0)) * np.ones((1, 32, 32, 3), np.uint8)
    assert count_flashes(cells, rate).worst.max() == hertz


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (strobe(6, place=(slice(3, 8), slice(10, 16))), "less than a quarter of any field"),
        (strobe(6, (100, 100, 100), (110, 110, 110)), "less than a tenth of white"),
        (strobe(6, (232, 232, 232)), "the darker state is above 80 %"),
        (strobe(6, (200, 100, 100), (190, 80, 80)), "neither a tenth of white nor saturated red"),
        (strobe(6, (120, 120, 120), (90, 120, 120)), "a change of hue that is not red"),
    ],
)
def test_what_is_no_flash_is_not_counted(cells: np.ndarray, why: str) -> None:
    assert count_flashes(cells, 60).worst.max() == 0, why


@given(st.integers(0, 26), st.integers(0, 26))
def test_a_part_of_the_picture_flashes_wherever_it_is(row: int, column: int) -> None:
    """Six by six cells are more than a quarter of a field of a third by a third."""
    cells = strobe(4, place=(slice(row, row + 6), slice(column, column + 6)))
    assert count_flashes(cells, 60).general.max() == 4


@pytest.mark.parametrize("other", [GREY_AS_BRIGHT_AS_RED, (0, 110, 0), (40, 60, 250)])
def test_saturated_red_flashes_without_any_change_of_brightness(other: Rgb) -> None:
    found = count_flashes(strobe(5, other, RED), 60)
    assert found.red.max() == 5


def test_red_as_bright_as_grey_is_no_general_flash() -> None:
    assert count_flashes(strobe(5, GREY_AS_BRIGHT_AS_RED, RED), 60).general.max() == 0


def test_flashes_far_apart_do_not_add_up() -> None:
    cells = np.concatenate([strobe(2), strobe(2)])
    assert count_flashes(cells, 30).general.max() == 2


def test_a_slow_rise_is_half_a_flash_at_most() -> None:
    ramp = np.repeat(np.linspace(0, 255, 60).astype(np.uint8), 32 * 32 * 3).reshape(60, 32, 32, 3)
    assert count_flashes(ramp, 60).worst.max() == 0


@given(st.integers(1, 30), st.integers(0, 2**31))
def test_noise_within_the_limits_is_calm(amplitude: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    cells = random.integers(40, 40 + amplitude, (40, 32, 32, 3), dtype=np.uint8)
    assert count_flashes(cells, 30).worst.max() == 0

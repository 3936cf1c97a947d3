"""Compiled loops: what plain arithmetic gives, to rounding, wherever on a plane they work, and nothing beside it."""

import errno
from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.compositing import kernels

seeds = st.integers(0, 1 << 16)


def plane(seed: int, height: int = 24, width: int = 37) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width), dtype=np.uint8)


def untouched(before: np.ndarray, after: np.ndarray, region: tuple[slice, slice]) -> bool:
    outside = np.ones(before.shape, bool)
    outside[region] = False
    return bool((before[outside] == after[outside]).all())


@given(seed=seeds, top=st.integers(0, 12), left=st.integers(0, 17), value=st.integers(0, 255))
def test_a_colour_is_mixed_in_to_the_nearest_value(seed: int, top: int, left: int, value: int) -> None:
    before, mask, region = plane(seed), plane(seed + 1, 12, 20), np.s_[top : top + 12, left : left + 20]
    after = before.copy()
    kernels.cover(after, top, left, mask, value)
    exact = (before[region] * (255.0 - mask) + value * mask.astype(float)) / 255
    assert np.abs(after[region] - exact).max() <= 0.5
    assert untouched(before, after, region)


@given(seed=seeds, first=st.integers(0, 255), second=st.integers(0, 255))
def test_two_colours_stand_side_by_side(seed: int, first: int, second: int) -> None:
    before, one = plane(seed), plane(seed + 1)
    two = (plane(seed + 2).astype(int) * (255 - one) // 255).astype(np.uint8)
    after = before.copy()
    kernels.cover_two(after, 0, 0, one, first, two, second)
    exact = (before * (255.0 - one - two) + float(first) * one + float(second) * two) / 255
    assert np.abs(after - exact).max() <= 0.5


@given(seed=seeds, top=st.integers(0, 14), left=st.integers(0, 25), opacity=st.integers(0, 256))
def test_part_of_a_layer_is_laid_over(seed: int, top: int, left: int, opacity: int) -> None:
    before, through = plane(seed), plane(seed + 1, 15, 20)
    value = (plane(seed + 2, 15, 20).astype(int) * (255 - through) // 255).astype(np.uint8)
    after, region, part = before.copy(), np.s_[top : top + 10, left : left + 12], np.s_[3:13, 5:17]
    kernels.lay(after, top, left, value, through, 3, 5, 10, 12, opacity)
    share = opacity / 256
    exact = before[region] * (1 - share * (255.0 - through[part]) / 255) + share * value[part]
    assert np.abs(after[region] - exact).max() <= 1.5
    assert untouched(before, after, region)


@given(seed=seeds, share=st.integers(0, 256))
def test_a_blend_is_right_to_rounding_and_whole_at_its_ends(seed: int, share: int) -> None:
    first, second = plane(seed).ravel(), plane(seed + 1).ravel()
    target = first.copy()
    kernels.blend(target, second, share, target)
    assert np.abs(target - (first * (256.0 - share) + second * float(share)) / 256).max() <= 0.5
    if share in (0, 256):
        assert np.array_equal(target, second if share else first)


@given(seed=seeds, top=st.integers(0, 4), left=st.integers(0, 4), height=st.integers(1, 20), width=st.integers(1, 33))
def test_extremes_are_those_of_each_block(seed: int, top: int, left: int, height: int, width: int) -> None:
    whole = plane(seed)
    part = whole[top : top + height, left : left + width]
    blocks = -(-height // 8), -(-width // 8)
    least, most = np.empty(blocks, np.uint8), np.empty(blocks, np.uint8)
    kernels.extremes(whole, top, left, top + height, left + width, 8, least, most)
    for row, column in np.ndindex(blocks):
        block = part[8 * row : 8 * row + 8, 8 * column : 8 * column + 8]
        assert (least[row, column], most[row, column]) == (block.min(), block.max())


@pytest.mark.parametrize(
    "fault", [RuntimeError("cannot cache function: no locator available"), OSError(errno.ENOSPC, "No space left")]
)
def test_where_nothing_can_be_kept_it_is_compiled_all_the_same(
    monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    whole = numba.njit

    def unwritable(*arguments: Any, cache: bool, **options: Any) -> Any:
        if cache:
            raise fault
        return whole(*arguments, **options)

    monkeypatch.setattr(numba, "njit", unwritable)

    def ones(target: np.ndarray) -> None:
        target[:] = 1

    target = np.zeros(4, np.uint8)
    kernels._compiled((numba.uint8[::1],))(ones)(target)
    assert target.all()

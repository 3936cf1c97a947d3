"""Sampled sizes are what the network takes, near the asked shape; enlarging fills the asked size without distortion."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onset.generation.enlarging import enlarged, sampled_size
from onset.timeline.brief import Size

TRAINED_PX = 256**2

SIDES = st.integers(64, 1920).map(lambda half: 2 * half)


@given(SIDES, SIDES, st.sampled_from([TRAINED_PX, 512**2]))
@settings(max_examples=40)
def test_a_sampled_size_is_near_the_trained_one(width: int, height: int, pixels: int) -> None:
    asked = Size(width, height)
    if not 1 / 4 <= asked.aspect <= 4:
        return
    found = sampled_size(asked, pixels)
    assert found.width % 32 == found.height % 32 == 0
    assert min(found.width, found.height) >= 64
    assert max(found.width, found.height) <= 1024
    assert 0.75 <= found.width * found.height / pixels <= 1.34
    assert 0.85 <= found.aspect / asked.aspect <= 1.18


@pytest.mark.parametrize(
    ("asked", "found"),
    [((1080, 1920), (192, 352)), ((1920, 1080), (352, 192)), ((1080, 1080), (256, 256)), ((1080, 1350), (224, 288))],
)
def test_usual_formats(asked: tuple[int, int], found: tuple[int, int]) -> None:
    assert sampled_size(Size(*asked), TRAINED_PX) == Size(*found)


@pytest.mark.parametrize("asked", [(1080, 1920), (1080, 1080), (640, 360), (98, 64)])
def test_a_circle_in_the_middle_stays_one(asked: tuple[int, int]) -> None:
    y, x = np.mgrid[:192, :192]
    disc = np.where(np.hypot(x - 95.5, y - 95.5) < 40, 255, 0).astype(np.uint8)
    picture = np.repeat(disc[:, :, None], 3, axis=2)
    large = enlarged(picture, Size(*asked))
    assert large.shape == (asked[1], asked[0], 3)
    inside = large[:, :, 0] > 127
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    scale = max(asked) / 192
    assert len(rows) == pytest.approx(len(columns), abs=2)
    assert len(rows) == pytest.approx(80 * scale, abs=max(2, scale))
    assert rows.mean() == pytest.approx((asked[1] - 1) / 2, abs=1)
    assert columns.mean() == pytest.approx((asked[0] - 1) / 2, abs=1)


def test_what_is_even_stays_so() -> None:
    grey = np.full((256, 256, 3), 137, np.uint8)
    assert (enlarged(grey, Size(1080, 1080)) == 137).all()
    assert enlarged(grey, Size(256, 256)) is grey

"""The camera's resampling: what exact interpolation gives, to rounding, at any phase, zoom and roll."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.compositing.resample import resample


def picture(height: int, width: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width), dtype=np.uint8)


def mapping(zoom: float, x: float, y: float, roll_deg: float = 0.0) -> np.ndarray:
    cos, sin = math.cos(math.radians(roll_deg)) / zoom, math.sin(math.radians(roll_deg)) / zoom
    return np.array([[cos, -sin, x], [sin, cos, y]])


def exact(source: np.ndarray, affine: np.ndarray, height: int, width: int) -> np.ndarray:
    """Bilinear interpolation in floating point, edges replicated."""
    x, y = np.meshgrid(np.arange(width, dtype=float), np.arange(height, dtype=float))
    across, down = affine[:, 0, None, None] * x + affine[:, 1, None, None] * y + affine[:, 2, None, None]
    across, down = np.clip(across, 0, source.shape[1] - 1), np.clip(down, 0, source.shape[0] - 1)
    left, top = np.minimum(across.astype(int), source.shape[1] - 2), np.minimum(down.astype(int), source.shape[0] - 2)
    p, q, values = across - left, down - top, source.astype(float)
    above = values[top, left] * (1 - p) + values[top, left + 1] * p
    below = values[top + 1, left] * (1 - p) + values[top + 1, left + 1] * p
    return above * (1 - q) + below * q


@given(
    zoom=st.floats(0.9, 2.5),
    x=st.floats(-8, 40),
    y=st.floats(-8, 40),
    height=st.integers(2, 80),
    seed=st.integers(0, 9),
)
def test_without_a_roll_it_is_bilinear_interpolation(zoom: float, x: float, y: float, height: int, seed: int) -> None:
    source, target = picture(61, 77, seed), np.empty((height, 50), np.uint8)
    affine = mapping(zoom, x, y)
    resample(source, affine, target)
    # Half a step of rounding, and noise of full range at weights that are right to half of 1/256.
    assert np.abs(target - exact(source, affine, height, 50)).max() <= 0.5 + 2 * 255 / 512


@pytest.mark.parametrize("roll_deg", [-8.0, -0.3, -0.01, 0.004, 0.3, 1.0, 30.0, 90.0])
def test_a_roll_turns_the_picture(roll_deg: float) -> None:
    """A smooth picture, for which it does not matter how neighbours are weighed."""
    y, x = np.mgrid[0:200, 0:160]
    source = np.rint(128 + 60 * np.sin(x / 9.0) + 60 * np.cos(y / 11.0)).astype(np.uint8)
    affine = mapping(1.3, 40.0, 40.0, roll_deg)
    target = np.empty((120, 90), np.uint8)
    resample(source, affine, target)
    found = np.abs(target - exact(source, affine, 120, 90))[5:-5, 5:-5]
    assert found.max() <= 1.6


@pytest.mark.parametrize("roll_deg", [-1.0, 0.3])
def test_beyond_its_sides_a_slightly_rolled_picture_goes_on_along_the_rows(roll_deg: float) -> None:
    target = np.empty((40, 100), np.uint8)
    resample(picture(60, 50), mapping(1.0, -25.0, 10.0, roll_deg), target)
    assert (target[:, :20] == target[:, :1]).all()
    assert (target[:, -20:] == target[:, -1:]).all()


def test_strips_meet_without_a_seam() -> None:
    """A plane higher than one strip; a ramp, so that any jump would show."""
    source = np.repeat(np.linspace(0, 255, 1200).astype(np.uint8)[:, None], 16, axis=1)
    affine, target = mapping(1.07, 0.3, 20.7, 0.3), np.empty((1100, 16), np.uint8)
    resample(source, affine, target)
    assert np.abs(target - exact(source, affine, 1100, 16)).max() <= 1.0


def test_a_picture_of_one_shade_stays_so() -> None:
    for shade in (0, 16, 128, 235, 255):
        target = np.empty((40, 40), np.uint8)
        resample(np.full((30, 30), shade, np.uint8), mapping(1.11, 1.3, 2.7, 0.2), target)
        assert (target == shade).all()

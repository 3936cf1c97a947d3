"""The brand grade: nearer to the brand's colours, smooth, the same for every frame, and never wild."""

import cv2
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from onset.generation.brand_grade import brand_grade, branded

Picture = NDArray[np.uint8]
PALETTE = np.array([[200, 40, 60], [30, 90, 160], [240, 200, 40], [245, 245, 240]], np.uint8)


def scene(seed: int, side_px: int = 64) -> Picture:
    """Soft areas of random colours, as a painted scene has."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 256, (4, 4, 3)).astype(np.uint8)
    return np.asarray(cv2.resize(coarse, (side_px, side_px), interpolation=cv2.INTER_CUBIC), np.uint8)


def lab(colours: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.asarray(cv2.cvtColor(colours.reshape(1, -1, 3).astype(np.float32) / 255, cv2.COLOR_RGB2LAB)[0])


def distances(picture: Picture, palette: Picture) -> NDArray[np.float32]:
    """Of each brand colour to the nearest tenth of the picture's pixels, CIELAB units."""
    apart = np.linalg.norm(lab(palette)[:, None] - lab(picture)[None], axis=2)
    return np.asarray(np.quantile(apart, 0.1, axis=1))


@pytest.mark.parametrize("seed", range(8))
def test_brings_the_picture_nearer_to_the_brand(seed: int) -> None:
    picture = scene(seed)
    graded = brand_grade([picture], PALETTE)(picture)
    before, after = distances(picture, PALETTE).mean(), distances(graded, PALETTE).mean()
    assert after < before - 2, (before, after)


def test_a_picture_of_the_brands_colours_stays() -> None:
    picture = np.repeat(np.repeat(PALETTE.reshape(2, 2, 3), 32, axis=0), 32, axis=1)
    graded = brand_grade([picture], PALETTE)(picture)
    assert np.abs(graded.astype(int) - picture).max() <= 3


@given(st.integers(0, 2**31), st.integers(1, 5))
@settings(max_examples=25)
@example(5, 4)
def test_no_colour_moves_far_and_neighbours_stay_neighbours(seed: int, count: int) -> None:
    palette = np.random.default_rng(seed).integers(0, 256, (count, 3)).astype(np.uint8)
    picture = scene(seed + 1)
    grade = brand_grade([picture], palette)
    axis = np.linspace(0, 1, len(grade.table), dtype=np.float32)
    nodes = np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), axis=-1).reshape(1, -1, 3)
    before, after = (cv2.cvtColor(colours, cv2.COLOR_RGB2LAB)[0] for colours in (nodes, grade.table.reshape(1, -1, 3)))
    shown = ((grade.table > 0) & (grade.table < 1)).all(axis=-1).ravel()
    # 18 by the map; OpenCV's conversions back and forth are off by up to a unit.
    assert np.linalg.norm(after - before, axis=1)[shown].max() < 19
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    steps = np.abs(np.diff(grade(ramp).astype(int), axis=1))
    assert steps.max() <= 12


def test_one_map_serves_all_frames_of_a_scene() -> None:
    keyframes = [scene(1), scene(2)]
    grade, again = brand_grade(keyframes, PALETTE), brand_grade(keyframes, PALETTE)
    np.testing.assert_array_equal(grade.table, again.table)
    brighter = np.clip(keyframes[0].astype(int) + 30, 0, 255).astype(np.uint8)
    # What the sound does to a picture outlives the grade.
    assert grade(brighter).mean() > grade(keyframes[0]).mean() + 15


def test_one_flat_picture_is_graded_too() -> None:
    flat = np.full((32, 32, 3), 90, np.uint8)
    graded = brand_grade([flat], PALETTE)(flat)
    assert graded.std(axis=(0, 1)).max() == 0


def test_needs_pictures_and_colours() -> None:
    with pytest.raises(ValueError, match="at least one picture"):
        brand_grade([], PALETTE)
    with pytest.raises(ValueError, match="one colour"):
        brand_grade([scene(1)], PALETTE[:0])


def test_a_scene_is_graded_by_its_first_picture() -> None:
    pictures = [scene(3), scene(4)]
    grade = brand_grade(pictures[:1], PALETTE)
    found = list(branded(iter([(0, pictures[0]), (8, pictures[1])]), PALETTE))
    assert [frame for frame, _ in found] == [0, 8]
    for (_, picture), given_picture in zip(found, pictures, strict=True):
        np.testing.assert_array_equal(picture, grade(given_picture))

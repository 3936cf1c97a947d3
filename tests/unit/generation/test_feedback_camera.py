"""Feedback's camera: bass goes forward, the middle turns, the dominant pitch shifts; and a move can be undone."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.generation.camera import camera_of, matrix_of, undone
from onset.timeline.plan import FEATURE_NAMES


def moment(**features: float) -> np.ndarray:
    row = np.zeros(20, np.float32)
    row[FEATURE_NAMES.index("mid")] = 0.5
    for name, value in features.items():
        row[FEATURE_NAMES.index(name)] = value
    return row


def moves(*moments: np.ndarray, seconds: float = 0.1) -> np.ndarray:
    return camera_of(np.stack(moments), np.full(len(moments), seconds))


def test_the_first_picture_stands_still_and_each_feature_moves_its_own_axis() -> None:
    rest = moment()
    found = moves(rest, rest, moment(bass=1.0), moment(mid=1.0), moment(mid=0.0), moment(chroma_c=1.0))
    np.testing.assert_array_equal(found[0], [1, 0, 0, 0])
    zoom, turn, shift = found[:, 0], found[:, 1], found[:, 2:]
    assert zoom[2] > zoom[1] > 1
    assert turn[3] == pytest.approx(-turn[4])
    assert turn[3] > 0
    assert not shift[:5].any()
    assert shift[5].any()


def test_a_fifth_shifts_to_a_neighbouring_direction() -> None:
    c, g, f_sharp = (moves(moment(), moment(**{f"chroma_{pitch}": 1.0}))[1, 2:] for pitch in ("c", "g", "fs"))
    assert c @ g > 0
    np.testing.assert_allclose(f_sharp, -c, atol=1e-7)


@given(st.lists(st.lists(st.floats(0, 1, width=32), min_size=20, max_size=20), min_size=1, max_size=6), st.floats(0, 1))
def test_whatever_sounds_the_camera_stays_within_what_the_model_takes(rows: list[list[float]], seconds: float) -> None:
    found = moves(*(np.array(row, np.float32) for row in rows), seconds=seconds)
    assert found.shape == (len(rows), 4)
    assert (found[:, 0] >= 1).all()
    assert (found[:, 0] <= 1.5).all()
    assert (np.abs(found[:, 1:]) <= [10, 0.1, 0.1]).all()


def test_moves_are_undone_together() -> None:
    picture = cv2.GaussianBlur(np.random.default_rng(1).integers(0, 256, (96, 128, 3), np.uint8), (0, 0), 3)
    picture = cv2.normalize(picture, None, 0, 255, cv2.NORM_MINMAX)
    steps = np.array([[1.03, 2.0, 0.01, -0.02], [1.02, -1.0, 0.0, 0.01]], np.float32)
    seen = picture
    for step in steps:
        seen = cv2.warpAffine(seen, matrix_of(step, 128, 96)[:2], (128, 96), flags=cv2.INTER_CUBIC)
    middle = np.s_[16:-16, 16:-16]
    back = undone(seen, steps)
    assert np.abs(back[middle].astype(int) - picture[middle]).mean() < 2
    assert np.abs(seen[middle].astype(int) - picture[middle]).mean() > 5
    np.testing.assert_array_equal(undone(picture, steps[:0]), picture)

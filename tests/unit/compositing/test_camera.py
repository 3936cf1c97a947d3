"""The camera's path: inside the picture, continuous, eased, exact between pixels."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.compositing.camera import Shot, crop, pose_at
from onset.compositing.planes import Planes, warp
from onset.timeline.brief import Size
from onset.timeline.plan import CameraMove, CameraPose, CameraStyle

share = st.floats(0, 1)
poses = st.builds(CameraPose, zoom=st.floats(1, 2), x=st.floats(-1, 1), y=st.floats(-1, 1), roll_deg=st.floats(-8, 8))
moves = st.builds(CameraMove, style=st.sampled_from(CameraStyle), start=poses, end=poses)
sizes = st.sampled_from([Size(1080, 1920), Size(1920, 1080), Size(1080, 1080), Size(180, 320), Size(864, 1080)])


@given(moves, share, sizes, st.floats(1, 1.3))
def test_no_corner_ever_leaves_the_picture(move: CameraMove, at: float, frame: Size, larger: float) -> None:
    source = Size(round(frame.width * larger / 2) * 2, round(frame.height * larger / 2) * 2)
    corners = np.array([[0, 0, 1], [frame.width, 0, 1], [0, frame.height, 1], [frame.width, frame.height, 1]], float)
    shown = crop(pose_at(move, at), frame, source) @ corners.T
    limits = np.array([[source.width], [source.height]])
    assert ((shown >= -1e-6) & (shown <= limits + 1e-6)).all(), shown


@given(moves)
def test_a_move_begins_and_ends_where_it_says(move: CameraMove) -> None:
    for at, wanted in ((0.0, move.start), (1.0, move.end)):
        got = pose_at(move, at)
        assert got.zoom == pytest.approx(wanted.zoom)
        assert (got.x, got.y, got.roll_deg) == pytest.approx((wanted.x, wanted.y, wanted.roll_deg), abs=1e-9)


@given(moves)
def test_progress_is_monotone_and_never_jumps(move: CameraMove) -> None:
    path = np.array([pose_at(move, step / 200).x for step in range(201)]) - move.start.x
    whole = move.end.x - move.start.x
    steps = np.diff(path) * np.sign(whole)
    assert (steps >= -1e-9).all()
    assert (steps <= abs(whole) * 3.2 / 200 + 1e-9).all(), "faster than any of the eases allows"


def test_the_whole_picture_at_zoom_one_is_untouched() -> None:
    size = Size(64, 48)
    picture, target = Planes.empty(size), Planes.empty(size)
    picture.buffer[:] = np.random.default_rng(1).integers(16, 235, picture.buffer.size)
    warp(picture, crop(CameraPose(1, 0.7, -0.4, 0), size, size), target)
    assert np.array_equal(picture.buffer, target.buffer)


def test_a_shot_spans_its_transitions() -> None:
    shot = Shot(10, 41)
    assert [shot.share(frame) for frame in (10, 25, 40)] == [0.0, 0.5, 1.0]


def test_a_slow_move_does_not_jitter() -> None:
    """A feature followed through a slow push moves evenly: zoompan's whole-pixel steps would show as 0.45 px."""
    size = Size(640, 360)
    y, x = np.mgrid[0:360, 0:640].astype(np.float32)
    picture = Planes.filled(size)
    picture.y[:] = np.rint(16 + 200 * np.exp(-((x - 450.3) ** 2 + (y - 120.6) ** 2) / (2 * 6.0**2)))
    move = CameraMove(CameraStyle.SLOW, CameraPose(1.0, 0, 0, 0), CameraPose(1.03, 0.4, 0.2, 0.1))
    target, centres = Planes.empty(size), []
    for frame in range(90):
        warp(picture, crop(pose_at(move, frame / 89), size, size), target)
        moments = cv2.moments(target.y.astype(np.float32) - 16)
        centres.append((moments["m10"] / moments["m00"], moments["m01"] / moments["m00"]))
    jitter = np.abs(np.diff(np.array(centres), n=2, axis=0)).max()
    assert jitter < 0.05, f"second difference {jitter:.3f} px/frame²"


def test_chroma_moves_with_luma() -> None:
    """A coloured square stays one thing: its centre is the same in luma and, on chroma's own grid, in chroma."""
    size = Size(320, 320)
    picture = Planes.of_rgb(np.full((320, 320, 3), 20, np.uint8))
    rgb = np.full((320, 320, 3), 20, np.uint8)
    rgb[100:160, 180:240] = (220, 40, 40)
    picture, target = Planes.of_rgb(rgb), Planes.empty(size)
    warp(picture, crop(CameraPose(2.0, 0.31, -0.23, 0), size, size), target)

    def centre(plane: np.ndarray) -> np.ndarray:
        moments = cv2.moments(np.abs(plane.astype(np.float32) - np.float32(plane[0, 0])))
        return np.array([moments["m10"] / moments["m00"], moments["m01"] / moments["m00"]])

    luma, chroma = centre(target.y), centre(target.v) * 2 + np.array([0.0, 0.5])
    assert np.abs(luma - chroma).max() < 0.2

"""What stands in front moves further than its ground, in the same direction, and keeps its place."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from onset.compositing.camera import pose_at
from onset.compositing.film import Film
from onset.compositing.hero import ground_shift, stance
from onset.compositing.pictures import is_cut_out
from onset.compositing.planes import Planes
from onset.timeline.brief import Size
from onset.timeline.plan import CameraMove, CameraPose, CameraStyle, VisualKind
from tests.support.rendering import Job
from tests.unit.compositing import material

UNIT, WIDTH = 10.8, 1080.0
poses = st.builds(CameraPose, zoom=st.floats(1, 1.2), x=st.floats(-0.6, 0.6), y=st.just(0.0), roll_deg=st.just(0.0))
moves = st.builds(CameraMove, style=st.sampled_from(CameraStyle), start=poses, end=poses)


@given(moves, st.floats(0, 1), st.floats(0, 1))
def test_it_goes_with_its_ground_and_further_unless_it_would_leave(move: CameraMove, early: float, late: float) -> None:
    ground = [ground_shift(pose_at(move, share), WIDTH) for share in (early, late)]
    hero = [stance(move, share, 5.0, UNIT, WIDTH).right for share in (early, late)]
    way, moved = ground[1] - ground[0], hero[1] - hero[0]
    assert way * moved >= 0
    assert max(map(abs, hero)) <= 3 * UNIT
    if max(map(abs, hero)) < UNIT:
        assert abs(moved) >= abs(way) - 1e-9, "well within its place it goes further than the ground"


@given(moves, st.floats(0, 1))
def test_it_grows_more_than_its_ground(move: CameraMove, share: float) -> None:
    grown = stance(move, share, 5.0, UNIT, WIDTH).scale
    ground = pose_at(move, share).zoom / move.start.zoom
    if abs(ground - 1) < 0.04:
        assert abs(grown - 1) >= abs(ground - 1) - 1e-9
    assert 0.94 - 1e-9 <= grown <= 1.06 + 1e-9


def test_a_ground_moves_as_its_shift_says() -> None:
    start, end = CameraPose(1.1, -0.5, 0, 0), CameraPose(1.1, 0.5, 0, 0)
    assert ground_shift(start, 1000) - ground_shift(end, 1000) == pytest.approx(50)


@pytest.mark.parametrize(
    ("image", "cut_out"), [(material.product(), True), (material.landscape(), False), (material.logo(), True)]
)
def test_cut_outs_are_told_from_pictures(image: Image.Image, cut_out: bool) -> None:
    assert is_cut_out(np.asarray(image)) is cut_out


def test_a_brand_asset_that_is_a_cut_out_moves_over_the_brands_ground(tmp_path: Path) -> None:
    size = Size(180, 320)
    pan = CameraMove(CameraStyle.SLOW, CameraPose(1.1, -0.6, 0, 0), CameraPose(1.1, 0.6, 0, 0))
    film = material.timeline([material.scene(0, 90, VisualKind.BRAND_ASSET, camera=pan, picture_id="bottle")])
    kit, paths = material.brand(tmp_path)
    voice = tmp_path / "voice.wav"
    job = Job(film, size, (), kit, paths, voice, None, captions=False, profile=material.SOCIAL)
    target, places = Planes.empty(size), []
    with Film(job.footing) as shown:
        for number in range(90):
            shown.draw(number, target)
            if number >= 30:
                bright = (target.y > 150).astype(np.float32)
                places.append(cv2.moments(bright)["m10"] / cv2.moments(bright)["m00"])
    assert places[0] - places[-1] > 1.5, "the camera pans right, so the bottle goes left"

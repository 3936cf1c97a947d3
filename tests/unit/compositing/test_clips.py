"""Clips: the right picture at each frame, true colours, and clear refusals."""

from pathlib import Path

import numpy as np
import pytest

from onset.compositing import color
from onset.compositing.clips import Footage
from onset.compositing.planes import Planes
from onset.runtime.errors import InvalidArgumentError
from onset.timeline.brief import Size
from onset.timeline.clip import Clip
from tests.unit.compositing.material import BLOB, flat, write_clip

SIZE = Size(64, 48)


def same(picture: Planes) -> Planes:
    return picture


@pytest.fixture
def steps(tmp_path: Path) -> tuple[Clip, Path]:
    """Grey 0 at frame 10, 100 at 20, 200 at 24."""
    greys = {10: 0, 20: 100, 24: 200}
    return write_clip(
        tmp_path / "clip.mkv", 0, tuple(greys), SIZE, lambda frame: flat((greys[frame],) * 3, SIZE)(frame)
    )


@pytest.mark.parametrize(
    ("frame", "grey"), [(0, 0), (10, 0), (15, 50), (18, 80), (20, 100), (22, 150), (24, 200), (99, 200)]
)
def test_pictures_blend_between_their_frames_and_hold_outside(steps: tuple[Clip, Path], frame: int, grey: int) -> None:
    picture = Footage(*steps, same).at(frame)
    assert abs(float(picture.y.mean()) - (16 + grey * 219 / 255)) <= 1.0


def test_each_picture_is_decoded_and_finished_once(steps: tuple[Clip, Path]) -> None:
    finished = []

    def finish(picture: Planes) -> Planes:
        finished.append(picture)
        return picture

    footage = Footage(*steps, finish)
    for frame in range(8, 30):
        footage.at(frame)
    assert len(finished) == 3


@pytest.mark.parametrize("rgb", [(255, 0, 0), (0, 200, 60), (40, 60, 220), (250, 240, 230)])
def test_colours_are_converted_as_bt709(tmp_path: Path, rgb: tuple[int, int, int]) -> None:
    picture = Footage(*write_clip(tmp_path / "clip.mkv", 0, (0,), SIZE, flat(rgb, SIZE)), same).at(0)
    got = [float(plane.mean()) for plane in picture.each()]
    assert np.abs(np.array(got) - color.yuv_of(rgb)).max() <= 1.5


def test_a_clip_with_too_few_pictures_is_refused(steps: tuple[Clip, Path]) -> None:
    clip = Clip(3, SIZE, (0, 5, 6, 9), "test", BLOB)
    with pytest.raises(InvalidArgumentError, match="ends after 3 of 4") as refusal:
        Footage(clip, steps[1], same).at(9)
    assert refusal.value.reason == "BAD_CLIP"


def test_a_clip_of_another_size_is_refused(steps: tuple[Clip, Path]) -> None:
    with pytest.raises(InvalidArgumentError, match="64x48 instead of 128x48"):
        Footage(Clip(0, Size(128, 48), (0,), "test", BLOB), steps[1], same).at(0)


def test_a_file_that_is_no_video_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "clip.mkv"
    path.write_bytes(b"not a video at all")
    with pytest.raises(InvalidArgumentError, match="cannot be decoded"):
        Footage(Clip(0, SIZE, (0,), "test", BLOB), path, same).at(0)

"""The corner mark is legible over anything: cut-outs turn white, logos with a ground of their own stay."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onset.compositing.corner_mark import CornerMark
from onset.compositing.marks import in_corner
from onset.compositing.planes import Planes
from onset.compositing.regions import regions
from onset.timeline.brief import Size
from onset.timeline.layout import Box
from onset.timeline.profile_rules import Margins
from tests.unit.compositing.material import SOCIAL, places_of, rgb_of

BOXES = st.tuples(st.integers(0, 1344), st.integers(0, 1344), st.integers(0, 756), st.integers(0, 756))
SIDES = st.integers(32, 400).map(lambda side: 2 * side)


def logo(*, ground: bool) -> np.ndarray:
    rgba = np.zeros((40, 120, 4), np.uint8)
    if ground:
        rgba[:] = (255, 255, 255, 255)
    rgba[0, 0] = rgba[-1, -1] = (255, 120, 80, 255)
    rgba[10:30, 10:50] = (255, 120, 80, 255)
    return rgba


@pytest.mark.parametrize("ground", [False, True])
def test_cut_outs_turn_white(ground: bool) -> None:
    mark = in_corner(logo(ground=ground), "", 120, 40, 10.0)
    assert mark.has_own_ground == ground
    inner = mark.rgba[mark.margin : -mark.margin, mark.margin : -mark.margin]
    body = inner[12:28, 14:46, :3].reshape(-1, 3).mean(0)
    if ground:
        np.testing.assert_allclose(body, (255, 120, 80), atol=3)
    else:
        np.testing.assert_allclose(body, (255, 255, 255), atol=3)


def test_shadow_is_dark_and_outside() -> None:
    mark = in_corner(logo(ground=False), "", 120, 40, 10.0)
    assert mark.margin > 0
    beside = mark.rgba[mark.margin + 20, mark.margin + 55]
    assert beside[3] > 0
    assert beside[:3].max() < 128


def test_name_stands_in_for_a_missing_logo() -> None:
    mark = in_corner(None, "Onset", 120, 40, 10.0)
    assert mark.rgba[..., 3].max() == 255


def ring() -> np.ndarray:
    """A cut-out whose ink reaches all sides of its picture."""
    rgba = np.zeros((40, 40, 4), np.uint8)
    cv2.circle(rgba, (20, 20), 19, (255, 120, 80, 255), 6)
    rgba[:, :4] = rgba[:4] = (255, 120, 80, 255)
    return rgba


MARKS = {"bar": logo(ground=False), "ring": ring(), "badge": np.full((40, 40, 4), 255, np.uint8), "name": None}


@pytest.mark.parametrize("size", [Size(1080, 1920), Size(640, 360)], ids=str)
@pytest.mark.parametrize("ground", ["white", "yellow", "chequerboard", "dark"])
@pytest.mark.parametrize("which", MARKS)
def test_it_stands_out_from_any_picture_and_keeps_to_the_safe_box(which: str, ground: str, size: Size) -> None:
    across, down = np.arange(size.width), np.arange(size.height)
    board = np.add.outer(down // 7, across // 7) % 2 * 255
    shape = (size.height, size.width, 3)
    picture = {
        "white": np.full(shape, 255),
        "yellow": np.broadcast_to((255, 240, 90), shape),
        "chequerboard": np.repeat(board[..., None], 3, axis=2),
        "dark": np.full(shape, 30),
    }[ground].astype(np.uint8)
    places = places_of(size)
    mark = CornerMark(MARKS[which], "Aurora", places)
    before, after, alone = Planes.of_rgb(picture), Planes.of_rgb(picture), Planes.of_rgb(np.zeros(shape, np.uint8))
    for frame in (after, alone):
        mark.draw(frame, 1.0)
    assert places.safe.contains(changed(before, after))
    if which == "badge":
        return
    body = (alone.y > 60).astype(np.uint8)
    near = (cv2.dilate(body, np.ones((5, 5))) > 0) & (cv2.dilate(body, np.ones((3, 3))) == 0)
    linear = (rgb_of(after)[near] / 255.0) ** 2.2 @ [0.2126, 0.7152, 0.0722]
    contrast = 1.05 / (np.quantile(linear, 0.95) + 0.05)
    assert contrast >= 3.0, f"{contrast:.2f} : 1 on {ground}"


def changed(before: Planes, after: Planes) -> Box:
    """What of the picture is not as it was."""
    other = after.y != before.y
    rows, columns = np.flatnonzero(other.any(axis=1)), np.flatnonzero(other.any(axis=0))
    return Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)


@given(BOXES, st.builds(Size, SIDES, SIDES), st.sampled_from([*MARKS]))
@settings(max_examples=40)
def test_it_stays_in_the_safe_box_of_any_profile(sides: tuple[int, ...], size: Size, which: str) -> None:
    is_tall = size.width * 4 < size.height * 3
    try:
        made_for = replace(SOCIAL, **{"margins_tall" if is_tall else "margins_wide": Margins(*sides)})
    except ValueError:
        return
    places = places_of(size, made_for)
    before, after = Planes.filled(size), Planes.filled(size)
    for frame in (before, after):
        frame.y[:] = 128
    CornerMark(MARKS[which], "Aurora", places).draw(after, 1.0)
    assert places.safe.contains(changed(before, after))


def test_a_mark_shrinks_where_there_is_little_room() -> None:
    size, safe = Size(1920, 1080), Box(378, 700, 1542, 780)
    before, after = Planes.filled(size), Planes.filled(size)
    CornerMark(ring(), "", regions(size, safe)).draw(after, 1.0)
    assert safe.contains(changed(before, after))

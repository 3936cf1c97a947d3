"""Captions keep clear of what matters in a picture: they move, or the picture does."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from onset.compositing.captions.places import place_of
from onset.compositing.film import Film
from onset.compositing.pictures import cover_window
from onset.compositing.planes import Planes
from onset.compositing.scenes import fills_frame
from onset.timeline.brief import Brand, FocusBox, Picture, PictureRole, Size
from onset.timeline.plan import LogoShow, Title, VisualKind
from tests.support.rendering import Job
from tests.unit.compositing import material

SIZE = Size(360, 640)
AT_FOOT, AT_HEAD = FocusBox(0.3, 0.55, 0.7, 0.9), FocusBox(0.3, 0.1, 0.7, 0.35)


def job(
    folder: Path,
    focus: FocusBox | None,
    kind: VisualKind = VisualKind.BRAND_ASSET,
    picture: Size = SIZE,
    size: Size = SIZE,
    titles: tuple[Title, ...] = (),
) -> Job:
    """A film of one brand picture, whose focus is magenta, with a caption."""
    rgb = np.full((picture.height, picture.width, 4), (60, 90, 120, 255), np.uint8)
    if focus is not None:
        rows = slice(round(focus.top * picture.height), round(focus.bottom * picture.height))
        rgb[rows, round(focus.left * picture.width) : round(focus.right * picture.width)] = (220, 0, 220, 255)
    path = folder / "view.png"
    Image.fromarray(rgb).save(path)
    scenes = [material.scene(0, 40, kind, camera=material.PUSH, picture_id="view")]
    film = material.timeline(scenes, captions=[material.caption("soft light wakes you", 2, 38)])
    film = replace(film, logo=(LogoShow(0, 40),), titles=titles)
    kit = Brand("Aurora", material.COLORS, (Picture("view", PictureRole.ASSET, "", material.BLOB, focus),))
    clips = (material.write_clip(folder / "c.mkv", 0, (0, 39), size, material.flat((9, 9, 9), size)),)
    return Job(film, size, clips, kit, {"view": path}, path, None, captions=True, profile=material.SOCIAL)


def place(ordered: Job) -> str:
    regions = ordered.footing.regions
    found = place_of(ordered.timeline.captions[0], ordered.footing)
    return {regions.captions: "foot", regions.captions_above: "head"}[found]


@pytest.mark.parametrize(("focus", "stands"), [(AT_FOOT, "head"), (AT_HEAD, "foot"), (None, "foot")])
def test_a_caption_leaves_the_focus_of_a_picture_alone(tmp_path: Path, focus: FocusBox | None, stands: str) -> None:
    assert place(job(tmp_path, focus)) == stands


def test_products_and_framed_pictures_stand_above_captions(tmp_path: Path) -> None:
    assert place(job(tmp_path, AT_FOOT, VisualKind.PRODUCT_SHOT)) == "foot"
    assert place(job(tmp_path, AT_FOOT, picture=Size(900, 200))) == "foot"


def test_a_headline_keeps_captions_at_the_foot(tmp_path: Path) -> None:
    assert place(job(tmp_path, AT_FOOT, titles=(Title(0, 30, "Hello", (3,)),))) == "foot"


@pytest.mark.parametrize("focus", [AT_FOOT, AT_HEAD], ids=["foot", "head"])
@pytest.mark.parametrize("size", [SIZE, Size(640, 360), Size(400, 400)], ids=str)
def test_no_pixel_of_the_focus_is_covered(tmp_path: Path, focus: FocusBox, size: Size) -> None:
    ordered = job(tmp_path, focus, picture=Size(480, 520), size=size)
    plain = replace(ordered, captions=False)
    frames = [Planes.empty(size), Planes.empty(size)]
    with Film(ordered.footing) as shown, Film(plain.footing) as bare:
        for number in (14, 25, 36):
            shown.draw(number, frames[0])
            bare.draw(number, frames[1])
            rgb = material.rgb_of(frames[1]).astype(int)
            # Not its soft, darker likeness behind a framed picture.
            magenta = (rgb[..., 0] > 190) & (rgb[..., 1] < 60)
            assert magenta.sum() > 0.02 * size.width * size.height, "the focus is in the picture"
            covered = (frames[0].y != frames[1].y) & magenta
            assert not covered.any(), f"{covered.sum()} px of the focus under the caption in frame {number}"


shares = st.floats(0, 1)


@given(
    st.integers(50, 900), st.integers(50, 900), st.sampled_from([SIZE, Size(640, 360)]), shares, shares, shares, shares
)
def test_a_picture_moves_so_that_its_focus_is_seen(
    width: int, height: int, size: Size, x: float, across: float, y: float, down: float
) -> None:
    focus = FocusBox(x * 0.7, y * 0.7, x * 0.7 + 0.02 + across * 0.27, y * 0.7 + 0.02 + down * 0.27)
    left, top, seen_width, seen_height = cover_window(width, height, size, focus)
    assert -1e-6 <= left <= width - seen_width + 1e-6
    assert -1e-6 <= top <= height - seen_height + 1e-6
    if fills_frame(width, height, material.places_of(size), focus):
        assert left - 2 <= focus.left * width
        assert focus.right * width <= left + seen_width + 2
        assert top - 2 <= focus.top * height
        assert focus.bottom * height <= top + seen_height + 2

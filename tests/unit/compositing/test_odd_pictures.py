"""Pictures that are not as one would wish: of another shape than the frame, tiny, enormous, without alpha."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from onset.compositing.film import Film
from onset.compositing.planes import Planes
from onset.timeline.brief import Brand, Picture, PictureRole, Size
from onset.timeline.plan import LogoShow, VisualKind
from tests.support.rendering import Job
from tests.unit.compositing import material

WIDE, TALL = Size(640, 360), Size(360, 640)
HEAD, FOOT = (230, 0, 230), (0, 220, 0)
"""Of a shot's upper and lower edge."""


def film(folder: Path, size: Size, role: PictureRole, image: Image.Image, kind: VisualKind) -> Job:
    """One scene with the small logo in its corner; what is shot is `image`, or the logo is."""
    path = folder / "picture.png"
    image.save(path)
    kit = Brand("Aurora", material.COLORS, (Picture("picture", role, "", material.BLOB),))
    plan = material.timeline([material.scene(0, 40, kind, picture_id="picture")])
    if role is PictureRole.LOGO:
        plan = replace(plan, logo=(LogoShow(0, 40),))
    clips = (material.write_clip(folder / "c.mkv", 0, (0, 39), size, material.flat((9, 9, 9), size)),)
    return Job(plan, size, clips, kit, {"picture": path}, path, None, captions=False, profile=material.SOCIAL)


def drawn(job: Job, number: int = 36) -> Planes:
    frame = Planes.empty(job.size)
    with Film(job.footing) as shown:
        shown.draw(number, frame)
    return frame


def shot(width: int, height: int) -> Image.Image:
    """Grey, with coloured bands along its upper and its lower edge."""
    rgb = np.full((height, width, 3), 90, np.uint8)
    rgb[: height // 8], rgb[-height // 8 :] = HEAD, FOOT
    return Image.fromarray(rgb).convert("RGBA")


def extent(found: np.ndarray) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is true."""
    rows, columns = np.flatnonzero(found.any(axis=1)), np.flatnonzero(found.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


@pytest.mark.parametrize("kind", [VisualKind.PRODUCT_SHOT, VisualKind.BRAND_ASSET])
@pytest.mark.parametrize(
    ("frame", "width", "height"), [(WIDE, 300, 900), (WIDE, 500, 700), (TALL, 900, 300), (Size(640, 160), 200, 800)]
)
def test_a_shot_of_another_shape_is_seen_whole_and_undistorted(
    tmp_path: Path, frame: Size, width: int, height: int, kind: VisualKind
) -> None:
    role = PictureRole.PRODUCT_SHOT if kind is VisualKind.PRODUCT_SHOT else PictureRole.ASSET
    job = film(tmp_path, frame, role, shot(width, height), kind)
    rgb = material.rgb_of(drawn(job)).astype(int)
    # Behind a framed picture is its own likeness, soft and darker.
    head, foot = (np.abs(rgb - band).max(axis=-1) < 45 for band in (HEAD, FOOT))
    left, top, right, bottom = extent(head | foot)
    assert (right - left) / (bottom - top) == pytest.approx(width / height, rel=0.06)
    for band in (head, foot):
        across = extent(band)
        assert across[0] - left <= 3
        assert right - across[2] <= 3
    stage = job.footing.regions.stage
    assert stage.left - 2 <= left
    assert right <= stage.right + 2
    assert stage.top - 2 <= top
    assert bottom <= stage.bottom + 2
    assert max((right - left) / stage.width, (bottom - top) / stage.height) > 0.8, "as large as there is room"


def solid(width: int, height: int) -> Image.Image:
    return Image.new("RGB", (width, height), (240, 120, 20))


LOGOS: dict[str, tuple[Callable[[], Image.Image], bool]] = {
    "no alpha": (lambda: solid(300, 120), True),
    "grey without alpha": (lambda: Image.new("L", (200, 200), 200), True),
    "1x1": (lambda: solid(1, 1), False),
    "1x1 and clear": (lambda: Image.new("RGBA", (1, 1)), False),
    "20,000 px wide": (lambda: solid(20_000, 1_000), True),
    "20,000 px high": (lambda: solid(1_000, 20_000), True),
    "20,000 px long and a hair": (lambda: solid(20_000, 1), False),
}


@pytest.mark.parametrize("which", LOGOS)
@pytest.mark.parametrize("kind", [VisualKind.GENERATED, VisualKind.END_CARD], ids=["corner", "card"])
def test_a_logo_is_shown_or_gives_way_to_the_name(tmp_path: Path, which: str, kind: VisualKind) -> None:
    make, is_shown = LOGOS[which]
    job = film(tmp_path, Size(320, 320), PictureRole.LOGO, make(), kind)
    nameless = replace(job, brand=replace(job.brand, pictures=()), pictures={})
    with_logo, with_name = drawn(job), drawn(nameless)
    assert (not np.array_equal(with_logo.buffer, with_name.buffer)) is is_shown
    if kind is VisualKind.GENERATED:
        left, top, right, bottom = extent(with_logo.y > 40)
        safe = material.SOCIAL.safe_box(job.size)
        assert safe.left <= left < right <= safe.right
        assert safe.top <= top < bottom <= safe.bottom

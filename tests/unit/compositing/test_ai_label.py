"""The mark that says how a film was made: in the safe box of every destination, clear of logo and words, legible."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from onset.compositing import color
from onset.compositing.ai_label import label_sprite, place_of
from onset.compositing.planes import Planes
from onset.compositing.regions import regions
from onset.timeline.brief import Size
from onset.timeline.profile import profile, profiles
from tests.unit.compositing.test_rendition import film_with_everything, frames_of, render

SIZES = [Size(1080, 1920), Size(1920, 1080), Size(1080, 1080), Size(1080, 1350), Size(180, 320)]
LABELS = ["AI-generated", "Made with models that were trained", "مُنشأ بالذكاء الاصطناعي", "AI生成", "AI द्वारा निर्मित"]
WHITE, BLACK = (235, 128, 128), (16, 128, 128)


@pytest.mark.parametrize("name", sorted(profiles()))
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_stands_in_the_safe_box_beside_the_logo(name: str, size: Size) -> None:
    places = regions(size, profile(name).safe_box(size))
    for label in LABELS:
        frame = Planes.filled(size, WHITE)
        sprite, place = label_sprite(label, places)
        sprite.draw(frame, place)
        rows, columns = np.nonzero(np.abs(frame.y.astype(int) - WHITE[0]) > 2)
        assert rows.size
        assert places.safe.left <= columns.min()
        assert columns.max() < places.safe.right
        assert places.safe.top <= rows.min()
        assert rows.max() < places.captions.top
        assert columns.min() >= min(places.logo.right, place_of(places).left), "it covers the logo"


@pytest.mark.parametrize("ground", [WHITE, BLACK, (81, 90, 240), (145, 54, 34), (170, 166, 16)])
def test_is_legible_on_any_ground(ground: tuple[int, int, int]) -> None:
    """Letters against their plate at 4.5 : 1, WCAG's limit for text."""
    size = Size(1080, 1920)
    frame = Planes.filled(size, ground)
    sprite, place = label_sprite("AI-generated", regions(size, profile("social").safe_box(size)))
    sprite.draw(frame, place)
    left, top = int(place.x - sprite.width / 2), int(place.y - sprite.height / 2)
    drawn = frame.y[top : top + sprite.height, left : left + sprite.width]
    levels = np.percentile(drawn[drawn != ground[0]], [2, 99.5]) if (drawn != ground[0]).any() else [0, 0]
    grey = [tuple([min(255, max(0, round((level - 16) * 255 / 219)))] * 3) for level in levels]
    assert color.contrast(grey[1], grey[0]) >= 4.5  # type: ignore[arg-type]


def test_is_there_all_the_time_and_only_if_ordered(tmp_path: Path) -> None:
    order = film_with_everything(tmp_path)
    plain = frames_of(render(order, tmp_path).video)
    marked = frames_of(
        render(replace(order, timeline=replace(order.timeline, ai_label="AI-generated")), tmp_path).video
    )
    safe = order.profile.safe_box(order.size)
    corner = np.abs(marked.astype(int) - plain)[:, safe.top : safe.top + 12, safe.right - 32 : safe.right]
    assert (corner.reshape(len(plain), -1).max(axis=1) > 20).all()

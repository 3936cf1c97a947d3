"""The end card: inside its box with any words, in order, and readable."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onset.compositing import backdrops, color
from onset.compositing.endcard import EndCard, arrange, item_state
from onset.compositing.planes import Planes
from onset.timeline.brief import CallToAction, Colors, Size
from tests.unit.compositing.material import COLORS, SOCIAL, logo, places_of

SIZES = [Size(1080, 1920), Size(1920, 1080), Size(1080, 1080), Size(180, 320), Size(320, 180)]
LIGHT = Colors("#0f766e", "#5eead4", "#f97316", "#fffaf2", "#1c1917")
texts = st.text("abcdefghijklmnopqrstuvwxyzÄé ", max_size=60)
calls = st.builds(CallToAction, headline=texts, button=texts, url=st.text("abc./-", max_size=40))
HARD = [
    CallToAction(
        "Ten words in a headline are quite a lot really", "Try it free for thirty nights today", "a.example/x"
    ),
    CallToAction("Donaudampfschifffahrtsgesellschaftskapitän", "Rindfleischetikettierungsüberwachung", "x" * 60),
    CallToAction("", "", ""),
]


@given(st.one_of(calls, st.sampled_from(HARD)), st.sampled_from(SIZES), st.booleans(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_everything_stays_in_the_safe_box(call: CallToAction, size: Size, captions: bool, with_logo: bool) -> None:
    places = places_of(size)
    box = places.card(with_captions=captions)
    mark = np.asarray(logo()) if with_logo else None
    items = arrange(call, "Aurora", mark, COLORS, color.WHITE, box, places.unit)
    safe = SOCIAL.safe_box(size)
    for item in items:
        assert safe.contains(item.box), (item.box, safe)
        if item.is_button:
            grown = (item.box.width * 1.03 - item.box.width) / 2
            assert item.box.left - grown >= safe.left
            assert item.box.right + grown <= safe.right
    for upper, lower in zip(items, items[1:], strict=False):
        assert upper.box.bottom <= lower.box.top
        assert upper.order < lower.order


@pytest.mark.parametrize("colors", [COLORS, LIGHT, Colors("#ff0000", "#ff00ff", "#808080", "#7f7f7f", "#808080")])
@pytest.mark.parametrize("picture", [0, 255])
def test_words_can_be_read_on_the_ground_whatever_picture_is_behind(colors: Colors, picture: int) -> None:
    size = Size(270, 480)
    text = backdrops.card_text(colors)
    finish = backdrops.behind_card(size, places_of(size), colors, text)
    ground = finish(Planes.of_rgb(np.full((480, 270, 3), picture, np.uint8)))
    for row in range(0, 480, 40):
        for column in range(0, 270, 30):
            planes = zip(ground.each(), (1, 2, 2), strict=True)
            y, u, v = (float(plane[row // step, column // step]) for plane, step in planes)
            luma, cb, cr = (y - 16) / 219, (u - 128) / 224, (v - 128) / 224
            rgb = (luma + 1.5748 * cr, luma - 0.1873 * cb - 0.4681 * cr, luma + 1.8556 * cb)
            shade = tuple(int(min(255, max(0, 255 * value))) for value in rgb)
            assert color.contrast(text, shade) > 4.3, (row, column, shade)


def test_items_come_in_one_after_the_other_and_stay() -> None:
    def appears(order: int) -> int:
        return next(frame for frame in range(90) if item_state(order, False, frame / 30, 1.0, 10).opacity > 0.5)

    appear = [appears(order) for order in range(4)]
    assert appear == sorted(appear)
    assert len(set(appear)) == 4
    for order in range(5):
        rest = item_state(order, False, 2.0, 1.0, 10)
        assert (rest.down, rest.scale, rest.opacity) == (0.0, 1.0, 1.0)


def test_a_card_of_one_second_is_complete_before_it_ends() -> None:
    assert item_state(4, False, 0.9, 1.6, 10).opacity == 1.0


def test_it_draws_at_any_time() -> None:
    size = Size(180, 320)
    places = places_of(size)
    card = EndCard(HARD[0], "Aurora", None, LIGHT, color.BLACK, places.card(with_captions=False), places.unit)
    frame = Planes.filled(size, color.yuv_of(color.WHITE))
    card.draw(frame, 3.0, 4.0)
    assert frame.y.min() < 60

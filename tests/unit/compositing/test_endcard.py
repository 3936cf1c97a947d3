"""The end card: inside its box with any words, in order, and readable."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onset.compositing import backdrops, color
from onset.compositing.beats import beats_within
from onset.compositing.card_motion import emphases, item_state
from onset.compositing.endcard import EndCard, arrange
from onset.compositing.excerpt import excerpt
from onset.compositing.order import Order
from onset.compositing.planes import Planes
from onset.compositing.reveal import LogoReveal
from onset.timeline.brief import Brand, CallToAction, Colors, Size
from onset.timeline.music import Mode
from onset.timeline.plan import Cue, CueKind, VisualKind
from onset.timeline.score import Bar, Score
from tests.unit.compositing.material import COLORS, SOCIAL, logo, places_of, scene, timeline

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
    for row in range(0, ground.size.height, 20):
        for column in range(0, ground.size.width, 15):
            planes = zip(ground.each(), (1, 2, 2), strict=True)
            y, u, v = (float(plane[row // step, column // step]) for plane, step in planes)
            luma, cb, cr = (y - 16) / 219, (u - 128) / 224, (v - 128) / 224
            rgb = (luma + 1.5748 * cr, luma - 0.1873 * cb - 0.4681 * cr, luma + 1.8556 * cb)
            red, green, blue = (int(min(255, max(0, 255 * value))) for value in rgb)
            shade = red, green, blue
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
    card = EndCard(
        HARD[0], "Aurora", None, LIGHT, color.BLACK, places.card(with_captions=False), places.unit, length_s=4.0
    )
    frame = Planes.filled(size, color.yuv_of(color.WHITE))
    card.draw(frame, 3.0)
    assert frame.y.min() < 60


@given(st.lists(st.floats(0, 8), max_size=30).map(sorted), st.floats(1.5, 8))
def test_the_button_swells_on_beats_and_calmly(beats: list[float], length_s: float) -> None:
    swells = emphases(beats, length_s)
    assert all(later - earlier >= 0.9 for earlier, later in pairwise(swells))
    assert all(beat >= 1.1 for beat in swells)
    if beats:
        assert set(swells) <= set(beats)


def test_it_is_largest_on_the_beat_itself() -> None:
    def scale(seconds: float) -> float:
        return item_state(2, True, seconds, 1.0, 10, (2.0, 3.0)).scale

    times = np.arange(1.5, 3.6, 1 / 120)
    scales = [scale(float(time)) for time in times]
    peaks = [float(times[i]) for i in range(1, len(times) - 1) if scales[i - 1] < scales[i] >= scales[i + 1]]
    assert peaks == pytest.approx([2.0, 3.0], abs=0.01)
    assert max(scales) == pytest.approx(1.03)
    assert scale(2.5) == 1.0


def beats_of(cues: tuple[Cue, ...], score: Score | None = None) -> list[float]:
    film = timeline([scene(0, 60), scene(60, 150, VisualKind.END_CARD)])
    film = replace(film, cues=cues, mix=replace(film.mix, score=score))
    whole = tuple(cue.sample / 48_000 - 2 for cue in beats_within(film, film.scenes[1]))
    order = Order(film, SIZES[3], (), Brand("", COLORS, ()), captions=False, profile=SOCIAL)
    part = excerpt(order, range(100, 120), lambda _blob: Path())
    assert tuple(cue.sample / 48_000 - 2 for cue in part.timeline.cues) == whole, "a chunk knows them too"
    return list(whole)


def test_beats_come_from_the_composed_music_or_from_cues() -> None:
    heard = tuple(
        Cue(round(seconds * 48_000), kind, 1.0, "")
        for seconds, kind in ((1.0, CueKind.BEAT), (2.5, CueKind.BEAT), (3.0, CueKind.PAUSE), (3.5, CueKind.DOWNBEAT))
    )
    assert beats_of(heard) == [0.5, 1.5]
    bars = (Bar(0, 4, (0, 4, 7), 0.5), Bar(96_000, 4, (0, 4, 7), 0.5), Bar(192_000, 2, (0,), 0.5))
    score = Score(1, 0, Mode.MAJOR, 120.0, bars, 240_000, ())
    assert beats_of(heard, score) == [0.0, 0.5, 1.0, 1.5, 2.0, 2.5]


@pytest.mark.parametrize("shape", [(160, 600), (300, 300)], ids=["wide", "compact"])
@pytest.mark.parametrize("paint", [(255, 255, 255), (20, 30, 90)], ids=["light", "dark"])
def test_the_logo_comes_in_and_a_light_runs_over_it_once(shape: tuple[int, int], paint: tuple[int, int, int]) -> None:
    mark = np.full((*shape, 4), (*paint, 255), np.uint8)
    size = Size(640, 640)
    reveal = LogoReveal(mark, 20, 170, (255, 180, 84))

    def shown(seconds: float) -> np.ndarray:
        frame = Planes.filled(size, color.yuv_of((90, 90, 90)))
        reveal.draw(frame, seconds, 1.0)
        return frame.buffer.astype(int)

    ground, rest = shown(-1.0), shown(5.0)
    seen = [np.abs(shown(seconds) - ground).sum() / np.abs(rest - ground).sum() for seconds in (0.0, 0.1, 0.3, 0.5)]
    assert seen[0] < 0.05
    assert seen == sorted(seen)
    assert np.abs(shown(0.9) - rest).max() > 20, "the light"
    assert np.array_equal(shown(1.4), rest)


@pytest.mark.parametrize(
    "picture",
    [np.zeros((1, 1, 4), np.uint8), np.full((1, 1, 4), 255, np.uint8), np.full((20, 20_000, 4), 255, np.uint8),
     np.zeros((300, 300, 4), np.uint8)],
    ids=["clear dot", "dot", "hairline", "clear"],
)  # fmt: skip
def test_a_logo_that_cannot_be_recognised_gives_way_to_the_name(picture: np.ndarray) -> None:
    box = places_of(SIZES[0]).card(with_captions=False)
    items = [
        arrange(HARD[0], "Aurora", given_logo, COLORS, color.WHITE, box, 10.8)[0].rgba for given_logo in (picture, None)
    ]
    assert np.array_equal(items[0], items[1])


def test_a_logo_20000_pixels_wide_is_shown() -> None:
    wide = np.zeros((1000, 20_000, 4), np.uint8)
    wide[:] = (240, 120, 20, 255)
    box = places_of(SIZES[0]).card(with_captions=False)
    item = arrange(HARD[0], "Aurora", wide, COLORS, color.WHITE, box, 10.8)[0]
    assert item.box.width <= box.width
    assert item.box.width / item.box.height == pytest.approx(20, rel=0.1)

"""Captions: inside the safe box whatever they say, lit at the right frame, readable on any ground."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onset.compositing import color
from onset.compositing.backdrops import card_text
from onset.compositing.caption_art import CaptionArt, CaptionColors
from onset.compositing.captions import CaptionMotion, common_size, lay_out
from onset.compositing.planes import Planes
from onset.compositing.typography import EXTRA_BOLD, balance, text_mask
from onset.timeline.brief import Colors, Size
from onset.timeline.plan import Caption
from onset.timeline.time import FrameRate
from tests.unit.compositing.material import COLORS, RATE, SOCIAL, caption, places_of

SIZES = [Size(1080, 1920), Size(1920, 1080), Size(1080, 1080), Size(864, 1080), Size(180, 320), Size(320, 180)]
words = st.text("abcdefgijklmpqyÄŠégW.,!?’-", min_size=1, max_size=18)
spoken = st.lists(words, min_size=1, max_size=7).map(lambda texts: caption(" ".join(texts), 5, 95))


@given(spoken, st.sampled_from(SIZES))
@settings(max_examples=120, deadline=None)
def test_words_and_pills_stay_in_the_safe_box(shown: Caption, size: Size) -> None:
    places = places_of(size)
    layout = lay_out(shown, places, common_size([shown], places))
    safe = SOCIAL.safe_box(size)
    motion = CaptionMotion(shown, layout, RATE)
    for word in layout.words:
        ink, left, top = text_mask(EXTRA_BOLD, layout.size_px, word.text)
        assert safe.left <= word.pen_x + left
        assert word.pen_x + left + ink.shape[1] <= safe.right
        assert word.baseline + top + ink.shape[0] <= safe.bottom
    for frame in range(shown.start_frame, shown.end_frame):
        for pill in motion.at(frame).pills:
            assert safe.left <= pill.box.left < pill.box.right <= safe.right, (frame, pill)
            assert safe.top <= pill.box.top < pill.box.bottom <= safe.bottom, (frame, pill)


@given(spoken, st.sampled_from(SIZES))
@settings(max_examples=60, deadline=None)
def test_one_or_two_lines_and_no_overlap(shown: Caption, size: Size) -> None:
    places = places_of(size)
    layout = lay_out(shown, places, common_size([shown], places))
    assert {word.line for word in layout.words} <= {0, 1}
    for first, second in zip(layout.words, layout.words[1:], strict=False):
        if first.line == second.line:
            side = second.pen_x - second.pill.left
            assert first.pill.right <= second.pill.left + side, "a pill would cover its neighbour's letters"


@pytest.mark.parametrize("rate", [FrameRate(24000, 1001), FrameRate(25), FrameRate(30), FrameRate(60)], ids=str)
def test_the_spoken_word_is_lit_from_its_first_frame(rate: FrameRate) -> None:
    shown = caption("wake up with a soft light", 4, 4 + round(2.4 * rate.per_second), rate)
    places = places_of(Size(1080, 1920))
    layout = lay_out(shown, places, 72)
    motion = CaptionMotion(shown, layout, rate)
    for index, word in enumerate(shown.words):
        for sample in (word.start_sample, (word.start_sample + word.end_sample) // 2):
            pill = motion.at(rate.frame_of_sample(sample)).pills[-1]
            wanted = layout.words[index].pill
            assert pill.word == index
            off = abs((pill.box.left + pill.box.right) - (wanted.left + wanted.right)) / 2
            assert off < 0.25 * (wanted.right - wanted.left), f"the pill is {off:.0f} px from {word.text!r}"
        before = motion.at(max(rate.frame_of_sample(word.start_sample) - round(0.12 * rate.per_second), 4))
        assert all(pill.word < max(index, 1) or index == 0 for pill in before.pills)


def test_the_pill_moves_without_jumps() -> None:
    shown = caption("one two three four five", 0, 60)
    motion = CaptionMotion(shown, lay_out(shown, places_of(Size(1920, 1080)), 60), RATE)
    lefts = [motion.at(frame).pills[0].box.left for frame in range(3, 57)]
    whole = lefts[-1] - lefts[0]
    assert max(np.diff(lefts)) < 0.2 * whole


@pytest.mark.parametrize("shade", [255, 200, 128, 30])
def test_white_words_stand_out_from_any_ground(shade: int) -> None:
    size = Size(1080, 1920)
    frame = Planes.of_rgb(np.full((1920, 1080, 3), shade, np.uint8))
    shown = caption("soft light wakes you", 0, 90)
    places = places_of(size)
    art = CaptionArt(shown, places, common_size([shown], places), RATE, CaptionColors.over_pictures(COLORS))
    art.draw(frame, 15)
    layout = lay_out(shown, places, common_size([shown], places))
    word = layout.words[-1]
    ink, left, top = text_mask(EXTRA_BOLD, layout.size_px, word.text)
    row, column = word.baseline + top, word.pen_x + left
    near = cv2.dilate(np.pad(ink, 8), np.ones((9, 9), np.uint8)) > 128
    letters = np.pad(ink, 8) > 250
    around = near & (cv2.dilate(np.pad(ink, 8), np.ones((5, 5), np.uint8)) == 0)
    region = frame.y[row - 8 : row - 8 + near.shape[0], column - 8 : column - 8 + near.shape[1]].astype(float)
    levels = ((region[mask].mean() - 16) * 255 / 219 for mask in (letters, around))
    grey = [(int(value),) * 3 for value in levels]
    assert color.contrast(*grey) >= color.LARGE_TEXT_CONTRAST, f"{color.contrast(*grey):.2f} on {shade}"


@given(*(st.integers(0, 255) for _ in range(3)))
def test_the_lit_word_can_be_read_on_any_accent(red: int, green: int, blue: int) -> None:
    colors = Colors(COLORS.primary, COLORS.secondary, f"#{red:02x}{green:02x}{blue:02x}", "#fffaf2", "#1c1917")
    text = card_text(colors)
    for chosen in (CaptionColors.over_pictures(colors), CaptionColors.over_card(colors, text)):
        assert color.contrast(chosen.pill, chosen.lit) >= color.TEXT_CONTRAST
        assert color.contrast(chosen.ink, chosen.halo) >= color.TEXT_CONTRAST


@given(st.lists(st.floats(0.3, 6), min_size=1, max_size=9), st.integers(1, 4))
def test_lines_are_balanced(widths: list[float], count: int) -> None:
    lines = balance(widths, 0.3, count)
    assert [index for line in lines for index in line] == list(range(len(widths)))
    assert len(lines) == min(count, len(widths))

    def widest(ends: tuple[int, ...]) -> float:
        edges = (0, *ends, len(widths))
        return max(sum(widths[a:b]) + 0.3 * (b - a - 1) for a, b in zip(edges, edges[1:], strict=False))

    best = widest(tuple(line.stop for line in lines[:-1]))
    if len(lines) == 2:
        assert best == pytest.approx(min(widest((end,)) for end in range(1, len(widths))))

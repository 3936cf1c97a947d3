"""Captions: inside the safe box whatever they say, lit at the right frame, in any script."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onset.compositing.captions import inks
from onset.compositing.captions.layout import caption_type, lay_out
from onset.compositing.captions.motion import Pace, pills
from onset.compositing.captions.styles import STYLES
from onset.compositing.captions.words import WordInk
from onset.compositing.planes import Planes
from onset.compositing.typography import balance, fit
from onset.timeline.brief import CaptionStyle, Size
from onset.timeline.plan import Caption
from onset.timeline.profile import profile
from onset.timeline.time import FrameRate
from tests.unit.compositing.captions_set import SCRIPTS, art, laid_out, styles
from tests.unit.compositing.material import COLORS, RATE, SOCIAL, caption, places_of, rgb_of

SIZES = [Size(1080, 1920), Size(1920, 1080), Size(1080, 1080), Size(864, 1080), Size(180, 320), Size(320, 180)]
words = st.text("abcdefgijklmpqyÄŠégW.,!?’-ضوءनीขึ้光🔥", min_size=1, max_size=18)
spoken = st.lists(words, min_size=1, max_size=7).map(lambda texts: caption(" ".join(texts), 5, 95))


def drawn(shown: Caption, size: Size, style: CaptionStyle, number: int, grey: int = 90) -> np.ndarray:
    frame = Planes.of_rgb(np.full((size.height, size.width, 3), grey, np.uint8))
    art(shown, size, style).draw(frame, number)
    return rgb_of(frame)


@given(spoken, st.sampled_from(SIZES), st.sampled_from(list(CaptionStyle)), st.integers(5, 94))
@settings(max_examples=80, deadline=None)
def test_no_pixel_leaves_the_safe_box(shown: Caption, size: Size, style: CaptionStyle, number: int) -> None:
    frame = Planes.filled(size, (120, 100, 150))
    art(shown, size, style).draw(frame, number)
    safe = SOCIAL.safe_box(size)
    changed = frame.y != 120
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    assert safe.top <= rows[0], f"{safe.top - rows[0]} px above"
    assert rows[-1] < safe.bottom, f"{rows[-1] + 1 - safe.bottom} px below"
    assert safe.left <= columns[0], f"{safe.left - columns[0]} px to the left"
    assert columns[-1] < safe.right, f"{columns[-1] + 1 - safe.right} px to the right"


@pytest.mark.parametrize("name", ["youtube_shorts", "tiktok", "meta_reels"])
@styles
def test_each_profile_has_its_own_safe_box(name: str, style: CaptionStyle) -> None:
    size = Size(540, 960)
    safe = profile(name).safe_box(size)
    places = places_of(size, profile(name))
    shown = caption(SCRIPTS[0], 0, 60)
    frame = Planes.filled(size, (120, 128, 128))
    kind = caption_type([shown], places, style)
    STYLES[style](shown, kind, places.captions, safe, RATE, inks.over_pictures(COLORS)).draw(frame, 30)
    frame.y[safe.top : safe.bottom, safe.left : safe.right] = 120
    assert (frame.y == 120).all()


@given(spoken, st.sampled_from(SIZES))
@settings(max_examples=60, deadline=None)
def test_few_lines_and_no_overlap(shown: Caption, size: Size) -> None:
    layout = laid_out(shown, size)
    assert {word.line for word in layout.words} <= {0, 1, 2}
    for line in (0, 1, 2):
        seen = sorted((word for word in layout.words if word.line == line), key=lambda word: word.pen_x)
        for first, second in zip(seen, seen[1:], strict=False):
            assert first.pill.right <= second.pen_x, "a pill would cover its neighbour's letters"


def test_very_long_words_get_a_third_line_and_others_do_not() -> None:
    size, box = Size(1080, 1920), places_of(Size(1080, 1920)).captions
    usual, long = (
        caption(text, 0, 90)
        for text in (
            "a slow sunrise fills the quiet room",
            "Donaudampfschifffahrtsgesellschaft unvorhersehbarerweise Straßenbahnhaltestelle",
        )
    )
    kind = caption_type([usual], places_of(size), CaptionStyle.PILL)
    assert max(word.line for word in lay_out(usual, kind, box).words) == 1
    layout = lay_out(long, kind, box)
    assert [word.line for word in layout.words] == [0, 1, 2]
    assert layout.size_px >= 0.03 * size.width, "3 % of the width can still be read on a phone"


def test_no_short_word_is_left_alone_where_a_little_smaller_it_is_not() -> None:
    rules = {"preferred_px": 100, "max_width": 1000, "space_em": 0.3, "line_height_em": 1.2, "max_height": 500}
    for widths, lines in (([9.0, 1.0, 10.0], 2), ([9.0, 8.0, 10.0], 3), ([9.0, 1.0, 3.0, 10.0], 3)):
        assert len(fit(widths, max_lines=4, **rules).lines) == lines, widths


def test_a_short_first_word_may_stand_alone_and_costs_no_size() -> None:
    rules = {"preferred_px": 100, "max_width": 900, "space_em": 0.3, "line_height_em": 1.2, "max_height": 500}
    found = fit([1.2, 8.5], max_lines=4, **rules)
    assert (found.size_px, len(found.lines)) == (100, 2)


def test_a_caption_that_reads_from_the_right_begins_there() -> None:
    layout = laid_out(caption("استيقظ بلطف مع Aurora Lamp اليوم", 0, 90), Size(1920, 1080))
    lines = [[word for word in layout.words if word.line == line] for line in (0, 1)]
    assert lines[0][0].pen_x == max(word.pen_x for word in lines[0])
    latin = [word.pen_x for word in layout.words if word.text.isascii()]
    assert latin == sorted(latin), "left-to-right words within it keep their own order"


def test_words_without_blanks_stand_together() -> None:
    apart = caption("やさしい 光で 目覚める", 0, 90)
    joined = replace(apart, words=tuple(replace(word, joined=bool(index)) for index, word in enumerate(apart.words)))
    first, second = laid_out(joined, Size(1920, 1080), CaptionStyle.LINE).words[:2]
    assert second.pen_x - first.pen_x == pytest.approx(first.width, abs=1.5)


@pytest.mark.parametrize("rate", [FrameRate(24000, 1001), FrameRate(25), FrameRate(30), FrameRate(60)], ids=str)
def test_the_spoken_word_is_lit_from_its_first_frame(rate: FrameRate) -> None:
    shown = caption("wake up with a soft light", 4, 4 + round(2.4 * rate.per_second), rate)
    layout, pace = laid_out(shown, Size(1080, 1920)), Pace(shown, rate)
    for index, word in enumerate(shown.words):
        for sample in (word.start_sample, (word.start_sample + word.end_sample) // 2):
            frame = rate.frame_of_sample(sample)
            pill, wanted = pills(layout, pace, frame)[-1], layout.words[index].pill
            assert pill.word == index
            off = abs((pill.box.left + pill.box.right) - (wanted.left + wanted.right)) / 2
            assert off < 0.25 * (wanted.right - wanted.left), f"the pill is {off:.0f} px from {word.text!r}"
            assert index == 0 or pace.arrival(index, frame) >= 0.5
        before = max(rate.frame_of_sample(word.start_sample) - round(0.12 * rate.per_second), 4)
        assert all(pill.word < max(index, 1) or index == 0 for pill in pills(layout, pace, before))
        assert index == 0 or pace.arrival(index, before) == 0.0, "a word springs up with its sound, not long before"


def test_the_pill_moves_without_jumps() -> None:
    shown = caption("one two three four five", 0, 60)
    layout, pace = laid_out(shown, Size(1920, 1080)), Pace(shown, RATE)
    lefts = [pills(layout, pace, frame)[0].box.left for frame in range(3, 57)]
    assert max(np.diff(lefts)) < 0.2 * (lefts[-1] - lefts[0])


@styles
def test_frames_are_drawn_alike_in_any_order(style: CaptionStyle) -> None:
    shown = caption(SCRIPTS[0], 0, 60)
    piece = art(shown, SIZES[4], style)
    for number in (58, 3, 30):
        frame = Planes.filled(SIZES[4], (90, 120, 130))
        piece.draw(frame, number)
        fresh = Planes.filled(SIZES[4], (90, 120, 130))
        art(shown, SIZES[4], style).draw(fresh, number)
        assert np.array_equal(frame.buffer, fresh.buffer)


def test_colour_runs_through_a_word_with_its_time() -> None:
    for text, right_to_left in (("mountainside", False), ("المستقبل", True)):
        shown = caption(text, 0, 60)
        (word,) = laid_out(shown, Size(540, 960), CaptionStyle.KARAOKE).words
        said = []
        for number in (12, 24, 36, 48):
            picture = drawn(shown, Size(540, 960), CaptionStyle.KARAOKE, number, 20).astype(int)
            orange = (picture[..., 0] - picture[..., 2] > 80) & (picture[..., 0] > 150)
            columns = np.flatnonzero(orange.any(axis=0))
            front = word.pen_x + word.width - columns[0] if right_to_left else columns[-1] - word.pen_x
            said.append(front / word.width)
        expected = [Pace(shown, RATE).said(0, number) for number in (12, 24, 36, 48)]
        assert said == pytest.approx(expected, abs=0.1), text


def test_words_spring_up_when_they_are_said() -> None:
    shown = caption("one two three", 0, 60)
    size = Size(1080, 1920)
    layout = laid_out(shown, size, CaptionStyle.POP)
    second = layout.words[1]
    box = np.s_[second.baseline - 60 : second.baseline, second.pen_x : second.pen_x + round(second.width)]
    at = RATE.frame_of_sample(shown.words[1].start_sample)
    assert (drawn(shown, size, CaptionStyle.POP, at - 4)[box] == 90).mean() > 0.8, "not there before"
    assert drawn(shown, size, CaptionStyle.POP, at + 1)[box].max() > 200, "bright as it is said"


def test_pictures_among_letters_keep_their_colours() -> None:
    for style in CaptionStyle:
        picture = drawn(caption("🔥", 0, 60), Size(540, 960), style, 40).astype(int)
        vivid = (picture[..., 0] > 200) & (picture[..., 2] < 90)
        assert vivid.sum() > 120, f"no fire in {style}"


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


def test_an_emoji_is_seen_once_while_the_pill_changes_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = caption("light ☀️ wakes you 🔥 gently each day", 0, 120)
    size, seen = Size(1080, 1920), []
    layout, pace = laid_out(shown, size), Pace(shown, RATE)
    pictures = WordInk.pictures

    def noted(word: WordInk, scale: float = 1.0, down: float = 0.0, opacity: float = 1.0) -> object:
        seen.append((id(word), opacity))
        return pictures(word, scale, down, opacity)

    monkeypatch.setattr(WordInk, "pictures", noted)
    made = art(shown, size, CaptionStyle.PILL)
    turn = next(n for n in range(120) if len(pills(layout, pace, n)) == 2)
    made.draw(Planes.filled(size, (90, 128, 128)), turn)
    assert sorted(opacity for _, opacity in seen) == [1.0] * len(layout.words)
    assert len({word for word, _ in seen}) == len(layout.words)

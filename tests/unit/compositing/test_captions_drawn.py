"""Captions: inside the safe box whatever they say, lit at the right frame, readable on any ground, in any script."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onset.compositing import color
from onset.compositing.backdrops import card_text
from onset.compositing.captions import inks
from onset.compositing.captions.art import CaptionArt
from onset.compositing.captions.layout import CaptionLayout, caption_type, lay_out
from onset.compositing.captions.motion import Pace, pills
from onset.compositing.captions.styles import STYLES
from onset.compositing.planes import Planes
from onset.compositing.typography import balance
from onset.timeline.brief import CaptionStyle, Colors, Size
from onset.timeline.plan import Caption
from onset.timeline.profile import profile
from onset.timeline.time import FrameRate
from tests.unit.compositing.material import COLORS, RATE, SOCIAL, caption, places_of, rgb_of

SIZES = [Size(1080, 1920), Size(1920, 1080), Size(1080, 1080), Size(864, 1080), Size(180, 320), Size(320, 180)]
SCRIPTS = [
    "soft light wakes you",
    "استيقظ بلطف مع Aurora 24",
    "धीरे-धीरे रोशनी आती है",
    "やさしい 光で 目覚める",
    "ตื่นขึ้น พร้อม แสง",
    "wake ☀️ up 👩‍💻",
    "Donaudampfschifffahrtsgesellschaft",
]
words = st.text("abcdefgijklmpqyÄŠégW.,!?’-ضوءनीขึ้光🔥", min_size=1, max_size=18)
spoken = st.lists(words, min_size=1, max_size=7).map(lambda texts: caption(" ".join(texts), 5, 95))
styles = pytest.mark.parametrize("style", list(CaptionStyle), ids=lambda style: style.name.lower())


def laid_out(shown: Caption, size: Size, style: CaptionStyle = CaptionStyle.PILL) -> CaptionLayout:
    places = places_of(size)
    return lay_out(shown, caption_type([shown], places, style), places.captions)


def art(shown: Caption, size: Size, style: CaptionStyle, paints: inks.CaptionInks | None = None) -> CaptionArt:
    places = places_of(size)
    kind = caption_type([shown], places, style)
    paints = paints or inks.over_pictures(COLORS)
    return STYLES[style](shown, kind, places.captions, places.safe, RATE, paints)


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
def test_one_or_two_lines_and_no_overlap(shown: Caption, size: Size) -> None:
    layout = laid_out(shown, size)
    assert {word.line for word in layout.words} <= {0, 1}
    for line in (0, 1):
        seen = sorted((word for word in layout.words if word.line == line), key=lambda word: word.pen_x)
        for first, second in zip(seen, seen[1:], strict=False):
            assert first.pill.right <= second.pen_x, "a pill would cover its neighbour's letters"


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


def grounds(size: Size) -> dict[str, np.ndarray]:
    across, down = np.arange(size.width), np.arange(size.height)
    board = np.add.outer(down // 5, across // 5) % 2 * 255
    noise = np.random.default_rng(1).integers(0, 256, (size.height // 2, size.width // 2, 3), dtype=np.uint8)
    shape = (size.height, size.width, 3)
    return {
        "white": np.full(shape, 255, np.uint8),
        "grey": np.full(shape, 128, np.uint8),
        "black": np.zeros(shape, np.uint8),
        "chequerboard": np.repeat(board[..., None], 3, axis=2).astype(np.uint8),
        "green": np.broadcast_to(np.array([0, 255, 0], np.uint8), shape).copy(),
        "busy": noise.repeat(2, axis=0).repeat(2, axis=1),
        "edge": np.repeat(np.where(across < size.width // 2, 255, 10)[None, :, None], size.height, 0).repeat(3, 2),
    }


GROUNDS = list(grounds(Size(2, 2)))


def least_contrast(style: CaptionStyle, ground: str, paints: inks.CaptionInks, text: str) -> float:
    """Of the inks against every pixel that borders on a letter, 1 % of the worst left out for resampled chroma."""
    size, number = Size(540, 960), 80
    shown = caption(text, 0, 90)
    picture = grounds(size)[ground]
    frame = Planes.of_rgb(picture.astype(np.uint8))
    piece = art(shown, size, style, paints)
    piece.draw(frame, number)
    letters = np.zeros((size.height, size.width), np.uint8)
    at = piece._at
    letters[at[1] : at[1] + piece._letters.shape[0], at[0] : at[0] + piece._letters.shape[1]] = piece._letters
    near = (cv2.dilate(letters, np.ones((7, 7))) > 0) & (cv2.dilate(letters, np.ones((3, 3))) == 0)
    if style is CaptionStyle.PILL:
        last = piece._layout.words[-1].pill
        near[:, int(last.left) - 4 : int(last.right) + 5] &= np.zeros(1, bool)
    levels = rgb_of(frame)[near] / 255.0
    linear = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
    around = linear @ [0.2126, 0.7152, 0.0722]
    worst = []
    for ink in paints.used(style):
        own = color.luminance(ink)
        worst.append(np.quantile((np.maximum(own, around) + 0.05) / (np.minimum(own, around) + 0.05), 0.01))
    return float(min(worst))


@pytest.mark.parametrize("ground", GROUNDS)
@styles
def test_letters_stand_out_from_any_picture(style: CaptionStyle, ground: str) -> None:
    for colors in (COLORS, Colors("#264653", "#2a9d8f", "#b00020", "#fffaf2", "#1c1917")):
        found = least_contrast(style, ground, inks.over_pictures(colors), SCRIPTS[0])
        assert found >= color.TEXT_CONTRAST, f"{found:.2f} : 1 on {ground}"


@pytest.mark.parametrize("ground", GROUNDS)
def test_dark_letters_of_a_light_brand_stand_out_too(ground: str) -> None:
    colors = Colors("#264653", "#2a9d8f", "#b00020", "#fffaf2", "#1c1917")
    found = least_contrast(CaptionStyle.LINE, ground, inks.over_card(colors, card_text(colors)), SCRIPTS[0])
    assert found >= color.TEXT_CONTRAST, f"{found:.2f} : 1 on {ground}"


def test_a_dark_picture_is_hardly_darkened_further() -> None:
    size = Size(540, 960)
    frame = Planes.of_rgb(np.full((960, 540, 3), 60, np.uint8))
    art(caption(SCRIPTS[0], 0, 90), size, CaptionStyle.LINE).draw(frame, 80)
    assert rgb_of(frame).min() > 30


@given(*(st.integers(0, 255) for _ in range(3)))
def test_the_lit_word_can_be_read_on_any_accent(red: int, green: int, blue: int) -> None:
    colors = Colors(COLORS.primary, COLORS.secondary, f"#{red:02x}{green:02x}{blue:02x}", "#fffaf2", "#1c1917")
    text = card_text(colors)
    for chosen in (inks.over_pictures(colors), inks.over_card(colors, text)):
        assert color.contrast(chosen.pill, chosen.lit) >= color.TEXT_CONTRAST
        assert color.contrast(chosen.ink, chosen.ground) >= color.TEXT_CONTRAST
        assert color.contrast(chosen.spoken, chosen.ground) >= color.TEXT_CONTRAST


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


def test_a_word_is_seen_once_while_the_pill_changes_lines() -> None:
    shown = caption(SCRIPTS[0], 0, 90)
    size = Size(1080, 1920)
    layout, pace = laid_out(shown, size), Pace(shown, RATE)
    turn = next(n for n in range(90) if len(pills(layout, pace, n)) == 2)
    left = layout.words[pills(layout, pace, turn)[0].word]
    box = np.s_[left.baseline - 62 : left.baseline - 4, left.pen_x + 4 : left.pen_x + round(left.width) - 4]
    levels = [drawn(shown, size, CaptionStyle.PILL, number)[box].astype(int) for number in (turn - 6, turn, turn + 6)]
    inked = [np.abs(level - np.median(level, axis=(0, 1))).sum(axis=2) > 60 for level in levels]
    assert inked[1].mean() < 1.25 * max(inked[0].mean(), inked[2].mean()), (
        "two likenesses of the word, one over another"
    )


@given(st.binary(min_size=6, max_size=6))
def test_what_is_spoken_on_a_card_is_told_by_its_ink(channels: bytes) -> None:
    accent, ground = f"#{channels[:3].hex()}", f"#{channels[3:].hex()}"
    colors = Colors("#264653", "#2a9d8f", accent, ground, "#1c1917")
    text = card_text(colors)
    chosen = inks.over_card(colors, text)
    background = color.parse(ground)
    assert color.contrast(chosen.spoken, background) >= color.TEXT_CONTRAST
    sides = {color.luminance(paint) > color.luminance(background) for paint in (text, chosen.spoken)}
    assert len(sides) == 1, "one ground suits both inks"

"""Captions can be read on any picture, in any brand's colours, and while they move."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.compositing import color
from onset.compositing.backdrops import card_text
from onset.compositing.captions import inks
from onset.compositing.captions.motion import Pace, pills
from onset.compositing.planes import Planes
from onset.timeline.brief import CaptionStyle, Colors, Size
from tests.unit.compositing.captions_set import SCRIPTS, art, laid_out, styles
from tests.unit.compositing.material import COLORS, RATE, caption, rgb_of


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


@pytest.mark.parametrize("text", [SCRIPTS[0], SCRIPTS[1]])
def test_letters_stand_out_while_the_pill_changes_lines(text: str) -> None:
    shown = caption(text, 0, 90)
    size = Size(540, 960)
    layout, pace, paints = laid_out(shown, size), Pace(shown, RATE), inks.over_pictures(COLORS)
    piece = art(shown, size, CaptionStyle.PILL)
    turns = [number for number in range(90) if len(pills(layout, pace, number)) == 2]
    assert turns
    for number in turns:
        frame = Planes.of_rgb(np.full((size.height, size.width, 3), 128, np.uint8))
        piece.draw(frame, number)
        picture = rgb_of(frame).astype(int)
        letters = np.zeros((size.height, size.width), np.uint8)
        rows = slice(piece._at[1], piece._at[1] + piece._letters.shape[0])
        columns = slice(piece._at[0], piece._at[0] + piece._letters.shape[1])
        letters[rows, columns] = piece._letters
        inside = np.zeros(letters.shape, bool)
        for pill in pills(layout, pace, number):
            box = pill.box
            inside[round(box.top) : round(box.bottom), round(box.left) - 2 : round(box.right) + 2] = True
            part = picture[round(box.top) + 6 : round(box.bottom) - 6, round(box.left) + 6 : round(box.right) - 6]
            if part.size:
                on_pill = np.abs(part - paints.ink).max(axis=2) < 40
                assert not on_pill.any(), f"letters in the plain ink on the pill in frame {number}"
        core = (cv2.erode(letters, np.ones((3, 3))) > 250) & ~inside
        faint = np.abs(picture[core] - paints.ink).max(axis=1) > 60
        assert faint.mean() < 0.02, f"{faint.mean():.0%} of the letters beside the pill are faint in frame {number}"


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

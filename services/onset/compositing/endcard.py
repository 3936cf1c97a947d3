"""The end card: mark, headline, button and address, set as one column and brought in one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from onset.compositing import color, marks
from onset.compositing.bidi import reads_right_to_left, visual_order
from onset.compositing.card_motion import PULSE, emphases, hurry_of, item_state
from onset.compositing.color import Rgb
from onset.compositing.pictures import Rgba, of_ink, over, with_shadow
from onset.compositing.planes import Planes
from onset.compositing.reveal import LogoReveal
from onset.compositing.shapes import pill, tinted
from onset.compositing.sprites import Placement, Sprite
from onset.compositing.typography import (
    CAP_HEIGHT_EM,
    EXTRA_BOLD,
    SEMI_BOLD,
    Typeface,
    advance_em,
    fit,
    height_em,
    line_width,
    text_ink,
)
from onset.runtime.fonts.runs import part_of
from onset.timeline.brief import CallToAction, Colors
from onset.timeline.layout import Box

_HEADLINE_SPACE_EM = 0.25
_HEADLINE_LINE_EM = 1.16
_ABOVE_EM, _BELOW_EM = 0.80, 0.22
"""Of a line's box around its baseline, whatever Latin letters it has."""
_BEYOND_INK_EM = 0.03
"""Beyond the ink of scripts that reach farther."""


@dataclass(frozen=True, slots=True)
class Item:
    """One part of the card: its picture, the place of its visible box, and how it comes in."""

    rgba: Rgba
    box: Box
    order: int
    """Position in the sequence of entrances."""
    is_button: bool


class EndCard:
    """The card's words and mark, ready to be drawn over its ground."""

    def __init__(
        self,
        call: CallToAction,
        name: str,
        logo: Rgba | None,
        colors: Colors,
        text: Rgb,
        box: Box,
        unit: float,
        *,
        length_s: float,
        beats_s: Sequence[float] = (),
        typeface: Typeface = EXTRA_BOLD,
    ) -> None:
        """Set the card.

        Args:
            call: the words; empty ones are left out.
            name: the brand's, set in type where there is no logo.
            logo: the brand's mark.
            colors: the brand's.
            text: the colour of the words.
            box: what everything must stand within, pulse included.
            unit: one percent of the frame's shorter side.
            length_s: how long the card lasts.
            beats_s: the music's beats, seconds from the card's start; empty where they are not known.
            typeface: of the headline.
        """
        self._unit = unit
        self._hurry = hurry_of(length_s)
        self._swells_s = emphases(beats_s, length_s)
        self.items = arrange(call, name, logo, colors, text, box, unit, typeface)
        mark, *others = self.items
        self._mark = LogoReveal(mark.rgba, mark.box.left, mark.box.top, color.parse(colors.accent))
        self._others = [(item, self._sprite(item)) for item in others]

    def draw(self, frame: Planes, seconds: float) -> None:
        """Draw it `seconds` after it appeared."""
        self._mark.draw(frame, seconds, self._hurry)
        for item, sprite in self._others:
            state = item_state(item.order, item.is_button, seconds, self._hurry, self._unit, self._swells_s)
            x, y = sprite.centre(item.box.left, item.box.top)
            if item.is_button:
                x, y = (item.box.left + item.box.right) / 2, (item.box.top + item.box.bottom) / 2
            sprite.draw(frame, Placement(x, y + state.down, state.scale, state.opacity))

    def _sprite(self, item: Item) -> Sprite:
        if not item.is_button:
            return Sprite.of_rgba(item.rgba)
        raised = with_shadow(
            item.rgba, color.BLACK, blur_px=1.3 * self._unit, down_px=round(0.9 * self._unit), opacity=0.32
        )
        return Sprite.of_rgba(raised)


def arrange(
    call: CallToAction,
    name: str,
    logo: Rgba | None,
    colors: Colors,
    text: Rgb,
    box: Box,
    unit: float,
    typeface: Typeface = EXTRA_BOLD,
) -> list[Item]:
    """Everything the card shows, the mark first, as one centred column; what does not fit the box is made smaller."""
    ground = color.parse(colors.background)
    size = 1.0
    while True:
        parts = _parts(call, name, logo, colors, text, ground, box, unit * size, typeface)
        height = sum(part.rgba.shape[0] for part in parts) + sum(part.gap for part in parts[1:])
        widest = max(part.rgba.shape[1] for part in parts)
        if (height <= box.height and widest <= box.width) or size < 0.1:
            break
        size *= 0.94
    top = box.top + max(0, (box.height - height) // 2)
    items = []
    for order, part in enumerate(parts):
        top += part.gap if order else 0
        part_height, width = part.rgba.shape[:2]
        left = round((box.left + box.right - width) / 2)
        place = Box(left // 2 * 2, top // 2 * 2, left // 2 * 2 + width, top // 2 * 2 + part_height)
        items.append(Item(part.rgba, place, order, part.is_button))
        top += part_height
    return items


@dataclass(frozen=True, slots=True)
class _Part:
    rgba: Rgba
    gap: int
    """Free space above it."""
    is_button: bool = False


def _parts(
    call: CallToAction,
    name: str,
    logo: Rgba | None,
    colors: Colors,
    text: Rgb,
    ground: Rgb,
    box: Box,
    unit: float,
    typeface: Typeface,
) -> list[_Part]:
    wide = box.width * (1 / (1 + 2 * PULSE))
    words = f"{call.headline}{call.button}"
    headline, bold, plain = (part_of(words, face) for face in (typeface, EXTRA_BOLD, SEMI_BOLD))
    logo_mark = marks.over_ground(marks.mark(logo, name, text, min(wide * 0.7, 52 * unit), 15 * unit), ground, unit)
    parts = [_Part(logo_mark, 0)]
    if call.headline.split():
        gap = round(6.0 * unit)
        for line in _headline(call.headline.split(), text, min(wide, 130 * unit), unit, headline):
            parts.append(_Part(line, gap))
            gap = round(1.6 * unit)
    if call.button.strip():
        button = _button(" ".join(call.button.split()), colors, ground, text, wide, unit, bold)
        parts.append(_Part(button, round(6.5 * unit), is_button=True))
    if call.url.strip():
        parts.append(_Part(_one_line(call.url.strip(), plain, text, wide, 3.9 * unit), round(4.4 * unit)))
    return parts


def _headline(words: list[str], ink: Rgb, max_width: float, unit: float, typeface: Typeface) -> list[Rgba]:
    widths_em = [advance_em(typeface, word) for word in words]
    setting = fit(
        widths_em,
        preferred_px=max(1, round(9.6 * unit)),
        max_width=max_width,
        max_lines=4,
        space_em=_HEADLINE_SPACE_EM,
        line_height_em=_HEADLINE_LINE_EM,
        max_height=44 * unit,
    )
    size, right_to_left = setting.size_px, reads_right_to_left(words)
    reach = [height_em(typeface, word) for word in words]
    above = max(_ABOVE_EM, *(above + _BEYOND_INK_EM for above, _ in reach))
    below = max(_BELOW_EM, *(below + _BEYOND_INK_EM for _, below in reach))
    lines = []
    for line in setting.lines:
        width = max(1, round(line_width(widths_em, line, _HEADLINE_SPACE_EM) * size))
        canvas = np.zeros((max(1, round((above + below) * size)), width, 4), np.uint8)
        pen = 0.0
        for at in visual_order([words[index] for index in line], right_to_left=right_to_left):
            drawn = text_ink(typeface, size, words[line[at]])
            _stamp(canvas, of_ink(drawn, ink), round(pen) + drawn.left, round(above * size) + drawn.top)
            pen += (widths_em[line[at]] + _HEADLINE_SPACE_EM) * size
        lines.append(canvas)
    return lines


def _stamp(canvas: Rgba, picture: Rgba, left: int, top: int) -> None:
    """Put a picture where nothing else is; what falls outside is left out."""
    rows = slice(max(top, 0), min(top + picture.shape[0], canvas.shape[0]))
    columns = slice(max(left, 0), min(left + picture.shape[1], canvas.shape[1]))
    part = picture[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
    here = canvas[rows, columns]
    np.copyto(here, part, where=part[..., 3:] > here[..., 3:])


def _one_line(words: str, typeface: Typeface, ink: Rgb, max_width: float, size: float) -> Rgba:
    size_px = max(1, int(min(size, max_width / advance_em(typeface, words) * 0.98)))
    return of_ink(text_ink(typeface, size_px, words), ink)


def _button(
    words: str, colors: Colors, ground: Rgb, text: Rgb, max_width: float, unit: float, typeface: Typeface
) -> Rgba:
    """A filled pill; its colour is the first of accent, primary and text that stands out from the ground."""
    options = [color.parse(colors.accent), color.parse(colors.primary), text]
    paint = next((option for option in options if color.contrast(option, ground) >= 2.0), text)
    ink = color.readable_on(paint, color.WHITE)
    side = 5.2 * unit
    size_px = max(1, int(min(4.7 * unit, (max_width - 2 * side) / advance_em(typeface, words))))
    drawn = text_ink(typeface, size_px, words)
    height = max(2, round(11.0 * unit))
    width = max(height, round(drawn.letters.shape[1] + 2 * side))
    # Capitals, not the ink, are centred: a `y` must not lift the line.
    baseline = round((height + CAP_HEIGHT_EM * size_px) / 2)
    letters = np.zeros((height, width, 4), np.uint8)
    _stamp(letters, of_ink(drawn, ink), (width - drawn.letters.shape[1]) // 2, baseline + drawn.top)
    return over(letters, tinted(pill(width, height, height / 2), paint))

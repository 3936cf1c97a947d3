"""Setting type: measuring, balanced line breaks, shrinking to fit, and text of any script as ink."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from onset.compositing.bidi import reads_right_to_left, visual_order
from onset.compositing.sprites import Mask
from onset.runtime.fonts.faces import EXTRA_BOLD, SEMI_BOLD, Face, Typeface
from onset.runtime.fonts.runs import Run, runs

__all__ = [
    "CAP_HEIGHT_EM",
    "EXTRA_BOLD",
    "HOUSE_TYPE",
    "SEMI_BOLD",
    "BrandType",
    "Ink",
    "Setting",
    "Typeface",
    "advance_em",
    "balance",
    "fit",
    "font",
    "height_em",
    "line_width",
    "text_ink",
    "text_mask",
]

CAP_HEIGHT_EM = 0.727
"""Height of capitals in Inter Tight, and of every face as it is scaled beside it."""
_REFERENCE_PX = 200
_LONELY, _LONELY_WIDTH = 0.8, 0.35
"""What size is worth with a word alone on a line but the first that is narrower than this share of the widest one."""


@dataclass(frozen=True, slots=True)
class BrandType:
    """What a brand's words are set in; None for the house's own."""

    headline: Typeface | None = None
    caption: Typeface | None = None


HOUSE_TYPE = BrandType()


@lru_cache(maxsize=256)
def font(face: Face, size_px: int, weight: int) -> ImageFont.FreeTypeFont:
    """A face at the size that goes with the house's at `size_px`, shaped by HarfBuzz."""
    size = max(1, round(size_px * face.scale))
    found = ImageFont.truetype(face.path, size, index=face.index, layout_engine=ImageFont.Layout.RAQM)
    if face.weights is not None:
        found.set_variation_by_axes([min(max(weight, face.weights[0]), face.weights[1])])
    return found


@lru_cache(maxsize=4096)
def advance_em(typeface: Typeface, text: str) -> float:
    """Width of a shaped text in units of the font size.

    Raises:
        UnsettableError: there is no font for a character.
    """
    return sum(_length(run, typeface, _REFERENCE_PX) for run in runs(text, typeface)) / _REFERENCE_PX


@lru_cache(maxsize=4096)
def height_em(typeface: Typeface, text: str) -> tuple[float, float]:
    """How far a text's ink reaches above and below the baseline, in units of the font size.

    Raises:
        UnsettableError: there is no font for a character.
    """
    boxes = [
        font(run.face, _REFERENCE_PX, typeface.weight).getbbox(run.text, anchor="ls") for run in runs(text, typeface)
    ]
    above, below = max((-box[1] for box in boxes), default=0.0), max((box[3] for box in boxes), default=0.0)
    return above / _REFERENCE_PX, below / _REFERENCE_PX


@dataclass(frozen=True, slots=True, eq=False)
class Ink:
    """A text as it is drawn, cropped to what shows; 1 x 1 and empty if nothing does."""

    letters: Mask
    """(H, W) coverage of what takes the colour of the text."""
    left: int
    top: int
    """Of the masks, from the pen's start on the baseline."""
    pictures: NDArray[np.uint8] | None
    """(H, W, 4) straight sRGB and alpha: what keeps its own colours; None where nothing does."""

    @property
    def mask(self) -> Mask:
        """(H, W) coverage of both."""
        return self.letters if self.pictures is None else np.maximum(self.letters, self.pictures[..., 3])


def text_ink(typeface: Typeface, size_px: int, text: str) -> Ink:
    """Draw a text, each part of it in the face that has it, parts placed as they are read.

    Raises:
        UnsettableError: there is no font for a character.
    """
    parts = runs(text, typeface)
    order = visual_order([run.text for run in parts], right_to_left=reads_right_to_left([run.text for run in parts]))
    pens, pen = {}, 0.0
    for index in order:
        pens[index] = pen
        pen += _length(parts[index], typeface, size_px)
    boxes = []
    for index, run in enumerate(parts):
        x0, y0, x1, y1 = font(run.face, size_px, typeface.weight).getbbox(run.text, anchor="ls")
        if x1 > x0 and y1 > y0:
            boxes.append(
                (math.floor(x0 + pens[index]) - 1, math.floor(y0), math.ceil(x1 + pens[index]) + 1, math.ceil(y1))
            )
    if not boxes:
        return Ink(np.zeros((1, 1), np.uint8), 0, 0, None)
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    size = (max(box[2] for box in boxes) - left, max(box[3] for box in boxes) - top)
    letters = Image.new("L", size)
    pictures = Image.new("RGBA", size) if any(run.face.colored for run in parts) else None
    for index, run in enumerate(parts):
        place, face = (pens[index] - left, -top), font(run.face, size_px, typeface.weight)
        if run.face.colored and pictures is not None:
            ImageDraw.Draw(pictures).text(place, run.text, font=face, anchor="ls", embedded_color=True)
        else:
            ImageDraw.Draw(letters).text(place, run.text, fill=255, font=face, anchor="ls")
    return _cropped(np.asarray(letters), left, top, None if pictures is None else np.asarray(pictures))


def text_mask(typeface: Typeface, size_px: int, text: str) -> tuple[Mask, int, int]:
    """A text's ink in one colour: the mask, its left and its top from the pen's start on the baseline.

    Raises:
        UnsettableError: there is no font for a character.
    """
    ink = text_ink(typeface, size_px, text)
    return ink.mask, ink.left, ink.top


def _length(run: Run, typeface: Typeface, size_px: int) -> float:
    return font(run.face, size_px, typeface.weight).getlength(run.text)


def _cropped(letters: Mask, left: int, top: int, pictures: NDArray[np.uint8] | None) -> Ink:
    mask = letters if pictures is None else np.maximum(letters, pictures[..., 3])
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if rows.size == 0:
        return Ink(np.zeros((1, 1), np.uint8), 0, 0, None)
    part = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    return Ink(
        np.ascontiguousarray(letters[part]),
        left + int(columns[0]),
        top + int(rows[0]),
        None if pictures is None else np.ascontiguousarray(pictures[part]),
    )


@dataclass(frozen=True, slots=True)
class Setting:
    """How words were set: the font size and the range of words on each line."""

    size_px: int
    lines: tuple[range, ...]


def balance(widths: Sequence[float], space: float, line_count: int) -> tuple[range, ...]:
    """Break words into lines so that the widest is as narrow as can be; upper lines are filled first on ties."""
    count = len(widths)
    ends: list[float] = [0.0]
    for width in widths:
        ends.append(ends[-1] + width + space)

    @cache
    def best(first: int, lines: int) -> tuple[float, tuple[int, ...]]:
        if lines == 1:
            return ends[count] - ends[first] - space, (count,)
        options = []
        for end in range(count - lines + 1, first, -1):
            rest, breaks = best(end, lines - 1)
            options.append((max(ends[end] - ends[first] - space, rest), (end, *breaks)))
        return min(options, key=lambda option: option[0])

    breaks = (0, *best(0, min(line_count, count))[1])
    return tuple(range(first, end) for first, end in zip(breaks, breaks[1:], strict=False))


def fit(
    widths_em: Sequence[float],
    *,
    preferred_px: int,
    max_width: float,
    max_lines: int,
    space_em: float,
    side_em: float = 0.0,
    line_height_em: float,
    max_height: float,
) -> Setting:
    """Choose the largest size up to `preferred_px` at which words fit, then the fewest lines.

    For a fifth of its size a setting is better that leaves no short word alone on a line between or after longer ones.

    Args:
        widths_em: of each word, at least one.
        preferred_px: size to start from.
        max_width: of a line with its sides, pixels.
        max_lines: at most this many lines.
        space_em: between words.
        side_em: to keep free before and after each line.
        line_height_em: from line to line.
        max_height: of all lines, pixels.
    """
    settings = []
    for line_count in range(1, min(max_lines, len(widths_em)) + 1):
        lines = balance(widths_em, space_em, line_count)
        widest_em = max(line_width(widths_em, line, space_em) for line in lines) + 2 * side_em
        size = min(preferred_px, int(max_width / widest_em), int(max_height / (line_height_em * line_count)))
        settings.append(Setting(max(1, size), lines))

    def worth(setting: Setting) -> tuple[float, int]:
        lonely = _has_lonely_word(widths_em, setting.lines)
        return setting.size_px * (_LONELY if lonely else 1.0), -len(setting.lines)

    return max(settings, key=worth)


def _has_lonely_word(widths: Sequence[float], lines: Sequence[range]) -> bool:
    alone = [widths[line.start] for line in lines[1:] if len(line) == 1]
    widest = max(sum(widths[index] for index in line) for line in lines)
    return bool(alone) and min(alone) < _LONELY_WIDTH * widest


def line_width(widths: Sequence[float], line: range, space: float) -> float:
    """Width of the words of a line with the spaces between them."""
    return sum(widths[index] for index in line) + space * (len(line) - 1)

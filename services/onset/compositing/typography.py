"""Setting type: fonts, measuring, balanced line breaks, shrinking to fit, and text as a mask."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from onset.compositing.sprites import Mask

_FONTS = Path(__file__).parent / "fonts"

EXTRA_BOLD = "InterTight-ExtraBold.ttf"
SEMI_BOLD = "InterTight-SemiBold.ttf"

CAP_HEIGHT_EM = 0.727
"""Height of capitals in Inter Tight."""


@lru_cache(maxsize=256)
def font(name: str, size_px: int) -> ImageFont.FreeTypeFont:
    """A font of the house at a size, shaped by HarfBuzz."""
    return ImageFont.truetype(str(_FONTS / name), size_px, layout_engine=ImageFont.Layout.RAQM)


@cache
def advance_em(name: str, text: str) -> float:
    """Width of a shaped text in units of the font size."""
    reference_px = 200
    return font(name, reference_px).getlength(text) / reference_px


def text_mask(name: str, size_px: int, text: str) -> tuple[Mask, int, int]:
    """A text's ink, and where it stands from the pen's start on the baseline.

    Returns:
        The mask, cropped to the ink (1 x 1 and empty if there is none), and its left and top relative to the pen.
    """
    face = font(name, size_px)
    left, top, right, bottom = (int(edge) for edge in face.getbbox(text, anchor="ls"))
    if right <= left or bottom <= top:
        return np.zeros((1, 1), np.uint8), 0, 0
    image = Image.new("L", (right - left, bottom - top))
    ImageDraw.Draw(image).text((-left, -top), text, fill=255, font=face, anchor="ls")
    return np.asarray(image, np.uint8), left, top


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
    return max(settings, key=lambda setting: (setting.size_px, -len(setting.lines)))


def line_width(widths: Sequence[float], line: range, space: float) -> float:
    """Width of the words of a line with the spaces between them."""
    return sum(widths[index] for index in line) + space * (len(line) - 1)

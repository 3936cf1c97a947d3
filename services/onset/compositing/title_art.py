"""Drawing a headline: solid plates in brand colours that words rise into, legible over any picture."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from onset.compositing import color
from onset.compositing.color import Rgb
from onset.compositing.planes import Planes, as_plane
from onset.compositing.regions import Regions
from onset.compositing.shapes import glow, rounded_box_distance, solid
from onset.compositing.sprites import Mask, Placement, Sprite, fill
from onset.compositing.titles import LineState, TitleLine, TitleMotion, TitleWord, lay_out
from onset.compositing.typography import Ink, Typeface, text_ink
from onset.runtime.fonts.runs import runs
from onset.timeline.brief import Colors
from onset.timeline.layout import Box
from onset.timeline.plan import Title
from onset.timeline.time import FrameRate

_RADIUS_EM = 0.16
_SHADOW_EM, _SHADOW_OPACITY = 0.10, 0.28
_DISTINCT = 1.25
"""Below this contrast two plates look the same."""


@dataclass(frozen=True, slots=True)
class PlateColors:
    """A plate and the words on it."""

    plate: Rgb
    ink: Rgb


def plate_colors(colors: Colors, count: int, *, accent: bool = True) -> list[PlateColors]:
    """Of each line: the brand's primary colour, and for the last of several its accent if asked for; words readable."""
    primary, last = color.parse(colors.primary), color.parse(colors.accent)
    if color.contrast(last, primary) < _DISTINCT:
        last = max((color.parse(colors.text), color.parse(colors.background)), key=lambda c: color.contrast(c, primary))
    own = (color.parse(colors.text), color.parse(colors.background), color.WHITE)

    def dressed(plate: Rgb) -> PlateColors:
        ink = max(own, key=lambda paint: color.contrast(paint, plate))
        return PlateColors(plate, color.readable_on(plate, ink))

    return [dressed(last if accent and 0 < number == count - 1 else primary) for number in range(count)]


class TitleArt:
    """One headline, ready to be drawn at any of its frames."""

    def __init__(
        self, title: Title, place: Box, regions: Regions, rate: FrameRate, colors: Colors, typeface: Typeface
    ) -> None:
        """Set the headline within a place and draw its words."""
        self.lines = lay_out(title.text, place, regions, typeface)
        self._motion = TitleMotion(title, self.lines, rate)
        # Pictures have colours of their own, which an accent would drown.
        last = (run for word in self.lines[-1].words for run in runs(word.text, typeface))
        paints = plate_colors(colors, len(self.lines), accent=not any(run.face.colored for run in last))
        self._art = [_LineArt(line, paint, typeface) for line, paint in zip(self.lines, paints, strict=True)]

    def draw(self, frame: Planes, number: int) -> None:
        """Draw it over frame `number` of the film."""
        for index, art in enumerate(self._art):
            art.draw(frame, self._motion.at(number, index), at_rest=self._motion.is_at_rest(number))


class _LineArt:
    """One line."""

    def __init__(self, line: TitleLine, paint: PlateColors, typeface: Typeface) -> None:
        self._line = line
        self._paint = paint
        self._words = [(word, text_ink(typeface, line.size_px, word.text)) for word in line.words]
        self._resting: tuple[Mask, Mask, Mask] | None = None

    def draw(self, frame: Planes, state: LineState, *, at_rest: bool) -> None:
        if state.right - state.left < 1:
            return
        left, top, width, height = self._region(frame)
        if not at_rest or self._resting is None:
            layers = self._layers(state, left, top, width, height)
            self._resting = layers if at_rest else None
        else:
            layers = self._resting
        for mask, paint in zip(layers, (color.BLACK, self._paint.plate, self._paint.ink), strict=True):
            fill(frame, mask, paint, left, top)
        for (word, ink), down in zip(self._words, state.down, strict=True):
            if ink.pictures is not None and down < 1:
                sprite = Sprite.of_rgba(ink.pictures)
                x, y = sprite.centre(round(word.pen_x) + ink.left, self._line.baseline + ink.top)
                sprite.draw(frame, Placement(x, y + down * self._line.size_px, 1.0, 1 - down))

    def _layers(self, state: LineState, left: int, top: int, width: int, height: int) -> tuple[Mask, Mask, Mask]:
        """Coverage of shadow, plate and words."""
        em = self._line.size_px
        across = (state.left - left, state.right - left)
        distance = rounded_box_distance(
            across, (self._line.top - top, self._line.bottom - top), _RADIUS_EM * em, width, height
        )
        plate = solid(distance)
        text = np.zeros((height, width), np.uint8)
        for (word, ink), down in zip(self._words, state.down, strict=True):
            _stamp(text, word, ink, self._line.baseline - top + down * em, left)
        return glow(distance, max(_SHADOW_EM * em, 0.5), _SHADOW_OPACITY), plate, _within(text, plate)

    def _region(self, frame: Planes) -> tuple[int, int, int, int]:
        """Left, top, width and height of the even pixels around the whole plate and its shadow, within the frame."""
        margin = 3 * _SHADOW_EM * self._line.size_px + 1
        left, top = (max(0, int(edge - margin) // 2 * 2) for edge in (self._line.left, self._line.top))
        right = min(frame.size.width, -(-int(self._line.right + margin + 1) // 2) * 2)
        bottom = min(frame.size.height, -(-int(self._line.bottom + margin + 1) // 2) * 2)
        return left, top, right - left, bottom - top


def _stamp(text: Mask, word: TitleWord, ink: Ink, baseline: float, left: int) -> None:
    """Add a word to a mask, between pixels downwards."""
    shift = np.array([[1.0, 0.0, round(word.pen_x) + ink.left - left], [0.0, 1.0, baseline + ink.top]])
    cv2.max(text, cv2.warpAffine(ink.letters, shift, (text.shape[1], text.shape[0])), dst=text)


def _within(text: Mask, plate: NDArray[np.uint8]) -> Mask:
    return as_plane(cv2.multiply(text, plate, scale=1 / 255))

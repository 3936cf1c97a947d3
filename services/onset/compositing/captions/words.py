"""The ink of a caption's words: drawn once, stamped at any size, between pixels too."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np

from onset.compositing.captions.layout import PlacedWord
from onset.compositing.planes import Planes, as_plane
from onset.compositing.sprites import Mask, Placement, Sprite
from onset.compositing.typography import CAP_HEIGHT_EM, Typeface, text_ink
from onset.timeline.layout import Box


class WordInk:
    """A word's ink at the largest scale at which it is shown."""

    def __init__(self, word: PlacedWord, typeface: Typeface, size_px: int, largest: float) -> None:
        """Draw it.

        Raises:
            UnsettableError: there is no font for a character.
        """
        drawn_px = max(1, round(size_px * largest))
        ink = text_ink(typeface, drawn_px, word.text)
        self.scale = drawn_px / size_px
        """Of the ink, against the plain word."""
        self._letters, self._left, self._top = ink.letters, ink.left, ink.top
        self._pictures = None if ink.pictures is None else Sprite.of_rgba(ink.pictures)
        self._word = word
        # The point about which the word grows: the middle of its capitals.
        self._middle = (ink.left + ink.letters.shape[1] / 2) / self.scale
        self._rise = CAP_HEIGHT_EM / 2 * size_px

    def stamp(self, scale: float = 1.0, down: float = 0.0) -> "Stamp":
        """The letters, `scale` times their plain size and `down` pixels lower, on the frame's pixels."""
        x, y = self._corner(scale, down)
        left, top, scale = math.floor(x), math.floor(y), scale / self.scale
        if scale == 1.0 and (left, top) == (x, y):
            return Stamp(self._letters, left, top)
        height, width = (math.ceil(side * scale) + 1 for side in self._letters.shape)
        centred = 0.5 * scale - 0.5
        mapping = np.array([[scale, 0.0, x - left + centred], [0.0, scale, y - top + centred]])
        return Stamp(as_plane(cv2.warpAffine(self._letters, mapping, (width, height))), left, top)

    def pictures(self, scale: float = 1.0, down: float = 0.0, opacity: float = 1.0) -> Callable[[Planes], None]:
        """Draws what of the word keeps its own colours."""
        if self._pictures is None:
            return lambda _frame: None
        left, top = self._corner(scale, down)
        shown, (x, y) = scale / self.scale, self._pictures.centre(0, 0)
        place = Placement(left + x * shown, top + y * shown, shown, opacity)
        return partial(self._pictures.draw, place=place)

    def box(self, scale: float = 1.0, down: float = 0.0) -> Box:
        """The even pixels around the word."""
        left, top = self._corner(scale, down)
        height, width = (side * scale / self.scale for side in self._letters.shape)
        return even_box(left - 1, top - 1, left + width + 1, top + height + 1)

    def _corner(self, scale: float, down: float) -> tuple[float, float]:
        """Left and top of the ink in the frame."""
        x, y = self._word.pen_x + self._middle, self._word.baseline - self._rise
        # At full growth the ink must fall on whole pixels, or the resting word would be blurred.
        left = round(x + self._left - self._middle * self.scale) - x
        top = round(y + self._top + self._rise * self.scale) - y
        shown = scale / self.scale
        return x + left * shown, y + top * shown + down


def even_box(left: float, top: float, right: float, bottom: float) -> Box:
    """The smallest box of even pixels around some edges."""
    return Box(int(left // 2) * 2, int(top // 2) * 2, -(-int(right + 1) // 2) * 2, -(-int(bottom + 1) // 2) * 2)


@dataclass(frozen=True, slots=True, eq=False)
class Stamp:
    """Letters where they stand."""

    mask: Mask
    left: int
    top: int

    def put(self, canvas: Mask, at: tuple[int, int], opacity: float = 1.0) -> None:
        """Add them to a mask whose corner stands `at`; what falls outside is left out."""
        left, top = self.left - at[0], self.top - at[1]
        rows = slice(max(top, 0), min(top + self.mask.shape[0], canvas.shape[0]))
        columns = slice(max(left, 0), min(left + self.mask.shape[1], canvas.shape[1]))
        if rows.start < rows.stop and columns.start < columns.stop and opacity > 0.0:
            part = self.mask[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
            here = canvas[rows, columns]
            cv2.max(here, scaled_mask(part, opacity), dst=here)


def scaled_mask(mask: Mask, opacity: float) -> Mask:
    """A mask at less than its full opacity."""
    return mask if opacity >= 1.0 else as_plane(cv2.convertScaleAbs(mask, alpha=opacity))

"""Drawing a caption: its words once, as a sprite; the pill and the word lit in it anew in each frame."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from onset.compositing import color
from onset.compositing.captions import SPOKEN_SCALE, CaptionLayout, CaptionMotion, Pill, lay_out
from onset.compositing.color import Rgb
from onset.compositing.easing import lerp
from onset.compositing.planes import Planes, as_plane, rounded
from onset.compositing.regions import Regions
from onset.compositing.shapes import glow, rounded_box_distance, solid
from onset.compositing.sprites import Mask, Placement, Sprite, fill
from onset.compositing.typography import EXTRA_BOLD, text_mask
from onset.timeline.brief import Colors, Size
from onset.timeline.plan import Caption
from onset.timeline.time import FrameRate

_HALO_EM = 0.30
"""Width of the soft dark around the letters."""
_HALO_OPACITY = 0.62
"""Darkens even a white picture enough for white letters to stand out 3 : 1."""
_PILL_RADIUS_EM = 0.34
_PILL_SHADOW_EM = 0.16
_PILL_SHADOW_OPACITY = 0.30


@dataclass(frozen=True, slots=True)
class PillColors:
    """The pill's colour and that of the word in it."""

    pill: Rgb
    text: Rgb

    @classmethod
    def of_brand(cls, colors: Colors) -> "PillColors":
        """The brand's accent under whichever of white, the brand's dark and black can be read on it."""
        accent = color.parse(colors.accent)
        dark = min((color.parse(colors.background), color.parse(colors.text)), key=color.luminance)
        preferred = color.readable_on(accent, dark)
        return cls(accent, color.WHITE if color.contrast(color.WHITE, accent) >= color.TEXT_CONTRAST else preferred)


class CaptionArt:
    """One caption, ready to be drawn at any of its frames."""

    def __init__(self, caption: Caption, regions: Regions, size_px: int, rate: FrameRate, colors: PillColors) -> None:
        """Set the caption and draw its words."""
        self._layout = lay_out(caption, regions, size_px)
        self._motion = CaptionMotion(caption, self._layout, rate)
        self._colors = colors
        self._lit = [_lit_word(word.text, self._layout.size_px) for word in self._layout.words]
        self._words, self._at = _words_sprite(self._layout)

    def draw(self, frame: Planes, number: int) -> None:
        """Draw it over frame `number` of the film."""
        state = self._motion.at(number)
        down = state.rise * self._layout.size_px
        boxes = [(pill, self._field(pill, down, frame.size)) for pill in state.pills]
        for pill, (left, top, distance) in boxes:
            reach, opacity = _PILL_SHADOW_EM * self._layout.size_px, _PILL_SHADOW_OPACITY * pill.opacity * state.opacity
            fill(frame, glow(distance, reach, opacity), color.BLACK, left, top)
        x, y = self._at
        self._words.draw(frame, Placement(x, y + down, 1.0, state.opacity))
        for pill, (left, top, distance) in boxes:
            shape = solid(distance, pill.opacity * state.opacity)
            fill(frame, shape, self._colors.pill, left, top)
            text = self._lit_text(pill, distance.shape, left, top - down)
            fill(frame, as_plane(cv2.multiply(text, shape, scale=1 / 255)), self._colors.text, left, top)

    def _field(self, pill: Pill, down: float, size: Size) -> tuple[int, int, NDArray[np.float32]]:
        """The region around a pill, shadow included: its left and top, and each pixel's distance to the pill."""
        box, margin = pill.box, 3 * _PILL_SHADOW_EM * self._layout.size_px
        left, top, width, height = _region(
            box.left - margin, box.top - margin + down, box.right + margin, box.bottom + margin + down, size
        )
        radius = _PILL_RADIUS_EM * self._layout.size_px
        across, downward = (box.left - left, box.right - left), (box.top - top + down, box.bottom - top + down)
        return left, top, rounded_box_distance(across, downward, radius, width, height)

    def _lit_text(self, pill: Pill, shape: tuple[int, ...], left: float, top: float) -> Mask:
        """The words that the pill touches, the spoken one grown."""
        text = np.zeros(shape, np.uint8)
        line = self._layout.words[pill.word].line
        for lit, (index, word) in zip(self._lit, enumerate(self._layout.words), strict=True):
            if word.line == line and word.pill.left < pill.box.right and pill.box.left < word.pill.right:
                share = pill.lit if index == pill.word else 1.0 - pill.lit
                lit.draw(text, word.pen_x - left, word.baseline - top, lerp(1.0, SPOKEN_SCALE, share))
        return text


@dataclass(frozen=True, slots=True)
class _LitWord:
    """A word's ink at its spoken size, and where it stands from the pen at that size."""

    ink: Mask
    left: int
    top: int
    middle: float
    """From the pen to the middle of the ink, across; the word grows about it and its baseline's cap middle."""
    rise: float
    """From the baseline up to the point about which it grows."""

    def draw(self, target: Mask, pen_x: float, baseline: float, grown: float) -> None:
        """Add the word at `grown` times its plain size to a mask."""
        scale = grown / SPOKEN_SCALE
        centre_x = pen_x + self.middle
        centre_y = baseline - self.rise
        # At full growth the ink must fall on whole pixels, or the resting word would be blurred.
        x = round(centre_x + self.left - self.middle * SPOKEN_SCALE) - centre_x
        y = round(centre_y + self.top + self.rise * SPOKEN_SCALE) - centre_y
        shift = np.array([centre_x + x * scale, centre_y + y * scale]) + 0.5 * scale - 0.5
        mapping = np.array([[scale, 0.0, shift[0]], [0.0, scale, shift[1]]])
        moved = cv2.warpAffine(self.ink, mapping, (target.shape[1], target.shape[0]), flags=cv2.INTER_LINEAR)
        cv2.max(target, moved, dst=target)


def _lit_word(text: str, size_px: int) -> _LitWord:
    ink, left, top = text_mask(EXTRA_BOLD, max(1, round(size_px * SPOKEN_SCALE)), text)
    return _LitWord(ink, left, top, (left + ink.shape[1] / 2) / SPOKEN_SCALE, 0.36 * size_px)


def _words_sprite(layout: CaptionLayout) -> tuple[Sprite, tuple[float, float]]:
    """All words in white with a soft dark halo, and where its centre stands."""
    halo = _HALO_EM * layout.size_px
    margin = int(3 * halo) + 2
    inks = [(text_mask(EXTRA_BOLD, layout.size_px, word.text), word) for word in layout.words]
    x0 = (min(word.pen_x + left for (_, left, _), word in inks) - margin) // 2 * 2
    y0 = (min(word.baseline + top for (_, _, top), word in inks) - margin) // 2 * 2
    x1 = max(word.pen_x + left + ink.shape[1] for (ink, left, _), word in inks) + margin
    y1 = max(word.baseline + top + ink.shape[0] for (ink, _, top), word in inks) + margin
    letters = np.zeros((y1 - y0, x1 - x0), np.uint8)
    for (ink, left, top), word in inks:
        row, column = word.baseline + top - y0, word.pen_x + left - x0
        place = letters[row : row + ink.shape[0], column : column + ink.shape[1]]
        np.maximum(place, ink, out=place)
    sprite = Sprite.of_rgba(_with_halo(letters, halo))
    return sprite, sprite.centre(x0, y0)


def _with_halo(letters: Mask, halo: float) -> Mask:
    """(H, W, 4): white letters over their own soft shadow."""
    spread = cv2.GaussianBlur(letters, (0, 0), max(halo, 0.5)).astype(np.float32) / 255.0
    dark = np.clip(spread * 2.6, 0.0, 1.0) * _HALO_OPACITY
    ink = letters.astype(np.float32) / 255.0
    alpha = ink + dark * (1.0 - ink)
    white = np.divide(ink, alpha, out=np.zeros_like(ink), where=alpha > 0)
    rgba = np.repeat((white * 255.0)[..., None], 4, axis=2)
    rgba[..., 3] = alpha * 255.0
    return rounded(rgba)


def _region(left: float, top: float, right: float, bottom: float, size: Size) -> tuple[int, int, int, int]:
    """Left, top, width and height of the even pixels around a box, within the frame."""
    x0, y0 = max(0, int(left) // 2 * 2), max(0, int(top) // 2 * 2)
    x1, y1 = min(size.width, -(-int(right + 1) // 2) * 2), min(size.height, -(-int(bottom + 1) // 2) * 2)
    return x0, y0, x1 - x0, y1 - y0

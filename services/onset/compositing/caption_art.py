"""Drawing a caption: its words once, as a sprite; the pill and the word lit in it anew in each frame."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from onset.compositing import color
from onset.compositing.captions import CaptionLayout, CaptionMotion, Pill, PlacedWord, lay_out
from onset.compositing.color import Rgb
from onset.compositing.easing import lerp
from onset.compositing.planes import Planes, as_plane, rounded
from onset.compositing.regions import Regions
from onset.compositing.shapes import glow, rounded_box_distance, solid
from onset.compositing.sprites import Mask, Placement, Sprite, fill
from onset.compositing.typography import CAP_HEIGHT_EM, EXTRA_BOLD, text_mask
from onset.timeline.brief import Colors, Size
from onset.timeline.plan import Caption
from onset.timeline.time import FrameRate

_HALO_EM = 0.30
"""Width of the soft dark around the letters."""
_HALO_OPACITY = 0.62
"""Darkens even a white picture enough for white letters to stand out 3 : 1."""
_PILL_RADIUS_EM = 0.34
_PILL_CONTRAST = 1.3
"""Below this a pill is lost on its ground."""
_PILL_SHADOW_EM = 0.16
_PILL_SHADOW_OPACITY, _PILL_SHADOW_OPACITY_ON_CARD = 0.30, 0.10


@dataclass(frozen=True, slots=True)
class CaptionColors:
    """Colours of a caption; each text can be read on what is under it."""

    ink: Rgb
    halo: Rgb
    """Soft ground of the words."""
    pill: Rgb
    lit: Rgb
    """The word in the pill."""
    shadow: float = _PILL_SHADOW_OPACITY
    """Opacity of the pill's shadow."""

    @classmethod
    def over_pictures(cls, colors: Colors) -> "CaptionColors":
        """White with a dark halo; the pill in the brand's accent."""
        accent = color.parse(colors.accent)
        dark = min((color.parse(colors.background), color.parse(colors.text)), key=color.luminance)
        legible = color.contrast(color.WHITE, accent) >= color.TEXT_CONTRAST
        return cls(color.WHITE, color.BLACK, accent, color.WHITE if legible else color.readable_on(accent, dark))

    @classmethod
    def over_card(cls, colors: Colors, text: Rgb) -> "CaptionColors":
        """In the end card's own colours; the pill in the accent, or in the text's colour where that would be lost."""
        ground = color.parse(colors.background)
        plain = cls.over_pictures(colors)
        if color.contrast(plain.pill, ground) >= _PILL_CONTRAST:
            return replace(plain, ink=text, halo=ground, shadow=_PILL_SHADOW_OPACITY_ON_CARD)
        return cls(text, ground, text, color.readable_on(text, ground), _PILL_SHADOW_OPACITY_ON_CARD)


class CaptionArt:
    """One caption, ready to be drawn at any of its frames."""

    def __init__(
        self, caption: Caption, regions: Regions, size_px: int, rate: FrameRate, colors: CaptionColors
    ) -> None:
        """Set the caption and draw its words."""
        self._layout = lay_out(caption, regions, size_px)
        self._motion = CaptionMotion(caption, self._layout, rate)
        self._colors = colors
        self._lit = [_lit_word(word, self._layout.size_px) for word in self._layout.words]
        self._words, self._at = _words_sprite(self._layout, colors)

    def draw(self, frame: Planes, number: int) -> None:
        """Draw it over frame `number` of the film."""
        state = self._motion.at(number)
        down = state.rise * self._layout.size_px
        boxes = [(pill, self._field(pill, down, frame.size)) for pill in state.pills]
        for pill, (left, top, distance) in boxes:
            reach, opacity = _PILL_SHADOW_EM * self._layout.size_px, self._colors.shadow * pill.opacity * state.opacity
            fill(frame, glow(distance, reach, opacity), color.BLACK, left, top)
        x, y = self._at
        self._words.draw(frame, Placement(x, y + down, 1.0, state.opacity))
        for pill, (left, top, distance) in boxes:
            shape = solid(distance, pill.opacity * state.opacity)
            fill(frame, shape, self._colors.pill, left, top)
            text = self._lit_text(pill, distance.shape, left, top - down)
            fill(frame, as_plane(cv2.multiply(text, shape, scale=1 / 255)), self._colors.lit, left, top)

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
                lit.draw(text, word.pen_x - left, word.baseline - top, lerp(1.0, word.spoken_scale, share))
        return text


@dataclass(frozen=True, slots=True)
class _LitWord:
    """A word's ink at its spoken scale, and where it stands."""

    ink: Mask
    scale: float
    """Of the ink, against the plain word."""
    left: int
    top: int
    """Of the ink from the pen on the baseline, at that scale."""
    middle: float
    rise: float
    """The point about which the word grows, from the pen to the right and up, plain pixels."""

    def draw(self, target: Mask, pen_x: float, baseline: float, grown: float) -> None:
        """Add the word at `grown` times its plain size to a mask."""
        x, y = pen_x + self.middle, baseline - self.rise
        # At full growth the ink must fall on whole pixels, or the resting word would be blurred.
        left = round(x + self.left - self.middle * self.scale) - x
        top = round(y + self.top + self.rise * self.scale) - y
        scale = grown / self.scale
        shift = np.array([x + left * scale, y + top * scale]) + 0.5 * scale - 0.5
        mapping = np.array([[scale, 0.0, shift[0]], [0.0, scale, shift[1]]])
        moved = cv2.warpAffine(self.ink, mapping, (target.shape[1], target.shape[0]), flags=cv2.INTER_LINEAR)
        cv2.max(target, moved, dst=target)


def _lit_word(word: PlacedWord, size_px: int) -> _LitWord:
    spoken_px = max(1, round(size_px * word.spoken_scale))
    ink, left, top = text_mask(EXTRA_BOLD, spoken_px, word.text)
    scale = spoken_px / size_px
    return _LitWord(ink, scale, left, top, (left + ink.shape[1] / 2) / scale, CAP_HEIGHT_EM / 2 * size_px)


def _words_sprite(layout: CaptionLayout, colors: CaptionColors) -> tuple[Sprite, tuple[float, float]]:
    """All words with their soft halo, and where its centre stands."""
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
    sprite = Sprite.of_rgba(_with_halo(letters, halo, colors))
    return sprite, sprite.centre(x0, y0)


def _with_halo(letters: Mask, halo: float, colors: CaptionColors) -> Mask:
    """(H, W, 4): letters over a soft ground of their own."""
    spread = cv2.GaussianBlur(letters, (0, 0), max(halo, 0.5)).astype(np.float32) / 255.0
    soft = np.clip(spread * 2.6, 0.0, 1.0) * _HALO_OPACITY
    ink = letters.astype(np.float32) / 255.0
    alpha = ink + soft * (1.0 - ink)
    share = np.divide(ink, alpha, out=np.zeros_like(ink), where=alpha > 0)[..., None]
    rgb = np.array(colors.halo, np.float32) * (1 - share) + np.array(colors.ink, np.float32) * share
    return rounded(np.dstack([rgb, alpha * 255.0]))


def _region(left: float, top: float, right: float, bottom: float, size: Size) -> tuple[int, int, int, int]:
    """Left, top, width and height of the even pixels around a box, within the frame."""
    x0, y0 = max(0, int(left) // 2 * 2), max(0, int(top) // 2 * 2)
    x1, y1 = min(size.width, -(-int(right + 1) // 2) * 2), min(size.height, -(-int(bottom + 1) // 2) * 2)
    return x0, y0, x1 - x0, y1 - y0

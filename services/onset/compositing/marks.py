"""The brand's mark: its logo, or its name in type; made to stand out from what is behind it."""

from dataclasses import dataclass

import numpy as np

from onset.compositing import color, pictures
from onset.compositing.color import Rgb
from onset.compositing.pictures import Rgba
from onset.compositing.planes import rounded
from onset.compositing.shapes import pill, tinted
from onset.compositing.sprites import Mask
from onset.compositing.typography import EXTRA_BOLD, advance_em, text_mask

_VISIBLE_CONTRAST = 1.7
"""Below this a mark is lost on its ground."""
_LEAST_PX, _LONGEST = 8, 24
"""A logo with a side shorter than this, or drawn out further than this many times, is a dot or a hairline."""
_OPAQUE = 250
_CORNER = 0.14
"""Radius of an opaque logo's corners, of its shorter side."""
_CUT_OUT = 0.75
"""Up to this share of its box a logo is taken for a cut-out."""


def mark(logo: Rgba | None, name: str, ink: Rgb, max_width: float, max_height: float) -> Rgba:
    """The logo fitted into a box, or the brand's name in type where there is none that could be recognised.

    A logo that fills its box gets round corners, so that it stands there like a badge.
    """
    if logo is not None and _is_recognisable(trimmed := pictures.trimmed(logo)):
        fitted = pictures.fitted(trimmed, max_width, max_height)
        if fitted[..., 3].min() > _OPAQUE:
            return pictures.rounded(fitted, _CORNER * min(fitted.shape[:2]))
        return fitted
    name = name or "·"
    size = max(1, int(min(max_height / 0.95, max_width / advance_em(EXTRA_BOLD, name))))
    return tinted(text_mask(EXTRA_BOLD, size, name)[0], ink)


def _is_recognisable(logo: Rgba) -> bool:
    height, width = logo.shape[:2]
    is_drawn = bool((logo[..., 3] > _OPAQUE / 2).any())
    return is_drawn and min(width, height) >= _LEAST_PX and max(width, height) <= _LONGEST * min(width, height)


@dataclass(frozen=True, slots=True, eq=False)
class SmallMark:
    """A mark over moving pictures."""

    rgba: Rgba
    """With its shadow."""
    margin: int
    """Pixels of shadow that stand out on each side."""
    shape: Mask
    """Coverage of the mark alone."""
    has_own_ground: bool
    """Whether it fills its box, and needs nothing to be seen on any picture."""


def in_corner(logo: Rgba | None, name: str, width: int, height: int, unit: float) -> SmallMark:
    """A small mark over moving pictures: a cut-out in white, since any other colour meets its own kind some time.

    A logo that fills its box has its own ground and stays as it is. Either has a soft dark shadow.
    """
    plain = mark(logo, name, color.WHITE, width, height)
    has_own_ground = float(plain[..., 3].mean()) >= _CUT_OUT * 255
    if not has_own_ground:
        plain = tinted(plain[..., 3], color.WHITE)
    shaded = pictures.with_shadow(plain, color.BLACK, blur_px=unit, down_px=0, opacity=0.5)
    return SmallMark(shaded, (shaded.shape[0] - plain.shape[0]) // 2, plain[..., 3], has_own_ground)


def over_ground(rgba: Rgba, ground: Rgb, unit: float) -> Rgba:
    """A mark for a plain ground: on a plate of its own if it would be lost there."""
    mean = pictures.mean_color(rgba)
    if color.contrast(mean, ground) >= _VISIBLE_CONTRAST:
        return rgba
    plate = max((color.WHITE, color.mix(ground, color.BLACK, 0.85)), key=lambda paint: color.contrast(paint, mean))
    return _on_plate(rgba, plate, round(3.0 * unit), round(2.2 * unit), 1.0)


def _on_plate(rgba: Rgba, paint: Rgb, side: int, rise: int, opacity: float) -> Rgba:
    """On a rounded plate that stands out by `side` and `rise` pixels."""
    height, width = rgba.shape[0] + 2 * rise, rgba.shape[1] + 2 * side
    plate = tinted(rounded(pill(width, height, height * 0.3) * np.float32(opacity)), paint)
    inner = np.pad(rgba, ((rise, rise), (side, side), (0, 0)))
    return pictures.over(inner, plate)

"""The logo's entrance on the end card: uncovered along its length or grown into place; then a light runs over it."""

import numpy as np

from onset.compositing import color, pictures
from onset.compositing.color import Rgb
from onset.compositing.easing import clamp, ease_in_out, ease_out, ease_out_back, lerp, smooth
from onset.compositing.pictures import Rgba
from onset.compositing.planes import Planes, rounded
from onset.compositing.sprites import Placement, Sprite

_WIDE = 1.8
"""A logo wider than this, against its height, is uncovered along its length; a compact one grows."""
_ENTER_S, _SHINE_FROM_S, _SHINE_S = 0.6, 0.55, 0.7
_EDGE = 0.18
"""Softness of the uncovering edge, of the logo's width."""
_SHINE_WIDTH, _SHINE_STRENGTH = 0.12, 0.6
_SLANT = 0.35
"""How far the light leans, in logo heights."""
_LIGHT = 0.6
"""A logo of more luminance than this shows no white light; it takes the accent's."""


class LogoReveal:
    """A logo, ready to be drawn at any time after the card appeared."""

    def __init__(self, rgba: Rgba, left: int, top: int, accent: Rgb) -> None:
        """Prepare.

        Args:
            rgba: the logo.
            left: where it stands at rest.
            top: likewise.
            accent: the brand's, for light on a light logo.
        """
        self._rgba = rgba
        self._rest = Sprite.of_rgba(rgba)
        self._place = self._rest.centre(left, top)
        height, width = rgba.shape[:2]
        self._wide = width > _WIDE * height
        self._along = (np.arange(width, dtype=np.float32) + 0.5) / width
        lean = _SLANT * (np.arange(height, dtype=np.float32) / height - 0.5) * height / width
        self._slanted = self._along[None, :] + lean[:, None]
        is_light = color.luminance(pictures.mean_color(rgba)) > _LIGHT
        self._light = np.array(accent if is_light else color.WHITE, np.float32)

    def draw(self, frame: Planes, seconds: float, hurry: float) -> None:
        """Draw it `seconds` after the card appeared, `hurry` times as fast as usual."""
        seconds *= hurry
        come, shine = clamp(seconds / _ENTER_S), clamp((seconds - _SHINE_FROM_S) / _SHINE_S)
        x, y = self._place
        if come >= 1 and shine in (0.0, 1.0):
            self._rest.draw(frame, Placement(x, y))
            return
        rgba = self._lit(shine) if 0 < shine < 1 else self._rgba
        if self._wide:
            self._sprite(self._uncovered(rgba, come)).draw(frame, Placement(x, y))
            return
        scale = lerp(0.7, 1.0, ease_out_back(come))
        self._sprite(rgba).draw(frame, Placement(x, y, scale, smooth(come * 1.6)))

    def _sprite(self, rgba: Rgba) -> Sprite:
        return self._rest if rgba is self._rgba else Sprite.of_rgba(rgba)

    def _uncovered(self, rgba: Rgba, come: float) -> Rgba:
        if come >= 1:
            return rgba
        edge = ease_out(come) * (1 + _EDGE)
        shown = np.clip((edge - self._along) / _EDGE, 0.0, 1.0)
        result = rgba.copy()
        result[..., 3] = rounded(rgba[..., 3] * (shown * shown * (3 - 2 * shown))[None, :])
        return result

    def _lit(self, shine: float) -> Rgba:
        at = lerp(-3 * _SHINE_WIDTH, 1 + 3 * _SHINE_WIDTH, ease_in_out(shine))
        band = _SHINE_STRENGTH * np.exp(-0.5 * ((self._slanted - at) / _SHINE_WIDTH) ** 2)[..., None]
        result = self._rgba.copy()
        result[..., :3] = rounded(result[..., :3] * (1 - band) + self._light * band)
        return result

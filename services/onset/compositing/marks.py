"""The brand's mark: its logo, or its name in type; made to stand out from what is behind it."""

import numpy as np

from onset.compositing import color, pictures
from onset.compositing.color import Rgb
from onset.compositing.pictures import Rgba
from onset.compositing.shapes import pill, tinted
from onset.compositing.typography import EXTRA_BOLD, advance_em, text_mask

_VISIBLE_CONTRAST = 1.7
"""Below this a mark is lost on its ground."""


def mark(logo: Rgba | None, name: str, ink: Rgb, max_width: float, max_height: float) -> Rgba:
    """The logo fitted into a box, or where there is none the brand's name in type."""
    if logo is not None:
        return pictures.fitted(pictures.trimmed(logo), max_width, max_height)
    name = name or "·"
    size = max(1, int(min(max_height / 0.95, max_width / advance_em(EXTRA_BOLD, name))))
    return tinted(text_mask(EXTRA_BOLD, size, name)[0], ink)


def over_pictures(rgba: Rgba, unit: float) -> Rgba:
    """A mark for the corner of moving pictures: a dark halo behind a light one, a light halo behind a dark one."""
    light = color.luminance(pictures.mean_color(rgba)) > 0.18
    halo = color.BLACK if light else color.WHITE
    return pictures.with_shadow(rgba, halo, blur_px=1.0 * unit, down_px=0, opacity=0.5 if light else 0.75)


def over_ground(rgba: Rgba, ground: Rgb, unit: float) -> Rgba:
    """A mark for a plain ground: on a plate of its own if it would be lost there."""
    mean = pictures.mean_color(rgba)
    if color.contrast(mean, ground) >= _VISIBLE_CONTRAST:
        return rgba
    plate = max((color.WHITE, color.mix(ground, color.BLACK, 0.85)), key=lambda paint: color.contrast(paint, mean))
    side, rise = round(3.0 * unit), round(2.2 * unit)
    height, width = rgba.shape[0] + 2 * rise, rgba.shape[1] + 2 * side
    shape = pill(width, height, 2.4 * unit)
    result = tinted(shape, plate)
    place = result[rise : rise + rgba.shape[0], side : side + rgba.shape[1]]
    alpha = rgba[..., 3:].astype(np.float32) / 255
    place[..., :3] = np.rint(place[..., :3] * (1 - alpha) + rgba[..., :3] * alpha)
    return result

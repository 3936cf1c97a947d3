"""Where a picture has a brand colour."""

import cv2
import numpy as np
from numpy.typing import NDArray

from onset.compositing import color
from onset.compositing.color import Rgb
from onset.compositing.planes import Planes
from onset.timeline.brief import Colors

SHRINK = 8
"""Pictures are searched at an eighth of their size: finer detail is no area."""
_LUMA_REACH, _CHROMA_REACH = 48, 16
"""How far a pixel may be from the colour, in 8-bit steps: lit and shaded, but of the same hue."""
_GREY = 14.0
"""A colour with less chroma than this is everywhere and marks nothing."""
_LEAST_SHARE, _MOST_SHARE = 0.003, 0.5
"""Of the frame: a smaller area is a speck, a larger one a background."""

Mask = NDArray[np.bool_]
"""Pixels at 1 / SHRINK of the frame's size."""


def brand_areas(picture: Planes, colors: Colors) -> dict[Rgb, Mask]:
    """By brand colour (accent, primary, secondary), its area if it has one that is neither speck nor background."""
    y, u, v = _small(picture)
    found = {}
    for text in (colors.accent, colors.primary, colors.secondary):
        paint = color.parse(text)
        luma, cb, cr = color.yuv_of(paint)
        if np.hypot(cb - 128, cr - 128) < _GREY:
            continue
        area = _whole((np.abs(y - luma) < _LUMA_REACH) & (np.hypot(u - cb, v - cr) < _CHROMA_REACH))
        if _LEAST_SHARE <= area.mean() <= _MOST_SHARE:
            found[paint] = area
    return found


def _small(picture: Planes) -> list[NDArray[np.float32]]:
    size = (max(2, picture.size.width // SHRINK), max(2, picture.size.height // SHRINK))
    return [cv2.resize(plane, size, interpolation=cv2.INTER_AREA).astype(np.float32) for plane in picture.each()]


def _whole(mask: Mask) -> Mask:
    """Without specks: what is left after opening, and of that the parts at least a fifth as large as the largest."""
    opened = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(opened)
    if count < 2:
        return np.zeros_like(mask)
    areas = stats[1:, cv2.CC_STAT_AREA]
    kept = np.flatnonzero(areas >= 0.2 * areas.max()) + 1
    return np.asarray(np.isin(labels, kept), np.bool_)

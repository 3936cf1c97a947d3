"""Match on a brand colour: it grows out of where the old picture has it, and withdraws to where the new one does."""

import cv2
import numpy as np

from onset.compositing import color
from onset.compositing.color import Rgb
from onset.compositing.easing import clamp, smooth
from onset.compositing.joins import fields
from onset.compositing.joins.brand_area import SHRINK, Mask, brand_areas
from onset.compositing.kernels import Plane
from onset.compositing.planes import Planes
from onset.timeline.brief import Colors, Size

_DOT = 0.02
"""Radius of the dot that the colour grows from, or withdraws to, where a picture does not have it; of the diagonal."""
_FADE = 0.3
"""Share of each half during which the area itself turns from picture to plain colour, or back."""
_FULL = 0.86
"""The frame is full from this share of each half on: the eye is given a frame or two of nothing but colour."""
_ROUNDING = 0.006
"""Blur of the areas' outlines, of the diagonal: grown shapes have no jags."""


class ColorMatch:
    """One match. The colour fills the frame at the cut."""

    def __init__(self, paint: Rgb, leaving: Mask | None, arriving: Mask | None, size: Size) -> None:
        """Prepare.

        Args:
            paint: the colour.
            leaving: where the old picture has it; None for a dot in the middle.
            arriving: where the new picture has it, likewise.
            size: of the frame.
        """
        self._paint = color.yuv_of(paint)
        self._leaving = _Growth(leaving, size)
        self._arriving = _Growth(arriving, size)

    @classmethod
    def between(cls, before: Planes, after: Planes, colors: Colors) -> "ColorMatch":
        """The match of two pictures: on the colour that both have most of, else that either has, else the accent.

        In a picture without the colour it comes from a dot in the middle.
        """
        leaving, arriving = brand_areas(before, colors), brand_areas(after, colors)
        found = [*leaving.items(), *arriving.items()]

        def fitness(paint: Rgb) -> tuple[bool, float]:
            return paint in leaving and paint in arriving, sum(
                float(mask.mean()) for key, mask in found if key == paint
            )

        paint = max((key for key, _ in found), key=fitness, default=color.parse(colors.accent))
        return cls(paint, leaving.get(paint), arriving.get(paint), before.size)

    def __call__(self, before: Planes, after: Planes, progress: float, target: Planes) -> None:
        """Draw the picture of this half under the colour."""
        shown, growth = (before, self._leaving) if progress < 0.5 else (after, self._arriving)
        way = clamp((2 * progress if progress < 0.5 else 2 - 2 * progress) / _FULL)
        # The same way in as out, so that the middle of all colour is the cut.
        grown = smooth(way) ** 1.5
        opacity = smooth(way / _FADE)
        for cover, was, plane, value in zip(
            growth.covers(grown), shown.each(), target.each(), self._paint, strict=True
        ):
            under = cv2.convertScaleAbs(cover, alpha=opacity)
            through = cv2.bitwise_not(under)
            cv2.multiply(was, through, dst=plane, scale=1 / 255)
            cv2.add(plane, cv2.convertScaleAbs(under, alpha=value / 255), dst=plane)


class _Growth:
    """An area, and all shapes that it grows through until it fills the frame."""

    def __init__(self, area: Mask | None, size: Size) -> None:
        distance = _to_dot(size) if area is None else _to_outline(area)
        self._most = float(distance.max()) + 1.0
        self._fields = fields.for_planes(distance, size)

    def covers(self, grown: float) -> tuple[Plane, Plane, Plane]:
        """Coverage of the three planes, 255 inside, after the area has grown by a share of all that it can."""
        radius = grown * self._most
        luma, chroma = (
            fields.inside(field, radius, step / SHRINK) for field, step in zip(self._fields, (1, 2), strict=True)
        )
        return luma, chroma, chroma


def _to_outline(area: Mask) -> fields.Field:
    """Of each pixel to the outline, rounded: negative inside."""
    inside = area.astype(np.uint8)
    outside = cv2.distanceTransform(1 - inside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    depth = cv2.distanceTransform(inside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    sigma = max(0.8, _ROUNDING * float(np.hypot(*area.shape)))
    return np.asarray(cv2.GaussianBlur(outside - depth, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE), np.float32)


def _to_dot(size: Size) -> fields.Field:
    height, width = max(2, size.height // SHRINK), max(2, size.width // SHRINK)
    y, x = np.mgrid[0:height, 0:width] + 0.5
    away = np.hypot(x - width / 2, y - height / 2)
    return np.asarray(away - _DOT * np.hypot(width, height), np.float32)

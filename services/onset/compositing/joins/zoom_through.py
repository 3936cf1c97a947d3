"""Zoom-through: one flight forward, out of the old picture and into the new one."""

import math

import cv2
import numpy as np

from onset.compositing.easing import ease_in_out, ease_in_out_speed, smooth
from onset.compositing.planes import Planes, mix, warp
from onset.compositing.resample import Affine
from onset.timeline.brief import Size

_OUT, _IN = 2.4, 1.35
"""How far the flight magnifies the old and the new picture. The new one begins smaller than the frame and is continued
by its mirror image, which must not be noticed."""
_MIX_FROM, _MIX_TO = 0.3, 0.7
"""Progress at which the new picture begins to be seen and the old one is gone: the fastest part of the flight."""
_SHUTTER = 0.5
_LEAST_TRAIL = 0.01
"""Growth within the shutter's time, below which a smear is not seen."""


class ZoomThrough:
    """A flight through the middle of the frame; beyond its edges a picture goes on mirrored."""

    def __init__(self, size: Size, frames: int) -> None:
        """For a frame size and a length."""
        self._size = size
        self._frames = frames
        self._moved = Planes.empty(size)
        self._trail = Planes.empty(size)

    def __call__(self, before: Planes, after: Planes, progress: float, target: Planes) -> None:
        """Draw the flight, `progress` of the way."""
        share = smooth((progress - _MIX_FROM) / (_MIX_TO - _MIX_FROM))
        flown = ease_in_out(progress)
        trail = _SHUTTER * ease_in_out_speed(progress) / self._frames
        if share < 1.0:
            self._fly(before, _OUT, flown, trail, target)
        if share > 0.0:
            into = target if share >= 1.0 else self._moved
            self._fly(after, _IN, flown - 1.0, trail, into)
            if share < 1.0:
                mix(target, self._moved, share, target)

    def _fly(self, picture: Planes, most: float, flown: float, trail: float, target: Planes) -> None:
        """The picture magnified, and smeared by two exposures within the shutter's time."""
        scale = math.pow(most, flown)
        if scale < 1.0:
            self._mirrored(picture, scale, target)
            return
        warp(picture, self._magnified(scale), target)
        if trail * math.log(most) > _LEAST_TRAIL:
            warp(picture, self._magnified(math.pow(most, max(0.0, flown - trail))), self._trail)
            mix(target, self._trail, 0.5, target)

    def _mirrored(self, picture: Planes, scale: float, target: Planes) -> None:
        """The picture smaller than the frame, continued by its mirror image."""
        side, rise = (math.ceil(extent * (1 - scale) / 4) * 2 for extent in (self._size.width, self._size.height))
        inner = Planes.empty(Size(self._size.width - 2 * side, self._size.height - 2 * rise))
        to_picture = self._magnified(scale)
        warp(picture, np.column_stack([to_picture[:, :2], to_picture @ np.array([side, rise, 1.0])]), inner)
        for plane, shown, step in zip(inner.each(), target.each(), (1, 2, 2), strict=True):
            edges = (rise // step, rise // step, side // step, side // step)
            cv2.copyMakeBorder(plane, *edges, cv2.BORDER_REFLECT_101, dst=shown)

    def _magnified(self, scale: float) -> Affine:
        middle = np.array([self._size.width, self._size.height]) / 2
        return np.column_stack([np.eye(2) / scale, middle * (1 - 1 / scale)])

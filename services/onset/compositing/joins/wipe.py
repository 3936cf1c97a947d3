"""Wipe: an edge sweeps over the frame, the new picture behind it."""

import math

import cv2
import numpy as np

from onset.compositing.easing import ease_in_out, lerp
from onset.compositing.joins import fields
from onset.compositing.planes import Planes
from onset.timeline.brief import Size

_SOFTNESS = 0.10
"""Width of the edge, as a share of its way."""
_PROFILE = np.rint(255 * np.square(np.linspace(0, 1, 256)) * (3 - 2 * np.linspace(0, 1, 256))).astype(np.uint8)
"""Smoothstep of a coverage: a straight ramp would show its two kinks as lines."""


class Wipe:
    """A wipe in any direction."""

    def __init__(self, size: Size, angle_deg: float) -> None:
        """Prepare.

        Args:
            size: of the frame.
            angle_deg: where the edge moves to, 0 to the right, 90 down.
        """
        along = np.array([math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))])
        reach = float(np.abs(along) @ np.array([size.width, size.height])) / 2
        self._soft = 2 * reach * _SOFTNESS
        self._reach = reach + self._soft / 2
        self._fields = [self._places(along, size, step) for step in (1, 2)]

    def __call__(self, before: Planes, after: Planes, progress: float, target: Planes) -> None:
        """Draw both pictures, the edge `progress` of its way."""
        edge = lerp(-self._reach, self._reach, ease_in_out(progress))
        luma, chroma = (cv2.LUT(fields.inside(field, edge, self._soft), _PROFILE) for field in self._fields)
        covers = (luma, chroma, chroma)
        for was, comes, cover, plane in zip(before.each(), after.each(), covers, target.each(), strict=True):
            cv2.multiply(comes, cover, dst=plane, scale=1 / 255)
            cv2.add(plane, cv2.multiply(was, cv2.bitwise_not(cover), scale=1 / 255), dst=plane)

    @staticmethod
    def _places(along: np.ndarray, size: Size, step: int) -> fields.Field:
        """How far each sample of a plane lies along the edge's way, pixels from the middle of the frame."""
        x = (np.arange(size.width // step, dtype=np.float32) + 0.5) * step - size.width / 2
        y = (np.arange(size.height // step, dtype=np.float32) + 0.5) * step - size.height / 2
        return np.asarray(x[None, :] * along[0] + y[:, None] * along[1], np.float32)

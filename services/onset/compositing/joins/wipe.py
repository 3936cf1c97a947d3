"""Wipe: an edge sweeps over the frame, the new picture behind it."""

import math

import cv2
import numpy as np

from onset.compositing.easing import ease_in_out, lerp
from onset.compositing.planes import Affine, Plane, Planes, as_plane, of_chroma_samples, of_luma_samples
from onset.timeline.brief import Size

_SOFTNESS = 0.10
"""Width of the edge, as a share of its way."""
_STEPS = 64
"""The edge's profile is sampled so finely that linear interpolation between samples cannot be seen."""


class Wipe:
    """A wipe in any direction."""

    def __init__(self, size: Size, angle_deg: float) -> None:
        """Prepare.

        Args:
            size: of the frame.
            angle_deg: where the edge moves to, 0 to the right, 90 down.
        """
        self._size = size
        self._along = np.array([math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))])
        reach = float(np.abs(self._along) @ np.array([size.width, size.height])) / 2
        self._soft = 2 * reach * _SOFTNESS
        self._reach = reach + self._soft / 2
        share = np.linspace(0.0, 1.0, _STEPS)
        self._profile = np.tile(np.rint(255 * share * share * (3 - 2 * share)).astype(np.uint8), (3, 1))

    def __call__(self, before: Planes, after: Planes, progress: float, target: Planes) -> None:
        """Draw both pictures, the edge `progress` of its way."""
        edge = lerp(-self._reach, self._reach, ease_in_out(progress))
        to_profile = self._to_profile(edge)
        luma = self._cover(of_luma_samples(to_profile), target.y)
        chroma = self._cover(of_chroma_samples(to_profile), target.u)
        covers = (luma, chroma, chroma)
        for was, comes, cover, plane in zip(before.each(), after.each(), covers, target.each(), strict=True):
            cv2.multiply(comes, cover, dst=plane, scale=1 / 255)
            cv2.add(plane, cv2.multiply(was, cv2.bitwise_not(cover), scale=1 / 255), dst=plane)

    def _to_profile(self, edge: float) -> Affine:
        """From a point of the frame to the index of the profile's sample there: all of the new picture behind."""
        scale = (_STEPS - 1) / self._soft
        middle = float(self._along @ np.array([self._size.width, self._size.height])) / 2
        row = [*(-self._along * scale), (edge + middle) * scale + (_STEPS - 1) / 2]
        return np.array([row, [0.0, 0.0, 1.0]])

    def _cover(self, mapping: Affine, plane: Plane) -> Plane:
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        height, width = plane.shape
        return as_plane(
            cv2.warpAffine(self._profile, mapping, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
        )

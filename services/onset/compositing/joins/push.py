"""Push: the new picture pushes the old one out of the frame, with the blur of its speed."""

import cv2
import numpy as np

from onset.compositing.easing import ease_in_out, ease_in_out_speed
from onset.compositing.kernels import Plane
from onset.compositing.planes import Planes
from onset.timeline.brief import Size

_SHUTTER = 0.5
"""Share of a frame's time during which a film camera's shutter is open (180 degrees)."""


class Push:
    """A push to one of the four sides."""

    def __init__(self, size: Size, angle_deg: float, frames: int) -> None:
        """Prepare.

        Args:
            size: of the frame.
            angle_deg: where the pictures move to, 0 to the right, 90 down; the nearest side is taken.
            frames: length of the transition.
        """
        quarter = round(angle_deg / 90) % 4
        self._across = quarter % 2 == 0
        self._forward = quarter < 2
        self._extent = size.width if self._across else size.height
        self._frames = frames

    def __call__(self, before: Planes, after: Planes, progress: float, target: Planes) -> None:
        """Draw both pictures, `progress` of the way."""
        done = ease_in_out(progress)
        way = done * self._extent
        blur = _SHUTTER * ease_in_out_speed(progress) / self._frames * self._extent
        old, new = (way, way - self._extent) if self._forward else (-way, self._extent - way)
        joint = round((way if self._forward else self._extent - way) / 2) * 2
        for index, (was, comes, plane) in enumerate(zip(before.each(), after.each(), target.each(), strict=True)):
            step = 1 if index == 0 else 2
            low, high = (comes, new), (was, old)
            if not self._forward:
                low, high = high, low
            self._part(plane, slice(0, joint // step), low[0], low[1] / step)
            self._part(plane, slice(joint // step, self._extent // step), high[0], high[1] / step)
            self._smear(plane, blur / step)

    def _part(self, target: Plane, span: slice, source: Plane, shift: float) -> None:
        """Fill a span of columns (or rows) with the source moved by `shift` pixels, between pixels too."""
        if span.start >= span.stop:
            return
        part = target[:, span] if self._across else target[span]
        offset = span.start - shift
        across, down = (offset, 0.0) if self._across else (0.0, offset)
        cv2.warpAffine(
            source,
            np.array([[1.0, 0.0, across], [0.0, 1.0, down]]),
            (part.shape[1], part.shape[0]),
            dst=part,
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )

    def _smear(self, plane: Plane, length_px: float) -> None:
        length = round(length_px)
        if length > 1:
            cv2.blur(plane, (length, 1) if self._across else (1, length), dst=plane, borderType=cv2.BORDER_REPLICATE)

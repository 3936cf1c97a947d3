"""The camera: an eased path through poses, and the crop of the picture that a pose shows.

The whole path is a pure function of the move and the frame, and exact to the subpixel.
"""

import math
from dataclasses import dataclass

import numpy as np

from onset.compositing.easing import ease_out, lerp, ramp, smooth
from onset.compositing.resample import Affine
from onset.timeline.brief import Size
from onset.timeline.plan import CameraMove, CameraPose, CameraStyle

_SOFTNESS = {CameraStyle.STATIC: 0.0, CameraStyle.SLOW: 0.55, CameraStyle.DYNAMIC: 0.8}
"""How much of the path is eased; the rest is uniform, so that a camera never stands dead at a cut."""


@dataclass(frozen=True, slots=True)
class Shot:
    """Frames [first_frame, end_frame) during which a scene is visible, transitions on both sides included."""

    first_frame: int
    end_frame: int

    def share(self, frame: int) -> float:
        """Progress through the shot: 0 on its first frame, 1 on its last."""
        return ramp(frame, self.first_frame, self.end_frame - 1 - self.first_frame)


def pose_at(move: CameraMove, share: float) -> CameraPose:
    """The pose after `share` of the shot.

    A dynamic camera leaps and settles; a slow one glides. Zoom runs geometrically, so that it grows at an even rate.
    """
    curve = ease_out(share) if move.style is CameraStyle.DYNAMIC else smooth(share)
    share = lerp(share, curve, _SOFTNESS[move.style])
    return CameraPose(
        zoom=math.exp(lerp(math.log(move.start.zoom), math.log(move.end.zoom), share)),
        x=lerp(move.start.x, move.end.x, share),
        y=lerp(move.start.y, move.end.y, share),
        roll_deg=lerp(move.start.roll_deg, move.end.roll_deg, share),
    )


def crop(pose: CameraPose, frame: Size, source: Size) -> Affine:
    """The map from the frame to the part of the source that `pose` shows; never a point outside the source.

    Args:
        pose: the crop. One that would leave the picture (see `onset.timeline.layout.crop_room`) is moved and, if that
            is not enough, zoomed until it does not.
        frame: size of what is drawn.
        source: size of the picture, of the frame's proportions (within rounding).
    """
    roll = math.radians(pose.roll_deg)
    cos, sin = math.cos(roll), math.sin(roll)
    width, height = frame.width, frame.height
    # Extents, in frame pixels at zoom 1, of the upright box around the rolled frame.
    reach_x, reach_y = width * cos + height * abs(sin), width * abs(sin) + height * cos
    zoom = max(1.0, pose.zoom, reach_x / width, reach_y / height)
    across = _within(pose.x * width * (1 - 1 / zoom) / 2, (width - reach_x / zoom) / 2)
    down = _within(pose.y * height * (1 - 1 / zoom) / 2, (height - reach_y / zoom) / 2)
    cos, sin = cos / zoom, sin / zoom
    left = width / 2 + across - (cos * width - sin * height) / 2
    top = height / 2 + down - (sin * width + cos * height) / 2
    wider, higher = source.width / width, source.height / height
    return np.array([[cos * wider, -sin * wider, left * wider], [sin * higher, cos * higher, top * higher]])


def _within(offset: float, room: float) -> float:
    return max(-room, min(offset, room))

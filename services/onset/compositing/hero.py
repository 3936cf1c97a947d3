"""A product or a framed picture in front of its background: entrance, float, parallax, and the shadow under it."""

import math
from dataclasses import dataclass

from onset.compositing import color, pictures
from onset.compositing.camera import pose_at
from onset.compositing.color import Rgb
from onset.compositing.easing import clamp, ease_out, ease_out_back, lerp, ramp, smooth, swing
from onset.compositing.pictures import Rgba
from onset.compositing.planes import Planes
from onset.compositing.regions import Regions
from onset.compositing.shapes import ellipse_glow, tinted
from onset.compositing.sprites import Placement, Sprite
from onset.timeline.layout import Box
from onset.timeline.plan import CameraMove, CameraPose
from onset.timeline.time import FrameRate

_ENTER_S = 0.7
_FLOAT_PERIOD_S = 4.2
_FLOAT_UNITS = 0.7
_MOST_DRIFT_UNITS = 3.0
"""A wide pan carries it no further, and slows it softly, so that it keeps its place."""
_GROWTH = 0.06
"""How much larger than at rest camera and entrance may make it."""
_PARALLAX = 1.5
"""What is in front moves this many times as far as what is behind."""


@dataclass(frozen=True, slots=True)
class Stance:
    """Where a hero stands in one frame, relative to its place."""

    right: float
    down: float
    scale: float
    opacity: float
    lift: float
    """How high it floats, -1..1."""


def ground_shift(pose: CameraPose, extent_px: float) -> float:
    """How far a camera pose carries the middle of the ground across a frame `extent_px` wide, pixels to the right."""
    return -pose.x * (pose.zoom - 1.0) * extent_px / 2


def stance(move: CameraMove, share: float, seconds: float, unit: float, width_px: float) -> Stance:
    """The hero's place `seconds` after its entrance began and after `share` of the shot. Pure.

    Args:
        move: the camera's, which carries the ground too.
        share: of the shot.
        seconds: since the entrance began.
        unit: one percent of the frame's shorter side.
        width_px: of the frame.
    """
    entered = clamp(seconds / _ENTER_S)
    start, now = move.start, pose_at(move, share)
    growth = (now.zoom / start.zoom - 1.0) * _PARALLAX
    most = _MOST_DRIFT_UNITS * unit
    middle = (ground_shift(start, width_px) + ground_shift(move.end, width_px)) / 2
    drift = (ground_shift(now, width_px) - middle) * _PARALLAX
    lift = swing(seconds / _FLOAT_PERIOD_S)
    return Stance(
        right=most * math.tanh(drift / most),
        down=(1 - ease_out(entered)) * 5.0 * unit - lift * _FLOAT_UNITS * unit,
        scale=lerp(0.86, 1.0, ease_out_back(entered)) * (1.0 + max(-_GROWTH, min(_GROWTH, growth))),
        opacity=smooth(ramp(seconds, 0.0, 0.45 * _ENTER_S)),
        lift=lift,
    )


class Hero:
    """A cut-out (or framed picture) with its shadows, ready to be drawn."""

    def __init__(self, rgba: Rgba, place: Box, regions: Regions, *, stands: bool, shade: Rgb) -> None:
        """Fit it into its place and make its shadows.

        Args:
            rgba: the picture.
            place: what it may fill, all motion included.
            regions: of the frame.
            stands: whether it has ground under it and throws a shadow there.
            shade: colour of the shadows.
        """
        unit = self._unit = regions.unit
        headroom = 2 * (_FLOAT_UNITS + 0.5) * unit
        body = pictures.solid_box(rgba)
        size = min(place.width / (1 + _GROWTH) / body.width, (place.height - headroom) / (1 + _GROWTH) / body.height)
        picture = pictures.resized(rgba, round(rgba.shape[1] * size), round(rgba.shape[0] * size))
        self._x = (place.left + place.right) / 2 + (rgba.shape[1] / 2 - (body.left + body.right) / 2) * size
        self._y = (place.top + place.bottom) / 2 + (rgba.shape[0] / 2 - (body.top + body.bottom) / 2) * size
        shaded = pictures.with_shadow(picture, shade, blur_px=1.6 * unit, down_px=round(1.2 * unit), opacity=0.45)
        self._sprite = Sprite.of_rgba(shaded)
        self._shadow = _GroundShadow.under(picture, shade, unit) if stands else None

    def draw(self, frame: Planes, move: CameraMove, share: float, seconds: float) -> None:
        """Draw it as it stands after `share` of the shot, `seconds` after its entrance began."""
        now = stance(move, share, seconds, self._unit, frame.size.width)
        x, y = self._x + now.right, self._y + now.down
        if self._shadow is not None:
            self._shadow.draw(frame, x, self._y, now)
        self._sprite.draw(frame, Placement(x, y, now.scale, now.opacity))


@dataclass(frozen=True, slots=True)
class _GroundShadow:
    """The shadow on the ground, below the lowest solid part of a picture."""

    sprite: Sprite
    right: float
    down: float
    """From the picture's centre, pixels."""

    @classmethod
    def under(cls, picture: Rgba, shade: Rgb, unit: float) -> "_GroundShadow":
        """Made to the breadth of the foot of a picture."""
        body = pictures.solid_box(picture)
        foot = pictures.solid_box(picture[max(body.top, round(body.bottom - 0.08 * body.height)) : body.bottom])
        width, height = round(foot.width * 1.3 + 5 * unit) // 2 * 2, max(4, round(4.4 * unit) // 2 * 2)
        return cls(
            Sprite.of_rgba(tinted(ellipse_glow(width, height, 0.62), shade)),
            (foot.left + foot.right) / 2 - picture.shape[1] / 2,
            body.bottom - picture.shape[0] / 2 + 0.7 * unit,
        )

    def draw(self, frame: Planes, x: float, y: float, now: Stance) -> None:
        """Draw it for a hero whose own place is (x, y): the higher it floats, the smaller and fainter."""
        place = Placement(
            x + self.right * now.scale,
            y + self.down * now.scale,
            now.scale * (1 - 0.06 * now.lift),
            now.opacity * (1 - 0.18 * (now.lift + 1) / 2),
        )
        self.sprite.draw(frame, place)


def shade_of(background: str) -> Rgb:
    """A shadow's colour: nearly black, with the ground's hue."""
    return color.mix(color.parse(background), color.BLACK, 0.88)


def seconds_at(frame: int, start_frame: int, rate: FrameRate) -> float:
    """Time since a frame, for motion."""
    return float(rate.seconds_of_frame(frame - start_frame)) if frame >= start_frame else 0.0

"""Camera moves from the sound's energy: calm, bounded, never showing an edge."""

import math
from fractions import Fraction

from onset.planning.curves import Curve
from onset.planning.seeds import share
from onset.timeline.layout import crop_room
from onset.timeline.plan import CameraMove, CameraPose, CameraStyle

_DYNAMIC_ABOVE, _SLOW_ABOVE = 0.7, 0.3
_ZOOM_PER_S = {CameraStyle.DYNAMIC: 0.04, CameraStyle.SLOW: 0.018, CameraStyle.STATIC: 0.004}
"""Mean speed, as a share of the picture's size per second; easing makes the middle of a move somewhat faster."""
_MAX_GROWTH = {CameraStyle.DYNAMIC: 0.16, CameraStyle.SLOW: 0.09, CameraStyle.STATIC: 0.03}
"""Zoom gained or lost over a whole scene, however long."""
_GENTLE_GROWTH = 0.05
_BASE_ZOOM = {CameraStyle.DYNAMIC: 1.06, CameraStyle.SLOW: 1.04, CameraStyle.STATIC: 1.02}
_PAN = {CameraStyle.DYNAMIC: 0.6, CameraStyle.SLOW: 0.4, CameraStyle.STATIC: 0.0}
"""Half the way a pan goes, in units of the room that the zoom leaves."""
_MAX_ROLL_DEG = 0.3
_STEADY = 0.04
"""A smaller change of energy is neither rise nor fall."""


def style_of(energy: float) -> CameraStyle:
    """How lively the camera is at a normalised energy."""
    if energy > _DYNAMIC_ABOVE:
        return CameraStyle.DYNAMIC
    return CameraStyle.SLOW if energy > _SLOW_ABOVE else CameraStyle.STATIC


def move(energy: Curve, seconds: Fraction, seed: int, aspect: float) -> CameraMove:
    """The move of a scene with a picture of its own: energy gives liveliness, its slope the zoom, the seed the pan.

    Args:
        energy: (T,) normalised energy over the scene.
        seconds: the scene's length.
        seed: the scene's.
        aspect: the longest side over the shortest of all pictures that will be made, for the room that a roll needs.
    """
    style = style_of(float(energy.mean()))
    half = len(energy) // 2
    slope = float(energy[half:].mean() - energy[:half].mean()) if half else 0.0
    zooms_in = slope > 0 if abs(slope) > _STEADY else share(seed, "zoom") < 0.5
    wide = _BASE_ZOOM[style]
    tight = wide * (1.0 + _growth(style, seconds))
    roll = _MAX_ROLL_DEG * (2 * share(seed, "roll") - 1) if style is CameraStyle.DYNAMIC else 0.0
    angle = math.tau * share(seed, "pan")
    reach = _PAN[style] * max(0.0, crop_room(wide, _MAX_ROLL_DEG, aspect))
    x, y = reach * math.cos(angle), 0.5 * reach * math.sin(angle)
    first, last = (wide, tight) if zooms_in else (tight, wide)
    return CameraMove(style, CameraPose(first, -x, -y, -roll), CameraPose(last, x, y, roll))


def gentle(seconds: Fraction, seed: int) -> CameraMove:
    """A slow push in for product shots and the end card: nothing distracts from what is shown."""
    tight = 1.0 + min(_growth(CameraStyle.SLOW, seconds), _GENTLE_GROWTH)
    x = 0.4 * share(seed, "pan") - 0.2
    return CameraMove(CameraStyle.SLOW, CameraPose(1.0, 0.0, 0.0, 0.0), CameraPose(tight, x, 0.0, 0.0))


def _growth(style: CameraStyle, seconds: Fraction) -> float:
    return min(_ZOOM_PER_S[style] * float(seconds), _MAX_GROWTH[style])

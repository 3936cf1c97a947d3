"""Flash: the picture burns out into light, and the next one emerges from it."""

import math

import cv2

from onset.compositing import color
from onset.compositing.planes import Planes

_PEAK = 0.9
"""How far the brightest frame goes towards white; the last tenth keeps a trace of the picture."""


def level(progress: float) -> float:
    """How far towards white, 0..1: a quick rise, brightest on the first frame of the new picture, a slower fall."""
    near = 2 * progress if progress < 0.5 else 2 - 2 * progress
    return _PEAK * math.pow(near, 2.5 if progress < 0.5 else 1.6)


def flash(before: Planes, after: Planes, progress: float, target: Planes) -> None:
    """The old picture up to the cut, the new one from it on, under light."""
    light = level(progress)
    shown = before if progress < 0.5 else after
    for plane, lit, white in zip(shown.each(), target.each(), color.yuv_of(color.WHITE), strict=True):
        cv2.addWeighted(plane, 1 - light, plane, 0.0, white * light, dst=lit)

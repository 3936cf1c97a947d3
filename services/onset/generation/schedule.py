"""Which frames of a scene are asked of the picture model and which of the interpolator. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from onset.timeline.plan import Keyframe
from onset.timeline.time import FrameRate, round_half_up

PICTURES_PER_SECOND = 4
"""Density of generated pictures; the compositor blends between neighbours, which motion this slow allows."""


@dataclass(frozen=True, slots=True)
class Gap:
    """The frames strictly between two keyframes that get a picture of their own."""

    first_keyframe: int
    """Index of the earlier keyframe."""
    frames: tuple[int, ...]
    timesteps: tuple[float, ...]
    """Position of each frame between the two keyframes, in (0, 1)."""


def gaps(
    keyframes: Sequence[Keyframe], frame_rate: FrameRate, per_second: int = PICTURES_PER_SECOND
) -> tuple[Gap, ...]:
    """Spread in-between frames evenly so that neighbouring pictures are at most 1 / `per_second` apart."""
    found = []
    for index, (earlier, later) in enumerate(pairwise(keyframes)):
        span = later.frame - earlier.frame
        intervals = min(span, -(-span * per_second * frame_rate.denominator // frame_rate.numerator))
        frames = tuple(earlier.frame + round_half_up(Fraction(span * step, intervals)) for step in range(1, intervals))
        found.append(Gap(index, frames, tuple((frame - earlier.frame) / span for frame in frames)))
    return tuple(found)

"""Curves from 0 to 1 that give motion its weight. All take and return plain numbers; outside 0..1 they hold."""

import math


def clamp(value: float) -> float:
    """`value` held within 0..1."""
    return min(1.0, max(0.0, value))


def ramp(frame: float, start: float, frames: float) -> float:
    """How much of a move of `frames` frames from `start` has passed at `frame`, 0..1; a move of no length is done."""
    return clamp((frame - start) / frames) if frames > 0 else float(frame >= start)


def lerp(start: float, end: float, share: float) -> float:
    """From `start` (share 0) to `end` (share 1)."""
    return start + (end - start) * share


def smooth(share: float) -> float:
    """Smoothstep: rests at both ends."""
    share = clamp(share)
    return share * share * (3.0 - 2.0 * share)


def ease_out(share: float) -> float:
    """Cubic: starts fast, settles."""
    return 1.0 - (1.0 - clamp(share)) ** 3


def ease_in(share: float) -> float:
    """Cubic: starts from rest, leaves fast."""
    return clamp(share) ** 3


def ease_in_out(share: float) -> float:
    """Quintic smootherstep (Perlin 2002): leaves from rest, hurries through the middle, comes to rest."""
    share = clamp(share)
    return share**3 * (share * (share * 6.0 - 15.0) + 10.0)


def ease_in_out_speed(share: float) -> float:
    """The slope of `ease_in_out`; 1.875 in the middle."""
    share = clamp(share)
    return 30.0 * share**2 * (share - 1.0) ** 2


def ease_out_back(share: float) -> float:
    """Starts fast, passes the goal by about 4 % and settles."""
    overshoot = 1.0
    rest = clamp(share) - 1.0
    return 1.0 + (overshoot + 1.0) * rest**3 + overshoot * rest**2


def swing(phase: float) -> float:
    """One period of a sine per unit of `phase`, -1..1."""
    return math.sin(2.0 * math.pi * phase)

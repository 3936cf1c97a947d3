"""Where between its first and its last frame a scene has keyframes."""

from collections.abc import Sequence
from itertools import pairwise

from onset.timeline.time import FrameRate

_GAP_S = 1.5
"""About one keyframe in this time."""
_APART_S = 0.2
"""Keyframes nearer to each other than this show no motion between them, only a jump."""


def evenly(first: int, last: int, rate: FrameRate) -> list[int]:
    """First and last frame, and evenly between them about one each 1.5 s: gaps stay below one and a half times that."""
    parts = max(1, round(float((last - first) / rate.per_second) / _GAP_S))
    return sorted({first + (last - first) * part // parts for part in range(parts + 1)})


def on_beats(first: int, last: int, beats: Sequence[int], rate: FrameRate) -> list[int]:
    """First and last frame and the beats between them; where they leave a gap longer than `evenly` does, evenly in it.

    A beat too near to the one before it or to an end is left out.

    Args:
        first: the scene's first frame.
        last: its last.
        beats: the frames in which a beat sounds, in order; those elsewhere in the film may be among them.
        rate: the film's.
    """
    apart = max(1, round(_APART_S * rate.per_second))
    placed = [first]
    for beat in beats:
        if placed[-1] + apart <= beat <= last - apart:
            placed.append(beat)
    if last > first:
        placed.append(last)
    return sorted({first, *(frame for gap in pairwise(placed) for frame in evenly(*gap, rate))})

"""How a film is divided for rendering: closed groups of pictures, and chunks of groups that one worker renders."""

from enum import Enum
from fractions import Fraction
from itertools import pairwise

from onset.timeline.brief import Size
from onset.timeline.time import FrameRate, round_half_up

GROUP_S = Fraction(2)
"""Every platform takes it; players seek well in it; and x264 loses little by starting anew so seldom."""
_CHUNK_GROUPS = 3
"""Long enough that setting up its scenes costs little, short enough to keep many workers busy and lose little with
one."""


class RenderQuality(Enum):
    """What a render is for."""

    FINAL = 1
    """Delivery."""
    DRAFT = 2
    """A quick look: at most 540 pixels on the shorter side."""
    STORYBOARD = 3
    """A still of each scene; no film."""


_SHORT_SIDE_PX = {RenderQuality.DRAFT: 540, RenderQuality.STORYBOARD: 270}
"""Enough to judge an edit, and the choice of pictures, by."""


def drawn_size(size: Size, quality: RenderQuality) -> Size:
    """The size at which a film of this size is drawn: its own for delivery, else its shape in few pixels."""
    short = min(size.width, size.height)
    most = _SHORT_SIDE_PX.get(quality, short)
    if short <= most:
        return size
    return Size(*(2 * round_half_up(Fraction(side * most, 2 * short)) for side in (size.width, size.height)))


def groups(frame_count: int, rate: FrameRate, longest_s: float) -> list[range]:
    """The frames of each group of a film: all of one length, but for the last, which takes what is left.

    Args:
        frame_count: the film's.
        rate: the film's frame rate.
        longest_s: that a group may last.
    """
    most = max(1, int(Fraction(str(longest_s)) * rate.per_second))
    length = min(max(1, round_half_up(GROUP_S * rate.per_second)), most)
    starts = list(range(0, frame_count, length))
    # A group shorter than platforms like is put to the one before.
    if len(starts) > 1 and starts[-1] + length > frame_count and frame_count - starts[-2] <= most:
        starts.pop()
    return [range(start, end) for start, end in pairwise([*starts, frame_count])]


def chunks(group_count: int) -> list[range]:
    """The groups of each chunk of a film, in order."""
    return [range(first, min(first + _CHUNK_GROUPS, group_count)) for first in range(0, group_count, _CHUNK_GROUPS)]

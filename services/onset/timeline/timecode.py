"""SMPTE ST 12-1 timecode: frame numbers as hours, minutes, seconds and frames.

A rate of k * 1000/1001 counts k frames to a second and so falls behind the clock by 3.6 s an hour. Drop-frame timecode
(29.97 and 59.94) makes up for it: in each minute but every tenth it leaves out the first 2 numbers of 30, or 4 of 60.
No frame is dropped, only numbers are.
"""

from fractions import Fraction

from onset.timeline.time import FrameRate

_NTSC = Fraction(1000, 1001)
_COUNTS = (24, 25, 30, 48, 50, 60)
_START_HOUR = 1
"""Programmes start at one hour, so that what precedes them has a timecode too."""


def counted_rate(rate: FrameRate) -> int:
    """Frames that timecode counts to a second; 0 if the rate has no timecode, such as 12.5."""
    return next((count for count in _COUNTS if rate.per_second in (count, count * _NTSC)), 0)


def drops_frames(rate: FrameRate) -> bool:
    """Whether drop-frame timecode is customary: at 29.97 and 59.94."""
    return rate.per_second.denominator == 1001 and counted_rate(rate) in (30, 60)


def start_number(rate: FrameRate) -> int:
    """The number of the film's first frame: that of timecode 01:00:00:00, or 0 at a rate without timecode."""
    count = counted_rate(rate)
    return _START_HOUR * (_per_ten_minutes(count, 2 * count // 30) * 6 if drops_frames(rate) else 3600 * count)


def timecode(number: int, rate: FrameRate) -> str:
    """A frame number as `hh:mm:ss:ff`, with `;` before the frames where it drops.

    Raises:
        ValueError: the rate has no timecode, or the number is negative or past 24 hours.
    """
    count = counted_rate(rate)
    if not count:
        raise ValueError(f"{rate} frames per second have no timecode")
    label = number
    if drops_frames(rate):
        dropped = 2 * count // 30
        tens, rest = divmod(number, _per_ten_minutes(count, dropped))
        minutes = max(0, (rest - dropped) // (60 * count - dropped))
        label += dropped * (9 * tens + minutes)
    if not 0 <= label < 24 * 3600 * count:
        raise ValueError(f"frame {number} is outside the 24 hours that timecode can tell")
    seconds, frames = divmod(label, count)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    mark = ";" if drops_frames(rate) else ":"
    return f"{hours:02}:{minutes:02}:{seconds:02}{mark}{frames:02}"


def _per_ten_minutes(count: int, dropped: int) -> int:
    return 600 * count - 9 * dropped

"""The rules that a delivery profile is made of: lengths, coding of picture and sound, what an interface covers."""

import math
from dataclasses import dataclass
from fractions import Fraction

from onset.timeline.brief import Size
from onset.timeline.groups import GROUP_S
from onset.timeline.h264 import LEVELS
from onset.timeline.layout import Box
from onset.timeline.time import FrameRate

_COUNTED = 1.01
"""Above a least rate, for what is counted of a stream and is no picture."""
_LEAST_BUFFER_S = 0.1
"""Below three frames or so a buffer no longer holds one intra picture."""
_LEAST_HEADROOM_DB = 5.0
"""From a programme's loudness to its peaks: with less there is no speech, only square waves."""
_FINEST_TOLERANCE_LU = 0.2
"""Meters of EBU Tech 3341 agree to a tenth each way."""


@dataclass(frozen=True, slots=True)
class DurationRule:
    """How long a film may be, seconds."""

    exactly_s: tuple[float, ...]
    """One of these; empty where any length between the limits does."""
    least_s: float
    most_s: float

    def __post_init__(self) -> None:
        if not 0 < self.least_s <= self.most_s < math.inf:
            raise ValueError(f"durations need 0 < least_s <= most_s, got {self.least_s:g} and {self.most_s:g}")
        if any(not self.least_s <= value <= self.most_s for value in self.exactly_s):
            raise ValueError(f"every one of exactly_s must lie within {self.least_s:g}..{self.most_s:g} s")

    def allows(self, seconds: Fraction, frame_s: Fraction) -> bool:
        """Whether a film of whole frames keeps the rule: an exact length to the nearest frame, the longest strictly."""
        if self.exactly_s:
            return any(abs(seconds - Fraction(str(value))) <= frame_s / 2 for value in self.exactly_s)
        return Fraction(str(self.least_s)) <= seconds + frame_s / 2 and seconds <= Fraction(str(self.most_s))

    def frames(self, seconds: float, rate: FrameRate) -> int:
        """Frames of a film that is ordered with this length: the nearest count, never more than `most_s` holds.

        Where `most_s` itself is an exact length (30 s at 29.97 frames/s), the nearest count stands, as broadcasters
        count it: 899 frames.
        """
        nearest = rate.frame_of_seconds(Fraction(str(seconds)))
        return nearest if self.exactly_s else min(nearest, int(Fraction(str(self.most_s)) * rate.per_second))

    def __str__(self) -> str:
        if self.exactly_s:
            return " or ".join(f"{value:g}" for value in self.exactly_s) + " s"
        return f"{self.least_s:g} to {self.most_s:g} s"


@dataclass(frozen=True, slots=True)
class VideoRules:
    """The picture's coding: H.264 High, 4:2:0, constant frame rate, closed groups; these are its figures."""

    least_mbps: float
    """Bit rate that the picture must reach, megabits per second; 0 for none."""
    target_mbps: float
    """Average to aim at; 0 for constant quality."""
    most_mbps: float
    """Bit rate that it must not pass on average; 0 for none."""
    highest_level: int
    """H.264 level times ten, e.g. 42; 0 for any."""
    longest_group_s: float
    """From one picture at which a player may start to the next."""

    def __post_init__(self) -> None:
        top = self.most_mbps or float("inf")
        if not 0 <= self.least_mbps <= (self.target_mbps or self.least_mbps) <= top or self.most_mbps == math.inf:
            raise ValueError(
                f"bit rates need least <= target <= most, got {self.least_mbps:g}, {self.target_mbps:g} and "
                f"{self.most_mbps:g} Mb/s"
            )
        if not 0.5 <= self.longest_group_s <= 10:
            raise ValueError(f"longest_group_s must be within 0.5..10, got {self.longest_group_s:g}")
        if self.highest_level and self.highest_level not in LEVELS:
            known = ", ".join(f"{level / 10:.1f}" for level in LEVELS)
            raise ValueError(f"highest_level must be ten times one of {known}, got {self.highest_level}")
        if self.bound_mbps and self.needed_mbps > self.bound_mbps * (1 + 1e-9):
            level = f" at level {self.highest_level / 10:.1f}" if self.bound_mbps != self.most_mbps else ""
            raise ValueError(
                f"to reach {max(self.least_mbps, self.target_mbps):g} Mb/s the bit rate must be free to rise to "
                f"{self.needed_mbps:.4g} Mb/s, got at most {self.bound_mbps:g} Mb/s{level}"
            )

    @property
    def bound_mbps(self) -> float:
        """Bit rate that the picture must not pass, by `most_mbps` and by the level; 0 for none."""
        level_mbps = LEVELS[self.highest_level].mbps if self.highest_level else 0.0
        return min(filter(None, (self.most_mbps, level_mbps)), default=0.0)

    @property
    def average_mbps(self) -> float:
        """Bit rate to ask of an encoder, so that target and least are reached; 0 for constant quality."""
        return max(self.target_mbps, self.least_mbps * _COUNTED)

    @property
    def needed_mbps(self) -> float:
        """The lowest bound that leaves a group at the average room for the smallest buffer."""
        return self.average_mbps * (1 + _LEAST_BUFFER_S / self.group_s)

    @property
    def group_s(self) -> float:
        """Length of a usual group of pictures."""
        return min(float(GROUP_S), self.longest_group_s)


@dataclass(frozen=True, slots=True)
class AudioRules:
    """The sound's coding and level: AAC-LC, stereo, 48 kHz; these are its figures."""

    bit_rate_kbps: int
    """To encode with."""
    least_kbps: int
    """That the file must be encoded with at least."""
    target_lufs: float
    """Integrated loudness by ITU-R BS.1770-4."""
    tolerance_lu: float
    true_peak_dbtp: float
    """No peak passes it."""

    def __post_init__(self) -> None:
        if not 0 < self.least_kbps <= self.bit_rate_kbps <= 512:
            raise ValueError(f"0 < least_kbps <= bit_rate_kbps <= 512, got {self.least_kbps} and {self.bit_rate_kbps}")
        if not -40 <= self.target_lufs <= -8 or not -12 <= self.true_peak_dbtp <= 0:
            raise ValueError("loudness must be within -40..-8 LUFS, true peak -12..0 dBTP")
        if not _FINEST_TOLERANCE_LU <= self.tolerance_lu <= 5:
            raise ValueError(f"tolerance_lu must be within {_FINEST_TOLERANCE_LU:g}..5 LU, got {self.tolerance_lu:g}")
        if self.true_peak_dbtp - self.target_lufs < _LEAST_HEADROOM_DB:
            raise ValueError(
                f"true_peak_dbtp must be {_LEAST_HEADROOM_DB:g} dB above target_lufs for anything to be heard as "
                f"it is, got {self.true_peak_dbtp:g} dBTP and {self.target_lufs:g} LUFS"
            )


@dataclass(frozen=True, slots=True)
class Margins:
    """What the platform's own interface may cover: pixels of a picture of 1080x1920 or 1920x1080."""

    top: int
    bottom: int
    left: int
    right: int

    def __post_init__(self) -> None:
        sides = (self.top, self.bottom, self.left, self.right)
        if min(sides) < 0:
            raise ValueError(f"margins must not be negative, got {sides}")

    def box(self, size: Size, reference: Size) -> Box:
        """What they leave of a picture, in whole pixels inside it.

        Args:
            size: the picture's.
            reference: the picture's in whose pixels the margins count.
        """
        return Box(
            left=-(-size.width * self.left // reference.width),
            top=-(-size.height * self.top // reference.height),
            right=size.width * (reference.width - self.right) // reference.width,
            bottom=size.height * (reference.height - self.bottom) // reference.height,
        )

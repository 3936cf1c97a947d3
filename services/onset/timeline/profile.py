"""Delivery profiles: what a platform takes, as data. A delivered file is made to its profile and judged by it."""

import difflib
import math
import tomllib
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from onset.timeline.brief import Size
from onset.timeline.layout import Box
from onset.timeline.time import FrameRate

DEFAULT = "social"
_TALL, _WIDE = Size(1080, 1920), Size(1920, 1080)
_FITTED = 0.97
"""Share of a file-size limit that is planned with: a bit rate is kept on average only, and there is a container."""
_PROGRAMME_BYTES = 64_000
"""Index, manifest and captions beside the coded streams."""


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
        if not -40 <= self.target_lufs <= -8 or not -12 <= self.true_peak_dbtp <= 0 or not 0 < self.tolerance_lu <= 5:
            raise ValueError("loudness must be within -40..-8 LUFS, true peak -12..0 dBTP, tolerance above 0 to 5 LU")


@dataclass(frozen=True, slots=True)
class Margins:
    """What the platform's own interface may cover: pixels of a picture of 1080x1920 or 1920x1080."""

    top: int
    bottom: int
    left: int
    right: int

    def __post_init__(self) -> None:
        sides = (self.top, self.bottom, self.left, self.right)
        if min(sides) < 0 or self.top + self.bottom > 1344 or self.left + self.right > 756:
            raise ValueError(f"margins must not be negative, and leave 30 % of the picture each way, got {sides}")

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


@dataclass(frozen=True, slots=True)
class Profile:
    """What one destination takes."""

    name: str
    title: str
    """For people."""
    sizes: tuple[Size, ...]
    """Taken sizes, the usual one first; empty for any."""
    frame_rates: tuple[FrameRate, ...]
    """Taken frame rates; empty for any."""
    duration: DurationRule
    video: VideoRules
    audio: AudioRules
    max_bytes: int
    """Largest file; 0 for any."""
    margins_tall: Margins
    """Of 1080x1920, for pictures with less than three quarters of their height across."""
    margins_wide: Margins
    """Of 1920x1080, for all others."""
    source: str
    """Where the figures are from."""

    def safe_box(self, size: Size) -> Box:
        """The box that captions, titles, logo and call to action keep to."""
        if size.width * 4 < size.height * 3:
            return self.margins_tall.box(size, _TALL)
        return self.margins_wide.box(size, _WIDE)

    def relaxed(self) -> "Profile":
        """What a draft keeps of it: lengths, loudness and safe zones, at any size and bit rate."""
        rules = replace(self.video, least_mbps=0.0, target_mbps=0.0, most_mbps=0.0, highest_level=0)
        return replace(self, sizes=(), video=rules, max_bytes=0)

    def fitted(self, seconds: float) -> "Profile":
        """The profile with its highest bit rate lowered so that a film of this length fits into `max_bytes`.

        Raises:
            ValueError: the least bit rate alone makes the file too large.
        """
        if not self.max_bytes:
            return self
        room_mbps = (self.max_bytes * _FITTED - _PROGRAMME_BYTES) * 8e-6 / seconds - self.audio.bit_rate_kbps / 1e3
        if room_mbps < max(self.video.least_mbps, 0.05):
            raise ValueError(
                f"{seconds:g} s within {self.max_bytes / 1e6:g} MB leave {max(room_mbps, 0):.2f} Mb/s for the picture; "
                f"at least {max(self.video.least_mbps, 0.05):g} Mb/s are needed"
            )
        if self.video.most_mbps and room_mbps >= self.video.most_mbps:
            return self
        room_mbps = int(room_mbps * 1000) / 1000
        target = min(self.video.target_mbps, room_mbps)
        return replace(self, video=replace(self.video, most_mbps=room_mbps, target_mbps=target))


@cache
def profiles() -> dict[str, Profile]:
    """All profiles of the house by name, in the order of their file."""
    text = (files("onset.timeline") / "profiles.toml").read_text(encoding="utf-8")
    return {name: read_profile(name, table) for name, table in tomllib.loads(text).items()}


def profile(name: str) -> Profile:
    """A profile by name.

    Raises:
        ValueError: there is none; names the nearest.
    """
    known = profiles()
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}"
        raise ValueError(f"there is no delivery profile {name!r}; {hint}")
    return known[name]


def read_profile(name: str, table: dict[str, Any]) -> Profile:
    """A profile from a table with the fields of `profiles.toml`.

    Raises:
        KeyError: a field is missing.
        ValueError, TypeError: a field is wrong.
    """
    video, audio, duration = table["video"], table["audio"], table["duration"]
    return Profile(
        name=name,
        title=table["title"],
        sizes=tuple(Size(*(int(side) for side in text.split("x"))) for text in table["sizes"]),
        frame_rates=tuple(FrameRate.parse(text) for text in table["frame_rates"]),
        duration=DurationRule(
            tuple(float(value) for value in duration.get("exactly_s", ())),
            float(duration["least_s"]),
            float(duration["most_s"]),
        ),
        video=VideoRules(**video),
        audio=AudioRules(**audio),
        max_bytes=table["max_bytes"],
        margins_tall=Margins(**table["margins_tall"]),
        margins_wide=Margins(**table["margins_wide"]),
        source=table["source"],
    )

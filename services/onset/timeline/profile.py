"""Delivery profiles: what a platform takes, as data. A delivered file is made to its profile and judged by it."""

import difflib
import math
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from onset.timeline.brief import Size
from onset.timeline.h264 import check_level
from onset.timeline.layout import Box
from onset.timeline.profile_rules import AudioRules, DurationRule, Margins, VideoRules
from onset.timeline.time import FrameRate

DEFAULT = "social"
_TALL, _WIDE = Size(1080, 1920), Size(1920, 1080)
_FITTED = 0.97
"""Share of a file-size limit that is planned with: a bit rate is kept on average only, and there is a container."""
_LEAST_BITS_PER_PIXEL = 0.004
"""Below it x264 spends more than it is told, however coarsely it codes; and nobody would want the picture."""
_MOST_COVERED = 0.7
"""Share of a picture's side that margins may take: in less than the rest, words and logo are too small to be read."""
_PROGRAMME_BYTES = 64_000
"""Index, manifest and captions beside the coded streams."""


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

    def __post_init__(self) -> None:
        for margins, reference in ((self.margins_tall, _TALL), (self.margins_wide, _WIDE)):
            across, down = margins.left + margins.right, margins.top + margins.bottom
            if across > reference.width * _MOST_COVERED or down > reference.height * _MOST_COVERED:
                raise ValueError(
                    f"margins must leave {1 - _MOST_COVERED:.0%} of {reference.width}x{reference.height} each way, "
                    f"got {across} beside and {down} above and below"
                )

    def safe_box(self, size: Size) -> Box:
        """The box that captions, titles, logo and call to action keep to."""
        if size.width * 4 < size.height * 3:
            return self.margins_tall.box(size, _TALL)
        return self.margins_wide.box(size, _WIDE)

    def relaxed(self) -> "Profile":
        """What a draft keeps of it: lengths, loudness and safe zones, at any size and bit rate."""
        rules = replace(self.video, least_mbps=0.0, target_mbps=0.0, most_mbps=0.0, highest_level=0)
        return replace(self, sizes=(), video=rules, max_bytes=0)

    def check_picture(self, size: Size, rate: FrameRate) -> None:
        """Whether pictures of this size at this rate can be coded as the profile asks.

        Raises:
            ValueError: its level does not hold them, or its highest bit rate is too low for them.
        """
        if self.video.highest_level:
            check_level(self.video.highest_level, size, rate)
        bound, least = self.video.bound_mbps, _least_mbps(size, rate)
        if bound and bound < least:
            raise ValueError(
                f"{bound:g} Mb/s are too few for {size.width}x{size.height} at {rate} frames/s; "
                f"at least {least:.2f} Mb/s are needed"
            )

    def fitted(self, seconds: float, size: Size, rate: FrameRate) -> "Profile":
        """The profile with its highest bit rate lowered so that a film of this length fits into `max_bytes`.

        Raises:
            ValueError: the least bit rate that it takes, or that such pictures need, makes the file too large.
        """
        if not self.max_bytes:
            return self
        room_mbps = (self.max_bytes * _FITTED - _PROGRAMME_BYTES) * 8e-6 / seconds - self.audio.bit_rate_kbps / 1e3
        room_mbps = math.floor(room_mbps * 1000) / 1000
        least = max(replace(self.video, target_mbps=0.0).needed_mbps, _least_mbps(size, rate))
        if room_mbps < least:
            raise ValueError(
                f"{seconds:g} s within {self.max_bytes / 1e6:g} MB leave {max(room_mbps, 0):.2f} Mb/s for the picture; "
                f"at least {least:.3g} Mb/s are needed"
            )
        if self.video.most_mbps and room_mbps >= self.video.most_mbps:
            return self
        highest = room_mbps * self.video.average_mbps / self.video.needed_mbps if self.video.target_mbps else 0.0
        target = min(self.video.target_mbps, highest)
        return replace(self, video=replace(self.video, most_mbps=room_mbps, target_mbps=target))


def _least_mbps(size: Size, rate: FrameRate) -> float:
    return float(size.width * size.height * rate.per_second) * _LEAST_BITS_PER_PIXEL / 1e6


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

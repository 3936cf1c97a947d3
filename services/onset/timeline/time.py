"""Exact time: rational frame rates, integer frames and integer samples.

Seconds exist only at the edges. Every mapping starts from an absolute position, never from a sum of rounded
intervals, so nothing drifts however long the sound is.
"""

from dataclasses import dataclass
from fractions import Fraction

SAMPLE_RATE_HZ = 48_000
"""The canonical audio clock: every audio time in Onset is an integer count of these samples."""

_NTSC = {"23.976": Fraction(24000, 1001), "29.97": Fraction(30000, 1001), "59.94": Fraction(60000, 1001)}


def round_half_up(value: Fraction) -> int:
    """Nearest integer, ties towards plus infinity (Python's `round` would send ties to even and break monotony)."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


@dataclass(frozen=True, slots=True)
class FrameRate:
    """Frames per second as a fraction in lowest terms, e.g. 30/1 or 30000/1001."""

    numerator: int
    denominator: int = 1

    def __post_init__(self) -> None:
        if self.numerator <= 0 or self.denominator <= 0:
            raise ValueError(f"frame rate must be positive, got {self.numerator}/{self.denominator}")
        reduced = Fraction(self.numerator, self.denominator)
        object.__setattr__(self, "numerator", reduced.numerator)
        object.__setattr__(self, "denominator", reduced.denominator)

    @classmethod
    def parse(cls, text: str) -> "FrameRate":
        """Read `30`, `25`, `30000/1001`, or the customary decimals `23.976`, `29.97`, `59.94`.

        Raises:
            ValueError: the text is none of these.
        """
        cleaned = text.strip()
        try:
            value = _NTSC.get(cleaned) or Fraction(cleaned)
        except (ValueError, ZeroDivisionError):
            raise ValueError(f"{text!r} is no frame rate; write 30, 25, 29.97 or 30000/1001") from None
        return cls(value.numerator, value.denominator)

    @property
    def per_second(self) -> Fraction:
        """Frames per second."""
        return Fraction(self.numerator, self.denominator)

    def frame_of_sample(self, sample: int, sample_rate_hz: int = SAMPLE_RATE_HZ) -> int:
        """The frame boundary nearest to an audio position."""
        return round_half_up(Fraction(sample, sample_rate_hz) * self.per_second)

    def frame_showing(self, sample: int, sample_rate_hz: int = SAMPLE_RATE_HZ) -> int:
        """The frame that is on screen at an audio position: the last one that begins no later."""
        nearest = self.frame_of_sample(sample, sample_rate_hz)
        return nearest if self.sample_of_frame(nearest, sample_rate_hz) <= sample else nearest - 1

    def sample_of_frame(self, frame: int, sample_rate_hz: int = SAMPLE_RATE_HZ) -> int:
        """The audio position nearest to the start of `frame`; exact inverse of `frame_of_sample` on frame starts."""
        return round_half_up(Fraction(frame) / self.per_second * sample_rate_hz)

    def frame_of_seconds(self, seconds: Fraction) -> int:
        """The frame boundary nearest to a time."""
        return round_half_up(seconds * self.per_second)

    def seconds_of_frame(self, frame: int) -> Fraction:
        """The exact start time of `frame` in seconds."""
        return Fraction(frame) / self.per_second

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator}" if self.denominator > 1 else str(self.numerator)


def samples_of_seconds(seconds: float | Fraction, sample_rate_hz: int = SAMPLE_RATE_HZ) -> int:
    """Nearest sample to a time in seconds."""
    return round_half_up(Fraction(seconds) * sample_rate_hz)


def seconds_of_samples(samples: int, sample_rate_hz: int = SAMPLE_RATE_HZ) -> float:
    """Seconds for display and for libraries that speak seconds."""
    return samples / sample_rate_hz

"""Ranges of samples."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of samples [start_sample, end_sample)."""

    start_sample: int
    end_sample: int

    def __post_init__(self) -> None:
        if not 0 <= self.start_sample < self.end_sample:
            raise ValueError(f"span [{self.start_sample}, {self.end_sample}) is empty or negative")

    @property
    def length(self) -> int:
        """Samples in the span."""
        return self.end_sample - self.start_sample

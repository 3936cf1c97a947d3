"""What was measured on a delivered file."""

from dataclasses import dataclass
from enum import Enum


class Outcome(Enum):
    """Whether a figure met its limit."""

    PASS = 1
    FAIL = 2
    INFO = 3
    """Reported without a limit."""


@dataclass(frozen=True, slots=True)
class Check:
    """One figure."""

    name: str
    """Stable identifier, e.g. `loudness.integrated`."""
    title: str
    """For people."""
    value: float
    unit: str
    limit: str
    """For people, e.g. `-14 ± 0.5 LUFS`; empty for INFO."""
    outcome: Outcome
    detail: str


@dataclass(frozen=True, slots=True)
class StageTime:
    """How long a stage of the job took."""

    stage: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """All figures of one delivered file."""

    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """No check failed."""
        return all(check.outcome is not Outcome.FAIL for check in self.checks)

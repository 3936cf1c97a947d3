"""The one solver: which cue candidates become cuts.

A film is a path through candidates from its first to its last frame. Dynamic programming over the candidates finds the
cheapest path exactly, in O(n * w) for n candidates of which w lie within the longest scene. Because the path ends on
the last frame, the total length is exact by construction.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from onset.timeline.plan import Cue
from onset.timeline.time import FrameRate

_LIMIT_PENALTY_PER_S = 1e4
"""Cost of each second by which a scene breaks its limits, when no path keeps them."""


@dataclass(frozen=True, slots=True)
class SceneLength:
    """How long a scene may be and should be, in seconds."""

    min_s: float
    target_s: float
    max_s: float

    def __post_init__(self) -> None:
        if not 0 < self.min_s <= self.target_s <= self.max_s < math.inf:
            raise ValueError(f"need 0 < min <= target <= max, got {self.min_s}, {self.target_s}, {self.max_s} s")

    def cost(self, length_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Squared log ratio to the target: half as long is as bad as twice as long."""
        return np.log(length_s / self.target_s) ** 2

    def excess_s(self, length_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Seconds by which each length lies outside the limits; 0 inside."""
        return np.maximum(np.maximum(self.min_s - length_s, length_s - self.max_s), 0.0)


@dataclass(frozen=True, slots=True)
class SolverWeights:
    """The policy that tells a voiceover ad from a music video."""

    scene: SceneLength
    closing: SceneLength
    """For the last scene."""
    length: float
    """Weight of a scene's distance from its target length."""
    weakness: float
    """Weight of a cut's weakness, (1 - strength)^2."""
    lead_s: float
    """How far a cut anticipates the sound it answers to, 0..0.08 s."""

    def __post_init__(self) -> None:
        for name, value in (("length", self.length), ("weakness", self.weakness)):
            if not 0 <= value < math.inf:
                raise ValueError(f"weight {name} must be finite and not negative, got {value}")
        if not 0 <= self.lead_s <= 0.08:
            raise ValueError(f"lead must be 0..0.08 s, got {self.lead_s}")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A frame at which a scene may start, and the cue that it would be there for."""

    cue: Cue
    frame: int
    must_cut: bool = False
    """Every path goes through it."""
    closing_cost: float = 0.0
    """What it costs if the last scene starts here."""


def merged(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """One candidate per frame, in order of frames: the forced, else the strongest at the lowest closing cost."""
    best: dict[int, Candidate] = {}
    for candidate in candidates:
        other = best.setdefault(candidate.frame, candidate)
        if other is candidate:
            continue
        winner = max(other, candidate, key=lambda item: (item.must_cut, item.cue.strength))
        if not winner.must_cut:
            winner = replace(winner, closing_cost=min(other.closing_cost, candidate.closing_cost))
        best[candidate.frame] = winner
    return tuple(best[frame] for frame in sorted(best))


def choose_cuts(candidates: Sequence[Candidate], weights: SolverWeights, rate: FrameRate) -> tuple[int, ...]:
    """Indices of the candidates at which scenes start, in order; the first is always 0.

    The cheapest path within the limits of scene lengths or, where no path keeps them, the cheapest when every second
    beyond a limit is punished heavily. Ties go to the earlier cut.

    Args:
        candidates: by strictly increasing frame; the first is the film's first frame, the last its end.
        weights: the policy.
        rate: frames per second.

    Raises:
        ValueError: fewer than two candidates, or they are not in order.
    """
    frames = np.array([candidate.frame for candidate in candidates], dtype=np.int64)
    if len(frames) < 2 or (np.diff(frames) <= 0).any():
        raise ValueError("a film needs a first and a last candidate, in strictly increasing order of frames")
    path = _cheapest_path(candidates, frames, weights, rate, strict=True)
    if path is None:
        path = _cheapest_path(candidates, frames, weights, rate, strict=False)
    assert path is not None, "without limits every candidate reaches the next"
    return path


def _cheapest_path(
    candidates: Sequence[Candidate],
    frames: NDArray[np.int64],
    weights: SolverWeights,
    rate: FrameRate,
    *,
    strict: bool,
) -> tuple[int, ...] | None:
    seconds_per_frame = float(1 / rate.per_second)
    last = len(candidates) - 1
    weakness = weights.weakness * np.array([(1.0 - candidate.cue.strength) ** 2 for candidate in candidates])
    closing_cost = np.array([candidate.closing_cost for candidate in candidates])
    cost = np.full(last + 1, np.inf)
    cost[0] = 0.0
    previous = np.zeros(last + 1, dtype=np.int64)
    longest = math.floor(weights.scene.max_s / seconds_per_frame + 1e-9)
    earliest = 0
    for here in range(1, last + 1):
        limits = weights.closing if here == last else weights.scene
        first = earliest
        if strict and here != last:
            first = max(first, int(np.searchsorted(frames, frames[here] - longest)))
        length_s = (frames[here] - frames[first:here]) * seconds_per_frame
        excess_s = limits.excess_s(length_s)
        total = cost[first:here] + weights.length * limits.cost(length_s)
        total += np.where(excess_s > 1e-9, np.inf if strict else _LIMIT_PENALTY_PER_S * excess_s, 0.0)
        if here == last:
            total += closing_cost[first:here]
        if len(total):
            choice = int(np.argmin(total))
            cost[here] = total[choice] + (weakness[here] if here != last else 0.0)
            previous[here] = first + choice
        if candidates[here].must_cut:
            earliest = here
    if not np.isfinite(cost[last]):
        return None
    path = [int(previous[last])]
    while path[-1] != 0:
        path.append(int(previous[path[-1]]))
    return tuple(reversed(path))

"""The model of a bar that `find` and `follow` share: metres, places in the bar, and how one follows the other."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onset.analysis.rhythm.heard import log_odds
from onset.timeline.sound import FloatArray

METRE_PRIOR = {2: 0.1, 3: 0.25, 4: 0.6, 6: 0.05}
"""Beats a bar; what a listener expects before hearing anything."""
LEAST_USUAL, MOST_USUAL = 0.05, 0.5
"""Part of the beats that begin a bar: fewer than in 6/4 is shyness, more than in 2/4 is confusion."""
_FLOOR = 6.0
"""Log-odds of one downbeat count within plus and minus that."""


@dataclass(frozen=True, slots=True)
class BarCosts:
    """Parameters of the model, in nats unless stated; tuned on held-out training clips."""

    new_metre: float = 15.0
    """Cost of the next bar having another metre."""
    cut_bar: float = 8.0
    """Cost of a downbeat before the bar is full."""
    downbeat: tuple[float, float] = (1.2, -1.0)
    """Weight of a downbeat's log-odds, and the log-odds that speak neither for nor against one."""
    half_bar: tuple[float, float] = (0.4, -2.3)
    """The same for the third beat of four and the fourth of six: a network takes them for downbeats at times."""
    shyness: float = 0.3
    """How far the log-odds of what is usual in a sound shift what is neutral."""


@dataclass(frozen=True, slots=True, eq=False)
class BarModel:
    """Scores in nats over S states; each is a place in a bar of a metre."""

    metres: NDArray[np.int64]
    """(S,) beats a bar."""
    positions: NDArray[np.int64]
    """(S,) 1 on the downbeat."""
    step_to: FloatArray
    """(S, S) score of the next beat's state (row) given this one's (column)."""
    start: FloatArray
    """(S,) of the first beat's state: any place in the bar, for there may be a pick-up."""
    restart_to: FloatArray
    """(S, S) the same for the first beat after a stretch without a beat: the metre is likely what it was."""
    costs: BarCosts

    def evidence(self, downbeats: FloatArray, usual: float) -> FloatArray:
        """(N, S) log-likelihood ratio of each beat's state to an inner beat of a bar.

        Args:
            downbeats: (N,) probability that each beat begins a bar.
            usual: mean of that in this sound; a network that is shy of downbeats is shy of all of them.
        """
        costs = self.costs
        usual = min(max(usual, LEAST_USUAL), MOST_USUAL)
        odds = log_odds(downbeats, _FLOOR) - costs.shyness * math.log(usual / (1 - usual))
        scores = np.zeros((downbeats.size, self.metres.size), np.float32)
        half_bar = (self.metres >= 4) & (self.positions == self.metres // 2 + 1)
        for states, (weight, neutral) in ((self.positions == 1, costs.downbeat), (half_bar, costs.half_bar)):
            scores[:, states] = weight * (odds - neutral)[:, None]
        return scores


def bar_model(costs: BarCosts | None = None) -> BarModel:
    """The model with the given parameters."""
    costs = costs or BarCosts()
    metres = np.concatenate([np.full(metre, metre) for metre in METRE_PRIOR])
    positions = np.concatenate([np.arange(1, metre + 1) for metre in METRE_PRIOR])
    prior = np.log([METRE_PRIOR[metre] / metre for metre in metres])
    same_metre = metres[:, None] == metres
    begins = (positions == 1)[:, None]
    ends = positions == metres
    step_to = np.full((metres.size, metres.size), -np.inf)
    step_to[same_metre & (positions[:, None] == positions + 1)] = 0
    step_to[begins & ends & same_metre] = 0
    step_to[begins & ends & ~same_metre] = -costs.new_metre
    step_to[begins & ~ends & same_metre] = -costs.cut_bar
    restart_to = np.where(same_metre, -np.log(metres)[:, None], prior[:, None] - costs.new_metre)
    return BarModel(
        metres,
        positions,
        step_to.astype(np.float32),
        prior.astype(np.float32),
        restart_to.astype(np.float32),
        costs,
    )

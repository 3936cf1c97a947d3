"""The model of a bar that `find` and `follow` share: metres, places in the bar, and how one follows the other."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from onset.analysis.ears import METRES
from onset.analysis.rhythm.heard import log_odds
from onset.timeline.sound import FloatArray

LEAST_USUAL, MOST_USUAL = 0.05, 0.5
"""Part of the beats that begin a bar: fewer than in 6/4 is shyness, more than in 2/4 is confusion."""
_LEAST_METRE = 0.01
"""Probability of a metre counts as that at least."""
_FLOOR = 6.0
"""Log-odds of one downbeat count within plus and minus that."""


@dataclass(frozen=True, slots=True)
class Accent:
    """A kind of beat in the bar, against inner beats of it."""

    weight: float
    """Of the log-odds of a downbeat. Well below 1: what misleads the network in one bar does so in the next."""
    offset: float
    """Added, in nats."""


@dataclass(frozen=True, slots=True)
class MetreTraits:
    """What tells a metre from the others."""

    prior: float
    """What a listener expects before hearing anything."""
    per_beat: float
    """Nats; evens out that metres with more downbeats gain more from offsets."""
    half_bar: Accent | None
    """The beat in the middle of the bar, which may sound like a downbeat."""


@dataclass(frozen=True, slots=True)
class BarCosts:
    """Parameters of the model, fitted as a conditional random field to the bars of held-out training clips.

    All metres together weigh as much as all clips: J. Lafferty, A. McCallum, F. Pereira, "Conditional Random Fields"
    (2001).
    """

    new_metre: float = 5.5
    """Nats that it costs when the next bar has another metre; after a stretch without a beat, half of that. Less than
    fitted: training clips keep their metre more faithfully than songs."""
    cut_bar: float = 9.5
    """Nats that a downbeat costs before the bar is full."""
    downbeat: Accent = Accent(0.2, 1.79)
    told_metre: float = 0.04
    """Of the log-probability of a metre, a beat: what the network takes for the metre at one beat it takes for it at
    the next. Tuned on held-out training clips and on scores of chamber music, folk tunes and chorales."""
    shyness: float = 1.16
    """What is neutral, as a multiple of the log-odds of what is usual in a sound."""
    metres: Mapping[int, MetreTraits] = field(
        default_factory=lambda: {
            2: MetreTraits(0.08, -0.14, None),
            3: MetreTraits(0.3, 0.13, None),
            4: MetreTraits(0.52, -0.08, Accent(0.09, 1.51)),
            6: MetreTraits(0.1, 0.27, Accent(0.04, 1.24)),
        }
    )
    """By beats a bar."""


@dataclass(frozen=True, slots=True, eq=False)
class BarModel:
    """Scores in nats over S states; each is a place in a bar of a metre."""

    metres: NDArray[np.int64]
    """(S,) beats a bar."""
    positions: NDArray[np.int64]
    """(S,) 1 on the downbeat."""
    weights: FloatArray
    """(S,) of a downbeat's log-odds."""
    offsets: FloatArray
    """(S,)"""
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
        usual = min(max(usual, LEAST_USUAL), MOST_USUAL)
        odds = log_odds(downbeats, _FLOOR) - self.costs.shyness * math.log(usual / (1 - usual))
        scores: FloatArray = odds[:, None] * self.weights + self.offsets
        return scores

    def metre_evidence(self, metres: FloatArray) -> FloatArray:
        """(N, S) what a tracker that tells the metre says for each state.

        Args:
            metres: (N, M) probability of each of `METRES`.
        """
        columns = [METRES.index(metre) for metre in self.metres.tolist()]
        weight = np.float32(self.costs.told_metre)
        scores: FloatArray = weight * np.log(np.maximum(metres, np.float32(_LEAST_METRE)))[:, columns]
        return scores


def bar_model(costs: BarCosts | None = None) -> BarModel:
    """The model with the given parameters."""
    costs = costs or BarCosts()
    metres = np.concatenate([np.full(metre, metre) for metre in costs.metres])
    positions = np.concatenate([np.arange(1, metre + 1) for metre in costs.metres])
    prior = np.log([costs.metres[metre].prior / metre for metre in metres])
    accents = [_accent(costs, metre, position) for metre, position in zip(metres, positions, strict=True)]
    same_metre = metres[:, None] == metres
    begins = (positions == 1)[:, None]
    ends = positions == metres
    step_to = np.full((metres.size, metres.size), -np.inf)
    step_to[same_metre & (positions[:, None] == positions + 1)] = 0
    step_to[begins & ends & same_metre] = 0
    step_to[begins & ends & ~same_metre] = -costs.new_metre
    step_to[begins & ~ends & same_metre] = -costs.cut_bar
    restart_to = np.where(same_metre, -np.log(metres)[:, None], prior[:, None] - costs.new_metre / 2)
    return BarModel(
        metres,
        positions,
        np.array([accent.weight for accent in accents], np.float32),
        np.array([accent.offset for accent in accents], np.float32),
        step_to.astype(np.float32),
        prior.astype(np.float32),
        restart_to.astype(np.float32),
        costs,
    )


def _accent(costs: BarCosts, metre: int, position: int) -> Accent:
    traits = costs.metres[metre]
    accent = Accent(0.0, 0.0)
    if position == 1:
        accent = costs.downbeat
    elif traits.half_bar and position == metre // 2 + 1:
        accent = traits.half_bar
    return Accent(accent.weight, accent.offset + traits.per_beat)

"""Viterbi decoding of the bar model."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onset.analysis.rhythm.bar_model import BarModel
from onset.timeline.sound import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class BarPaths:
    """The best paths through the bar model to each of S states at the last of N beats."""

    scores: FloatArray
    """(S,) nats."""
    came: NDArray[np.int8]
    """(N, S) the state before."""

    def states(self, last: int) -> NDArray[np.int64]:
        """(N,) of the path that ends in `last`."""
        states = np.empty(len(self.came), np.int64)
        states[-1] = last
        for beat in range(states.size - 1, 0, -1):
            states[beat - 1] = self.came[beat, states[beat]]
        return states


def bar_paths(
    evidence: FloatArray, run_starts: NDArray[np.bool_], model: BarModel, *, one_metre: bool = False
) -> BarPaths:
    """Decode.

    Args:
        evidence: (N, S) nats of each state at each beat, N >= 1.
        run_starts: (N,) whether a beat is the first after a stretch without a beat.
        model: of the bars.
        one_metre: no path may leave its metre: the best path of each metre is among them.
    """
    step_to, restart_to = model.step_to, model.restart_to
    if one_metre:
        other = model.metres[:, None] != model.metres
        step_to, restart_to = (np.where(other, -np.inf, moves).astype(np.float32) for moves in (step_to, restart_to))
    columns = np.arange(evidence.shape[1])
    came = np.zeros(evidence.shape, np.int8)
    scores = model.start + evidence[0]
    for beat in range(1, len(evidence)):
        moves = (restart_to if run_starts[beat] else step_to) + scores
        came[beat] = moves.argmax(axis=1)
        scores = moves[columns, came[beat]] + evidence[beat]
    return BarPaths(scores, came)

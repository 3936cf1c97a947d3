"""Bars of a chain of beats."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onset.analysis.rhythm.bar_model import BarModel
from onset.analysis.rhythm.bar_paths import bar_paths
from onset.timeline.sound import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Bars:
    """Where each of N beats stands."""

    numbers: NDArray[np.int64]
    """(N,) 1 is the first bar that is there from its downbeat on, 0 a pick-up before it."""
    positions: NDArray[np.int64]
    """(N,) 1 on the downbeat."""
    metres: NDArray[np.int64]
    """(N,) beats in a full bar."""
    certainty: FloatArray
    """(N,) 0..1: probability of that place in that metre under the model."""

    def of(self, beats: NDArray[np.int64]) -> "Bars":
        """Some of the beats."""
        return Bars(self.numbers[beats], self.positions[beats], self.metres[beats], self.certainty[beats])


def bar_evidence(downbeats: FloatArray, model: BarModel, metres: FloatArray | None = None) -> FloatArray:
    """(N, S) nats of each state of the model at each beat.

    Args:
        downbeats: (N,) probability that each beat begins a bar, N >= 1.
        model: of the bars.
        metres: (N, M) probability of each of `METRES` at each beat, if they were told.
    """
    evidence = model.evidence(downbeats, float(downbeats.mean()))
    if metres is not None:
        evidence += model.metre_evidence(metres)
    return evidence


def find_bars(evidence: FloatArray, run_starts: NDArray[np.bool_], model: BarModel) -> Bars:
    """The most probable bars.

    Args:
        evidence: (N, S) from `bar_evidence`.
        run_starts: (N,) whether a beat is the first after a stretch without a beat; true for the first of all.
        model: of the bars.
    """
    paths = bar_paths(evidence, run_starts, model)
    states = paths.states(int(paths.scores.argmax()))
    positions = model.positions[states]
    # After a stretch without a beat a bar may begin with its third beat; it is a bar of its own all the same.
    numbers = np.cumsum((positions == 1) | run_starts) - (positions[0] != 1)
    posterior = _posterior(evidence, run_starts, model)
    return Bars(numbers, positions, model.metres[states], posterior[np.arange(states.size), states])


def _posterior(evidence: FloatArray, run_starts: NDArray[np.bool_], model: BarModel) -> FloatArray:
    """(N, S) probability of each state given all beats: the forward-backward algorithm."""
    likelihood = np.exp(evidence)
    step_to, restart_to = np.exp(model.step_to), np.exp(model.restart_to)
    forward, backward = np.empty_like(likelihood), np.ones_like(likelihood)
    forward[0] = np.exp(model.start) * likelihood[0]
    for beat in range(1, likelihood.shape[0]):
        forward[beat] = ((restart_to if run_starts[beat] else step_to) @ forward[beat - 1]) * likelihood[beat]
        forward[beat] /= forward[beat].sum()
    for beat in range(likelihood.shape[0] - 1, 0, -1):
        backward[beat - 1] = (backward[beat] * likelihood[beat]) @ (restart_to if run_starts[beat] else step_to)
        backward[beat - 1] /= backward[beat - 1].sum()
    joint = forward * backward
    posterior: FloatArray = joint / joint.sum(axis=1, keepdims=True)
    return posterior

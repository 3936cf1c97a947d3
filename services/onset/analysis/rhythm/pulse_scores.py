"""Scores of chains of beats as time goes on: the forward half of Viterbi decoding, for whole tracks and live sound."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onset.analysis.rhythm.pulse_model import PulseModel
from onset.timeline.sound import FloatArray

NONE = -1
"""No beat, no tempo."""


@dataclass(frozen=True, slots=True)
class LastBeat:
    """The beat that a path ends with."""

    score: float
    """In nats, relative to being without a beat."""
    frame: int
    tempo: int
    """Index of the tempo from there on."""


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """How the best paths came to a beat at each of n frames with each of M tempi from there on."""

    tempo_before: NDArray[np.int64]
    """(n, M) index of the tempo up to there, NONE if a run of beats starts there."""
    period: NDArray[np.int64]
    """(n, M) frames since the beat before."""
    before_rest: LastBeat
    """For a run that starts: the end of the run before; its frame is NONE if there was none."""


class PulseScores:
    """The best path to each beat within the longest period, and the best path that is without a beat now.

    Scores are relative to the latter, so they never grow; memory does not either.
    """

    def __init__(self, model: PulseModel) -> None:
        self._model = model
        self._tempi = np.arange(model.tempo_bpm.size)
        offsets = (model.longest + np.arange(model.shortest))[:, None, None] - model.periods
        self._lags = offsets * self._tempi.size + self._tempi[:, None]
        self.recent = np.full((model.longest, self._tempi.size), -np.inf, np.float32)
        """(longest, M) a beat at each of the last frames; row -1 is the newest."""
        self.frame_count = 0
        self._rest = self._resting = LastBeat(-np.inf, NONE, NONE)

    def advance(self, worth: FloatArray, cost: FloatArray) -> Steps:
        """Go on by up to the shortest period: no frame in it depends on another.

        Args:
            worth: (n,) of a beat at each frame.
            cost: (n,) of each frame with a pulse.
        """
        model, size = self._model, worth.size
        chains = self.recent.ravel()[self._lags[:size]] + model.period_score
        stray, arrivals = _best(chains)
        before, scores = _best(arrivals[:, None, :] + model.change_to)
        # Up to its start a run pays nothing, while a chain has yet to pay for these frames.
        spared = np.cumsum(cost)[:, None]
        starts = scores < model.start + spared
        scores = np.where(starts, model.start + spared, scores) + worth[:, None]
        steps = Steps(
            np.where(starts, NONE, before),
            model.periods[before, np.take_along_axis(stray, before, axis=1)],
            self._rest,
        )
        self._append(scores, spared)
        return steps

    def _append(self, scores: FloatArray, spared: FloatArray) -> None:
        size = scores.shape[0]
        ends = scores - spared - np.float32(self._model.costs.exit)
        self.recent = np.concatenate([self.recent[size:], scores]) - spared[-1]
        if self._resting.score > 0:
            ends -= np.float32(self._resting.score)
            self.recent -= np.float32(self._resting.score)
            self._rest = self._resting
        row, tempo = np.unravel_index(ends.argmax(), ends.shape)
        # Rests from the next step but one on: two runs are at least a step apart.
        self._resting = LastBeat(float(ends[row, tempo]), self.frame_count + int(row), int(tempo))
        self.frame_count += size

    def best(self) -> LastBeat:
        """The last beat of the best path up to now; its frame is NONE if that is without a beat now and ever was.

        A run that the present cuts does not pay for its end.
        """
        last = self.best_pulse()
        return last if last.score > 0 else self._rest

    def best_pulse(self) -> LastBeat:
        """The last beat of the best path that is in a pulse now, be there a better one without."""
        scores = self.recent + self._model.overdue
        row, tempo = np.unravel_index(scores.argmax(), scores.shape)
        frame = self.frame_count - scores.shape[0] + int(row)
        return LastBeat(float(scores[row, tempo]), frame, int(tempo))


def _best(scores: FloatArray) -> tuple[NDArray[np.int64], FloatArray]:
    """Index and value of the maxima along the last axis; the inner loop, so it looks at each value once only."""
    index = scores.argmax(axis=-1)
    rows = scores.reshape(-1, scores.shape[-1])
    return index, rows[np.arange(rows.shape[0]), index.ravel()].reshape(index.shape)

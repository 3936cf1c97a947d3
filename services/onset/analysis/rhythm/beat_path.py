"""The most probable chain of beats: Viterbi decoding of the pulse model."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onset.analysis.rhythm.pulse_model import PulseModel
from onset.timeline.sound import FloatArray

_NONE = -1


@dataclass(frozen=True, slots=True, eq=False)
class BeatRun:
    """Beats of one pulse without a gap."""

    frames: NDArray[np.int64]
    """(N,) rising, N >= 1."""
    tempo_bpm: NDArray[np.float64]
    """(N,) tempo from each beat on."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A beat that may be a run's last."""

    score: float
    frame: int
    tempo: int


def beat_runs(log_odds: FloatArray, model: PulseModel) -> list[BeatRun]:
    """Runs of beats with nothing between them, in order.

    Args:
        log_odds: (T,) of a beat, 50 frames a second.
        model: of the pulse.
    """
    lattice = _Lattice(log_odds, model)
    return lattice.runs(lattice.fill())


class _Lattice:
    """Scores of the best path to a beat at each frame with each tempo from there on.

    Frames nearer than the shortest period do not depend on each other and are solved together, a step at a time. Of
    the scores only one longest period is held; of the paths, two bytes per frame and tempo.
    """

    def __init__(self, log_odds: FloatArray, model: PulseModel) -> None:
        self._worth, self._cost = model.evidence(log_odds)
        self._model = model
        shape = (log_odds.size, model.tempo_bpm.size)
        self._tempo_before = np.empty(shape, np.int8)
        """_NONE where a run starts."""
        self._period_before = np.empty(shape, np.uint8)
        self._rest_after = np.empty((log_odds.size, 2), np.int32)
        """If a run starts here: frame and tempo of the last beat of the run before."""

    def fill(self) -> _Candidate:
        """Score all paths; returns the last beat of the best."""
        model, step, reach = self._model, self._model.shortest, self._model.longest
        tempi = np.arange(model.tempo_bpm.size)
        lags = ((reach + np.arange(step))[:, None, None] - model.periods) * tempi.size + tempi[:, None]
        recent = np.full((reach, tempi.size), -np.inf, np.float32)
        """Scores at the frames before `first`, relative to that of being without a beat up to `first`."""
        rest = waiting = _Candidate(-np.inf, _NONE, 0)
        for first in range(0, self._worth.size, step):
            frames = np.arange(first, min(first + step, self._worth.size))
            chains = recent.ravel()[np.minimum(lags[: frames.size], recent.size - 1)] + model.period_score
            stray = chains.argmax(axis=2)
            arrivals = np.take_along_axis(chains, stray[..., None], axis=2)[..., 0]
            moves = arrivals[:, None, :] + model.change_to
            before = moves.argmax(axis=2)
            scores = np.take_along_axis(moves, before[..., None], axis=2)[..., 0]
            # Until a run starts it pays nothing; chains have their frames' cost still to pay.
            spared = np.cumsum(self._cost[frames])[:, None]
            starts = scores < model.start + spared
            scores = np.where(starts, model.start + spared, scores) + self._worth[frames, None]
            self._tempo_before[frames] = np.where(starts, _NONE, before)
            self._period_before[frames] = model.periods[before, np.take_along_axis(stray, before, axis=1)]
            self._rest_after[frames] = rest.frame, rest.tempo
            ends = scores - spared - model.costs.exit
            recent = np.concatenate([recent[frames.size :], scores]) - spared[-1]
            if waiting.score > 0:
                recent -= np.float32(waiting.score)
                ends -= np.float32(waiting.score)
                rest = waiting
            row, tempo = np.unravel_index(ends.argmax(), ends.shape)
            waiting = _Candidate(float(ends[row, tempo]), first + int(row), int(tempo))
        return self._last(recent, rest)

    def _last(self, recent: FloatArray, rest: _Candidate) -> _Candidate:
        """A run that the track's end cuts does not pay for its end."""
        count = self._worth.size
        frames = np.arange(count - recent.shape[0], count)
        goes_on = frames[:, None] + self._model.periods[:, -1] >= count
        scores = np.where(goes_on, recent, -np.inf)
        row, tempo = np.unravel_index(scores.argmax(), scores.shape)
        return _Candidate(float(scores[row, tempo]), int(frames[row]), int(tempo)) if scores.max() > 0 else rest

    def runs(self, last: _Candidate) -> list[BeatRun]:
        """The runs of the path that ends with the given beat."""
        runs: list[BeatRun] = []
        frame, tempo = last.frame, last.tempo
        while frame != _NONE:
            frames, tempi = [frame], [tempo]
            while self._tempo_before[frame, tempo] != _NONE:
                frame, tempo = (
                    frame - int(self._period_before[frame, tempo]),
                    int(self._tempo_before[frame, tempo]),
                )
                frames.append(frame)
                tempi.append(tempo)
            runs.append(BeatRun(np.array(frames[::-1]), self._model.tempo_bpm[tempi[::-1]]))
            frame, tempo = (int(value) for value in self._rest_after[frame])
        return runs[::-1]

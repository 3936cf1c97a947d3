"""The most probable chain of beats of a whole track: Viterbi decoding of the pulse model."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onset.analysis.rhythm.pulse_model import PulseModel
from onset.analysis.rhythm.pulse_scores import NONE, LastBeat, PulseScores
from onset.timeline.sound import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class _Pointers:
    """Where the best paths came from, for T frames and M tempi: two bytes each, 7 kB a second."""

    tempo_before: NDArray[np.int8]
    """(T, M), NONE where a run of beats starts."""
    period: NDArray[np.uint8]
    """(T, M) frames since the beat before."""
    before_rest: NDArray[np.int32]
    """(T, 2) if a run starts here: frame and tempo of the last beat before, NONE if there was none."""


def beat_runs(log_odds: FloatArray, model: PulseModel) -> list[NDArray[np.int64]]:
    """Runs of beats with nothing between them, in order; each (N >= 1,) frames.

    Args:
        log_odds: (T,) of a beat, 50 frames a second.
        model: of the pulse.
    """
    pointers, last = _forward(log_odds, model)
    return _backward(pointers, last)


def _forward(log_odds: FloatArray, model: PulseModel) -> tuple[_Pointers, LastBeat]:
    worth, cost = model.evidence(log_odds)
    shape = (log_odds.size, model.tempo_bpm.size)
    pointers = _Pointers(np.empty(shape, np.int8), np.empty(shape, np.uint8), np.empty((shape[0], 2), np.int32))
    scores = PulseScores(model)
    for first in range(0, log_odds.size, model.shortest):
        frames = slice(first, first + model.shortest)
        steps = scores.advance(worth[frames], cost[frames])
        pointers.tempo_before[frames] = steps.tempo_before
        pointers.period[frames] = steps.period
        pointers.before_rest[frames] = steps.before_rest.frame, steps.before_rest.tempo
    return pointers, scores.best()


def _backward(pointers: _Pointers, last: LastBeat) -> list[NDArray[np.int64]]:
    runs = []
    frame, tempo = last.frame, last.tempo
    while frame != NONE:
        frames = [frame]
        while pointers.tempo_before[frame, tempo] != NONE:
            before = int(pointers.tempo_before[frame, tempo])
            frame, tempo = frame - int(pointers.period[frame, tempo]), before
            frames.append(frame)
        runs.append(np.array(frames[::-1]))
        frame, tempo = pointers.before_rest[frame].tolist()
    return runs[::-1]

"""Tempo from the times of beats."""

import numpy as np
from numpy.typing import NDArray

from onset.timeline.music import TempoPoint
from onset.timeline.time import SAMPLE_RATE_HZ

SMOOTHING_BEATS = 2
"""Beats to either side: four intervals, long enough for 5 ms of doubt per beat, short enough for a ritardando."""
_NEW_POINT = 0.01


def local_tempo_bpm(samples: NDArray[np.float64], run_starts: NDArray[np.bool_]) -> NDArray[np.float64]:
    """(N,) tempo around each beat, from the beats of its run nearby; 0 for a run of one beat.

    Args:
        samples: (N,) beats, rising.
        run_starts: (N,) whether a beat is the first after a stretch without a beat.
    """
    index = np.arange(samples.size)
    run = np.cumsum(run_starts)
    first = np.maximum(np.searchsorted(run, run, side="left"), index - SMOOTHING_BEATS)
    last = np.minimum(np.searchsorted(run, run, side="right") - 1, index + SMOOTHING_BEATS)
    minutes = (samples[last] - samples[first]) / (60 * SAMPLE_RATE_HZ)
    tempo_bpm: NDArray[np.float64] = np.divide(last - first, minutes, out=np.zeros(samples.size), where=minutes > 0)
    return tempo_bpm


def tempo_curve(samples: NDArray[np.int64], tempo_bpm: NDArray[np.float64]) -> tuple[TempoPoint, ...]:
    """A point at the first beat and wherever the tempo has changed by more than 1 % since the last point.

    Args:
        samples: (N,) beats.
        tempo_bpm: (N,) from `local_tempo_bpm`.
    """
    points: list[TempoPoint] = []
    for sample, bpm in zip(samples.tolist(), tempo_bpm.tolist(), strict=True):
        if bpm > 0 and (not points or abs(bpm / points[-1].bpm - 1) > _NEW_POINT):
            points.append(TempoPoint(sample, bpm))
    return tuple(points)

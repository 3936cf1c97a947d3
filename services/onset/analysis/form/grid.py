"""Where a sound is cut for comparison: bars where there are any, windows of two seconds where not."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onset.timeline.music import Beat
from onset.timeline.time import SAMPLE_RATE_HZ

MOST_UNITS = 1000
"""Compared pair by pair: half an hour of bars of two seconds. In longer sounds units are several bars."""
_WINDOW_SAMPLES = 2 * SAMPLE_RATE_HZ
_FEWEST_BARS = 4
"""With fewer bars there is no telling how long a bar is."""


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """U units that tile a sound."""

    edges: NDArray[np.int64]
    """(U + 1,) increasing samples from 0 to the sound's length."""
    bars: int
    """Bars in a unit; 0 if the units are windows of time."""


def unit_grid(beats: tuple[Beat, ...], sample_count: int) -> Grid:
    """Units of one bar each, every downbeat an edge; of more bars in sounds of more than `MOST_UNITS` bars.

    Where the beat pauses for more than a bar, and before the first and after the last downbeat, bars of usual length
    are counted on. What is left at both ends belongs to the outermost units.
    """
    downbeats = np.array([beat.sample for beat in beats if beat.position == 1], np.int64)
    metrical = downbeats.size >= _FEWEST_BARS
    edges = _counted_on(downbeats, sample_count) if metrical else np.arange(0, sample_count, _WINDOW_SAMPLES)
    coarseness = -(-edges.size // MOST_UNITS)
    inner = edges[(edges > 0) & (edges < sample_count)][::coarseness]
    usual = float(np.median(np.diff(inner))) if inner.size > 1 else _WINDOW_SAMPLES
    inner = inner[(inner >= usual / 2) & (inner <= sample_count - usual / 2)]
    return Grid(np.concatenate(([0], inner, [sample_count])).astype(np.int64), coarseness if metrical else 0)


def _counted_on(downbeats: NDArray[np.int64], sample_count: int) -> NDArray[np.int64]:
    bar = max(float(np.median(np.diff(downbeats))), 1.0)
    before = np.arange(downbeats[0] - bar, 0, -bar)[::-1]
    after = np.arange(downbeats[-1] + bar, sample_count, bar)
    between = [
        np.linspace(start, end, max(1, round((end - start) / bar)), endpoint=False)
        for start, end in zip(downbeats[:-1], downbeats[1:], strict=True)
    ]
    return np.unique(np.rint(np.concatenate((before, *between, downbeats[-1:], after))).astype(np.int64))

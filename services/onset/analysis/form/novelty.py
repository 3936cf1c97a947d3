"""How much speaks for a boundary before each unit: contrast at several scales."""

import numpy as np
from numpy.typing import NDArray

from onset.analysis.form.pooling import Units
from onset.analysis.form.similarity import Distances

Array = NDArray[np.float64]

_CONTRASTS = (
    ("harmony", 8, 0.6),
    ("timbre", 2, 3.0),
    ("timbre", 4, 2.0),
    ("rhythm", 2, 1.8),
    ("rhythm", 4, 1.0),
)
"""Distances, units on each side, and weight in the sum."""
_LOOP_WEIGHT = 2.5
_USUAL_QUANTILE, _USUAL_SHARE = 0.2, 0.7
"""What change of loop is usual in the piece, and how much of it is no news: not all chords go round."""
_LEVEL_WEIGHT = 0.4
"""Per decibel that the level changes by."""
_BASE = -4.2
"""The weights and this make log-odds: from a logistic regression on composed songs."""
_LOOP_UNITS, _HEARD_UNITS = 8, 4
"""The longest loop of chords that is looked for, and how much of it must be heard to tell."""
_MOST = 3.0
"""No single witness counts for more than three mean distances."""
_QUIETEST_DB = 50.0
"""Levels further below the loudest unit are equal."""


def boundary_log_odds(units: Units, distances: Distances, bars: int) -> Array:
    """(U + 1,) log-odds of a boundary before each unit, of units that tile a stretch of music; 0 at both its ends.

    Args:
        units: at least two.
        distances: between them.
        bars: in a unit. Loops of chords are told where units are single bars.
    """
    odds = np.full(len(units) + 1, _BASE)
    for name, width, weight in _CONTRASTS:
        odds += weight * np.clip(contrast(getattr(distances, name), width), -_MOST, _MOST)
    if bars == 1:
        change = loop_change(distances.harmony)
        odds += _LOOP_WEIGHT * np.clip(change - _USUAL_SHARE * np.quantile(change, _USUAL_QUANTILE), 0, _MOST)
    odds[1:-1] += _LEVEL_WEIGHT * np.minimum(np.abs(np.diff(_level_db(units))), 5 * _MOST)
    odds[[0, -1]] = 0
    return odds


def contrast(distance: NDArray[np.float32], width: int) -> Array:
    """(U + 1,) mean distance across each boundary less that within both sides: Foote's checkerboard (2000).

    Args:
        distance: (U, U).
        width: units on each side; fewer at the ends.
    """
    count = len(distance)
    total = np.zeros((count + 1, count + 1))
    np.cumsum(np.cumsum(distance, axis=0, dtype=np.float64), axis=1, out=total[1:, 1:])
    here = np.arange(1, count)
    start, end = np.maximum(here - width, 0), np.minimum(here + width, count)

    def block(a: NDArray[np.intp], b: NDArray[np.intp], c: NDArray[np.intp], d: NDArray[np.intp]) -> Array:
        return np.asarray(total[b, d] - total[a, d] - total[b, c] + total[a, c])

    before, after = here - start, end - here
    across = block(start, here, here, end) / (before * after)
    within_before = block(start, here, start, here) / np.maximum(before * (before - 1), 1)
    within_after = block(here, end, here, end) / np.maximum(after * (after - 1), 1)
    sides = np.maximum((before > 1).astype(int) + (after > 1), 1)
    novelty = np.zeros(count + 1)
    novelty[1:-1] = across - (within_before + within_after) / sides
    return novelty


def loop_change(distance: NDArray[np.float32]) -> Array:
    """(U + 1,) how little the chords after each boundary go on with a loop before it, nor those before with one after.

    Chords change from bar to bar, so contrast says little of them. But they mostly go round: within a section the next
    bars repeat those of 1 to 8 bars ago, and the last bars come again. Where neither holds, other chords begin.

    Args:
        distance: (U, U).
    """
    count = len(distance)
    onward, backward = np.full((2, count + 1), np.inf)
    for lag in range(1, min(_LOOP_UNITS, count - 1) + 1):
        total = np.concatenate((np.zeros(lag + 1), np.cumsum(np.diagonal(distance, -lag), dtype=np.float64)))
        here = np.arange(lag, count)
        end = np.minimum(here + _HEARD_UNITS, count)
        onward[here] = np.minimum(onward[here], (total[end] - total[here]) / (end - here))
        here = np.arange(1, count - lag + 1)
        start = np.maximum(here - _HEARD_UNITS, 0)
        backward[here] = np.minimum(backward[here], (total[here + lag] - total[start + lag]) / (here - start))
    change: Array = np.minimum(onward, backward)
    change[[0, -1]] = 0
    return change


def _level_db(units: Units) -> Array:
    power = np.sum(10 ** (units.level_db.astype(np.float64) / 10), axis=(1, 2))
    level = 10 * np.log10(power)
    return np.asarray(np.maximum(level, np.max(level) - _QUIETEST_DB))

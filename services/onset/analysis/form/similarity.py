"""How unlike each other the units of a piece are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onset.analysis.form.pooling import SLOTS, Units

_CHORD_SLOTS = 4
"""Slots over which chroma is averaged: a quarter of a bar, in which chords seldom change."""
_RHYTHM_BANDS = 8
_DECIBELS = 10.0
"""Differences of level are counted in this many decibels."""
_LEAST_HARMONY, _LEAST_SOUND = 0.5, 0.1
"""Mean distances below these are those of a piece that stays the same: they are not blown up to contrasts."""

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Distances:
    """(U, U) each, in units of the piece's mean distance."""

    harmony: Array
    """Between the chroma of the quarters of two units, in order."""
    timbre: Array
    """Between the mean spectra."""
    rhythm: Array
    """Between the courses of level in eight bands within the unit."""


def distances(units: Units) -> Distances:
    """Of each unit to each."""
    count = len(units)
    chroma = units.chroma.reshape(count, SLOTS // _CHORD_SLOTS, _CHORD_SLOTS, -1).mean(axis=2)
    shares = chroma / np.maximum(chroma.sum(axis=2, keepdims=True), 1e-6) - 1 / chroma.shape[2]
    shares *= chroma.any(axis=2, keepdims=True)
    harmony = shares.reshape(count, -1)
    harmony /= np.maximum(np.linalg.norm(harmony, axis=1, keepdims=True), 1e-6) * np.sqrt(2)
    course = units.level_db - units.level_db.mean(axis=1, keepdims=True)
    rhythm = course.reshape(count, SLOTS, _RHYTHM_BANDS, -1).mean(axis=3).reshape(count, -1)
    return Distances(
        _relative(_euclidean(harmony), _LEAST_HARMONY),
        _relative(_rms_difference(units.level_db.mean(axis=1)), _LEAST_SOUND),
        _relative(_rms_difference(rhythm), _LEAST_SOUND),
    )


def _rms_difference(levels_db: Array) -> Array:
    """Root mean square difference of rows, in tens of decibels."""
    return _euclidean(levels_db / np.float32(_DECIBELS * np.sqrt(levels_db.shape[1])))


def _euclidean(rows: Array) -> Array:
    square = np.einsum("ud,ud->u", rows, rows)
    distance: Array = np.sqrt(np.maximum(square[:, None] + square - 2 * (rows @ rows.T), 0))
    return distance


def _relative(distance: Array, least: float) -> Array:
    return distance / np.float32(max(float(np.mean(distance)), least))

"""Curves thinned out to what a picture can show, read piece by piece: a long sound's features stay on disk."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from onset.timeline.sound import Features, FloatArray

Floats = NDArray[np.float64]
Thinning = Literal["max", "mean"]
"""What becomes of the frames in a column."""

_LEVEL_FRAMES = 40
"""400 ms, as momentary loudness."""
_LOWEST_DB = -100.0
_SAMPLED_COLUMNS = 4000
_PIECE_FRAMES = 20_000
"""Frames of a curve in memory at once."""


@dataclass(frozen=True, slots=True)
class Thinned:
    """A curve over [start_s, end_s), in equal columns."""

    start_s: float
    end_s: float
    values: FloatArray
    """(..., columns)."""

    @property
    def times_s(self) -> Floats:
        """(columns,) the middle of each."""
        columns = self.values.shape[-1]
        times_s: Floats = self.start_s + (np.arange(columns) + 0.5) * (self.end_s - self.start_s) / columns
        return times_s


@dataclass(frozen=True, slots=True, eq=False)
class Scales:
    """What must be known of the whole sound before a part of it can be drawn."""

    level_db: FloatArray
    """(T,) over 400 ms, re full scale."""
    loudest_mel_db: float
    loudest_onset: float


def find_scales(features: Features) -> Scales:
    """One pass over the curves."""
    columns = thinned(features.mel_db, 1.0, 0.0, features.frame_count, _SAMPLED_COLUMNS, "max").values
    return Scales(
        level_db=_level_db(features.rms),
        loudest_mel_db=float(np.percentile(columns.max(axis=0), 99)),
        loudest_onset=float(np.percentile(features.onset_strength, 99.8)),
    )


def thinned(
    curve: NDArray[np.floating], hop_s: float, start_s: float, end_s: float, columns: int, how: Thinning
) -> Thinned:
    """The part of a curve in [start_s, end_s), as no more than so many columns.

    Args:
        curve: (..., T >= 1), of any precision; frame k is centred at k * hop_s.
        hop_s: time between frames.
        start_s: where to begin, >= 0.
        end_s: where to end; what lies beyond the curve is left out.
        columns: how many will do, >= 1.
        how: what becomes of the frames in a column.
    """
    frame_count = curve.shape[-1]
    first = min(int(start_s / hop_s), frame_count - 1)
    last = max(first + 1, min(round(end_s / hop_s), frame_count))
    edges = np.linspace(first, last, min(columns, last - first) + 1).astype(np.intp)
    values = np.empty((*curve.shape[:-1], edges.size - 1), np.float32)
    per_piece = max(1, _PIECE_FRAMES * values.shape[-1] // (last - first))
    for left in range(0, values.shape[-1], per_piece):
        inner = edges[left : left + per_piece + 1]
        piece = np.asarray(curve[..., inner[0] : inner[-1]], np.float32)
        if how == "max":
            values[..., left : left + per_piece] = np.maximum.reduceat(piece, inner[:-1] - inner[0], axis=-1)
        else:
            sums = np.add.reduceat(piece, inner[:-1] - inner[0], axis=-1)
            values[..., left : left + per_piece] = sums / np.diff(inner)
    return Thinned(first * hop_s, last * hop_s, values)


def _level_db(rms: FloatArray) -> FloatArray:
    power = np.concatenate([[0.0], np.cumsum(rms.astype(np.float64) ** 2)])
    middle = np.arange(rms.size)
    start = np.maximum(middle - _LEVEL_FRAMES // 2, 0)
    end = np.minimum(middle + _LEVEL_FRAMES // 2 + 1, rms.size)
    mean = np.maximum(power[end] - power[start], 0) / (end - start)
    level: FloatArray = np.maximum(10 * np.log10(mean + 1e-12), _LOWEST_DB).astype(np.float32)
    return level

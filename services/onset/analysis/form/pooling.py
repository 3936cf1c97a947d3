"""What a bar sounds like: its mel levels and chroma in sixteen slots."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onset.analysis.form.grid import Grid
from onset.timeline.sound import HOP_SAMPLES, Features

SLOTS = 16
"""Sixteenths of a bar of four; three quarters of a bar of three are twelve of them."""
BANDS = 32
"""Mel bands, four of the analysis' each."""
_UNITS_AT_ONCE = 32

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """U units, each in 16 slots of equal length."""

    level_db: NDArray[np.float32]
    """(U, 16, 32) mel levels, floored at -80."""
    chroma: NDArray[np.float32]
    """(U, 16, 12)."""

    def between(self, first: int, last: int) -> "Units":
        """Units [first, last)."""
        return Units(self.level_db[first:last], self.chroma[first:last])

    def __len__(self) -> int:
        return len(self.level_db)


def pool(curves: Features, grid: Grid) -> Units:
    """Average the curves over the slots of each unit.

    Args:
        curves: may be memory-mapped: read in blocks.
        grid: the units.
    """
    unit_count = len(grid.edges) - 1
    level_db = np.empty((unit_count, SLOTS, BANDS), np.float32)
    chroma = np.empty((unit_count, SLOTS, curves.chroma.shape[0]), np.float32)
    at = np.arange(unit_count * SLOTS + 1) / SLOTS
    frames = np.minimum(np.interp(at, np.arange(unit_count + 1), grid.edges / HOP_SAMPLES), curves.frame_count - 1)
    starts = frames.astype(np.int64)
    for first in range(0, unit_count, _UNITS_AT_ONCE):
        last = min(first + _UNITS_AT_ONCE, unit_count)
        slots = starts[first * SLOTS : last * SLOTS + 1]
        block = slice(int(slots[0]), int(slots[-1]) + 1)
        width = curves.mel_db.shape[0] // BANDS
        mel = np.asarray(curves.mel_db[:, block], np.float32).reshape(BANDS, width, -1).mean(axis=1)
        level_db[first:last] = _means(mel, slots).reshape(last - first, SLOTS, BANDS)
        chroma[first:last] = _means(np.asarray(curves.chroma[:, block]), slots).reshape(last - first, SLOTS, -1)
    return Units(level_db, chroma)


def _means(rows: NDArray[np.float32], slots: NDArray[np.int64]) -> NDArray[np.float32]:
    """(S, rows) over frames [slots[k], slots[k + 1]) counted from slots[0]; a slot without a frame takes the next."""
    offsets = slots - slots[0]
    sums = np.add.reduceat(rows, offsets[:-1], axis=1)
    return np.asarray((sums / np.maximum(np.diff(offsets), 1)).T, np.float32)

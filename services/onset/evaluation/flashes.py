"""Flashes that may harm people with photosensitive epilepsy: WCAG 2.2, criterion 2.3.1, and ITU-R BT.1702.

A general flash is a pair of opposing changes of relative luminance by a tenth of white or more, the darker state below
0.8. A red flash is a pair of opposing changes to and from saturated red (R / (R + G + B) of at least 0.8 in linear
light) by more than 0.2 in the CIE 1976 UCS diagram. Flashes matter where they take more than a quarter of any field of
10 degrees; of that WCAG makes 341 x 256 of 1024 x 768 pixels: a third of the picture's width by a third of its height,
anywhere in it.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from onset.evaluation.footage import Bytes, Floats
from onset.timeline.srgb import LINEAR_LIGHT

LIMIT = 3
"""Flashes that any second may hold."""
_STEP, _DARK = 0.1, 0.8
_RED_RATIO, _RED_STEP = 0.8, 0.2
_FIELD = 1 / 3
_AREA = 0.25

# Linear BT.709 RGB to CIE 1931 XYZ (IEC 61966-2-1).
_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]], np.float32)
_RED_UV = np.array([0.4507, 0.5229], np.float32)
_WHITE_UV = np.array([0.1978, 0.4683], np.float32)
_LEAST_LIGHT = 1e-3
"""Below this a cell is black and has no hue."""

Flags = NDArray[np.bool_]
Levels = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Flashes:
    """Flashes during the second that ends with each frame, (T,) each."""

    general: Floats
    red: Floats

    @property
    def worst(self) -> Floats:
        """The greater of both."""
        return np.maximum(self.general, self.red)


def count_flashes(cells: Bytes, frames_per_second: int) -> Flashes:
    """Count the flashes of a film.

    Args:
        cells: (T, H, W, 3) small frames in sRGB.
        frames_per_second: of the film, rounded.
    """
    general, red = _Turns(cells.shape[1:3], _STEP), _Turns(cells.shape[1:3], _RED_STEP)
    windows = _Second(cells.shape[1:3], frames_per_second), _Second(cells.shape[1:3], frames_per_second)
    counts = np.zeros((2, len(cells)))
    always = np.ones(cells.shape[1:3], bool)
    for index, frame in enumerate(cells):
        linear = LINEAR_LIGHT[frame]
        luminance = linear @ _XYZ[1]
        redness, saturated = _redness(linear)
        turns = (general.at(luminance, luminance < _DARK, always), red.at(redness, always, saturated))
        counts[:, index] = [window.flashes(turn) for window, turn in zip(windows, turns, strict=True)]
    return Flashes(counts[0], counts[1])


class _Turns:
    """Where cells complete a change against their previous one.

    Each cell remembers its extreme since it last turned; a change is complete once it is a step away from that.
    """

    def __init__(self, shape: tuple[int, ...], step: float) -> None:
        self._step = step
        self._low = np.full(shape, np.inf, np.float32)
        self._high = np.full(shape, -np.inf, np.float32)
        self._low_tells = np.zeros(shape, bool)
        self._high_tells = np.zeros(shape, bool)
        self._direction = np.zeros(shape, np.int8)

    def at(self, level: Levels, as_low: Flags, as_high: Flags) -> Flags:
        """Go on by a frame.

        Args:
            level: what changes, (H, W).
            as_low: where a change is told by this state if it is the lower of the two.
            as_high: likewise if it is the higher.
        """
        lower, higher = level < self._low, level > self._high
        self._low, self._low_tells = np.where(lower, level, self._low), np.where(lower, as_low, self._low_tells)
        self._high, self._high_tells = np.where(higher, level, self._high), np.where(higher, as_high, self._high_tells)
        rises = (level - self._low >= self._step) & self._low_tells & as_high & (self._direction <= 0)
        falls = (self._high - level >= self._step) & self._high_tells & as_low & (self._direction >= 0) & ~rises
        turns = rises | falls
        self._direction = np.where(rises, 1, np.where(falls, -1, self._direction)).astype(np.int8)
        self._low, self._low_tells = np.where(turns, level, self._low), np.where(turns, as_low, self._low_tells)
        self._high, self._high_tells = np.where(turns, level, self._high), np.where(turns, as_high, self._high_tells)
        return np.asarray(turns, np.bool_)


class _Second:
    """The changes of each cell during the last second."""

    def __init__(self, shape: tuple[int, ...], frames: int) -> None:
        self._turns: list[Flags] = []
        self._frames = frames
        self._changes = np.zeros(shape, np.int64)
        self._field = tuple(max(1, round(side * _FIELD)) for side in shape)

    def flashes(self, turns: Flags) -> int:
        """Go on by a frame: most flashes that more than a quarter of some field has had."""
        self._changes += turns
        self._turns.append(turns)
        if len(self._turns) > self._frames:
            self._changes -= self._turns.pop(0)
        flashes = 0
        while self._reaches(2 * (flashes + 1)):
            flashes += 1
        return flashes

    def _reaches(self, changes: int) -> bool:
        alike = (self._changes >= changes).astype(np.float32)
        if not alike.any():
            return False
        height, width = self._field
        share = cv2.boxFilter(alike, -1, (width, height), borderType=cv2.BORDER_CONSTANT)
        return bool(share.max() > _AREA)


def _redness(linear: Levels) -> tuple[Levels, Flags]:
    """How near each cell is to red in the CIE 1976 UCS diagram (greater is nearer), and whether it is saturated red."""
    total = linear.sum(axis=2)
    saturated = (linear[..., 0] >= _RED_RATIO * total) & (total > _LEAST_LIGHT)
    x, y, z = np.moveaxis(linear @ _XYZ.T, 2, 0)
    scale = np.maximum(x + 15 * y + 3 * z, _LEAST_LIGHT)
    uv = np.stack([4 * x / scale, 9 * y / scale], axis=2)
    uv = np.where((total > _LEAST_LIGHT)[..., None], uv, _WHITE_UV)
    return np.asarray(-np.linalg.norm(uv - _RED_UV, axis=2), np.float32), np.asarray(saturated, np.bool_)

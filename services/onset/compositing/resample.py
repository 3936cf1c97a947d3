"""One plane seen through a camera."""

import math
import threading

import cv2
import numpy as np
from numpy.typing import NDArray

from onset.compositing.kernels import FRACTION_BITS, Plane, lerp_rounded_rows, lerp_rows

Affine = NDArray[np.float64]
"""2 x 3: maps a point of the target to a point of the source."""

_STEEP = 0.02
"""Tangent of a roll beyond which two passes along the axes blur more and cost more than one of four neighbours."""
_STRIP_ROWS = 480
"""What lies between the passes is to stay in the processor's cache."""


def resample(source: Plane, mapping: Affine, target: Plane) -> None:
    """Fill `target` with `source` seen through a map between pixel indices, linear in both axes, edges replicated.

    Without a roll this is bilinear interpolation, done down and then along the rows (Catmull and Smith, 3-D
    transformations of images in scanline order, 1980): a third of the work of gathering four neighbours for each pixel.
    What is along a row goes down a column of the turned picture, so that both passes run through memory in order.
    Beyond its sides a slightly rolled picture goes on along the target's rows, not along its own.
    """
    (a, b, left), (d, e, top) = mapping.tolist()
    if abs(b) > _STEEP * a or abs(d) > _STEEP * a:
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        size = (target.shape[1], target.shape[0])
        cv2.warpAffine(source, mapping, size, dst=target, flags=flags, borderMode=cv2.BORDER_REPLICATE)
        return
    # Column X of the source is seen in row y at x = (X - b y - left) / a, and there it is on this row:
    along = d / a
    down, start = e - b * along, top - left * along
    for first in range(0, target.shape[0], _STRIP_ROWS):
        strip = target[first : first + _STRIP_ROWS]
        begin, end = _seen(a, b, left + b * first, strip.shape, source.shape[1])
        between, columns, turned = _scratch.shaped(strip.shape, end - begin)
        lerp_rows(source, between, begin, _fixed(start + down * first + along * begin), _fixed(down), _fixed(along))
        cv2.transpose(between, dst=columns)
        lerp_rounded_rows(columns, turned, 0, _fixed(left + b * first - begin), _fixed(a), _fixed(b))
        cv2.transpose(turned, dst=strip)


def _seen(a: float, b: float, left: float, strip: tuple[int, ...], width: int) -> tuple[int, int]:
    """The columns of a picture that a strip of rows shows, begin and end; the outermost stands for all beyond it."""
    rows, columns = strip
    corners = [left + a * x + b * y for x in (0, columns - 1) for y in (0, rows - 1)]
    begin = max(0, min(math.floor(min(corners)) - 1, width - 1))
    return begin, max(begin + 1, min(math.floor(max(corners)) + 3, width))


class _Scratch(threading.local):
    """A thread's memory for what lies between the passes: taken once, for the system clears what it hands out."""

    def __init__(self) -> None:
        self._words: NDArray[np.uint16] = np.empty((2, 0), np.uint16)
        self._bytes: Plane = np.empty(0, np.uint8)

    def shaped(self, strip: tuple[int, ...], seen: int) -> tuple[NDArray[np.uint16], NDArray[np.uint16], Plane]:
        """For a strip of (rows, columns): (rows, the source's columns that are seen), that turned, and it turned."""
        rows, columns = strip
        words, size = rows * seen, rows * columns
        if self._words.shape[1] < words:
            self._words = np.empty((2, words), np.uint16)
        if self._bytes.size < size:
            self._bytes = np.empty(size, np.uint8)
        between, turned = self._words[:, :words]
        return (
            between.reshape(rows, seen),
            turned.reshape(seen, rows),
            self._bytes[:size].reshape(columns, rows),
        )


_scratch = _Scratch()


def _fixed(position: float) -> int:
    return round(position * (1 << FRACTION_BITS))

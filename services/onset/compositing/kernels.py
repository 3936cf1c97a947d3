"""Loops over pixels that no array library has, compiled when they are first imported and kept for the next process.

All arithmetic is on integers, so a picture is the same on every processor.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numba import int64, uint8, uint16
from numpy.typing import NDArray

F = TypeVar("F", bound=Callable[..., None])
Plane = NDArray[np.uint8]

FRACTION_BITS = 24
"""Of positions between rows: over a frame of 4096 pixels steps add up to less than a thousandth of a pixel."""
_ONE = 1 << FRACTION_BITS
_WEIGHT_SHIFT = FRACTION_BITS - 8
"""Weights have 8 bits: a position counts to the nearest 1/256 of a pixel."""
_HALF = 1 << (_WEIGHT_SHIFT - 1)


def _compiled(*signatures: Any) -> Callable[[F], F]:
    """Compile a function for some types of arguments; other threads run while it does."""

    def decorate(function: F) -> F:
        def compiled(*, cache: bool) -> Any:
            return numba.njit(list(signatures), cache=cache, nogil=True, boundscheck=False, error_model="numpy")(
                function
            )

        try:
            return cast("F", compiled(cache=True))
        except (RuntimeError, OSError):  # nowhere to keep it, or no room there: compiled each time
            return cast("F", compiled(cache=False))

    return decorate


_U8, _U16, _BYTES = uint8[:, ::1], uint16[:, ::1], uint8[::1]


def _lerp(wide: Any, narrow: Any, shift: int) -> Callable[[NDArray[Any], NDArray[Any], int, int, int, int], None]:
    """The loop of `lerp_rows` and `lerp_rounded_rows`.

    Args:
        wide: the type to reckon in; a loop over narrower words does more of them at once.
        narrow: the type of the result.
        shift: bits that the result has less than the reckoning, to the nearest.
    """
    one, half, bits = wide(256), wide((1 << shift) >> 1), wide(shift)

    def lerp(source: NDArray[Any], target: NDArray[Any], first: int, start: int, down: int, along: int) -> None:
        last, width = source.shape[0] - 1, target.shape[1]
        for r in range(target.shape[0]):
            column = 0
            while column < width:
                # As many columns as lie between the same two rows.
                position = start + down * r + along * column + _HALF
                row, share = position >> FRACTION_BITS, position & (_ONE - 1)
                count = width - column
                if along > 0:
                    count = min(count, (_ONE - share + along - 1) // along)
                elif along < 0:
                    count = min(count, share // -along + 1)
                begin = first + column
                above = source[min(max(row, 0), last), begin : begin + count]
                below = source[min(max(row + 1, 0), last), begin : begin + count]
                out = target[r, column : column + count]
                if along == 0:
                    less = wide(share >> _WEIGHT_SHIFT)
                    for k in range(out.size):
                        out[k] = narrow((wide(above[k]) * wide(one - less) + wide(below[k]) * less + half) >> bits)
                else:
                    begun, step = np.int32(share), np.int32(along)
                    for k in range(out.size):
                        less = wide((begun + step * np.int32(k)) >> np.int32(_WEIGHT_SHIFT))
                        out[k] = narrow((wide(above[k]) * wide(one - less) + wide(below[k]) * less + half) >> bits)
                column += count

    return lerp


_LERP = int64, int64, int64, int64
lerp_rows = _compiled((_U8, _U16, *_LERP))(_lerp(np.uint16, np.uint16, 0))
"""Fill row r, column c of `target` with column `first` + c of `source` at row `start` + `down` * r + `along` * c.

Linear between rows, the outermost going on for ever. Positions are in 1 / 2 ** FRACTION_BITS of a row.

Args:
    source: (h, W).
    target: (H, V), 256 times the value.
    first: at most W - V.
    start: see above.
    down: likewise.
    along: likewise; what it adds from one column to the next is less than a row.
"""
lerp_rounded_rows = _compiled((_U16, _U8, *_LERP))(_lerp(np.uint32, np.uint8, 16))
"""The same from what `lerp_rows` gives, turned, to rounded values."""


@_compiled((_BYTES, _BYTES, int64, _BYTES))
def blend(first: Plane, second: Plane, share: int, target: Plane) -> None:
    """Fill `target` with `share` / 256 of `second` in `first`; it may be either of them."""
    more, half, eight = np.uint16(share), np.uint16(128), np.uint16(8)
    less = np.uint16(256 - more)
    for k in range(target.size):
        target[k] = np.uint8(np.uint16(np.uint16(first[k]) * less + np.uint16(second[k]) * more + half) >> eight)


@_compiled((_U8, int64, int64, int64, int64, int64, _U8, _U8))
def extremes(plane: Plane, top: int, left: int, bottom: int, right: int, block: int, least: Plane, most: Plane) -> None:
    """The least and the greatest value of each square block of the part of a plane between some edges.

    `least` and `most` are (rows, columns) of blocks and are filled; the last blocks may be smaller.
    """
    for r in range(least.shape[0]):
        first, end = top + r * block, min(top + (r + 1) * block, bottom)
        for c in range(least.shape[1]):
            begin = left + c * block
            low = high = plane[first, begin]
            for y in range(first, end):
                part = plane[y, begin : min(begin + block, right)]
                for k in range(part.size):
                    low, high = min(low, part[k]), max(high, part[k])
            least[r, c], most[r, c] = low, high


@_compiled((_U8, int64, int64, _U8, uint8))
def cover(plane: Plane, top: int, left: int, mask: Plane, value: int) -> None:
    """Mix one value into a plane by a mask (255 = nothing but the value) whose corner stands at (top, left)."""
    paint, half, eight = np.uint16(value), np.uint16(128), np.uint16(8)
    for r in range(mask.shape[0]):
        row, covered = plane[top + r, left : left + mask.shape[1]], mask[r]
        for k in range(row.size):
            much = np.uint16(covered[k])
            # Divided by 255, exactly.
            mixed = np.uint16(np.uint16(row[k]) * np.uint16(255 - much) + paint * much + half)
            row[k] = np.uint8(np.uint16(mixed + np.uint16(mixed >> eight)) >> eight)


@_compiled((_U8, int64, int64, _U8, uint8, _U8, uint8))
def cover_two(plane: Plane, top: int, left: int, mask: Plane, value: int, other: Plane, other_value: int) -> None:
    """Mix two values into a plane side by side, by masks of one size that add up to 255 at most."""
    first, second, half, eight = np.uint16(value), np.uint16(other_value), np.uint16(128), np.uint16(8)
    for r in range(mask.shape[0]):
        row, one, two = plane[top + r, left : left + mask.shape[1]], mask[r], other[r]
        for k in range(row.size):
            much, more = np.uint16(one[k]), np.uint16(two[k])
            rest = np.uint16(255 - min(np.uint16(much + more), np.uint16(255)))
            mixed = np.uint16(np.uint16(row[k]) * rest + first * much + second * more + half)
            row[k] = np.uint8(np.uint16(mixed + np.uint16(mixed >> eight)) >> eight)


@_compiled((_U8, int64, int64, _U8, _U8, int64, int64, int64, int64, int64))
def lay(
    plane: Plane,
    top: int,
    left: int,
    value: Plane,
    through: Plane,
    first_row: int,
    first_column: int,
    rows: int,
    columns: int,
    opacity: int,
) -> None:
    """Lay part of a premultiplied layer over a plane.

    Args:
        plane: what it is laid over.
        top: where the part's corner stands on the plane.
        left: likewise.
        value: (H, W) of the layer.
        through: (H, W), what the layer lets through, 255 = all.
        first_row: of the part.
        first_column: likewise.
        rows: of the part.
        columns: likewise.
        opacity: of the whole layer, 256 = as it is.
    """
    share, half, eight, most = np.uint16(opacity), np.uint16(128), np.uint16(8), np.uint16(255)
    for r in range(rows):
        row = plane[top + r, left : left + columns]
        values = value[first_row + r, first_column : first_column + columns]
        passed = through[first_row + r, first_column : first_column + columns]
        for k in range(row.size):
            own = np.uint16(np.uint16(np.uint16(values[k]) * share + half) >> eight)
            rest = np.uint16(most - np.uint16(np.uint16(np.uint16(most - passed[k]) * share + half) >> eight))
            mixed = np.uint16(np.uint16(row[k]) * rest + half)
            row[k] = np.uint8(min(np.uint16(own + np.uint16(np.uint16(mixed + (mixed >> eight)) >> eight)), most))

"""Exact-area polygon rasterization.

Each pixel's weight is the area of it that a shape covers, so edges are smooth at any angle and move smoothly by any
fraction of a pixel. Every edge is cut where it crosses pixel borders; each piece adds its signed height to its pixel,
and the share right of it to the next; a running sum along the rows then gives the covered areas.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def coverage(shapes: Sequence[Floats], width: int, height: int) -> NDArray[np.float32]:
    """Weights (height, width) of the union of polygons, each (N, 2) in pixels, (0, 0) the box's upper left corner."""
    x0, y0, x1, y1 = _clipped_to_columns(*_clipped_to_rows(*_edges(shapes), height), width)
    x0, y0, x1, y1 = _cut(y0, x0, y1, x1)
    y0, x0, y1, x1 = _cut(x0, y0, x1, y1)
    row = np.minimum(((y0 + y1) * 0.5).astype(np.intp), height - 1)
    middle = (x0 + x1) * 0.5
    column = np.minimum(middle.astype(np.intp), width)
    rise = y1 - y0
    right = rise * (middle - column)
    sums = np.zeros(height * (width + 2), np.float32)
    at = row * (width + 2) + column
    np.add.at(sums, at, (rise - right).astype(np.float32))
    np.add.at(sums, at + 1, right.astype(np.float32))
    area = np.cumsum(sums.reshape(height, width + 2)[:, :width], axis=1, dtype=np.float32)
    return np.asarray(np.clip(area, 0.0, 1.0, out=area))


def _edges(shapes: Sequence[Floats]) -> tuple[Floats, Floats, Floats, Floats]:
    """Start x, y and end x, y of all edges, every polygon turned so that its inside counts as positive."""
    start = np.concatenate(shapes)
    end = np.concatenate([np.roll(shape, -1, axis=0) for shape in shapes])
    first = np.cumsum([0, *(len(shape) for shape in shapes[:-1])])
    twice_area = np.add.reduceat(start[:, 0] * end[:, 1] - end[:, 0] * start[:, 1], first)
    sign = np.repeat(np.where(twice_area > 0, -1.0, 1.0), [len(shape) for shape in shapes])
    flip = sign < 0
    a, b = np.where(flip[:, None], end, start), np.where(flip[:, None], start, end)
    return a[:, 0], a[:, 1], b[:, 0], b[:, 1]


def _clipped_to_rows(
    x0: Floats, y0: Floats, x1: Floats, y1: Floats, height: int
) -> tuple[Floats, Floats, Floats, Floats]:
    """The parts of the edges between the first row and the last; level edges cover nothing and go."""
    kept = (y0 != y1) & (np.maximum(y0, y1) > 0) & (np.minimum(y0, y1) < height)
    x0, y0, x1, y1 = x0[kept], y0[kept], x1[kept], y1[kept]
    slope = (x1 - x0) / (y1 - y0)
    top, bottom = np.clip(y0, 0, height), np.clip(y1, 0, height)
    return x0 + slope * (top - y0), top, x0 + slope * (bottom - y0), bottom


def _clipped_to_columns(
    x0: Floats, y0: Floats, x1: Floats, y1: Floats, width: int
) -> tuple[Floats, Floats, Floats, Floats]:
    """Edges cut at the left and the right border; what lies beyond a border is laid onto it."""
    run = np.where(x1 == x0, 1.0, x1 - x0)
    crossings = np.sort(np.clip(np.stack([(0 - x0) / run, (width - x0) / run]), 0.0, 1.0), axis=0)
    stops = np.concatenate([np.zeros((1, len(x0))), crossings, np.ones((1, len(x0)))])
    x, y = x0 + (x1 - x0) * stops, y0 + (y1 - y0) * stops
    low_x, low_y, high_x, high_y = (part.ravel() for part in (x[:-1], y[:-1], x[1:], y[1:]))
    beyond = np.clip((low_x + high_x) / 2, 0, width)
    outside = beyond != (low_x + high_x) / 2
    low_x, high_x = np.where(outside, beyond, low_x), np.where(outside, beyond, high_x)
    kept = low_y != high_y
    return np.clip(low_x[kept], 0, width), low_y[kept], np.clip(high_x[kept], 0, width), high_y[kept]


def _cut(u0: Floats, v0: Floats, u1: Floats, v1: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Segments cut at every whole u that they cross, as (v0, u0, v1, u1)."""
    low, high = np.minimum(u0, u1), np.maximum(u0, u1)
    first = np.floor(low)
    pieces = np.maximum(np.ceil(high) - first, 1).astype(np.intp)
    index = np.repeat(np.arange(len(u0)), pieces)
    step = np.arange(len(index)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    forward = (u1 >= u0)[index]
    near = np.maximum(first[index] + step, low[index])
    far = np.minimum(first[index] + step + 1, high[index])
    start, end = np.where(forward, near, far), np.where(forward, far, near)
    run = (u1 - u0)[index]
    slope = np.divide((v1 - v0)[index], run, out=np.zeros(len(index)), where=run != 0)
    level = run == 0
    begin_v = v0[index] + slope * (start - u0[index])
    end_v = np.where(level, v1[index], v0[index] + slope * (end - u0[index]))
    return begin_v, start, end_v, end

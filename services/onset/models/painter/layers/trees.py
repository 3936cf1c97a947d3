"""Trees: conifers in lines, round crowns, bare trunks, palms, grass."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from onset.models.painter.canvas import Canvas
from onset.models.painter.cover import Cover
from onset.models.painter.layers.shapes import Points
from onset.models.painter.stage import Moment, Stage


def conifer(height: float, width: float, tiers: int, rng: np.random.Generator) -> Points:
    """A fir's silhouette, its foot at (0, 0)."""
    right: list[tuple[float, float]] = [(0.0, -height)]
    for tier in range(1, tiers + 1):
        reach = 0.5 * width * (tier / tiers) ** 0.85 * rng.uniform(0.88, 1.1)
        low = -height * (1 - tier / (tiers + 0.35))
        right.append((reach, low + 0.025 * height))
        right.append((reach * 0.48, low - 0.012 * height))
    right[-1] = (0.05 * width, right[-2][1] - 0.01 * height)
    right.append((0.05 * width, 0.02 * height))
    left = [(-x * rng.uniform(0.9, 1.1), y) for x, y in right[1:]]
    return np.array([*right, *reversed(left)])


def conifer_line(
    stage: Stage, x: NDArray[np.float64], y: NDArray[np.float64], *, low: float, high: float, gap: float
) -> Callable[[Canvas, Moment, float], Cover]:
    """A wood along the line y(x): firs between `low` and `high` tall, in groups, about `gap` apart.

    The returned function gives their cover for a lean of their tops, in units of their height.
    """
    rng = stage.rng
    place = np.arange(-0.1, stage.w + 0.1, gap)
    place = place + rng.uniform(-0.5, 0.5, len(place)) * gap
    group = 0.5 + 0.5 * np.sin(place * rng.uniform(4, 8) + rng.uniform(0, 6)) * np.sin(place * 2.3 + rng.uniform(0, 6))
    place, group = place[group > 0.18], group[group > 0.18]
    height = low + (high - low) * group * rng.uniform(0.6, 1.0, len(place))
    foot = np.interp(place, x, y) + 0.01
    firs = [conifer(h, h * rng.uniform(0.36, 0.48), int(rng.integers(5, 8)), rng) for h in height]

    def cover(canvas: Canvas, moment: Moment, lean: float) -> Cover:
        outlines = []
        for fir, tall, at_x, at_y in zip(firs, height, place, foot, strict=True):
            bend = lean * (fir[:, 1] / tall) ** 2 * tall * 4
            outlines.append(fir + np.stack([at_x + bend, np.full(len(fir), at_y)], axis=1))
        return canvas.polygons(outlines)

    return cover

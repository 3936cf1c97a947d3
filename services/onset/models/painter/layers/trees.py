"""Trees: firs, tall trunks, round crowns, palms. Each gives outlines for a lean of the tops, so wind can move them."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from onset.models.painter.canvas import Canvas
from onset.models.painter.cover import Cover
from onset.models.painter.layers import shapes
from onset.models.painter.layers.shapes import Points
from onset.models.painter.stage import Stage

Lean = Callable[[float], list[Points]]
"""Outlines for a lean of the tops, in units of the trees' height."""


def fir(height: float, width: float, tiers: int, rng: np.random.Generator) -> Points:
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


def firs(
    rng: np.random.Generator, x: NDArray[np.float64], foot: NDArray[np.float64], height: NDArray[np.float64]
) -> Lean:
    """Firs of these heights at these feet, all (N,)."""
    outlines = [fir(h, h * rng.uniform(0.36, 0.48), 5 + round(float(min(h * 8, 6))), rng) for h in height]

    def leaning(lean: float) -> list[Points]:
        placed = []
        for outline, tall, at_x, at_y in zip(outlines, height, x, foot, strict=True):
            bend = lean * (outline[:, 1] / tall) ** 2 * tall * 4
            placed.append(outline + np.stack([at_x + bend, np.full(len(outline), at_y)], axis=1))
        return placed

    return leaning


def conifer_line(
    stage: Stage, x: NDArray[np.float64], y: NDArray[np.float64], *, low: float, high: float, gap: float
) -> Callable[[Canvas, float], Cover]:
    """A wood along the line y(x): firs between `low` and `high` tall, in groups, about `gap` apart."""
    rng = stage.rng
    place = np.arange(-0.1, stage.w + 0.1, gap)
    place = place + rng.uniform(-0.5, 0.5, len(place)) * gap
    group = 0.5 + 0.5 * np.sin(place * rng.uniform(4, 8) + rng.uniform(0, 6)) * np.sin(place * 2.3 + rng.uniform(0, 6))
    place, group = place[group > 0.18], group[group > 0.18]
    height = low + (high - low) * group * rng.uniform(0.6, 1.0, len(place))
    wood = firs(rng, place, np.interp(place, x, y) + 0.01, height)
    return lambda canvas, lean: canvas.polygons(wood(lean))


def trunks(rng: np.random.Generator, x: NDArray[np.float64], foot: float, width: float) -> Lean:
    """Trunks that rise out of the picture, some with a bare branch."""
    outlines = []
    for at in x:
        wide = width * rng.uniform(0.55, 1.25)
        drift = rng.uniform(-0.04, 0.04)
        y = np.linspace(foot + 0.03, -0.15, 14)
        t = np.linspace(0, 1, 14)
        spine = np.stack([at + drift * t + 0.006 * np.sin(5 * t + at * 9), y], axis=1)
        girth = wide * (1 - 0.45 * t + 0.9 * np.exp(-t * 22))
        outlines.append(shapes.ribbon(spine, girth))
        for _ in range(int(rng.integers(1, 4))):
            k = int(rng.integers(6, 12))
            reach, side = wide * rng.uniform(2, 4.5), rng.choice([-1, 1])
            start = spine[k]
            bough = shapes.smooth(
                [start, start + np.array([side * 0.5, -0.25]) * reach, start + np.array([side, -0.75]) * reach]
            )
            outlines.append(shapes.ribbon(bough, np.linspace(0.24 * wide, 0.04 * wide, len(bough))))

    def leaning(lean: float) -> list[Points]:
        return [
            o + np.stack([lean * 3 * np.clip(foot - o[:, 1], 0, None) ** 2, np.zeros(len(o))], axis=1) for o in outlines
        ]

    return leaning


def crown(rng: np.random.Generator, x: float, y: float, radius: float) -> list[Points]:
    """A round, leafy crown: discs around a middle."""
    angle = np.linspace(0, 2 * np.pi, 9, endpoint=False) + rng.uniform(0, 1)
    discs = [shapes.ellipse(x, y, radius * 0.8, radius * 0.72)]
    for a in angle:
        r = radius * rng.uniform(0.28, 0.44)
        discs.append(shapes.disc(x + 0.68 * radius * np.cos(a), y + 0.58 * radius * np.sin(a), r))
    return discs


def palm(x: float, foot: float, height: float, lean: float, sway: float, fronds: int = 9) -> list[Points]:
    """A palm: a bowed trunk and a star of drooping fronds."""
    t = np.linspace(0, 1, 20)
    top = np.array([x + lean * height + sway, foot - height])
    spine = np.stack([x + (top[0] - x) * t**1.6, foot - height * t], axis=1)
    outlines = [shapes.ribbon(spine, 0.05 * height * (1 - 0.5 * t))]
    for k in range(fronds):
        angle = np.pi * (1.08 + 0.84 * k / (fronds - 1)) + 0.3 * sway
        reach = height * (0.42 + 0.06 * np.sin(2.4 * k))
        s = np.linspace(0, 1, 18)
        px = top[0] + reach * np.cos(angle) * s
        py = top[1] + reach * np.sin(angle) * s + (0.50 * reach) * s**2.2
        outlines.append(
            shapes.ribbon(np.stack([px, py], axis=1), 0.16 * reach * np.sin(np.pi * np.clip(s, 0.03, 1)) ** 0.7)
        )
    return outlines

"""Small plants: ferns, grass, flowers, house plants."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from onset.models.painter.canvas import Canvas
from onset.models.painter.cover import Cover
from onset.models.painter.layers import shapes
from onset.models.painter.layers.shapes import Points
from onset.models.painter.stage import Stage


def frond(x: float, y: float, length: float, angle: float, droop: float, leaflets: int = 11) -> list[Points]:
    """A fern's frond from (x, y): a bowed spine with paired leaflets that shorten towards its tip."""
    s = np.linspace(0, 1, 22)
    spine = np.stack([x + length * np.cos(angle) * s, y + length * np.sin(angle) * s + droop * length * s**2], axis=1)
    outlines = [shapes.ribbon(spine, 0.016 * length * (1.1 - s))]
    for k in range(1, leaflets + 1):
        t = k / (leaflets + 1)
        at = spine[int(t * 21)]
        ahead = spine[min(int(t * 21) + 1, 21)] - spine[int(t * 21)]
        heading = np.arctan2(ahead[1], ahead[0])
        reach = 0.26 * length * np.sin(np.pi * min(t + 0.18, 1)) + 0.02 * length
        for side in (-1, 1):
            outlines.append(leaf(at[0], at[1], reach, heading + side * 1.0, 0.26))
    return outlines


def leaf(x: float, y: float, length: float, angle: float, plumpness: float = 0.35) -> Points:
    """A pointed leaf whose stalk is at (x, y)."""
    t = np.linspace(0, 1, 12)
    half = 0.5 * plumpness * length * np.sin(np.pi * t**0.8)
    c, s = np.cos(angle), np.sin(angle)
    top = np.stack([x + length * t * c - half * s, y + length * t * s + half * c], axis=1)
    low = np.stack([x + length * t * c + half * s, y + length * t * s - half * c], axis=1)
    return np.concatenate([top, low[::-1]])


def ferns(stage: Stage, foot: float, count: int, size: float) -> Callable[[Canvas, float], Cover]:
    """Ferns along the lower edge, leaving the middle lower."""
    rng = stage.rng
    x = np.linspace(-0.05, stage.w + 0.05, count) + rng.uniform(-0.04, 0.04, count)
    edge = 0.55 + 0.45 * np.abs(x - stage.w / 2) / (stage.w / 2)
    length = size * edge * rng.uniform(0.8, 1.2, count)
    fans = [np.linspace(-2.65, -0.5, 6) + rng.uniform(-0.12, 0.12, 6) for _ in range(count)]

    def cover(canvas: Canvas, sway: float) -> Cover:
        outlines = []
        for at, reach, fan in zip(x, length, fans, strict=True):
            for angle in fan:
                outlines += frond(float(at), foot, float(reach), float(angle) + sway, 0.45)
        return canvas.polygons(outlines)

    return cover


def grass(
    rng: np.random.Generator, x: NDArray[np.float64], foot: NDArray[np.float64], height: NDArray[np.float64]
) -> Callable[[float], list[Points]]:
    """Blades, all arrays (N,), that bend with the wind."""
    bow = rng.uniform(-0.35, 0.35, len(x))
    wide = rng.uniform(0.03, 0.055, len(x))
    phase = rng.uniform(0, 2 * np.pi, len(x))
    s = np.linspace(0, 1, 7)

    def bending(wind: float) -> list[Points]:
        blades = []
        for at, y, tall, b, w, p in zip(x, foot, height, bow, wide, phase, strict=True):
            bend = (b + wind * (1 + 0.5 * np.sin(p))) * tall * s**2
            spine = np.stack([at + bend, y - tall * s * (1 - 0.08 * abs(b))], axis=1)
            blades.append(shapes.ribbon(spine, w * tall * (1 - s) ** 0.8 + 0.0004))
        return blades

    return bending

"""Small plants: ferns, grass, flowers, house plants."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from onset.models.painter.canvas import Canvas
from onset.models.painter.cover import Cover
from onset.models.painter.layers import shapes, solids
from onset.models.painter.layers.shapes import Points
from onset.models.painter.palette import Colour, adjust, mix
from onset.models.painter.stage import Moment, Stage

LEAF_GREEN: Colour = np.array([0.24, 0.47, 0.31], np.float32)


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
    """Ferns along the lower edge, high in the corners and low in between."""
    rng = stage.rng
    x = np.linspace(-0.02, stage.w + 0.02, count) + rng.uniform(-0.03, 0.03, count)
    edge = 0.30 + 0.70 * (np.abs(x - stage.w / 2) / (stage.w / 2)) ** 1.5
    length = size * edge * rng.uniform(0.85, 1.2, count)
    fans = [np.linspace(-2.45, -0.70, 5) + rng.uniform(-0.12, 0.12, 5) for _ in range(count)]

    def cover(canvas: Canvas, sway: float) -> Cover:
        outlines = []
        for at, reach, fan in zip(x, length, fans, strict=True):
            for angle in fan:
                outlines += frond(float(at), foot, float(reach), float(angle) + sway, 0.28)
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


def potted(
    canvas: Canvas,
    stage: Stage,
    moment: Moment,
    x: float,
    foot: float,
    size: float,
    side: float,
    kind: str,
    pot: Colour,
) -> None:
    """A house plant: "broad" leaves on stalks, upright "blades", or a dry "plume" in a vase."""
    wind = 0.05 * moment.sway(6.5, 0.37 * x)
    if kind == "plume":
        _plume(canvas, stage, x, foot, size, wind)
        profile = [(0.09, 0.0), (0.15, 0.10), (0.16, 0.24), (0.07, 0.38), (0.08, 0.44)]
        solids.lathe(canvas, stage, x, foot, np.array(profile) * size, pot, side)
        return
    level = float(np.clip(stage.light.wall - 0.30, 0.14, 0.56))
    dark = stage.scheme.natural(level - 0.08, LEAF_GREEN, 0.55)
    light = mix(stage.scheme.natural(level + 0.10, LEAF_GREEN, 0.55), stage.light.key, 0.12)
    top = foot - 0.32 * size
    fan = np.linspace(-2.75, -0.40, 9) if kind == "broad" else np.linspace(-2.0, -1.14, 8)
    for k in (0, 8, 2, 6, 4, 1, 7, 3, 5) if kind == "broad" else range(8):
        angle = float(fan[k]) + wind * (1 if k % 2 else 0.7)
        reach = (
            size * (0.46 + 0.16 * np.sin(2.3 * k + 7 * x))
            if kind == "broad"
            else size * (0.62 + 0.14 * np.sin(3.1 * k))
        )
        shade = dark if k % 2 else light
        if kind == "blades":
            outline = leaf(x + 0.02 * size * (k - 3.5), top + 0.02, reach, angle, 0.14)
            solids.surface(canvas, stage, outline, shade, side, depth=0.08, rim=0.2)
            continue
        stalk_end = (x + 0.55 * reach * np.cos(angle), top + 0.55 * reach * np.sin(angle))
        stalk = shapes.smooth(
            [(x, top + 0.02), (x + 0.2 * reach * np.cos(angle), top + 0.35 * reach * np.sin(angle)), stalk_end]
        )
        canvas.fill(canvas.polygon(shapes.ribbon(stalk, 0.014 * size)), dark)
        droop = 0.35 * float(np.cos(angle))
        outline = leaf(*stalk_end, 0.62 * reach, angle + droop, 0.62)
        body = solids.surface(canvas, stage, outline, shade, side, depth=0.10, rim=0.2)
        tip = (stalk_end[0] + 0.58 * reach * np.cos(angle + droop), stalk_end[1] + 0.58 * reach * np.sin(angle + droop))
        canvas.fill(canvas.polygon(shapes.ribbon([stalk_end, tip], 0.006 * size)).within(body), dark, 0.5)
    profile = [(0.15, 0.0), (0.17, 0.04), (0.20, 0.30), (0.205, 0.34)]
    solids.lathe(canvas, stage, x, foot, np.array(profile) * size, pot, side, mouth=stage.tone(0.25))


def _plume(canvas: Canvas, stage: Stage, x: float, foot: float, size: float, wind: float) -> None:
    """Stems of pampas grass."""
    straw = stage.scheme.natural(min(stage.light.wall - 0.12, 0.78), np.array([0.85, 0.72, 0.52], np.float32), 0.5)
    for k in range(5):
        angle = -1.57 + 0.17 * (k - 2) + wind * (0.6 + 0.2 * k)
        reach = size * (0.88 + 0.10 * np.cos(2.1 * k))
        t = np.linspace(0, 1, 20)
        spine = np.stack(
            [x + reach * np.cos(angle) * t**1.3, foot - 0.35 * size + reach * np.sin(angle) * t * 0.75], axis=1
        )
        canvas.fill(canvas.polygon(shapes.ribbon(spine, 0.008 * size)), adjust(straw, lightness=-0.15))
        plume = spine[9:]
        girth = 0.13 * size * np.sin(np.pi * np.linspace(0.06, 0.97, len(plume))) ** 0.8
        soft = canvas.polygon(shapes.ribbon(plume, girth)).blurred(0.012 * size * canvas.px, canvas.whole)
        canvas.fill(soft, adjust(straw, lightness=0.03 * (k % 2)), 0.92)

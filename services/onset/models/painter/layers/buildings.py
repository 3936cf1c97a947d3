"""Buildings in rows: silhouettes with a lit and a shaded side, roofs, and windows that light up after dark."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onset.models.painter.canvas import Canvas, down
from onset.models.painter.layers import shapes
from onset.models.painter.palette import mix
from onset.models.painter.stage import Moment, Stage

_ROOFS = ("flat", "flat", "stepped", "slanted", "spire", "crown")


@dataclass(frozen=True)
class Row:
    """One row of buildings at the same distance."""

    base: float
    outlines: tuple[shapes.Points, ...]
    shaded: tuple[shapes.Points, ...]
    windows: tuple[NDArray[np.float64], ...]
    """Window panes (4, 2)."""
    glow_rank: NDArray[np.float64]
    """Per pane, 0..1: which are lit first."""

    @staticmethod
    def build(
        stage: Stage, base: float, low: float, high: float, width: float, *, light_from_left: bool, detail: float
    ) -> "Row":
        """Buildings `low` to `high` tall and about `width` wide; `detail` is the height of a storey, 0 for none."""
        rng = stage.rng
        outlines, shaded, panes = [], [], []
        x = -0.15 + rng.uniform(-0.1, 0)
        rise = shapes.rolling(rng, 0.9, 0.5, 2)
        while x < stage.w + 0.15:
            wide = width * rng.uniform(0.6, 1.35)
            tall = low + (high - low) * float(np.clip(0.5 + rise(np.array([x]))[0], 0, 1)) * rng.uniform(0.65, 1.0)
            top = base - tall
            outlines += _body(x, top, wide, base, str(rng.choice(_ROOFS)), rng)
            edge = x + wide * (0.68 if light_from_left else 0.32)
            dark = (edge, x + wide) if light_from_left else (x, edge)
            shaded.append(shapes.rectangle(dark[0], top, dark[1], base + 0.4))
            if detail > 0:
                panes += _windows(x, top, wide, base, detail, rng)
            x += wide * rng.uniform(0.96, 1.25)
        return Row(base, tuple(outlines), tuple(shaded), tuple(panes), rng.uniform(0, 1, len(panes)))

    def paint(
        self, canvas: Canvas, stage: Stage, moment: Moment, level: float, foot_level: float, *, dx: float = 0.0
    ) -> None:
        """Facades from `level` at their tops to `foot_level` at the ground, then shade, then windows."""
        light = stage.light
        top = min(float(outline[:, 1].min()) for outline in self.outlines)
        body = canvas.polygons(shapes.moved(outline, dx) for outline in self.outlines)
        warmth = 0.6 * light.warmth
        foot = mix(stage.tone(foot_level, warmth=warmth), light.key, 0.12)
        canvas.fill(body, down((top, stage.tone(level, warmth=warmth)), (self.base, foot)))
        shade = canvas.polygons(shapes.moved(face, dx) for face in self.shaded).within(body)
        canvas.fill(shade, stage.tone(max(level - 0.12, 0.05)), 0.42)
        if self.windows:
            self._light_windows(canvas, stage, moment, level, dx)

    def _light_windows(self, canvas: Canvas, stage: Stage, moment: Moment, level: float, dx: float) -> None:
        lamps = stage.light.lamps
        dark = [shapes.moved(pane, dx) for pane in self.windows]
        canvas.fill(canvas.polygons(dark), stage.tone(max(level - 0.16, 0.04)), 0.35)
        if lamps <= 0:
            return
        warm = mix(stage.scheme.accent, np.array([1.0, 0.86, 0.6], np.float32), 0.45)
        for part in range(4):
            chosen = (self.glow_rank < 0.52 * lamps) & (np.arange(len(dark)) % 4 == part)
            lit = canvas.polygons(pane for pane, on in zip(dark, chosen, strict=True) if on)
            flicker = 0.82 + 0.18 * np.sin(2 * np.pi * (moment.time_s / (7 + part) + part / 4))
            canvas.fill(lit, warm, float(0.92 * flicker))


def _body(x: float, top: float, wide: float, base: float, roof: str, rng: np.random.Generator) -> list[shapes.Points]:
    """A building's outlines: its block and what stands on the roof."""
    block = shapes.rectangle(x, top, x + wide, base + 0.4)
    middle, tall = x + wide / 2, base - top
    if roof == "stepped":
        return [
            block,
            shapes.rectangle(x + 0.18 * wide, top - 0.07 * tall, x + 0.82 * wide, top + 0.01),
            shapes.rectangle(x + 0.36 * wide, top - 0.13 * tall, x + 0.64 * wide, top + 0.01),
        ]
    if roof == "slanted":
        lift = 0.22 * wide * float(rng.choice([-1, 1]))
        return [
            np.array([[x, top - max(lift, 0)], [x + wide, top + min(lift, 0)], [x + wide, base + 0.4], [x, base + 0.4]])
        ]
    if roof == "spire":
        mast = np.array([[middle - 0.09 * wide, top], [middle, top - 0.30 * tall], [middle + 0.09 * wide, top]])
        cap = shapes.rectangle(middle - 0.22 * wide, top - 0.05 * tall, middle + 0.22 * wide, top + 0.01)
        return [block, cap, mast]
    if roof == "crown":
        return [block, shapes.ellipse(middle, top, 0.42 * wide, 0.20 * wide)]
    box = x + wide * rng.uniform(0.15, 0.55)
    return [block, shapes.rectangle(box, top - 0.025 * tall - 0.006, box + 0.25 * wide, top + 0.01)]


def _windows(
    x: float, top: float, wide: float, base: float, storey: float, rng: np.random.Generator
) -> list[shapes.Points]:
    """Panes in a grid, a strip or fins."""
    kind = rng.choice(["grid", "grid", "strip", "fins"])
    columns = max(2, round(wide / (storey * (1.0 if kind == "grid" else 2.6 if kind == "strip" else 0.9))))
    pitch = wide * 0.84 / columns
    fill_x = {"grid": 0.56, "strip": 0.90, "fins": 0.42}[str(kind)]
    fill_y = {"grid": 0.58, "strip": 0.42, "fins": 0.80}[str(kind)]
    panes = []
    for row in range(1, int((base - top) / storey)):
        y = top + row * storey
        for column in range(columns):
            left = x + 0.08 * wide + (column + (1 - fill_x) / 2) * pitch
            panes.append(shapes.rectangle(left, y, left + fill_x * pitch, y + fill_y * storey))
    return panes


def foot_of(stage: Stage, depth: float) -> tuple[float, float]:
    """Levels of a facade's top and foot at `depth` (0 far, 1 near)."""
    light = stage.light
    level = light.far + (light.near + 0.06 - light.far) * depth
    haze = (light.sky[2] + light.sky[3]) / 2
    return level, level + (haze - level) * (0.75 - 0.60 * depth) * min(light.haze * stage.mood.haze, 1.0)

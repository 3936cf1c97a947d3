"""A forest: trunks and firs receding into bright mist, shafts of light, ferns in front."""

import numpy as np

from onset.models.painter.canvas import Canvas, across, down
from onset.models.painter.layers import air, land, plants, shapes, trees
from onset.models.painter.palette import Colour, mix
from onset.models.painter.stage import FramePainter, Moment, Stage

_LEAF = np.array([0.25, 0.50, 0.32], np.float32)


def compose(stage: Stage) -> FramePainter:
    """A clearing between trees; the seed decides firs or tall trunks, the light's side, and a path."""
    light = stage.light
    tall_trunks = stage.chance(0.5)
    ground = stage.h * stage.pick(0.74, 0.80)
    clearing = stage.w * stage.pick(0.35, 0.65)
    side = 1.0 if clearing < stage.w / 2 else -1.0
    glow = mix(light.key, stage.tone(0.95, warmth=light.warmth), 0.4)
    depths = (0.15, 0.40, 0.66, 0.95)
    layers = [_layer(stage, depth, ground, clearing, tall_trunks) for depth in depths]
    slopes = [land.hill(stage, ground + 0.05 * k, 0.018, 0.8) for k in range(4)]
    ferns = plants.ferns(stage, stage.h * 0.985, max(7, round(6 * stage.w)), 0.36)
    bushes = [_bushes(stage, ground + 0.03 + 0.05 * k, 0.05 + 0.025 * k, clearing) for k in range(2)]
    motes = air.motes(stage, 46, 0.2 * stage.h, ground + 0.1, glow, size=0.005, strength=0.6)
    beams = _beams(stage, clearing, ground, side, glow)

    def set_up(canvas: Canvas) -> None:
        top, mid, low = light.sky[0] - 0.10, light.sky[1] - 0.04, light.sky[2]
        colours = [stage.scheme.natural(level, _LEAF, 0.25) for level in (top, mid, low)]
        canvas.fill(canvas.everything(), down((0, colours[0]), (0.45 * stage.h, colours[1]), (ground, colours[2])))
        canvas.glow(clearing, 0.48 * stage.h, 0.75, glow, 0.75 * light.strength, stretch=0.8)

    background = stage.still(set_up)

    def paint(canvas: Canvas, moment: Moment) -> None:
        background(canvas)
        for k, (depth, layer) in enumerate(zip(depths, layers, strict=True)):
            level = light.far + (light.near - light.far) * depth
            colour = stage.scheme.natural(level, _LEAF, 0.35)
            foot = mix(colour, glow, 0.45 * (1 - depth))
            lean = 0.0012 * moment.sway(9 + k, 0.2 * k)
            body = canvas.polygons(layer(lean))
            if tall_trunks:
                away = stage.scheme.natural(max(level - 0.05, 0.06), _LEAF, 0.3)
                near = mix(colour, glow, 0.30 * (1 - depth))
                canvas.fill(body, across((clearing - 0.6, away), (clearing, near), (clearing + 0.6, away)))
            else:
                canvas.fill(body, down((0.2 * stage.h, colour), (ground + 0.06, foot)))
            if depth > 0.5:
                canvas.add_light(body.edge(side * 0.005 * canvas.px, 0), light.key, 0.22 * light.strength)
            x, y = slopes[k]
            canvas.fill(
                canvas.polygon(shapes.under(x, y, stage.h + 0.2)), down((ground, foot), (stage.h * 1.05, colour))
            )
            land.haze(canvas, ground - 0.30, ground + 0.02 * k, ground + 0.16, glow, 0.34 * light.haze * (1 - depth))
            if k in {1, 2}:
                shade = mix(stage.scheme.swatch(k), colour, 0.30 if light.stars < 0.3 else 0.62)
                leaves = canvas.polygons(bushes[k - 1])
                canvas.fill(leaves, down((ground - 0.1, mix(shade, glow, 0.25)), (ground + 0.12, shade)))
                canvas.add_light(leaves.edge(-side * 0.004 * canvas.px, -0.005 * canvas.px), light.key, 0.25)
            if k == 1:
                beams(canvas, moment)
        canvas.fill(ferns(canvas, 0.02 * moment.sway(6)), stage.scheme.natural(light.near - 0.05, _LEAF, 0.3))
        motes(canvas, moment)

    return paint


def _beams(stage: Stage, clearing: float, ground: float, side: float, glow: Colour) -> FramePainter:
    """Shafts of light that fall through the canopy into the clearing."""
    offset, wide, phase = stage.rng.uniform((-0.3, 0.05, 0), (0.3, 0.12, 1), (4, 3)).T

    def paint(canvas: Canvas, moment: Moment) -> None:
        for at, width, turn in zip(offset, wide, phase, strict=True):
            swell = 0.8 + 0.2 * moment.sway(9, float(turn)) + 0.2 * moment.response.burst
            start = (clearing + 0.5 * side + 0.6 * float(at), -0.1)
            end = (clearing - 0.35 * side + float(at), ground + 0.1)
            strength = max(0.34 * stage.light.strength * swell, 0.0)
            air.shaft(canvas, start, end, 0.6 * width, 1.6 * width, glow, strength, softness=0.035)

    return paint


def _layer(stage: Stage, depth: float, ground: float, clearing: float, tall_trunks: bool) -> trees.Lean:
    """Trees at one distance, leaving the clearing free the more the nearer they are."""
    rng = stage.rng
    gap = 0.07 + 0.13 * depth
    x = np.arange(-0.1, stage.w + 0.1, gap)
    x = x + rng.uniform(-0.4, 0.4, len(x)) * gap
    x = x[np.abs(x - clearing) > 0.05 + 0.28 * depth**1.5]
    foot = ground + 0.03 + 0.06 * depth
    if tall_trunks:
        return trees.trunks(rng, x, foot, 0.012 + 0.045 * depth)
    height = stage.h * (0.30 + 0.45 * depth) * rng.uniform(0.75, 1.1, len(x))
    return trees.firs(rng, x, np.full(len(x), foot), height)


def _bushes(stage: Stage, foot: float, size: float, clearing: float) -> list[shapes.Points]:
    """Round shrubs on both sides of the clearing."""
    outlines = []
    for x in np.arange(-0.05, stage.w + 0.05, 2.1 * size):
        at = float(x) + stage.pick(-0.5, 0.5) * size
        if abs(at - clearing) > 0.20 and stage.chance(0.75):
            radius = size * stage.pick(0.5, 1.1)
            outlines += trees.crown(stage.rng, at, foot - 0.35 * radius, radius)
    return outlines

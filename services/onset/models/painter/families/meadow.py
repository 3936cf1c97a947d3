"""A meadow: rolling hills, a lone tree, flowers and grass in the wind under a wide sky."""

import numpy as np

from onset.models.painter.canvas import Canvas, down
from onset.models.painter.layers import air, land, plants, shapes, sky, trees
from onset.models.painter.palette import Colour, adjust, mix
from onset.models.painter.stage import FramePainter, Moment, Stage

_GRASS = np.array([0.45, 0.60, 0.26], np.float32)


def compose(stage: Stage) -> FramePainter:
    """Four hills with mown stripes; the seed decides the tree's place, the flowers' and the light's side."""
    light, rng = stage.light, stage.rng
    horizon = stage.h * stage.pick(0.54, 0.60)
    orb = sky.Orb.place(stage, horizon - 0.03, size=1.2)
    side = 1.0 if orb.x < stage.w / 2 else -1.0
    tree_x = stage.w * (0.70 if side > 0 else 0.30) + stage.pick(-0.06, 0.06)
    clouds = sky.clouds(stage, 0.16 * horizon, 0.8 * horizon, 5, size=0.6)
    hills = [land.hill(stage, horizon + stage.h * (0.02 + 0.085 * k), 0.030 + 0.006 * k, 1.2) for k in range(4)]
    tree = _tree(stage, tree_x, hills[1], side)
    shrubs = [
        disc
        for x in rng.uniform(0, stage.w, 9)
        for disc in trees.crown(rng, float(x), float(np.interp(x, *hills[0])), float(rng.uniform(0.012, 0.026)))
    ]
    grass = _grass(stage)
    flowers = _flowers(stage, hills[3], int(90 * stage.w))
    pollen = air.motes(stage, 34, 0.45 * stage.h, 0.98 * stage.h, mix(light.key, stage.tone(0.95), 0.4), size=0.005)
    haze = sky.glow_of_horizon(stage)
    heavens = sky.heavens(stage, horizon, orb, clouds)

    def paint(canvas: Canvas, moment: Moment) -> None:
        heavens(canvas, moment)
        for k, (x, y) in enumerate(hills):
            level = light.far + 0.06 + (light.near + 0.12 - light.far) * (k / 3) ** 0.8
            body = canvas.polygon(shapes.under(x, y, stage.h + 0.2))
            top = float(y.min())
            lit = mix(_green(stage, level + 0.07), light.key, 0.30 * light.strength)
            canvas.fill(
                body, down((top, lit), (top + 0.16, _green(stage, level)), (top + 0.40, _green(stage, level - 0.10)))
            )
            canvas.add_light(body.edge(0, -0.004 * canvas.px), light.key, 0.22)
            if k == 0:
                canvas.fill(canvas.polygons(shrubs), _green(stage, level - 0.14))
            if k == 1:
                tree(canvas, moment)
            land.haze(canvas, top - 0.06, top + 0.10, top + 0.26, haze, 0.30 * light.haze * (1 - k / 3))
        flowers(canvas, moment)
        pollen(canvas, moment)
        grass(canvas, moment)

    return paint


def _green(stage: Stage, level: float, amount: float = 0.45) -> Colour:
    return stage.scheme.natural(float(np.clip(level, 0.07, 0.95)), _GRASS, amount)


def _grass(stage: Stage) -> FramePainter:
    """Tall blades in front, bending with the wind, higher towards the corners."""
    count = int(240 * stage.w)
    x, depth = stage.rng.uniform(-0.05, stage.w + 0.05, count), stage.rng.uniform(0, 1, count)
    edge = 0.75 + 0.25 * np.abs(x / stage.w - 0.5) * 2
    blades = plants.grass(stage.rng, x, stage.h * (0.90 + 0.15 * depth), (0.07 + 0.10 * depth) * edge)
    near = stage.light.near
    colours = down((0.82 * stage.h, _green(stage, near + 0.16)), (stage.h, _green(stage, near - 0.02)))

    def paint(canvas: Canvas, moment: Moment) -> None:
        canvas.fill(canvas.polygons(blades(0.10 * moment.sway(5) + 0.05 * moment.sway(2.7, 0.3))), colours)

    return paint


def _tree(stage: Stage, x: float, hill: land.Skyline, side: float) -> FramePainter:
    """The lone tree, its crown lit on one side, its shadow on the other."""
    light = stage.light
    foot = float(np.interp(x, *hill)) + 0.012
    y = foot - 0.182
    crown = trees.crown(stage.rng, x, y, 0.115)
    bright = [0.62 * (disc - [x, y]) + [x - 0.035 * side, y - 0.03] for disc in crown]
    level = light.far + 0.06 + 0.42 * (light.near + 0.12 - light.far)
    leaf = down((y - 0.12, _green(stage, level - 0.10)), (y + 0.12, _green(stage, light.near + 0.02)))
    lit = mix(_green(stage, level + 0.04), light.key, 0.25 * light.strength)

    def paint(canvas: Canvas, moment: Moment) -> None:
        sway = 0.004 * moment.sway(6)
        shadow = canvas.polygon(shapes.ellipse(x + 0.10 * side, foot + 0.004, 0.17, 0.013))
        canvas.multiply(shadow.blurred(0.010 * canvas.px, canvas.whole), _green(stage, 0.25), 0.5)
        spine = shapes.smooth([(x, foot), (x - 0.004, foot - 0.06), (x + sway, y)])
        canvas.fill(canvas.polygon(shapes.ribbon(spine, 0.024)), _green(stage, light.near - 0.06, 0.2))
        leaves = canvas.polygons(shapes.moved(disc, sway) for disc in crown)
        canvas.fill(leaves, leaf)
        canvas.fill(canvas.polygons(shapes.moved(disc, sway) for disc in bright).within(leaves), lit, 0.55)
        canvas.add_light(leaves.edge(-0.006 * side * canvas.px, -0.005 * canvas.px), light.key, 0.4 * light.strength)

    return paint


def _flowers(stage: Stage, hill: land.Skyline, count: int) -> FramePainter:
    """Blossoms on stalks over the nearest hill, larger towards the viewer."""
    rng, scheme = stage.rng, stage.scheme
    x, depth = rng.uniform(-0.02, stage.w + 0.02, count), np.sort(rng.uniform(0.12, 1, count))
    line = np.interp(x, *hill)
    y = line + (stage.h * 0.97 - line) * depth
    size = 0.0035 + 0.0105 * depth**1.5
    kind, phase = rng.integers(0, 3, count), rng.uniform(0, 1, count)
    bright = max(stage.light.floor - 0.74, -0.28)
    colours = [
        adjust(scheme.accent, lightness=bright),
        adjust(scheme.secondary, lightness=bright),
        stage.tone(0.93 + bright),
    ]

    def paint(canvas: Canvas, moment: Moment) -> None:
        sway = 0.8 * size * np.sin(2 * np.pi * (moment.time_s / 4.5 + phase)) * moment.response.motion
        stalks = [
            shapes.ribbon([(x[i], y[i]), (x[i] + sway[i], y[i] - 3.4 * size[i])], 0.22 * size[i]) for i in range(count)
        ]
        canvas.fill(canvas.polygons(stalks), stage.scheme.natural(stage.light.near + 0.10, _GRASS, 0.4), 0.8)
        for k, colour in enumerate(colours):
            heads = [
                shapes.ellipse(x[i] + sway[i], y[i] - 3.4 * size[i], size[i], 0.8 * size[i])
                for i in np.flatnonzero(kind == k)
            ]
            canvas.fill(canvas.polygons(heads), colour)

    return paint

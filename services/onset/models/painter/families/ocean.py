"""The sea: a low sun over the horizon, a headland, a sail; sometimes a beach with foam in front."""

import numpy as np

from onset.models.painter.canvas import Canvas, along, down
from onset.models.painter.layers import land, shapes, sky, water
from onset.models.painter.palette import mix
from onset.models.painter.stage import FramePainter, Moment, Stage

_SAND = np.array([0.90, 0.76, 0.56], np.float32)


def compose(stage: Stage) -> FramePainter:
    """Open water under a wide sky; the seed decides headland, sail, and beach or deep water."""
    light = stage.light
    horizon = stage.h * stage.pick(0.46, 0.54)
    orb = sky.Orb.place(stage, horizon, size=1.25)
    side = -1.0 if orb.x > stage.w / 2 else 1.0
    sea = water.Surface.lay(stage, horizon, stage.h * 1.05, 170)
    clouds = sky.clouds(stage, horizon * 0.25, horizon * 0.86, 5, size=0.6, flatness=0.55)
    has_beach = stage.chance(0.55)
    headland = _headland(stage, horizon, side)
    far_land = land.hill(stage, horizon - 0.012, 0.018, 0.7)
    sail_x = stage.w * (0.5 + 0.2 * side) + stage.pick(-0.08, 0.08)
    heavens = sky.heavens(stage, horizon, orb, clouds)
    haze = sky.glow_of_horizon(stage)

    def paint(canvas: Canvas, moment: Moment) -> None:
        heavens(canvas, moment)
        distant = canvas.polygon(shapes.under(*far_land, horizon + 0.01))
        canvas.fill(distant, stage.tone(light.far + 0.05, warmth=light.warmth), 0.8)
        land.haze(canvas, horizon - 0.12, horizon, horizon + 0.02, haze, 0.5 * light.haze)
        sea.paint(canvas, moment)
        water.reflect(canvas, moment, horizon, amount=0.22, roughness=1.4)
        sea.glitter(canvas, moment, orb)
        _paint_headland(canvas, stage, headland, horizon, side)
        _sailboat(canvas, stage, sail_x + moment.drift(0.004), horizon + 0.05, 0.10, moment)
        if has_beach:
            _beach(canvas, stage, moment, side)

    return paint


def _headland(stage: Stage, horizon: float, side: float) -> list[tuple[shapes.Points, float]]:
    """Two cliffs, far and near, as (outline, level), reaching in from one side."""
    cliffs = []
    for k, (reach, rise) in enumerate(((0.52, 0.10), (0.34, 0.19))):
        t = np.linspace(0, 1, 60)
        rough = shapes.rolling(stage.rng, 0.25, 0.06, 4)(t)
        height = rise * np.clip(1.05 - t, 0, 1) ** 0.55 * (1 + 1.2 * rough)
        x = -0.1 + (reach + 0.1) * t
        y = horizon + 0.012 + 0.02 * k - height
        x, y = np.append(x, [x[-1] + 0.012]), np.append(y, [horizon + 0.014 + 0.02 * k])
        outline = shapes.under(x, y, horizon + 0.02 + 0.025 * k)
        if side < 0:
            outline = outline * [-1, 1] + [stage.w, 0]
        level = stage.light.far + (stage.light.near - stage.light.far) * (0.35 + 0.4 * k)
        cliffs.append((outline, level))
    return cliffs


def _paint_headland(
    canvas: Canvas, stage: Stage, cliffs: list[tuple[shapes.Points, float]], horizon: float, side: float
) -> None:
    for outline, level in cliffs:
        top = float(outline[:, 1].min())
        body = canvas.polygon(outline)
        warmth = stage.light.warmth
        colours = (top, stage.tone(level, warmth=warmth)), (horizon + 0.04, stage.tone(level + 0.06, warmth=warmth))
        canvas.fill(body, down(*colours))
        canvas.add_light(body.edge(side * 0.004 * canvas.px, -0.004 * canvas.px), stage.light.key, 0.4)


def _sailboat(canvas: Canvas, stage: Stage, x: float, water_y: float, size: float, moment: Moment) -> None:
    tilt = 0.05 * moment.sway(5.5)
    y = water_y + 0.003 * moment.sway(4.0, 0.3)
    about = (x, y)
    hull = shapes.smooth(
        [
            (x - 0.30 * size, y - 0.03 * size),
            (x - 0.2 * size, y + 0.05 * size),
            (x + 0.2 * size, y + 0.05 * size),
            (x + 0.36 * size, y - 0.05 * size),
        ]
    )
    main = np.array([[x, y - size], [x + 0.02 * size, y - 0.09 * size], [x - 0.36 * size, y - 0.09 * size]])
    jib = np.array(
        [[x + 0.03 * size, y - 0.9 * size], [x + 0.34 * size, y - 0.09 * size], [x + 0.05 * size, y - 0.09 * size]]
    )
    bright = mix(stage.tone(0.95), stage.light.key, 0.4)
    shade = mix(stage.scheme.accent, stage.tone(0.6), 0.2)
    reflection = canvas.polygon(shapes.ellipse(x, y + 0.16 * size, 0.22 * size, 0.10 * size))
    canvas.fill(reflection.blurred(0.03 * canvas.px, canvas.whole), bright, 0.25)
    canvas.fill(canvas.polygon(shapes.turned(main, tilt, about)), bright)
    canvas.fill(canvas.polygon(shapes.turned(jib, tilt, about)), shade)
    canvas.fill(canvas.polygon(shapes.turned(hull, tilt, about)), stage.tone(stage.light.near))


def _beach(canvas: Canvas, stage: Stage, moment: Moment, side: float) -> None:
    """Sand in the lower corner, wet at its edge, with two lines of foam that come and go."""
    x = np.linspace(-0.3, stage.w + 0.3, 160)
    along_x = x / stage.w if side > 0 else 1 - x / stage.w
    for k in range(2):
        reach = 0.02 * moment.sway(7 + 2 * k, 0.35 * k) - 0.030 * (1 - k)
        y = stage.h * (0.80 + 0.13 * np.clip(along_x, 0, 1.4) ** 1.4) + reach
        y = y + 0.010 * np.sin(9 * x + 1.3 * k + 0.4 * moment.sway(9)) + 0.004 * np.sin(23 * x + k)
        foam = canvas.polygon(shapes.under(x, y, stage.h + 0.3))
        canvas.fill(foam, stage.tone(0.97), 0.55 + 0.25 * k)
        inner = 0.010 + 0.004 * np.sin(17 * x + 2 * k)
        wet = canvas.polygon(shapes.under(x, y + inner, stage.h + 0.3))
        canvas.fill(wet, mix(stage.tone(stage.light.sky[2] - 0.05), _SAND, 0.3 + 0.2 * k), 0.75)
    sand_y = y + 0.045 + 0.006 * np.sin(5 * x)
    sand = stage.scheme.natural(min(stage.light.floor + 0.1, 0.88), _SAND, 0.6)
    dark = stage.scheme.natural(stage.light.floor - 0.1, _SAND, 0.5)
    dry = canvas.polygon(shapes.under(x, sand_y, stage.h + 0.3)).blurred(0.012 * canvas.px, canvas.whole)
    canvas.fill(dry, along((0, 0.82 * stage.h), (0.3 * side, stage.h), (0, sand), (1, dark)))

"""A desert: dunes with knife-edged crests, half in light and half in shade, mesas on the horizon."""

import numpy as np

from onset.models.painter.canvas import Canvas, down
from onset.models.painter.layers import land, shapes, sky, solids
from onset.models.painter.palette import Colour, mix
from onset.models.painter.stage import FramePainter, Moment, Stage

_SAND = np.array([0.86, 0.60, 0.36], np.float32)


def compose(stage: Stage) -> FramePainter:
    """Four dunes from far to near; the seed decides crests, mesas, and a cactus or two."""
    light, rng = stage.light, stage.rng
    horizon = stage.h * stage.pick(0.50, 0.56)
    orb = sky.Orb.place(stage, horizon - 0.04, size=1.45)
    side = 1.0 if orb.x < stage.w / 2 else -1.0
    clouds = sky.clouds(stage, 0.15 * horizon, 0.5 * horizon, 3, flatness=0.35)
    crests = rng.uniform(0.18, 0.82, 4)
    dunes = [_dune(stage, horizon + stage.h * (0.015 + 0.105 * k), 0.05 + 0.035 * k, crests[k], side) for k in range(4)]
    mesas = _mesas(stage, horizon) if stage.chance(0.6) else []
    cacti = [(stage.w * (0.14 if side < 0 else 0.86), stage.h * 0.80, 0.20)] if stage.chance(0.6) else []
    haze = sky.glow_of_horizon(stage)
    heavens = sky.heavens(stage, horizon, orb, clouds)

    def sand(level: float) -> Colour:
        return stage.scheme.natural(float(np.clip(level, 0.08, 0.95)), _SAND, 0.38)

    def paint(canvas: Canvas, moment: Moment) -> None:
        heavens(canvas, moment)
        for mesa in mesas:
            body = canvas.polygon(mesa)
            canvas.fill(body, down((horizon - 0.15, sand(light.far - 0.04)), (horizon, sand(light.far + 0.08))))
        land.haze(canvas, horizon - 0.16, horizon, horizon + 0.06, haze, 0.55 * light.haze)
        for k, (outline, shade, top) in enumerate(dunes):
            depth = k / 3
            dx = 0.004 * (k + 1) * moment.sway(24)
            lit = light.far + 0.10 + (light.near + 0.20 - light.far) * depth * 0.85
            body = canvas.polygon(shapes.moved(outline, dx))
            bright = mix(sand(lit), light.key, 0.22 * light.strength)
            canvas.fill(body, down((top, bright), (top + 0.30, sand(lit - 0.05))))
            dark = canvas.polygon(shapes.moved(shade, dx)).within(body)
            fall = down((top, sand(lit - 0.24)), (top + 0.34, sand(lit - 0.10)))
            canvas.fill(dark, fall)
            canvas.add_light(body.edge(0, -0.0035 * canvas.px), light.key, 0.25)
            land.haze(canvas, top + 0.02, top + 0.18, top + 0.34, haze, 0.22 * light.haze * (1 - depth))
        for x, foot, size in cacti:
            _cactus(canvas, stage, x, foot, size, side)

    return paint


def _dune(
    stage: Stage, level: float, height: float, crest: float, side: float
) -> tuple[shapes.Points, shapes.Points, float]:
    """A dune's outline, its shaded slope (a wave-like edge from crest to foot), and the canvas y of its crest."""
    x = np.linspace(-0.3, stage.w + 0.3, 240)
    at = crest * stage.w
    run = np.abs(x - at) / (0.62 * max(stage.w, 0.9))
    y = level - height * np.exp(-((run * 1.3) ** 1.4)) + shapes.rolling(stage.rng, 1.3, 0.22 * height, 2)(x)
    top = int(np.argmin(y))
    t = np.linspace(0, 1, 40)
    swing = stage.pick(0.10, 0.22)
    spur = np.stack(
        [x[top] + side * (swing * np.sin(2.6 * np.pi * t**0.8) * (0.3 + t) - 0.25 * t), y[top] + 0.5 * t**1.15], axis=1
    )
    index = np.arange(top, len(x)) if side > 0 else np.arange(top, -1, -1)
    skyline = np.stack([x[index], y[index]], axis=1)
    corner = np.array([[skyline[-1, 0], spur[-1, 1]]])
    return shapes.under(x, y, stage.h + 0.3), np.concatenate([spur, corner, skyline[::-1]]), float(y[top])


def _mesas(stage: Stage, horizon: float) -> list[shapes.Points]:
    """Flat-topped rocks on the horizon."""
    rocks = []
    for _ in range(int(stage.rng.integers(2, 4))):
        x, wide, tall = stage.pick(0, 1) * stage.w, stage.pick(0.12, 0.3), stage.pick(0.05, 0.13)
        edge = [
            (-0.5, 0),
            (-0.42, -0.55),
            (-0.36, -0.6),
            (-0.33, -1),
            (0.30, -0.97),
            (0.34, -0.58),
            (0.42, -0.5),
            (0.52, 0),
        ]
        rocks.append(np.array([(x + wide * px, horizon + 0.03 + (tall + 0.03) * py) for px, py in edge]))
    return rocks


def _cactus(canvas: Canvas, stage: Stage, x: float, foot: float, size: float, side: float) -> None:
    stem = shapes.rounded(x - 0.09 * size, foot - size, x + 0.09 * size, foot + 0.05, 0.09 * size)
    arms = []
    for arm, base, rise in ((-1, 0.42, 0.36), (1, 0.56, 0.28)):
        elbow = [
            (x, foot - base * size),
            (x + arm * 0.22 * size, foot - base * size),
            (x + arm * 0.30 * size, foot - (base + 0.1) * size),
            (x + arm * 0.30 * size, foot - (base + rise) * size),
        ]
        arms.append(shapes.ribbon(shapes.smooth(elbow), 0.13 * size))
        arms.append(shapes.disc(x + arm * 0.30 * size, foot - (base + rise) * size, 0.065 * size))
    solids.ground_shadow(canvas, stage, x, foot + 0.045, 0.10 * size, side)
    body = canvas.polygons([stem, *arms])
    canvas.fill(body, stage.tone(stage.light.near + 0.02))
    canvas.add_light(
        body.edge(-side * 0.006 * canvas.px, -0.002 * canvas.px), stage.light.key, 0.5 * stage.light.strength
    )

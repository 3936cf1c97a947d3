"""Winter: snowy hills and firs, a cabin with a lit window, snow falling."""

import numpy as np

from onset.models.painter.canvas import Canvas, down
from onset.models.painter.layers import air, land, shapes, sky, solids, trees
from onset.models.painter.palette import Colour, mix
from onset.models.painter.stage import FramePainter, Moment, Stage

_ICE = np.array([0.72, 0.82, 0.94], np.float32)


def compose(stage: Stage) -> FramePainter:
    """Mountains, a wood and drifts; the seed decides the cabin's place and the wood's shape."""
    light = stage.light
    horizon = stage.h * stage.pick(0.46, 0.52)
    orb = sky.Orb.place(stage, horizon - 0.08, size=0.9)
    side = 1.0 if orb.x < stage.w / 2 else -1.0
    cabin_x = stage.w * (0.5 + 0.2 * side)
    clouds = sky.clouds(stage, 0.15 * horizon, 0.6 * horizon, 3, flatness=0.4)
    ridge = land.Ridge.raise_(
        stage, horizon + 0.02, min(0.30 * stage.h, 0.42), max(2, round(2 * stage.w)), light_from_left=side > 0
    )
    levels = horizon + stage.h * np.array([0.035, 0.10, 0.18, 0.0])
    levels[3] = 0.92 * stage.h
    drifts = [land.hill(stage, level, 0.022 + 0.006 * k, 1.0) for k, level in enumerate(levels)]
    woods = {
        0: _wood(stage, drifts[0], 0.05, cabin_x, 0.14),
        1: _wood(stage, drifts[1], 0.10, cabin_x, 0.14),
        3: _wood(stage, drifts[3], 0.30, stage.w / 2, 0.28 * stage.w),
    }
    flakes = air.snow(stage, 150)
    heavens = sky.heavens(stage, horizon, orb, clouds)
    haze = sky.glow_of_horizon(stage)
    white = min(light.floor + 0.20, 0.96)

    def snow(level: float) -> Colour:
        return stage.scheme.natural(float(np.clip(level, 0.1, 0.97)), _ICE, 0.55 if light.stars > 0.3 else 0.40)

    def paint(canvas: Canvas, moment: Moment) -> None:
        heavens(canvas, moment)
        top = float(ridge.y.min())
        face = down((top, mix(snow(white - 0.03), light.key, 0.2)), (horizon, snow(white - 0.10)))
        ridge.paint(canvas, face, stage.h, stage.tone(max(light.far - 0.16, 0.1)), 0.55)
        land.haze(canvas, horizon - 0.16, horizon + 0.02, horizon + 0.10, haze, 0.6 * light.haze)
        for k, (x, y) in enumerate(drifts):
            crest = float(y.min())
            body = canvas.polygon(shapes.under(x, y, stage.h + 0.2))
            lit = mix(snow(white - 0.03 * k), light.key, 0.25 * light.strength)
            canvas.fill(
                body,
                down((crest, lit), (crest + 0.20, snow(white - 0.12 - 0.04 * k)), (crest + 0.5, snow(white - 0.22))),
            )
            if k in woods:
                firs, caps = woods[k]
                lean = 0.002 * moment.sway(8, 0.2 * k)
                level = light.far + (light.near - light.far) * (0.35 + 0.3 * k)
                canvas.fill(
                    canvas.polygons(firs(lean)),
                    down((crest - 0.15, stage.tone(level)), (crest + 0.03, stage.tone(level + 0.05))),
                )
                canvas.fill(canvas.polygons(caps(lean)), snow(white - 0.02), 0.92)
            if k == 1:
                _cabin(canvas, stage, moment, cabin_x, float(np.interp(cabin_x, x, y)) + 0.02, 0.15, side, snow(white))
        flakes(canvas, moment)

    return paint


def _wood(
    stage: Stage, line: land.Skyline, height: float, clear_of: float, room: float
) -> tuple[trees.Lean, trees.Lean]:
    """Firs along a drift, and the snow on their tips."""
    rng = stage.rng
    gap = 0.42 * height
    x = np.arange(-0.05, stage.w + 0.05, gap)
    x = x + rng.uniform(-0.5, 0.5, len(x)) * gap
    x = x[(np.abs(x - clear_of) > room) & (np.sin(x * 7 + rng.uniform(0, 6)) > -0.45)]
    foot = np.interp(x, *line) + 0.010
    tall = height * rng.uniform(0.6, 1.35, len(x))
    firs = trees.firs(rng, x, foot, tall)

    def caps(lean: float) -> list[shapes.Points]:
        tips = []
        for outline, at, h in zip(firs(lean), foot, tall, strict=True):
            axis = float(outline[0, 0])
            upper = outline[outline[:, 1] < at - 0.62 * h]
            tips.append(np.stack([axis + (upper[:, 0] - axis) * 0.92, upper[:, 1]], axis=1))
            for share, level in ((0.30, 0.42), (0.42, 0.22)):
                wide = share * 0.42 * h
                curve = shapes.smooth(
                    [
                        (axis - wide, at - (level - 0.05) * h),
                        (axis, at - (level + 0.09) * h),
                        (axis + wide, at - (level - 0.05) * h),
                    ]
                )
                tips.append(shapes.ribbon(curve, 0.035 * h * np.sin(np.pi * np.linspace(0.02, 0.98, len(curve)))))
        return [tip for tip in tips if len(tip) > 2]

    return firs, caps


def _cabin(
    canvas: Canvas, stage: Stage, moment: Moment, x: float, foot: float, size: float, side: float, white: Colour
) -> None:
    light = stage.light
    wall, roof = stage.tone(light.near + 0.10), white
    window = mix(stage.scheme.accent, np.array([1.0, 0.82, 0.5], np.float32), 0.55)
    body = shapes.rectangle(x - 0.5 * size, foot - 0.45 * size, x + 0.5 * size, foot)
    gable = np.array(
        [[x - 0.5 * size, foot - 0.44 * size], [x, foot - 0.88 * size], [x + 0.5 * size, foot - 0.44 * size]]
    )
    chimney = shapes.rectangle(x + 0.20 * size, foot - 0.98 * size, x + 0.32 * size, foot - 0.6 * size)
    for k in range(6):
        age = (k / 6 + moment.drift(0.05)) % 1.0
        puff = canvas.gaussian(
            x + 0.26 * size + 0.10 * age * (1 + 0.3 * moment.sway(5, k / 6)),
            foot - (1.0 + 1.5 * age) * size,
            (0.06 + 0.22 * age) * size,
        )
        canvas.fill(puff, stage.tone(light.sky[3]), 0.5 * float(np.sin(np.pi * age)))
    canvas.fill(canvas.polygon(chimney), stage.tone(light.near + 0.02))
    solids.surface(canvas, stage, body, wall, side)
    canvas.fill(canvas.polygon(gable), wall)
    slopes = [
        shapes.ribbon([(x + sx * 0.62 * size, foot - 0.36 * size), (x, foot - 0.92 * size)], 0.09 * size)
        for sx in (-1, 1)
    ]
    canvas.fill(canvas.polygons(slopes), roof)
    for wx in (-0.26, 0.12):
        pane = shapes.rounded(
            x + wx * size, foot - 0.34 * size, x + (wx + 0.16) * size, foot - 0.14 * size, 0.012 * size
        )
        canvas.fill(canvas.polygon(pane), window)
    glow = 0.22 + 0.35 * light.lamps
    canvas.glow(x, foot - 0.2 * size, 1.1 * size * moment.response.pulse, window, glow)
    drift = canvas.polygon(shapes.ellipse(x, foot + 0.03 * size, 0.75 * size, 0.07 * size))
    canvas.fill(drift.blurred(0.02 * size * canvas.px, canvas.whole), white, 0.9)

"""A city skyline in layers of haze, above a river that mirrors it or behind near rooftops."""

import numpy as np

from onset.models.painter.canvas import Canvas, down
from onset.models.painter.layers import buildings, land, room, shapes, sky, trees, water
from onset.models.painter.palette import mix
from onset.models.painter.stage import FramePainter, Moment, Stage


def compose(stage: Stage) -> FramePainter:
    """Three rows of towers; the seed decides their heights, the sun's side, and river or roofs."""
    light = stage.light
    shore = stage.h * (stage.pick(0.56, 0.61) if stage.is_tall else stage.pick(0.60, 0.66))
    orb = sky.Orb.place(stage, shore - 0.16 * stage.h, size=1.2)
    from_left = orb.x < stage.w / 2
    tall = min(0.46 * stage.h, 0.62) * stage.pick(0.8, 1.1)
    plan = ((0.10, 0.45, 1.0, 0.085, 0.0), (0.45, 0.30, 0.72, 0.11, 0.020), (0.82, 0.14, 0.42, 0.14, 0.028))
    rows = [
        buildings.Row.build(stage, shore, low * tall, high * tall, wide, light_from_left=from_left, detail=storey)
        for _, low, high, wide, storey in plan
    ]
    on_river = stage.chance(0.65)
    roofs = (
        None
        if on_river
        else buildings.Row.build(
            stage, stage.h * 1.05, 0.10 * stage.h, 0.20 * stage.h, 0.30, light_from_left=from_left, detail=0.042
        )
    )
    park = [_park(stage, shore + (0.012 + 0.055 * k) * stage.h, 0.022 + 0.010 * k) for k in range(3)]
    river = water.Surface.lay(stage, shore, stage.h * 1.02, 90)
    clouds = sky.clouds(stage, shore * 0.15, shore * 0.55, 4, size=0.5, flatness=0.5)
    haze = sky.glow_of_horizon(stage)
    heavens = sky.heavens(stage, shore, orb, clouds)

    def paint(canvas: Canvas, moment: Moment) -> None:
        heavens(canvas, moment)
        for k, row in enumerate(rows):
            level, foot = buildings.foot_of(stage, plan[k][0])
            row.paint(canvas, stage, moment, level, foot, dx=0.003 * (k + 1) * moment.sway(30))
            land.haze(canvas, shore - 0.4 * tall, shore, shore + 0.05, haze, (0.42 - 0.13 * k) * light.haze)
        if roofs is None:
            river.paint(canvas, moment)
            water.reflect(canvas, moment, shore, amount=0.62, roughness=0.8)
            river.glitter(canvas, moment, orb)
            quay = canvas.polygon(shapes.rectangle(-0.2, shore - 0.004, stage.w + 0.2, shore + 0.005))
            canvas.fill(quay, stage.tone(light.near), 0.9)
        else:
            level, foot = buildings.foot_of(stage, 0.6)
            for k, (line, wood) in enumerate(park):
                ground = canvas.polygons([shapes.under(*line, stage.h + 0.2), *wood])
                top = float(line[1].min()) - 0.03
                shade = stage.tone(level - 0.05 * k)
                canvas.fill(ground, down((top, mix(shade, haze, 0.30 - 0.12 * k)), (top + 0.14, shade)))
                if light.lamps > 0.2:
                    for x in np.arange(0.09 - 0.05 * k, stage.w, 0.17 + 0.05 * k):
                        at = (float(x) + 0.06 * k, float(np.interp(x, *line)) - 0.012 * (k + 1))
                        canvas.glow(*at, 0.034 * moment.response.pulse, room.lamp_colour(stage), 0.38 * light.lamps)
                        canvas.glow(*at, 0.006, room.lamp_colour(stage), 0.8 * light.lamps)
            roofs.paint(canvas, stage, moment, light.near + 0.05, light.near)
        pulse = moment.response.pulse - 1 + 0.3 * moment.response.burst
        canvas.glow(stage.w / 2, shore, 0.5, haze, float(np.clip(0.16 * light.lamps + 0.1 * pulse, 0, 1)), stretch=2.0)

    return paint


def _park(stage: Stage, level: float, size: float) -> tuple[land.Skyline, list[shapes.Points]]:
    """A line of ground and the round crowns of trees along it."""
    line = land.hill(stage, level, 0.006, 0.9)
    crowns = []
    for x in np.arange(-0.05, stage.w + 0.05, 1.5 * size):
        at = float(x + stage.pick(-0.4, 0.4) * size)
        radius = size * stage.pick(0.6, 1.15)
        crowns += trees.crown(stage.rng, at, level - 0.6 * radius, radius)
    return line, crowns

"""Mountain ranges receding into haze, a low sun or moon, a lake or a forested slope in front."""

import numpy as np

from onset.models.painter.canvas import Canvas, down
from onset.models.painter.layers import land, shapes, sky, trees, water
from onset.models.painter.palette import mix
from onset.models.painter.stage import FramePainter, Moment, Stage


def compose(stage: Stage) -> FramePainter:
    """Three or four ridges; the seed decides their height, the light's side, and lake or slope."""
    light, rng = stage.light, stage.rng
    horizon = stage.h * stage.pick(0.56, 0.64)
    orb = sky.Orb.place(stage, horizon - 0.10 * stage.h, size=1.15)
    from_left = orb.x < stage.w / 2
    tall = min(0.42 * stage.h, 0.55) * stage.pick(0.85, 1.1)
    count = int(rng.integers(3, 5))
    depths = np.linspace(0.12, 0.72, count)
    ridges = [
        land.Ridge.raise_(
            stage,
            horizon + 0.03 * k * stage.h,
            tall * (1 - 0.22 * k) * stage.pick(0.85, 1.05),
            max(2, round((stage.w + 0.6) * (1.6 + 0.5 * k))),
            light_from_left=from_left,
        )
        for k in range(count)
    ]
    has_lake = stage.chance(0.5)
    shore = horizon + (0.03 * count + 0.005) * stage.h
    slope_x, slope_y = land.hill(stage, stage.h * (0.90 if has_lake else 0.80), 0.035, 1.1)
    forest = trees.conifer_line(stage, slope_x, slope_y, low=0.05, high=0.15, gap=0.030)
    far_forest = trees.conifer_line(
        stage, slope_x, np.full_like(slope_y, shore + 0.004), low=0.012, high=0.03, gap=0.012
    )
    clouds = sky.clouds(stage, horizon * 0.22, horizon * 0.62, 4, size=0.42, flatness=0.45)
    haze_colour = mix(stage.tone((light.sky[2] + light.sky[3]) / 2, warmth=light.warmth), light.key, 0.2)
    heavens = sky.heavens(stage, horizon, orb, clouds)
    lake = water.Surface.lay(stage, shore, stage.h * 1.02)

    def paint(canvas: Canvas, moment: Moment) -> None:
        heavens(canvas, moment)
        for k, (ridge, depth) in enumerate(zip(ridges, depths, strict=True)):
            dx = 0.006 * (k + 1) * moment.sway(26, 0.1)
            top, bottom = float(ridge.y.min()), horizon + 0.03 * k * stage.h
            shade = stage.tone(max(light.far + (light.near - light.far) * depth - 0.13, 0.06))
            ridge.paint(canvas, land.depth_paint(stage, depth, top, bottom), stage.h * 1.1, shade, 0.55, dx=dx)
            amount = 0.62 * light.haze * stage.mood.haze * (1 - 0.6 * depth)
            land.haze(canvas, bottom - 0.13 * stage.h, bottom + 0.01, bottom + 0.10 * stage.h, haze_colour, amount)
        if has_lake:
            lake.paint(canvas, moment)
            water.reflect(canvas, moment, shore, amount=0.55)
            lake.glitter(canvas, moment, orb)
            canvas.fill(far_forest(canvas, 0.0), stage.tone(light.near + 0.14))
        near = canvas.polygon(shapes.under(slope_x, slope_y, stage.h * 1.1))
        dark = down(
            (float(slope_y.min()) - 0.1, stage.tone(light.near + 0.05)), (stage.h, stage.tone(light.near - 0.05))
        )
        canvas.fill(forest(canvas, 0.004 * moment.sway(7)), dark)
        canvas.fill(near, dark)
        rim = near.edge(0, -0.006 * canvas.px)
        canvas.add_light(rim, light.key, 0.25 * light.strength)

    return paint

"""A café: a cup steaming on a table, pendant lamps, the street out of focus behind the window."""

import numpy as np

from onset.models.painter.canvas import Canvas, down
from onset.models.painter.layers import air, plants, room, shapes, solids, things
from onset.models.painter.palette import adjust, mix
from onset.models.painter.stage import FramePainter, Moment, Stage


def compose(stage: Stage) -> FramePainter:
    """The seed decides the cup's place, the lamps, the lights outside and what else is on the table."""
    light, scheme, rng = stage.light, stage.scheme, stage.rng
    side = 1.0 if stage.chance(0.5) else -1.0
    table = stage.h * (0.56 if stage.is_tall else 0.72)
    x = stage.w * (0.5 - 0.06 * side)
    size = 0.30 if stage.w < 1.4 else 0.27
    sill = table - 0.20
    count = int(26 * stage.mood.particles * max(stage.w, 1))
    lights = air.bokeh(
        stage,
        rng.uniform(0, stage.w, count),
        rng.normal(sill - 0.20, 0.10, count),
        rng.uniform(0.015, 0.055, count),
        [mix(room.WARM_LAMP, scheme.accent, 0.4), scheme.accent, scheme.secondary, stage.tone(0.92)],
        rng.uniform(0.22, 0.55, count) * (0.55 + 0.45 * light.lamps),
    )
    towers = [(stage.pick(-0.1, 1.0) * stage.w, stage.pick(0.12, 0.30), stage.pick(0.15, 0.42)) for _ in range(7)]
    bars = np.arange(1, max(2, round(stage.w / 0.5))) * stage.w / max(2, round(stage.w / 0.5))

    def set_up(canvas: Canvas) -> None:
        stops = zip(
            (0.0, 0.4 * sill, 0.75 * sill, sill), (stage.tone(v, warmth=light.warmth) for v in light.sky), strict=True
        )
        canvas.fill(canvas.everything(), down(*stops))
        for k, (left, wide, tall) in enumerate(towers):
            block = canvas.polygon(shapes.rectangle(left, sill - tall, left + wide, sill + 0.1))
            level = light.far + (light.near + 0.1 - light.far) * (0.2 + 0.5 * k / 7)
            canvas.fill(block.blurred(0.03 * canvas.px, canvas.whole), stage.tone(level), 0.85)
        canvas.glow(stage.w * (0.5 + 0.2 * side), sill - 0.1, 0.5, light.key, 0.35 * light.strength)

    still = stage.still(set_up)
    wall = stage.indoors(scheme.primary)

    def paint(canvas: Canvas, moment: Moment) -> None:
        still(canvas)
        lights(canvas, moment)
        frame = [shapes.rectangle(b - 0.008, -0.1, b + 0.008, sill) for b in bars]
        canvas.fill(canvas.polygons(frame), stage.tone(max(light.near - 0.02, 0.08)))
        panel = shapes.rectangle(-0.1, sill, stage.w + 0.1, stage.h + 0.1)
        canvas.fill(
            canvas.polygon(panel), down((sill, adjust(wall, lightness=0.02)), (table, adjust(wall, lightness=-0.10)))
        )
        ledge = shapes.rectangle(-0.1, sill - 0.012, stage.w + 0.1, sill + 0.014)
        solids.surface(canvas, stage, ledge, room.wood(stage, 0.02), side, depth=0.05)
        pot = stage.indoors(scheme.secondary)
        plants.potted(canvas, stage, moment, stage.w * (0.5 + 0.36 * side), sill, 0.26, side, "blades", pot)
        _table(canvas, stage, table, side)
        accent, china = stage.indoors(scheme.accent), stage.tone(min(light.wall + 0.10, 0.95))
        if stage.is_tall:
            things.notebook(canvas, stage, x - side * 0.06, 0.87 * stage.h, 0.46, stage.indoors(scheme.secondary), side)
        things.books(canvas, stage, x + side * 0.32, table + 0.10, 0.24, side, lying=True)
        things.saucer(canvas, stage, x, table + 0.135, 0.70 * size, china, side)
        things.cup(canvas, stage, x, table + 0.13, 0.62 * size, accent, side, handle=side)
        things.steam(canvas, stage, moment, x, table + 0.13 - 0.52 * size, 0.34, 0.38)
        places = (0.20, 0.52, 0.84) if stage.w < 1.4 else (0.14, 0.38, 0.62, 0.86)
        for k, at in enumerate(places):
            drop = stage.h * (0.10 + 0.05 * (k % 2))
            room.pendant(canvas, stage, moment, at * stage.w, drop, 0.07, adjust(wall, lightness=-0.03), side)

    return paint


def _table(canvas: Canvas, stage: Stage, top: float, side: float) -> None:
    """The table's surface, running out of the picture."""
    wood = room.wood(stage, 0.04)
    t = np.linspace(0, np.pi, 80)
    edge = np.stack([stage.w / 2 - 0.78 * max(stage.w, 1.0) * np.cos(t), top + 0.10 - 0.085 * np.sin(t)], axis=1)
    outline = np.concatenate([edge, [[stage.w + 0.5, stage.h + 0.2], [-0.5, stage.h + 0.2]]])
    solids.cast_shadow(canvas, stage, outline, 0.0, -0.02, 0.05, 0.35)
    body = canvas.polygon(outline)
    lit = mix(adjust(wood, lightness=0.06), stage.light.key, 0.2)
    canvas.fill(body, down((top, lit), (top + 0.16, wood), (stage.h, adjust(wood, lightness=-0.16))))
    canvas.add_light(body.edge(0, -0.006 * canvas.px), stage.light.key, 0.30)
    canvas.glow(
        stage.w * (0.5 - 0.3 * side), top + 0.08, 0.4, stage.light.key, 0.16 * stage.light.strength, stretch=2.0
    )

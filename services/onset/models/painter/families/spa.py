"""A spa: a tub in a niche, candles, stones and leaves, steam in soft light."""

import numpy as np

from onset.models.painter.canvas import Canvas, down
from onset.models.painter.layers import air, plants, room, shapes, solids, things
from onset.models.painter.palette import adjust, mix
from onset.models.painter.stage import FramePainter, Moment, Stage


def compose(stage: Stage) -> FramePainter:
    """The seed decides the light's side, arch or round window, and what stands beside the tub."""
    light, scheme = stage.light, stage.scheme
    side = 1.0 if stage.chance(0.5) else -1.0
    floor = stage.h * (0.855 if stage.is_tall else 0.78)
    middle = stage.w * (0.5 - 0.03 * side)
    arch_width = 0.54 if stage.w < 1.4 else 0.62
    top, sill = (floor - 1.0, floor - 0.34) if stage.is_tall else (0.07 * stage.h, floor - 0.16)
    window = room.Window(middle - arch_width / 2, top, middle + arch_width / 2, sill, arched=True, columns=3, rows=1)
    motif = int(stage.rng.integers(7))
    wide = 0.66
    motes = air.motes(stage, 30, top, floor, light.key, size=0.004, strength=0.45)
    wall = mix(stage.tone(light.wall), scheme.primary, 0.10)

    def set_up(canvas: Canvas) -> None:
        room.shell(canvas, stage, floor, side, wall=wall)
        _tiles(canvas, stage, floor)
        window.paint(canvas, stage, side, motif)

    still = stage.still(set_up)

    def paint(canvas: Canvas, moment: Moment) -> None:
        still(canvas)
        lamp = mix(light.key, stage.tone(0.96), 0.4)
        for k in range(3):
            start = (window.left + (k + 0.5) * arch_width / 3 - 0.2 * side, window.top + 0.1)
            end = (start[0] + 0.45 * side, floor + 0.15)
            air.shaft(
                canvas,
                start,
                end,
                0.06,
                0.20,
                lamp,
                0.16 * light.strength + 0.03 * moment.response.burst,
                softness=0.03,
            )
        pot = stage.indoors(scheme.accent)
        plants.potted(canvas, stage, moment, middle + side * 0.40, floor + 0.05, 0.56, side, "broad", pot)
        _tub(canvas, stage, moment, middle, floor + 0.10, wide, side)
        for k in range(3):
            things.steam(canvas, stage, moment, middle + (k - 1) * 0.16, floor - 0.14, 0.34, 0.22)
        things.stones(canvas, stage, middle + side * 0.30, floor + 0.17, 0.15, side)
        for k, (dx, size) in enumerate(((-0.40, 0.10), (-0.31, 0.07), (-0.23, 0.085))):
            things.candle(canvas, stage, moment, middle + side * dx, floor + 0.15 + 0.02 * (k % 2), size, side)
        motes(canvas, moment)

    return paint


def _tiles(canvas: Canvas, stage: Stage, floor: float) -> None:
    """Joints of large floor tiles, in perspective."""
    joints = [
        shapes.ribbon([(stage.w * (0.5 + 0.14 * k), floor), (stage.w * (0.5 + 0.34 * k), stage.h + 0.1)], 0.003)
        for k in range(-6, 7)
    ]
    for k in range(1, 5):
        y = floor + (stage.h + 0.1 - floor) * (k / 5) ** 1.7
        joints.append(shapes.rectangle(-0.1, y, stage.w + 0.1, y + 0.0028))
    canvas.fill(canvas.polygons(joints), stage.tone(stage.light.floor - 0.14), 0.5)


def _tub(canvas: Canvas, stage: Stage, moment: Moment, x: float, foot: float, width: float, side: float) -> None:
    """A free-standing tub, full, a towel over its rim."""
    white = stage.tone(min(stage.light.wall + 0.12, 0.96), chroma=0.6)
    tall = 0.40 * width
    solids.ground_shadow(canvas, stage, x, foot, 0.40 * width, side, 0.6)
    lip = foot - tall
    points = [
        (-0.5, 1.0),
        (-0.47, 0.62),
        (-0.38, 0.16),
        (-0.30, 0.0),
        (0.30, 0.0),
        (0.38, 0.16),
        (0.47, 0.62),
        (0.5, 1.0),
    ]
    outline = shapes.smooth([(x + a * width, foot - b * tall) for a, b in points])
    body = canvas.polygon(outline)
    canvas.fill(body, solids.round_paint(stage, x, 0.5 * width, adjust(white, lightness=-0.04), side))
    under = canvas.polygon(shapes.rectangle(x - width, foot - 0.45 * tall, x + width, foot + 0.02)).within(body)
    fall = np.clip((canvas.rows(under.box) - (foot - 0.45 * tall)) / (0.5 * tall), 0, 1)
    canvas.multiply(under.times(fall), stage.tone(0.45), 0.45)
    canvas.fill(canvas.polygon(shapes.ellipse(x, lip, 0.515 * width, 0.055 * width)), mix(white, stage.light.key, 0.15))
    water = canvas.polygon(shapes.ellipse(x, lip + 0.004, 0.47 * width, 0.040 * width))
    tint = mix(stage.tone(stage.light.sky[2]), stage.scheme.primary, 0.30)
    canvas.fill(water, down((lip - 0.04 * width, adjust(tint, lightness=0.10)), (lip + 0.04 * width, tint)))
    for k in range(2):
        glint = shapes.ellipse(
            x + (0.16 * k - 0.1) * width + 0.01 * moment.sway(5, 0.4 * k), lip + 0.008 * (k - 0.3), 0.09 * width, 0.004
        )
        canvas.fill(canvas.polygon(glint).within(water), stage.tone(0.97), 0.6)
    towel_x = x - side * 0.26 * width
    cloth = shapes.rounded(towel_x - 0.09 * width, lip + 0.015 * width, towel_x + 0.09 * width, lip + 0.56 * tall, 0.01)
    solids.cast_shadow(canvas, stage, cloth, 0.01 * side, 0.01, 0.015, 0.3)
    colour = stage.indoors(stage.scheme.accent)
    solids.surface(canvas, stage, cloth, colour, side, depth=0.09)
    stripe = shapes.rectangle(towel_x - 0.09 * width, lip + 0.44 * tall, towel_x + 0.09 * width, lip + 0.49 * tall)
    canvas.fill(canvas.polygon(stripe), adjust(colour, lightness=0.14))

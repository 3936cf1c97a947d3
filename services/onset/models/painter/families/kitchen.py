"""A kitchen: a counter before tiles, shelves with jars, a window, a kettle that steams."""

import numpy as np

from onset.models.painter.canvas import Canvas, down
from onset.models.painter.layers import plants, room, shapes, solids, things
from onset.models.painter.palette import Colour, adjust, mix
from onset.models.painter.stage import FramePainter, Moment, Stage


def compose(stage: Stage) -> FramePainter:
    """The seed decides the light's side, what stands where, and the pattern of the tiles."""
    light, scheme, rng = stage.light, stage.scheme, stage.rng
    side = 1.0 if stage.chance(0.5) else -1.0
    counter = stage.h * (0.585 if stage.is_tall else 0.70)
    wide = 0.36 if stage.w < 1.4 else 0.46
    left = stage.w * (0.5 - 0.24 * side) - wide / 2
    tall = 0.48 if stage.is_tall else 0.38
    window = room.Window(left, counter - 0.20 - tall, left + wide, counter - 0.20)
    shelf_span = sorted((stage.w * (0.5 + 0.06 * side), stage.w * (0.5 + 0.46 * side)))
    staggered = stage.chance(0.6)
    order = rng.permutation(4)
    motif = int(rng.integers(7))
    cabinet = stage.indoors(scheme.primary)

    def set_up(canvas: Canvas) -> None:
        room.shell(canvas, stage, stage.h + 0.1, side)
        _tiles(canvas, stage, counter - 0.17, counter, staggered)
        window.paint(canvas, stage, side, motif)
        for k, y in enumerate((counter - 0.33, counter - 0.58)):
            if y > 0.05:
                room.shelf(canvas, stage, shelf_span[0], shelf_span[1], y, side)
                _fill_shelf(canvas, stage, shelf_span, y, side, k + motif)
        _cabinets(canvas, stage, counter, cabinet, side)

    still = stage.still(set_up)

    def paint(canvas: Canvas, moment: Moment) -> None:
        still(canvas)
        window.throw(canvas, stage, moment, 0.36 * side, 0.10, 0.22 * light.strength * (1 - 0.8 * light.lamps))
        spots = stage.w * (0.5 + side * np.array([-0.30, -0.04, 0.17, 0.36]))
        for slot, thing in zip(spots, order, strict=True):
            x, accent = float(slot), stage.indoors(scheme.accent)
            if thing == 0:
                things.kettle(canvas, stage, x, counter + 0.012, 0.17, accent, side, side)
                things.steam(canvas, stage, moment, x + side * 0.11, counter - 0.11, 0.20)
            elif thing == 1:
                things.bowl(canvas, stage, x, counter + 0.012, 0.19, stage.tone(light.wall - 0.16), side)
            elif thing == 2:
                pot = stage.indoors(scheme.secondary)
                plants.potted(canvas, stage, moment, x, counter + 0.012, 0.26, side, "broad", pot)
            else:
                _board(canvas, stage, x, counter + 0.008, side)
                things.bottle(
                    canvas, stage, x + 0.07 * side, counter + 0.012, 0.21, stage.indoors(scheme.secondary), side
                )
        for x in (0.28, 0.72) if stage.w < 1.4 else (0.30, 0.52, 0.74):
            room.pendant(canvas, stage, moment, x * stage.w, 0.13 * stage.h, 0.065, stage.indoors(scheme.accent), side)

    return paint


def _tiles(canvas: Canvas, stage: Stage, top: float, bottom: float, staggered: bool) -> None:
    """A backsplash of glazed tiles."""
    base = mix(stage.tone(stage.light.wall + 0.03), stage.scheme.secondary, 0.18)
    canvas.fill(canvas.polygon(shapes.rectangle(-0.1, top, stage.w + 0.1, bottom)), adjust(base, lightness=-0.08))
    wide, tall = 0.085, (bottom - top) / 4
    tones: tuple[list[shapes.Points], ...] = ([], [], [])
    for row in range(4):
        start = -0.1 - (0.5 * wide if staggered and row % 2 else 0.0)
        for column in range(int((stage.w + 0.3) / wide)):
            x, y = start + column * wide, top + row * tall
            tones[int(stage.rng.integers(3))].append(
                shapes.rounded(x + 0.002, y + 0.002, x + wide - 0.002, y + tall - 0.002, 0.004)
            )
    for k, tiles in enumerate(tones):
        cover = canvas.polygons(tiles)
        canvas.fill(cover, adjust(base, lightness=0.015 * (k - 1)))
        canvas.add_light(cover.edge(0, -0.002 * canvas.px), stage.light.key, 0.22)


def _fill_shelf(canvas: Canvas, stage: Stage, span: list[float], y: float, side: float, motif: int) -> None:
    x, k = span[0] + 0.07, motif
    while x < span[1] - 0.05:
        colour = stage.indoors(stage.scheme.swatch(k)) if k % 2 else stage.tone(stage.light.wall - 0.15)
        if k % 3 == 0:
            things.jar(canvas, stage, x, y, 0.12, colour, side)
        elif k % 3 == 1:
            things.bottle(canvas, stage, x, y, 0.15, colour, side)
        else:
            profile = np.array([(0.020, 0.0), (0.045, 0.02), (0.052, 0.05)])
            for lift in (0.0, 0.022, 0.044):
                solids.lathe(canvas, stage, x, y - lift, profile, colour, side, tilt=0.05, shadow=0.0)
        x += 0.115
        k += 1


def _board(canvas: Canvas, stage: Stage, x: float, foot: float, side: float) -> None:
    """A cutting board leaning on the tiles."""
    outline = shapes.turned(shapes.rounded(x - 0.065, foot - 0.24, x + 0.065, foot, 0.02), 0.05 * side, (x, foot))
    solids.cast_shadow(canvas, stage, outline, 0.02 * side, 0.004, 0.02, 0.4)
    solids.surface(canvas, stage, outline, room.wood(stage, 0.04), side)


def _cabinets(canvas: Canvas, stage: Stage, counter: float, colour: Colour, side: float) -> None:
    """The worktop and the doors below it."""
    top, edge = counter, counter + 0.035
    face = canvas.polygon(shapes.rectangle(-0.1, edge, stage.w + 0.1, stage.h + 0.1))
    canvas.fill(
        face,
        down(
            (edge, adjust(colour, lightness=-0.08)), (edge + 0.06, colour), (stage.h, adjust(colour, lightness=-0.09))
        ),
    )
    wide = stage.w / max(round(stage.w / 0.36), 2)
    for k in range(int(stage.w / wide) + 1):
        door = shapes.rounded(k * wide + 0.012, edge + 0.045, (k + 1) * wide - 0.012, stage.h + 0.1, 0.006)
        shape = canvas.polygon(door)
        canvas.multiply(shape.edge(0.003 * canvas.px, -0.003 * canvas.px), adjust(colour, lightness=-0.3), 0.5)
        canvas.add_light(shape.edge(-0.003 * canvas.px, 0.003 * canvas.px), stage.light.key, 0.10)
        grip = shapes.rounded((k + 0.5) * wide - 0.045, edge + 0.085, (k + 0.5) * wide + 0.045, edge + 0.097, 0.006)
        canvas.fill(canvas.polygon(grip), stage.indoors(stage.scheme.accent))
    board = shapes.rectangle(-0.1, top, stage.w + 0.1, edge)
    solids.cast_shadow(canvas, stage, board, 0.0, 0.02, 0.02, 0.4)
    solids.surface(canvas, stage, board, room.wood(stage, 0.08), side, depth=0.05)

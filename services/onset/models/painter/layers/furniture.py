"""Furniture: sofa, bed, tables, lamps. `side` is 1 where the light comes from the left, -1 from the right."""

import numpy as np

from onset.models.painter.canvas import Canvas, around, down
from onset.models.painter.layers import shapes, solids
from onset.models.painter.layers.room import lamp_colour, wood
from onset.models.painter.palette import Colour, adjust, mix
from onset.models.painter.stage import Moment, Stage


def sofa(canvas: Canvas, stage: Stage, x: float, foot: float, width: float, colour: Colour, side: float) -> None:
    """A two-seat sofa from the front, with three cushions."""
    w, h = width, 0.36 * width
    solids.ground_shadow(canvas, stage, x, foot, 0.5 * w, side, 0.6)
    legs = [shapes.rectangle(x + at * w - 0.012, foot - 0.07 * w, x + at * w + 0.012, foot) for at in (-0.42, 0.42)]
    canvas.fill(canvas.polygons(legs), wood(stage, -0.15))
    back = shapes.rounded(x - 0.45 * w, foot - 1.12 * h, x + 0.45 * w, foot - 0.3 * h, 0.06 * w)
    solids.cast_shadow(canvas, stage, back, 0.02 * side, 0.01, 0.06, 0.30)
    solids.surface(canvas, stage, back, adjust(colour, lightness=-0.03), side, depth=0.09)
    for k in (-1, 1):
        pad = shapes.rounded(
            x + (0.215 * k - 0.21) * w, foot - 1.06 * h, x + (0.215 * k + 0.21) * w, foot - 0.42 * h, 0.05 * w
        )
        solids.surface(canvas, stage, pad, colour, side, depth=0.10)
    base = shapes.rounded(x - 0.48 * w, foot - 0.42 * h, x + 0.48 * w, foot - 0.16 * h, 0.02 * w)
    solids.surface(canvas, stage, base, adjust(colour, lightness=-0.08), side)
    for k in (-1, 1):
        seat = shapes.rounded(
            x + (0.215 * k - 0.215) * w, foot - 0.60 * h, x + (0.215 * k + 0.215) * w, foot - 0.34 * h, 0.035 * w
        )
        solids.cast_shadow(canvas, stage, seat, 0.0, 0.012, 0.02, 0.35)
        solids.surface(canvas, stage, seat, adjust(colour, lightness=0.03), side, depth=0.08)
    for k in (-1, 1):
        arm = shapes.rounded(
            x + (0.47 * k - 0.055) * w, foot - 0.80 * h, x + (0.47 * k + 0.055) * w, foot - 0.16 * h, 0.05 * w
        )
        solids.cast_shadow(canvas, stage, arm, 0.010 * side, 0.0, 0.02, 0.30)
        solids.surface(canvas, stage, arm, adjust(colour, lightness=0.01), side, depth=0.11)
    accent, second = stage.indoors(stage.scheme.accent), stage.indoors(stage.scheme.secondary)
    for at, turn, tint in ((-0.30, 0.16, accent), (0.31, -0.14, second), (0.22, 0.05, accent)):
        cushion(canvas, stage, x + at * w, foot - 0.78 * h, 0.17 * w, turn, tint, side)


def cushion(
    canvas: Canvas, stage: Stage, x: float, y: float, size: float, turn: float, colour: Colour, side: float
) -> None:
    """A square cushion, its sides bowed in."""
    corners = [(-0.5, -0.5), (0, -0.43), (0.5, -0.5), (0.44, 0), (0.5, 0.5), (0, 0.45), (-0.5, 0.5), (-0.44, 0)]
    outline = shapes.turned(
        shapes.smooth([(x + size * a, y + size * b) for a, b in corners], 8, closed=True), turn, (x, y)
    )
    solids.cast_shadow(canvas, stage, outline, 0.008 * side, 0.012, 0.02, 0.35)
    solids.surface(canvas, stage, outline, colour, side, depth=0.11)


def bed(canvas: Canvas, stage: Stage, head_x: float, foot: float, length: float, heading: float, side: float) -> None:
    """A bed from its side, its head at `head_x`, running towards `heading` (1 right, -1 left)."""
    colour, linen = stage.indoors(stage.scheme.primary), stage.tone(min(stage.light.wall + 0.10, 0.96))

    def piece(a: float, top: float, b: float, low: float, radius: float) -> shapes.Points:
        ends = sorted((head_x + heading * a * length, head_x + heading * b * length))
        return shapes.rounded(ends[0], foot - top * length, ends[1], foot - low * length, radius * length)

    solids.ground_shadow(canvas, stage, head_x + heading * 0.5 * length, foot, 0.5 * length, side, 0.5)
    headboard = piece(-0.022, 0.56, 0.022, 0.02, 0.022)
    solids.cast_shadow(canvas, stage, headboard, -0.02 * heading, 0.0, 0.05, 0.30)
    solids.surface(canvas, stage, headboard, wood(stage), side)
    solids.surface(canvas, stage, piece(0.0, 0.19, 1.02, 0.07, 0.02), wood(stage, -0.06), side)
    legs = [piece(0.03, 0.08, 0.06, 0.0, 0.004), piece(0.94, 0.08, 0.97, 0.0, 0.004)]
    canvas.fill(canvas.polygons(legs), wood(stage, -0.2))
    solids.surface(canvas, stage, piece(0.015, 0.33, 1.0, 0.15, 0.05), linen, side, depth=0.08)
    for a, top, b in ((0.02, 0.47, 0.27), (0.05, 0.43, 0.32)):
        pillow = piece(a, top, b, top - 0.145, 0.08)
        solids.cast_shadow(canvas, stage, pillow, 0.01 * heading, 0.012, 0.02, 0.30)
        solids.surface(canvas, stage, pillow, adjust(linen, lightness=0.02), side, depth=0.09)
    crest = [(0.30, 0.335), (0.33, 0.375), (0.45, 0.39), (0.62, 0.372), (0.82, 0.385), (0.98, 0.36), (1.04, 0.28)]
    hem = [(1.03, 0.10), (0.86, 0.085), (0.70, 0.105), (0.52, 0.08), (0.40, 0.10), (0.335, 0.14)]
    quilt = shapes.smooth([(head_x + heading * a * length, foot - b * length) for a, b in crest + hem], 10, closed=True)
    solids.cast_shadow(canvas, stage, quilt, 0.0, 0.014, 0.02, 0.35)
    cover = solids.surface(canvas, stage, quilt, colour, side, depth=0.13)
    for a, b, lean in ((0.50, 0.30, 0.05), (0.66, 0.30, -0.04), (0.82, 0.28, 0.05)):
        start, end = (
            (head_x + heading * a * length, foot - b * length),
            (head_x + heading * (a + lean) * length, foot - 0.10 * length),
        )
        middle = ((start[0] + end[0]) / 2 + 0.02 * heading * length, (start[1] + end[1]) / 2)
        crease = shapes.smooth([start, middle, end])
        fold = canvas.polygon(shapes.ribbon(crease, 0.02 * length * np.sin(np.linspace(0.1, np.pi, len(crease)))))
        canvas.multiply(
            fold.blurred(0.012 * canvas.px, canvas.whole).within(cover), adjust(colour, lightness=-0.2), 0.45
        )
    band = [(0.31, 0.325), (0.345, 0.372), (0.44, 0.388), (0.452, 0.25), (0.445, 0.10), (0.335, 0.10), (0.318, 0.22)]
    turned_back = shapes.smooth([(head_x + heading * a * length, foot - b * length) for a, b in band], 10, closed=True)
    solids.surface(canvas, stage, turned_back, mix(linen, colour, 0.16), side, depth=0.09)


def table(canvas: Canvas, stage: Stage, left: float, right: float, top: float, foot: float, side: float) -> None:
    """A table from the front: a board on two splayed legs."""
    solids.ground_shadow(canvas, stage, (left + right) / 2, foot, 0.45 * (right - left), side, 0.45)
    inset = 0.10 * (right - left)
    for x, lean in ((left + inset, -0.4), (right - inset, 0.4)):
        leg = np.array(
            [[x - 0.012, top], [x + 0.012, top], [x + 0.007 + lean * inset, foot], [x - 0.007 + lean * inset, foot]]
        )
        solids.surface(canvas, stage, leg, wood(stage, -0.10), side)
    board = shapes.rounded(left, top, right, top + 0.026, 0.008)
    solids.cast_shadow(canvas, stage, board, 0.0, 0.016, 0.02, 0.35)
    solids.surface(canvas, stage, board, wood(stage, 0.03), side, depth=0.05)


def nightstand(canvas: Canvas, stage: Stage, x: float, foot: float, width: float, height: float, side: float) -> None:
    """A small cabinet with one drawer on short legs."""
    solids.ground_shadow(canvas, stage, x, foot, 0.5 * width, side, 0.5)
    legs = [
        np.array(
            [
                [x + s * 0.38 * width, foot - 0.2 * height],
                [x + s * 0.44 * width, foot - 0.2 * height],
                [x + s * 0.45 * width, foot],
                [x + s * 0.42 * width, foot],
            ]
        )
        for s in (-1, 1)
    ]
    canvas.fill(canvas.polygons(legs), wood(stage, -0.16))
    body = shapes.rounded(x - 0.48 * width, foot - 0.97 * height, x + 0.48 * width, foot - 0.16 * height, 0.012)
    solids.cast_shadow(canvas, stage, body, 0.02 * side, 0.0, 0.05, 0.3)
    solids.surface(canvas, stage, body, wood(stage), side, depth=0.10)
    drawer = shapes.rounded(x - 0.40 * width, foot - 0.78 * height, x + 0.40 * width, foot - 0.48 * height, 0.008)
    edge = canvas.polygon(drawer)
    canvas.multiply(edge.edge(0.003 * canvas.px, 0.003 * canvas.px), stage.tone(0.2), 0.5)
    canvas.add_light(edge.edge(0, -0.003 * canvas.px), stage.light.key, 0.2)
    canvas.fill(canvas.polygon(shapes.disc(x, foot - 0.63 * height, 0.010)), stage.indoors(stage.scheme.accent))
    top = shapes.rounded(x - 0.52 * width, foot - height, x + 0.52 * width, foot - 0.94 * height, 0.008)
    solids.surface(canvas, stage, top, wood(stage, 0.05), side, depth=0.05)


def glow_lamp(canvas: Canvas, stage: Stage, moment: Moment, x: float, foot: float, size: float) -> None:
    """A round lamp on a small base, glowing like a low sun."""
    lamp = lamp_colour(stage)
    shine = (0.55 + 0.45 * stage.light.lamps) * moment.response.pulse
    canvas.glow(x, foot - 0.62 * size, 2.6 * size, lamp, 0.45 * shine)
    stand = shapes.rounded(x - 0.30 * size, foot - 0.17 * size, x + 0.30 * size, foot, 0.05 * size)
    solids.surface(canvas, stage, stand, wood(stage, -0.14), 1.0)
    ball = canvas.polygon(shapes.disc(x, foot - 0.60 * size, 0.47 * size))
    white = np.ones(3, np.float32)
    core, rim = mix(lamp, white, 0.50), mix(lamp, stage.scheme.accent, 0.65)
    shading = (0, core), (0.45, mix(core, lamp, 0.55)), (0.85, mix(lamp, rim, 0.55)), (1, rim)
    canvas.fill(ball, around(x, foot - 0.72 * size, 0.66 * size, *shading))
    canvas.glow(x, foot - 0.62 * size, 0.75 * size, lamp, 0.16 * shine)


def floor_lamp(canvas: Canvas, stage: Stage, moment: Moment, x: float, foot: float, height: float, side: float) -> None:
    """A standing lamp with a conical shade."""
    lamp = lamp_colour(stage)
    solids.ground_shadow(canvas, stage, x, foot, 0.07, side, 0.45)
    metal = stage.tone(max(stage.light.wall - 0.5, 0.08))
    canvas.fill(canvas.polygon(shapes.rounded(x - 0.065, foot - 0.014, x + 0.065, foot, 0.007)), metal)
    canvas.fill(canvas.polygon(shapes.rectangle(x - 0.005, foot - 0.8 * height, x + 0.005, foot)), metal)
    top, low = foot - height, foot - 0.78 * height
    shade = np.array([[x - 0.065, top], [x + 0.065, top], [x + 0.125, low], [x - 0.125, low]])
    shine = stage.light.lamps * moment.response.pulse
    if shine > 0:
        canvas.glow(x, (top + low) / 2, 0.42, lamp, 0.45 * shine)
    cloth = mix(stage.indoors(stage.tone(0.85)), mix(lamp, np.ones(3, np.float32), 0.3), 0.2 + 0.75 * stage.light.lamps)
    canvas.fill(
        canvas.polygon(shade), down((top, adjust(cloth, lightness=-0.03)), (low, adjust(cloth, lightness=0.03)))
    )
    if shine > 0:
        canvas.glow(x, low, 0.16, lamp, 0.55 * shine, stretch=1.3)


def desk_lamp(
    canvas: Canvas, stage: Stage, moment: Moment, x: float, foot: float, size: float, heading: float, colour: Colour
) -> None:
    """A jointed lamp that leans towards `heading`."""
    lamp = lamp_colour(stage)
    joint, head = (x - heading * 0.16 * size, foot - 0.62 * size), (x + heading * 0.30 * size, foot - 1.02 * size)
    metal = adjust(colour, lightness=-0.06)
    canvas.fill(
        canvas.polygon(shapes.rounded(x - 0.17 * size, foot - 0.045 * size, x + 0.17 * size, foot, 0.03 * size)), metal
    )
    arms = [shapes.ribbon([(x, foot - 0.03 * size), joint], 0.030 * size), shapes.ribbon([joint, head], 0.030 * size)]
    canvas.fill(canvas.polygons([*arms, shapes.disc(*joint, 0.035 * size)]), metal)
    turn = 0.62 * heading
    cone = np.array([[-0.06, -0.10], [0.06, -0.10], [0.20, 0.18], [-0.20, 0.18]]) * size + head
    outline = shapes.turned(cone, -turn, head)
    mouth = outline[2:].mean(axis=0)
    solids.surface(canvas, stage, outline, colour, -heading, depth=0.14)
    shine = (0.25 + 0.75 * stage.light.lamps) * moment.response.pulse
    canvas.glow(float(mouth[0]), float(mouth[1]), 0.30 * size, lamp, 0.75 * shine)
    canvas.glow(float(mouth[0] + heading * 0.2 * size), float(mouth[1] + 0.35 * size), 0.9 * size, lamp, 0.35 * shine)

"""Small things on tables and shelves: cups, bottles, jars, books, candles, a laptop, steam.

`side` is 1 where the light comes from the left, -1 from the right.
"""

import numpy as np

from onset.models.painter.canvas import Canvas, along, around, down
from onset.models.painter.layers import shapes, solids
from onset.models.painter.layers.room import lamp_colour, wood
from onset.models.painter.palette import Colour, adjust, mix
from onset.models.painter.stage import Moment, Stage

_COFFEE = np.array([0.36, 0.22, 0.14], np.float32)


def cup(
    canvas: Canvas,
    stage: Stage,
    x: float,
    foot: float,
    size: float,
    colour: Colour,
    side: float,
    *,
    handle: float = 1.0,
) -> None:
    """A cup of coffee, its handle to the right if `handle` is positive."""
    angle = np.linspace(-1.35, 1.35, 30)
    ring = np.stack(
        [x + handle * (0.46 + 0.30 * np.cos(angle)) * size, foot - 0.44 * size + 0.27 * size * np.sin(angle)], axis=1
    )
    canvas.fill(canvas.polygon(shapes.ribbon(ring, 0.085 * size)), adjust(colour, lightness=-0.04))
    profile = [(0.26, 0.0), (0.38, 0.10), (0.46, 0.38), (0.50, 0.80)]
    coffee = stage.scheme.natural(stage.light.floor - 0.38, _COFFEE, 0.75)
    solids.lathe(canvas, stage, x, foot, np.array(profile) * size, colour, side, mouth=coffee, tilt=0.20)
    foam = canvas.polygon(shapes.ellipse(x - 0.06 * size, foot - 0.785 * size, 0.24 * size, 0.045 * size))
    canvas.fill(foam, mix(coffee, stage.tone(0.92), 0.7), 0.8)


def saucer(canvas: Canvas, stage: Stage, x: float, foot: float, size: float, colour: Colour, side: float) -> None:
    """A saucer seen almost from its side."""
    solids.ground_shadow(canvas, stage, x, foot + 0.02 * size, 0.75 * size, side, 0.5)
    solids.surface(canvas, stage, shapes.ellipse(x, foot, 0.82 * size, 0.14 * size), colour, side, depth=0.08)
    canvas.fill(
        canvas.polygon(shapes.ellipse(x, foot - 0.01 * size, 0.50 * size, 0.075 * size)),
        adjust(colour, lightness=-0.06),
    )


def steam(
    canvas: Canvas, stage: Stage, moment: Moment, x: float, foot: float, height: float, amount: float = 0.30
) -> None:
    """Two curling veils that rise and thin out."""
    white = stage.tone(0.97)
    for k in (0, 1):
        t = np.linspace(0, 1, 30)
        curl = 0.13 * height * np.sin(5.2 * t + 1.8 * k - 2 * np.pi * moment.time_s / 5) * (0.2 + t)
        spine = np.stack([x + (0.10 * k - 0.05) * height + curl, foot - height * t], axis=1)
        veil = canvas.polygon(shapes.ribbon(spine, 0.10 * height * np.sin(np.pi * np.clip(t, 0.02, 0.98)) ** 0.7))
        soft = veil.blurred(0.05 * height * canvas.px, canvas.whole)
        if not soft.box.is_empty:
            fade = np.clip((canvas.rows(soft.box) - (foot - height)) / height, 0, 1)
            canvas.add_light(soft.times(fade), white, amount)


def bottle(canvas: Canvas, stage: Stage, x: float, foot: float, size: float, colour: Colour, side: float) -> None:
    """A slim bottle or vase."""
    profile = [(0.17, 0.0), (0.20, 0.05), (0.20, 0.48), (0.16, 0.62), (0.075, 0.74), (0.07, 0.92), (0.085, 1.0)]
    solids.lathe(canvas, stage, x, foot, np.array(profile) * size, colour, side, mouth=adjust(colour, lightness=-0.2))


def jar(canvas: Canvas, stage: Stage, x: float, foot: float, size: float, colour: Colour, side: float) -> None:
    """A storage jar with a wooden lid."""
    profile = [(0.30, 0.0), (0.34, 0.06), (0.34, 0.62), (0.28, 0.74)]
    solids.lathe(canvas, stage, x, foot, np.array(profile) * size, colour, side, shadow=0.3)
    lid = shapes.rounded(x - 0.31 * size, foot - 0.90 * size, x + 0.31 * size, foot - 0.72 * size, 0.03 * size)
    solids.surface(canvas, stage, lid, wood(stage), side)


def bowl(canvas: Canvas, stage: Stage, x: float, foot: float, size: float, colour: Colour, side: float) -> None:
    """A bowl of fruit."""
    fruit = [(-0.26, 0.42, 0.20), (0.24, 0.44, 0.21), (0.0, 0.52, 0.22)]
    tints = (stage.scheme.accent, stage.scheme.secondary, mix(stage.scheme.accent, stage.tone(0.8), 0.3))
    for (dx, dy, r), tint in zip(fruit, tints, strict=True):
        solids.sphere(canvas, stage, x + dx * size, foot - dy * size, r * size, stage.indoors(tint), side, shadow=False)
    profile = [(0.20, 0.0), (0.24, 0.04), (0.44, 0.22), (0.54, 0.40)]
    solids.lathe(canvas, stage, x, foot, np.array(profile) * size, colour, side, tilt=0.06)


def kettle(
    canvas: Canvas, stage: Stage, x: float, foot: float, size: float, colour: Colour, side: float, heading: float
) -> None:
    """A kettle, its spout towards `heading`."""
    spout = shapes.smooth(
        [
            (x + heading * 0.30 * size, foot - 0.22 * size),
            (x + heading * 0.52 * size, foot - 0.42 * size),
            (x + heading * 0.66 * size, foot - 0.66 * size),
        ]
    )
    canvas.fill(
        canvas.polygon(shapes.ribbon(spout, np.linspace(0.20, 0.08, len(spout)) * size)),
        adjust(colour, lightness=-0.05),
    )
    profile = [(0.36, 0.0), (0.42, 0.08), (0.42, 0.28), (0.32, 0.52), (0.18, 0.62)]
    solids.lathe(canvas, stage, x, foot, np.array(profile) * size, colour, side)
    knob = shapes.disc(x, foot - 0.68 * size, 0.055 * size)
    canvas.fill(canvas.polygon(knob), wood(stage, -0.15))
    angle = np.linspace(np.pi * 1.05, np.pi * 1.95, 40)
    handle = np.stack([x + 0.34 * size * np.cos(angle), foot - 0.52 * size + 0.44 * size * np.sin(angle)], axis=1)
    canvas.fill(canvas.polygon(shapes.ribbon(handle, 0.06 * size)), wood(stage, -0.12))


def books(canvas: Canvas, stage: Stage, x: float, foot: float, size: float, side: float, *, lying: bool) -> None:
    """A few books, standing in a row or lying in a pile; x is the left edge, or the pile's middle."""
    colours = [stage.indoors(stage.scheme.swatch(k)) for k in range(3)] + [stage.tone(stage.light.wall - 0.18)]
    at = x
    for k in range(4):
        if lying:
            wide, thick = size * (1.0 - 0.09 * k), 0.16 * size
            spine = shapes.rounded(
                x - wide / 2 + 0.04 * size * (k % 2),
                foot - (k + 1) * thick,
                x + wide / 2,
                foot - k * thick,
                0.012 * size,
            )
            if k == 3:
                break
        else:
            thick, tall = size * (0.15, 0.20, 0.13, 0.17)[k], size * (0.95, 0.82, 1.0, 0.74)[k]
            spine = shapes.rounded(at, foot - tall, at + thick, foot, 0.01 * size)
            at += thick * 1.04
        solids.surface(canvas, stage, spine, colours[k], side, depth=0.08)


def notebook(canvas: Canvas, stage: Stage, x: float, y: float, width: float, colour: Colour, side: float) -> None:
    """A notebook lying on a table, its middle at (x, y), with a pen beside it."""
    w, h = width, 0.30 * width
    cover = np.array([(-0.40, -0.5), (0.46, -0.5), (0.56, 0.5), (-0.48, 0.5)]) * [w, h] + [x, y]
    pages = shapes.moved(cover, 0.0, 0.035 * w)
    solids.cast_shadow(canvas, stage, pages, 0.02 * side, 0.015, 0.03, 0.45)
    canvas.fill(canvas.polygon(np.concatenate([cover[[3, 2]], pages[[2, 3]]])), stage.tone(min(stage.light.wall, 0.9)))
    solids.surface(canvas, stage, cover, colour, side, depth=0.09)
    band = np.array([(0.30, -0.5), (0.335, -0.5), (0.405, 0.5), (0.365, 0.5)]) * [w, h] + [x, y]
    accent = stage.indoors(stage.scheme.accent)
    canvas.fill(canvas.polygon(band), accent)
    label = np.array([(-0.22, -0.20), (0.10, -0.20), (0.12, 0.10), (-0.235, 0.10)]) * [w, h] + [x, y]
    canvas.fill(canvas.polygon(label), stage.tone(0.94 if stage.light.wall > 0.6 else 0.6), 0.85)
    pen = shapes.ribbon([(x - 0.60 * w, y + 0.42 * h), (x - 0.52 * w, y - 0.55 * h)], 0.022 * w)
    solids.cast_shadow(canvas, stage, pen, 0.012 * side, 0.006, 0.008, 0.5)
    canvas.fill(canvas.polygon(pen), accent)


def candle(canvas: Canvas, stage: Stage, moment: Moment, x: float, foot: float, size: float, side: float) -> None:
    """A pillar candle, burning."""
    wax = stage.tone(min(stage.light.wall + 0.08, 0.94))
    profile = [(0.30, 0.0), (0.30, 0.4), (0.30, 0.9)]
    solids.lathe(canvas, stage, x, foot, np.array(profile) * size, wax, side, mouth=adjust(wax, lightness=-0.06))
    tip = 0.05 * size * moment.sway(1.9, x)
    y = foot - 0.92 * size
    flame = shapes.smooth(
        [(x, y), (x - 0.10 * size, y - 0.16 * size), (x + tip, y - 0.46 * size), (x + 0.10 * size, y - 0.16 * size)],
        10,
        closed=True,
    )
    lamp = lamp_colour(stage)
    pulse = moment.response.pulse
    canvas.glow(x, y - 0.2 * size, 1.9 * size * pulse, lamp, 0.30 + 0.30 * stage.light.lamps)
    canvas.fill(canvas.polygon(flame), down((y - 0.46 * size, mix(lamp, np.ones(3, np.float32), 0.5)), (y, lamp)))
    canvas.glow(x, y - 0.2 * size, 0.42 * size, lamp, 0.7)


def laptop(canvas: Canvas, stage: Stage, moment: Moment, x: float, foot: float, width: float, side: float) -> None:
    """An open laptop from the front, its screen a quiet gradient in brand colours."""
    tall = 0.64 * width
    solids.ground_shadow(canvas, stage, x, foot, 0.58 * width, side, 0.5)
    lid = shapes.rounded(x - 0.5 * width, foot - tall, x + 0.5 * width, foot - 0.02, 0.02)
    canvas.fill(canvas.polygon(lid), stage.tone(max(stage.light.wall - 0.62, 0.10)))
    inner = shapes.rounded(
        x - 0.475 * width, foot - tall + 0.022 * width, x + 0.475 * width, foot - 0.05 * width, 0.008
    )
    screen = canvas.polygon(inner)
    scheme = stage.scheme
    start, end = (x - 0.5 * width, foot - tall), (x + 0.5 * width, foot)
    canvas.fill(
        screen,
        along(
            start, end, (0, mix(scheme.primary, stage.tone(0.5), 0.25)), (1, mix(scheme.accent, stage.tone(0.8), 0.25))
        ),
    )
    orb_x = x + 0.16 * width + 0.02 * width * moment.sway(8)
    orb = canvas.polygon(shapes.disc(orb_x, foot - 0.58 * tall, 0.13 * width)).within(screen)
    canvas.fill(
        orb, around(orb_x, foot - 0.66 * tall, 0.26 * width, (0, stage.tone(0.95)), (1, scheme.secondary)), 0.85
    )
    bars = [
        shapes.rounded(
            x - 0.40 * width,
            foot - (0.76 - 0.14 * k) * tall,
            x - (0.16 + 0.05 * (k % 2)) * width,
            foot - (0.70 - 0.14 * k) * tall,
            0.01,
        )
        for k in range(3)
    ]
    canvas.fill(canvas.polygons(bars).within(screen), stage.tone(0.95), 0.75)
    canvas.glow(
        x, foot - 0.5 * tall, 0.8 * width, mix(scheme.accent, stage.tone(0.9), 0.5), 0.12 + 0.16 * stage.light.lamps
    )
    deck = np.array(
        [
            [x - 0.5 * width, foot - 0.022],
            [x + 0.5 * width, foot - 0.022],
            [x + 0.58 * width, foot + 0.004],
            [x - 0.58 * width, foot + 0.004],
        ]
    )
    solids.surface(canvas, stage, deck, stage.tone(min(stage.light.wall * 0.9, 0.8)), side, depth=0.06)


def stones(canvas: Canvas, stage: Stage, x: float, foot: float, size: float, side: float) -> None:
    """A balanced pile of smooth stones."""
    y = foot
    for k, (wide, tall) in enumerate(((0.52, 0.20), (0.40, 0.17), (0.30, 0.14), (0.20, 0.11))):
        if k == 0:
            solids.ground_shadow(canvas, stage, x, foot, wide * size, side, 0.6)
        level = stage.light.floor - 0.34 + 0.07 * k
        stone = shapes.ellipse(x + 0.03 * size * (-1) ** k, y - tall * size, wide * size, tall * size)
        solids.cast_shadow(canvas, stage, stone, 0.0, 0.01, 0.012, 0.3)
        solids.surface(canvas, stage, stone, stage.tone(float(np.clip(level, 0.12, 0.8))), side, depth=0.13)
        y -= 1.86 * tall * size

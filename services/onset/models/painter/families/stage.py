"""A stage: beams of light through haze, a lit floor, curtains or a crowd."""

import numpy as np

from onset.models.painter.canvas import Canvas, across, along, around, down
from onset.models.painter.layers import air, land, shapes
from onset.models.painter.palette import Colour, adjust, mix
from onset.models.painter.stage import FramePainter, Moment, Stage


def compose(stage: Stage) -> FramePainter:
    """A theatre with curtains and one spotlight, or a concert with crossing beams and a crowd."""
    return _theatre(stage) if stage.chance(0.45) else _concert(stage)


def _bright(colour: Colour, level: float = 0.78) -> Colour:
    return mix(adjust(colour, lightness=0.12, chroma=1.1), np.ones(3, np.float32), level - 0.6)


def _concert(stage: Stage) -> FramePainter:
    rng, scheme = stage.rng, stage.scheme
    deck = stage.h * stage.pick(0.66, 0.70)
    lamps = np.linspace(0.06, 0.94, 7) * stage.w
    colours = [_bright(scheme.swatch(k)) for k in range(3)]
    aims = rng.uniform(-0.5, 0.5, 7)
    heads = _crowd(stage, int(13 * max(stage.w, 1)))
    motes = air.motes(stage, 40, 0.1 * stage.h, deck, stage.tone(0.95), size=0.004, strength=0.4)
    floor_lamps = stage.w * np.array([0.22, 0.5, 0.78])

    def set_up(canvas: Canvas) -> None:
        canvas.fill(
            canvas.everything(),
            down(
                (0, stage.tone(0.11)),
                (0.55 * deck, stage.tone(0.24)),
                (deck, stage.tone(0.36)),
                (stage.h, stage.tone(0.09)),
            ),
        )
        ring = canvas.polygon(shapes.disc(stage.w / 2, 0.44 * stage.h, 0.31))
        canvas.fill(
            ring, down((0.3 * stage.h, scheme.accent), (0.6 * stage.h, mix(scheme.accent, scheme.primary, 0.75))), 0.9
        )
        truss = [
            shapes.rectangle(-0.1, 0.045 * stage.h, stage.w + 0.1, 0.055 * stage.h),
            shapes.rectangle(-0.1, 0.075 * stage.h, stage.w + 0.1, 0.083 * stage.h),
        ]
        braces = [
            shapes.ribbon([(x, 0.05 * stage.h), (x + 0.05, 0.08 * stage.h), (x + 0.10, 0.05 * stage.h)], 0.006)
            for x in np.arange(-0.1, stage.w, 0.10)
        ]
        canvas.fill(canvas.polygons([*truss, *braces]), stage.tone(0.07))

    background = stage.still(set_up)

    def paint(canvas: Canvas, moment: Moment) -> None:
        background(canvas)
        response = moment.response
        canvas.glow(stage.w / 2, 0.44 * stage.h, 0.55 * response.pulse, scheme.accent, 0.30 + 0.06 * response.burst)
        for k, x in enumerate(lamps):
            swing = aims[k] + 0.16 * moment.sway(7 + k % 3, 0.17 * k)
            strength = 0.42 * response.pulse + 0.06 * response.burst
            air.shaft(
                canvas,
                (float(x), 0.085 * stage.h),
                (float(x + swing), 1.0 * deck),
                0.018,
                0.20,
                colours[k % 3],
                strength,
                softness=0.012,
            )
            canvas.glow(float(x), 0.088 * stage.h, 0.05, colours[k % 3], 0.9)
        deck_cover = canvas.polygon(shapes.rectangle(-0.1, deck, stage.w + 0.1, stage.h + 0.1))
        canvas.fill(
            deck_cover, down((deck, stage.tone(0.34)), (deck + 0.10, stage.tone(0.17)), (stage.h, stage.tone(0.07)))
        )
        for k, x in enumerate(floor_lamps):
            canvas.glow(float(x), deck + 0.02, 0.20 * response.pulse, colours[k], 0.45, stretch=2.0)
        land.haze(canvas, deck - 0.18, deck - 0.01, deck + 0.12, mix(colours[0], stage.tone(0.7), 0.5), 0.22)
        motes(canvas, moment)
        for k, (x, y, size, phase) in enumerate(heads):
            bob = 0.007 * moment.sway(2.4, phase)
            outlines = _person(x, y + bob, size, hands=k % 3 == 0, sway=0.05 * moment.sway(3.1, phase))
            body = canvas.polygons(outlines)
            canvas.fill(body, stage.tone(0.06))
            canvas.add_light(body.edge(0, -0.004 * canvas.px), colours[k % 3], 0.30)

    return paint


def _crowd(stage: Stage, count: int) -> list[tuple[float, float, float, float]]:
    """Places of people from behind, in two rows: x, shoulder height, size, phase."""
    rng = stage.rng
    people = []
    for row, (level, size) in enumerate(((0.90, 0.046), (0.98, 0.062))):
        xs = np.linspace(-0.02, 1.02, count - 3 * row) * stage.w + rng.uniform(-0.02, 0.02, count - 3 * row)
        people += [
            (
                float(x),
                stage.h * level + float(rng.uniform(-0.015, 0.015)),
                size * float(rng.uniform(0.85, 1.1)),
                float(rng.uniform(0, 1)),
            )
            for x in xs
        ]
    return people


def _person(x: float, y: float, size: float, *, hands: bool, sway: float) -> list[shapes.Points]:
    head = shapes.ellipse(x, y - 1.15 * size, 0.44 * size, 0.54 * size)
    shoulders = shapes.rounded(x - size, y - 0.55 * size, x + size, y + 4 * size, 0.6 * size)
    parts = [head, shoulders]
    if hands:
        for side in (-1, 1):
            arm = shapes.smooth(
                [
                    (x + side * 0.85 * size, y),
                    (x + side * 1.15 * size, y - 1.1 * size),
                    (x + (side * 0.95 + 2 * sway) * size, y - 2.5 * size),
                ]
            )
            parts += [shapes.ribbon(arm, 0.30 * size), shapes.disc(float(arm[-1, 0]), float(arm[-1, 1]), 0.20 * size)]
    return parts


def _theatre(stage: Stage) -> FramePainter:
    scheme = stage.scheme
    deck = stage.h * stage.pick(0.70, 0.74)
    side = float(stage.rng.choice([-1, 1]))
    cloth = scheme.accent if stage.chance(0.5) else scheme.primary
    cloth = adjust(cloth, lightness=min(0.0, 0.46 - float(np.mean(cloth))) * 0.6)
    lamp = mix(stage.light.key, stage.tone(0.97), 0.5)
    motes = air.motes(stage, 46, 0.15 * stage.h, deck, lamp, size=0.004, strength=0.55)
    width = 0.24 if stage.w < 1.4 else 0.20 * stage.w

    def set_up(canvas: Canvas) -> None:
        canvas.fill(
            canvas.everything(),
            around(stage.w / 2, 0.5 * stage.h, 0.8 * stage.h, (0, stage.tone(0.26)), (1, stage.tone(0.10))),
        )
        floor = canvas.polygon(shapes.rectangle(-0.1, deck, stage.w + 0.1, stage.h + 0.1))
        canvas.fill(floor, down((deck, stage.tone(0.30)), (stage.h, stage.tone(0.12))))
        boards = [
            shapes.ribbon([(stage.w * (0.5 + 0.10 * k), deck), (stage.w * (0.5 + 0.20 * k), stage.h + 0.1)], 0.0028)
            for k in range(-9, 10)
        ]
        canvas.fill(canvas.polygons(boards), stage.tone(0.10), 0.5)

    background = stage.still(set_up)

    def paint(canvas: Canvas, moment: Moment) -> None:
        background(canvas)
        response = moment.response
        aim = stage.w / 2 + 0.02 * moment.sway(13)
        start = (stage.w / 2 - side * 0.38 * stage.w, -0.12)
        pool = canvas.polygon(shapes.ellipse(aim, deck + 0.10, 0.27 * response.pulse**0.5, 0.066)).blurred(
            0.02 * canvas.px, canvas.whole
        )
        for wide, strength in ((0.54, 0.30), (0.34, 0.22)):
            air.shaft(
                canvas, start, (aim, deck + 0.12), 0.03, wide, lamp, strength + 0.04 * response.burst, softness=0.016
            )
        canvas.add_light(pool, lamp, 0.72)
        canvas.glow(aim, deck + 0.10, 0.26, lamp, 0.25, stretch=1.8)
        for edge in (-1, 1):
            _curtain(canvas, stage, moment, edge, width, cloth, deck)
        valance = canvas.polygons(
            shapes.ellipse(stage.w * (k + 0.5) / 5, 0.0, 0.115 * stage.w, 0.105 * stage.h) for k in range(5)
        )
        canvas.multiply(valance.blurred(0.03 * canvas.px, canvas.whole), stage.tone(0.1), 0.5)
        canvas.fill(valance, down((0, adjust(cloth, lightness=-0.16)), (0.10 * stage.h, adjust(cloth, lightness=0.02))))
        canvas.add_light(valance.edge(0, 0.005 * canvas.px), scheme.secondary, 0.6)
        motes(canvas, moment)

    return paint


def _curtain(canvas: Canvas, stage: Stage, moment: Moment, edge: int, width: float, cloth: Colour, deck: float) -> None:
    """One side's drape: vertical folds, gathered, its hem swaying a little."""
    y = np.linspace(-0.05, deck + 0.03, 30)
    t = y / deck
    inner = width * (0.72 + 0.28 * np.cos(np.pi * np.clip(t, 0, 1) * 1.1) ** 2) + 0.006 * moment.sway(8, 0.2 * edge) * t
    line = np.stack([inner, y], axis=1)
    outline = np.concatenate([line, [[-0.2, deck + 0.03], [-0.2, -0.05]]])
    if edge > 0:
        outline = outline * [-1, 1] + [stage.w, 0]
    body = canvas.polygon(outline)
    shadow = body.blurred(0.05 * canvas.px, canvas.whole)
    canvas.multiply(shadow, stage.tone(0.08), 0.5)
    lit, deep = adjust(cloth, lightness=0.07), adjust(cloth, lightness=-0.17)
    folds = 7
    stops = []
    for k in range(folds * 2 + 1):
        at = width * 1.1 * k / (folds * 2)
        x = at if edge < 0 else stage.w - at
        stops.append((x, lit if k % 2 else deep))
    canvas.fill(body, across(*sorted(stops, key=lambda stop: stop[0])))
    canvas.fill(body.times(0.6), along((0, 0), (0, deck), (0, stage.tone(0.10)), (0.45, cloth), (1, cloth)), 0.6)

"""Abstract geometry: discs, arcs, quarter rounds and stripes in a grid, like cut paper under soft light."""

import numpy as np

from onset.models.painter.canvas import Canvas
from onset.models.painter.layers import shapes, solids
from onset.models.painter.palette import Colour, adjust, mix
from onset.models.painter.stage import FramePainter, Moment, Stage

_KINDS = ("quarter", "disc", "half", "rings", "leaf", "stripes", "blank", "quarter", "dots")


def compose(stage: Stage) -> FramePainter:
    """A Bauhaus-like grid with one large figure breaking it, or large floating figures; the seed decides."""
    return _grid(stage) if stage.chance(0.5) else _floating(stage)


def _colours(stage: Stage) -> list[Colour]:
    scheme, wall = stage.scheme, stage.light.wall
    return [
        scheme.primary,
        scheme.accent,
        scheme.secondary,
        stage.tone(wall + 0.06),
        stage.tone(wall - 0.30),
        stage.tone(wall - 0.14),
    ]


def _grid(stage: Stage) -> FramePainter:
    rng, side = stage.rng, float(stage.rng.choice([-1, 1]))
    columns = int(rng.integers(3, 5)) if stage.w < 1.4 else int(rng.integers(6, 8))
    cell = stage.w / columns
    rows = int(np.ceil(stage.h / cell)) + 1
    colours = _colours(stage)
    ground = stage.tone(stage.light.wall)
    tiles = []
    for row in range(rows):
        calm = 0.58 < (row + 0.5) * cell / stage.h < 0.80
        for column in range(columns):
            kind = "blank" if calm and rng.random() < 0.6 else str(rng.choice(_KINDS))
            fore, back = rng.permutation(len(colours))[:2]
            tiles.append(
                (column * cell, row * cell, kind, int(rng.integers(4)), int(fore), int(back), float(rng.uniform(0, 1)))
            )

    def paint(canvas: Canvas, moment: Moment) -> None:
        canvas.fill(canvas.everything(), ground)
        for x, y, kind, quarter, fore, back, phase in tiles:
            square = shapes.rectangle(x, y, x + cell, y + cell)
            base = mix(ground, colours[back], 0.28 if kind == "blank" else 0.75)
            canvas.fill(canvas.polygon(square), solids.flat_paint(stage, square, base, side, 0.05))
            breath = 1 + 0.035 * moment.sway(7, phase) + 0.10 * (moment.response.pulse - 1)
            figure = _figure(kind, x, y, cell, quarter, breath)
            if figure:
                tile = canvas.polygon(square)
                shadow = canvas.polygons(shapes.moved(f, 0.03 * side * cell, 0.05 * cell) for f in figure)
                canvas.multiply(
                    shadow.blurred(0.07 * cell * canvas.px, canvas.whole).within(tile), stage.tone(0.2), 0.30
                )
                body = canvas.polygons(figure).within(tile)
                canvas.fill(body, solids.flat_paint(stage, square, colours[fore], side, 0.10))
                canvas.add_light(
                    body.edge(-0.010 * side * cell * canvas.px, -0.010 * cell * canvas.px), stage.light.key, 0.18
                )

    return paint


def _figure(kind: str, x: float, y: float, cell: float, quarter: int, breath: float) -> list[shapes.Points]:
    """The outlines of one tile's figure, turned by quarters."""
    middle = (x + cell / 2, y + cell / 2)
    round_ = np.linspace(0, np.pi / 2, 40)
    unit = np.stack([np.cos(round_), np.sin(round_)], axis=1)
    corner = np.array([x, y])
    thirds, fifths = np.array([1, 3, 5]) / 6, np.arange(5) / 5
    match kind:
        case "quarter":
            outlines = [np.concatenate([[corner], corner + cell * min(0.97 * breath, 1.0) * unit])]
        case "disc":
            outlines = [shapes.disc(middle[0], middle[1], 0.36 * cell * breath)]
        case "half":
            half = 2 * round_
            arc = np.stack([0.5 + 0.5 * np.cos(half), 0.5 * breath * np.sin(half)], axis=1)
            outlines = [corner + cell * arc]
        case "rings":
            spans = [(outer * breath * cell, (outer * breath - 0.17) * cell) for outer in (1.0, 0.66, 0.32)]
            outlines = [np.concatenate([corner + outer * unit, corner + inner * unit[::-1]]) for outer, inner in spans]
        case "leaf":
            outlines = [np.concatenate([corner + cell * unit, corner + cell - cell * unit])]
        case "stripes":
            outlines = [shapes.rectangle(x + cell * k, y, x + cell * (k + 0.1 * breath), y + cell) for k in fifths]
        case "dots":
            outlines = [shapes.disc(x + cell * i, y + cell * j, 0.075 * cell * breath) for i in thirds for j in thirds]
        case _:
            outlines = []
    return [shapes.turned(outline, quarter * np.pi / 2, middle) for outline in outlines]


def _floating(stage: Stage) -> FramePainter:
    rng, side = stage.rng, float(stage.rng.choice([-1, 1]))
    colours, ground = _colours(stage), stage.tone(stage.light.wall)
    low = stage.tone(stage.light.wall - 0.12)
    spots = [(0.28, 0.20), (0.74, 0.30), (0.40, 0.46), (0.80, 0.56), (0.22, 0.88), (0.72, 0.90)]
    if stage.w > 1.2:
        spots = [(0.14, 0.30), (0.34, 0.66), (0.52, 0.30), (0.72, 0.62), (0.88, 0.28), (0.90, 0.86)]
    kinds = rng.permutation(["disc", "ring", "half", "bar", "quarter", "triangle"])
    order = rng.permutation(len(colours))
    size = 0.17 * min(1.0, 0.6 + 0.3 * stage.w)
    figures = [
        (
            stage.w * x + stage.pick(-0.04, 0.04),
            stage.h * y + stage.pick(-0.03, 0.03),
            str(kind),
            size * stage.pick(0.7, 1.35),
            stage.pick(0, 6.28),
            colours[order[k]],
            k / 6,
        )
        for k, ((x, y), kind) in enumerate(zip(spots, kinds, strict=True))
    ]

    def paint(canvas: Canvas, moment: Moment) -> None:
        square = shapes.rectangle(0, 0, stage.w, stage.h)
        canvas.fill(canvas.everything(), solids.flat_paint(stage, square, mix(ground, low, 0.35), side, 0.07))
        for x, y, kind, radius, angle, colour, phase in figures:
            at = (x + 0.010 * moment.sway(9, phase), y + 0.014 * moment.sway(7, phase))
            grown = radius * (1 + 0.10 * (moment.response.pulse - 1) + 0.02 * moment.response.burst)
            turn = angle + 0.10 * moment.sway(17, phase)
            for outline in _solid(kind, *at, grown, turn):
                solids.cast_shadow(canvas, stage, outline, 0.04 * side, 0.06, 0.06, 0.30)
                body = solids.surface(canvas, stage, outline, colour, side, depth=0.12, rim=0.35)
                low_edge = body.edge(0.004 * side * canvas.px, 0.004 * canvas.px)
                canvas.multiply(low_edge, adjust(colour, lightness=-0.3), 0.4)

    return paint


def _solid(kind: str, x: float, y: float, radius: float, turn: float) -> list[shapes.Points]:
    if kind == "disc":
        return [shapes.disc(x, y, radius)]
    if kind == "ring":
        angle = np.linspace(0, 1.72 * np.pi, 120) + turn
        spine = np.stack([x + radius * np.cos(angle), y + radius * np.sin(angle)], axis=1)
        return [shapes.ribbon(spine, 0.36 * radius)]
    if kind == "half":
        angle = np.linspace(0, np.pi, 80) + turn
        return [np.stack([x + 1.15 * radius * np.cos(angle), y + 1.15 * radius * np.sin(angle)], axis=1)]
    if kind == "bar":
        return [
            shapes.turned(
                shapes.rounded(x - 1.3 * radius, y - 0.26 * radius, x + 1.3 * radius, y + 0.26 * radius, radius),
                turn,
                (x, y),
            )
        ]
    if kind == "quarter":
        angle = np.linspace(0, np.pi / 2, 60) + turn
        arc = np.stack([x + 1.5 * radius * np.cos(angle), y + 1.5 * radius * np.sin(angle)], axis=1)
        return [np.concatenate([[[x, y]], arc])]
    corners = turn + np.array([0, 2, 4]) * np.pi / 3
    return [np.stack([x + 1.2 * radius * np.cos(corners), y + 1.2 * radius * np.sin(corners)], axis=1)]

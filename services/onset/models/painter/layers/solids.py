"""Round things: bodies of revolution and spheres, shaded by one side light, with their shadows on the ground.

`side` is 1 where the light comes from the left, -1 from the right.
"""

import numpy as np
from numpy.typing import ArrayLike

from onset.models.painter.canvas import Canvas, Paint, across, along, around
from onset.models.painter.cover import Cover
from onset.models.painter.layers import shapes
from onset.models.painter.palette import Colour, adjust, mix
from onset.models.painter.stage import Stage


def round_paint(stage: Stage, x: float, radius: float, colour: Colour, side: float) -> Paint:
    """Shading of an upright cylinder: a broad light, a soft core shadow, a little light reflected at the dark edge."""
    lit, deep = adjust(colour, lightness=0.07), adjust(colour, lightness=-0.20, chroma=1.05)
    warm = mix(lit, stage.light.key, 0.12)
    stops = [
        (-1.0, mix(colour, warm, 0.4)),
        (-0.5, warm),
        (0.1, colour),
        (0.75, deep),
        (1.0, adjust(deep, lightness=0.05)),
    ]
    if side < 0:
        stops = [(-at, shade) for at, shade in reversed(stops)]
    return across(*((x + radius * at, shade) for at, shade in stops))


def flat_paint(stage: Stage, outline: shapes.Points, colour: Colour, side: float, depth: float = 0.10) -> Paint:
    """Shading of a broad surface: from lit to deep across its bounds, top corner to bottom corner."""
    low, high = outline.min(axis=0), outline.max(axis=0)
    lit = mix(adjust(colour, lightness=0.35 * depth), stage.light.key, 0.10)
    deep = adjust(colour, lightness=-depth)
    start = (low[0], low[1]) if side > 0 else (high[0], low[1])
    end = (high[0], high[1]) if side > 0 else (low[0], high[1])
    return along(start, end, (0, lit), (0.45, colour), (1, deep))


def surface(
    canvas: Canvas,
    stage: Stage,
    outline: shapes.Points,
    colour: Colour,
    side: float,
    *,
    depth: float = 0.10,
    rim: float = 0.25,
) -> Cover:
    """A softly shaded shape with a lit edge towards the light; returns its cover."""
    body = canvas.polygon(outline)
    canvas.fill(body, flat_paint(stage, outline, colour, side, depth))
    if rim > 0:
        reach = 0.0032 * canvas.px
        canvas.add_light(body.edge(-side * reach, -reach), mix(stage.light.key, colour, 0.3), rim)
    return body


def cast_shadow(
    canvas: Canvas, stage: Stage, outline: shapes.Points, dx: float, dy: float, softness: float, amount: float
) -> None:
    """The shadow of a shape on the surface behind it."""
    shade = canvas.polygon(shapes.moved(outline, dx, dy)).blurred(softness * canvas.px, canvas.whole)
    canvas.multiply(shade, stage.tone(0.22), amount)


def ground_shadow(
    canvas: Canvas, stage: Stage, x: float, y: float, radius: float, side: float, amount: float = 0.5
) -> None:
    """Where a thing of this half width stands: a long soft shadow away from the light and a tight dark contact."""
    wide = canvas.polygon(shapes.ellipse(x + 0.45 * side * radius, y, 1.4 * radius, 0.22 * radius))
    canvas.multiply(wide.blurred(0.16 * radius * canvas.px, canvas.whole), stage.tone(0.16), 0.8 * amount)
    tight = canvas.polygon(shapes.ellipse(x, y, 1.02 * radius, 0.09 * radius))
    canvas.multiply(tight.blurred(0.05 * radius * canvas.px, canvas.whole), stage.tone(0.12), amount)


def lathe(
    canvas: Canvas,
    stage: Stage,
    x: float,
    foot: float,
    profile: ArrayLike,
    colour: Colour,
    side: float,
    *,
    tilt: float = 0.16,
    mouth: Colour | None = None,
    shadow: float = 0.5,
) -> Cover:
    """A body of revolution standing at (x, foot): `profile` (N, 2) holds (radius, height) from the foot up.

    `tilt` is how round its foot and mouth look from the camera's height; with `mouth` it is open and shows that colour.
    """
    line = shapes.smooth(profile, 8)
    radius, height = line[:, 0], line[:, 1]
    widest = float(radius.max())
    if shadow > 0:
        ground_shadow(canvas, stage, x, foot, max(float(radius[0]), 0.6 * widest), side, shadow)
    angle = np.linspace(0, np.pi, 24)[1:-1]
    base = np.stack([x + radius[0] * np.cos(angle), foot + tilt * radius[0] * np.sin(angle)], axis=1)
    top = np.stack([x - radius[-1] * np.cos(angle), foot - height[-1] - tilt * radius[-1] * np.sin(angle)], axis=1)
    right = np.stack([x + radius, foot - height], axis=1)
    left = np.stack([x - radius, foot - height], axis=1)
    body = canvas.polygon(np.concatenate([left, top, right[::-1], base]))
    canvas.fill(body, round_paint(stage, x, widest, colour, side))
    canvas.add_light(body.edge(-side * 0.003 * canvas.px, -0.002 * canvas.px), stage.light.key, 0.25)
    if mouth is not None:
        r, y = float(radius[-1]), foot - float(height[-1])
        rim = canvas.polygon(shapes.ellipse(x, y, r, tilt * r))
        canvas.fill(rim, mix(adjust(colour, lightness=0.12), stage.light.key, 0.2))
        inner = canvas.polygon(shapes.ellipse(x, y + 0.02 * r, 0.90 * r, tilt * 0.84 * r))
        canvas.fill(inner, mouth)
    return body


def sphere(
    canvas: Canvas, stage: Stage, x: float, y: float, radius: float, colour: Colour, side: float, *, shadow: bool
) -> None:
    """A satin ball: floating with its centre at y, or resting on y where it throws a shadow."""
    if shadow:
        ground_shadow(canvas, stage, x, y, 0.9 * radius, side, 0.6)
        y = y - radius * 0.96
    lit, deep = mix(adjust(colour, lightness=0.16), stage.light.key, 0.3), adjust(colour, lightness=-0.22)
    body = canvas.polygon(shapes.disc(x, y, radius))
    shading = ((0, lit), (0.35, colour), (0.85, deep), (1, adjust(deep, lightness=0.06)))
    canvas.fill(body, around(x - 0.38 * side * radius, y - 0.42 * radius, 1.65 * radius, *shading))
    canvas.add_light(body.edge(0.06 * side * radius * canvas.px, 0.06 * radius * canvas.px), stage.tone(0.7), 0.18)

"""Northern lights: curtains of light over a snowy ridge, mirrored in a still lake."""

import numpy as np
from numpy.typing import NDArray

from onset.models.painter.canvas import Canvas, down
from onset.models.painter.cover import Cover
from onset.models.painter.layers import fields, land, shapes, sky, trees, water
from onset.models.painter.palette import Colour, adjust, lightness_of
from onset.models.painter.stage import FramePainter, Moment, Stage


def compose(stage: Stage) -> FramePainter:
    """Three curtains whose bends follow the seed; always after dark."""
    rng, scheme = stage.rng, stage.scheme
    shore = stage.h * stage.pick(0.64, 0.69)
    stars = sky.stars(stage, shore, 150)
    bends = rng.uniform(0, 2 * np.pi, (3, 4))
    heights = shore * np.array([0.50, 0.62, 0.74]) + rng.uniform(-0.03, 0.03, 3)
    ridge = land.Ridge.raise_(
        stage, shore, min(0.2 * stage.h, 0.26), max(2, round(2.4 * stage.w)), light_from_left=True
    )
    line = np.linspace(-0.3, stage.w + 0.3, 50)
    wood = trees.conifer_line(stage, line, np.full_like(line, shore + 0.005), low=0.03, high=0.085, gap=0.018)
    lake = water.Surface.lay(stage, shore, stage.h * 1.05, 60)
    colours = [_luminous(c) for c in (scheme.accent, scheme.secondary, scheme.primary)]
    colours = sorted(colours, key=lambda c: -float(c.max() - c.min()))
    zenith, low = stage.tone(0.12), stage.tone(0.30)

    def background(canvas: Canvas) -> None:
        canvas.fill(canvas.everything(), down((0, zenith), (0.7 * shore, stage.tone(0.19)), (shore, low)))

    base = stage.still(background)

    def curtain(canvas: Canvas, moment: Moment, k: int) -> Cover:
        time = moment.drift(1.0)
        a, b, c, d = bends[k]

        def field(x: NDArray[np.float32], y: NDArray[np.float32]) -> NDArray[np.float32]:
            u = x / stage.w
            fold = np.sin(4.2 * u + a + 0.05 * time) + 0.5 * np.sin(9.5 * u + b - 0.08 * time)
            foot = heights[k] + shore * 0.075 * fold + shore * 0.012 * np.sin(31 * u + 3 * fold)
            rays = 0.50 + 0.30 * np.sin(30 * u + c + 3.5 * fold + 0.20 * time)
            rays = rays + 0.20 * np.sin(77 * u - 0.25 * time + d + 2 * fold)
            above = foot - y
            length = shore * (0.20 + 0.14 * np.sin(6 * u + d + 0.07 * time)) * moment.response.pulse
            body = np.exp(-np.clip(above, 0, None) / length) * np.exp(-((np.clip(-above, 0, None) / 0.045) ** 2))
            patch = np.clip(0.45 + 0.75 * np.sin(3.6 * u + c - 0.06 * time), 0, 1)
            return np.asarray(body * rays * patch, np.float32)

        return fields.spread(canvas, field)

    def paint(canvas: Canvas, moment: Moment) -> None:
        base(canvas)
        stars(canvas, moment)
        for k in range(3):
            amount = (1.0, 0.8, 0.65)[k] * (0.9 + 0.1 * moment.response.burst)
            canvas.add_light(curtain(canvas, moment, k), colours[k % len(colours)], amount)
        top = float(ridge.y.min())
        ridge.paint(canvas, down((top, stage.tone(0.36)), (shore, stage.tone(0.20))), stage.h, stage.tone(0.13), 0.6)
        lake.paint(canvas, moment)
        water.reflect(canvas, moment, shore, amount=0.78, roughness=0.6)
        canvas.fill(wood(canvas, 0.002 * moment.sway(8)), stage.tone(0.08))
        bank = canvas.polygon(shapes.rectangle(-0.2, shore - 0.004, stage.w + 0.2, shore + 0.008))
        canvas.fill(bank, stage.tone(0.08))

    return paint


def _luminous(colour: Colour) -> Colour:
    return adjust(colour, lightness=max(0.76 - lightness_of(colour), 0.0), chroma=1.15)

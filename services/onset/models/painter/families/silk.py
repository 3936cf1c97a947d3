"""Silk: a smooth cloth of colour in slow folds, lit along its crests."""

import numpy as np
from numpy.typing import NDArray

from onset.models.painter.canvas import Canvas
from onset.models.painter.layers import fields
from onset.models.painter.palette import mix
from onset.models.painter.stage import FramePainter, Moment, Stage


def compose(stage: Stage) -> FramePainter:
    """Folds that follow a bent direction; the seed decides their course, number and colours."""
    rng, light, scheme = stage.rng, stage.light, stage.scheme
    angle = stage.pick(0.25, 1.25) * float(rng.choice([-1, 1]))
    number = stage.pick(0.9, 1.7)
    phase = rng.uniform(0, 2 * np.pi, 6)
    middle = 0.30 + 0.42 * light.wall
    dark, base = stage.tone(middle - 0.28), stage.tone(middle)
    bright = mix(stage.tone(min(middle + 0.34, 0.96)), light.key, 0.15)
    cos, sin = float(np.cos(angle)), float(np.sin(angle))

    def course(x: NDArray[np.float32], y: NDArray[np.float32], moment: Moment) -> tuple[NDArray[np.float32], ...]:
        time = 2 * np.pi * moment.drift(1 / 40)
        u, v = cos * x + sin * y, -sin * x + cos * y
        bend = 0.30 * np.sin(2.1 * v + phase[0] + time) + 0.16 * np.sin(3.7 * u - 1.3 * v + phase[1] - 0.7 * time)
        fold = 2 * np.pi * number * (u + bend) + phase[2]
        fold = fold + 0.9 * moment.response.pulse * np.sin(1.7 * v + 2.3 * u + phase[3] + 0.8 * time)
        return np.asarray(fold, np.float32), np.asarray(u, np.float32), np.asarray(v, np.float32)

    def paint(canvas: Canvas, moment: Moment) -> None:
        canvas.fill(canvas.everything(), base)
        pool = fields.spread(canvas, lambda x, y: 0.5 + 0.5 * np.sin(1.6 * course(x, y, moment)[1] + phase[4]))
        canvas.fill(pool, scheme.accent, 0.80)
        pool = fields.spread(canvas, lambda x, y: (0.5 + 0.5 * np.sin(1.9 * course(x, y, moment)[2] + phase[5])) ** 1.5)
        canvas.fill(pool, scheme.primary, 0.75)
        valley = fields.spread(canvas, lambda x, y: (0.5 - 0.5 * np.sin(course(x, y, moment)[0])) ** 1.6)
        canvas.fill(valley, dark, 0.78)
        crest = fields.spread(canvas, lambda x, y: (0.5 + 0.5 * np.sin(course(x, y, moment)[0] - 0.5)) ** 5)
        canvas.fill(crest, bright, 0.55 + 0.05 * moment.response.burst)
        thread = fields.spread(canvas, lambda x, y: (0.5 + 0.5 * np.sin(course(x, y, moment)[0] - 0.75)) ** 40)
        canvas.add_light(thread, bright, 0.35)

    return paint

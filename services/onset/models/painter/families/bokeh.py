"""Out-of-focus lights: discs near and far before a deep gradient, thick along one sweep, free elsewhere."""

import numpy as np

from onset.models.painter.canvas import Canvas, along
from onset.models.painter.layers import air
from onset.models.painter.palette import adjust, mix
from onset.models.painter.stage import FramePainter, Moment, Stage


def compose(stage: Stage) -> FramePainter:
    """Three depths of discs along a diagonal, an arc or a horizon of lights, as the seed has it."""
    rng, light, scheme = stage.rng, stage.light, stage.scheme
    back = 0.10 + 0.20 * light.wall
    corner, far_corner = stage.tone(back + 0.10, chroma=1.1), stage.tone(back - 0.07)
    sweep = str(rng.choice(["diagonal", "arc", "horizon"]))
    slope = float(rng.choice([-1, 1]))
    pools = [
        (stage.pick(0, 1) * stage.w, stage.pick(0.05, 0.6) * stage.h, stage.pick(0.5, 0.9), scheme.swatch(k))
        for k in range(3)
    ]
    warm = mix(light.key, scheme.accent, 0.55)
    colours = [adjust(c, lightness=0.04) for c in (scheme.accent, warm, scheme.secondary, warm, stage.tone(0.92))]

    def lay(count: int, size: float, spread: float, strength: float, rim: float) -> FramePainter:
        t = rng.uniform(-0.05, 1.05, count)
        path = {
            "diagonal": 0.42 + 0.36 * slope * (t - 0.5),
            "arc": 0.22 + 0.9 * (t - 0.5) ** 2,
            "horizon": np.full(count, 0.46),
        }[sweep]
        y = stage.h * (path + rng.normal(0, spread, count))
        calm = 1 - 0.65 * np.exp(-(((y / stage.h - 0.70) / 0.10) ** 2))
        radius = size * rng.uniform(0.5, 1.25, count)
        return air.bokeh(stage, t * stage.w, y, radius, colours, strength * rng.uniform(0.4, 1, count) * calm, rim=rim)

    many = stage.mood.particles
    layers = [lay(int(60 * many), 0.018, 0.10, 0.90, 0.25), lay(int(30 * many), 0.045, 0.14, 0.58, 0.45)]
    layers.append(lay(int(12 * many), 0.115, 0.20, 0.34, 0.6))

    def set_up(canvas: Canvas) -> None:
        ends = ((0.0, 0.0), (0.35 * stage.w, stage.h)) if slope > 0 else ((stage.w, 0.0), (0.65 * stage.w, stage.h))
        canvas.fill(canvas.everything(), along(*ends, (0, corner), (0.55, stage.tone(back)), (1, far_corner)))

    background = stage.still(set_up)

    def paint(canvas: Canvas, moment: Moment) -> None:
        background(canvas)
        for k, (x, y, radius, colour) in enumerate(pools):
            drift = 0.03 * moment.sway(16 + 3 * k, 0.3 * k)
            canvas.glow(x + drift, y - drift, radius * moment.response.pulse, colour, 0.30)
        for layer in layers:
            layer(canvas, moment)

    return paint

"""Abstract waves: broad layers of colour that roll over one another, each with a lit crest and a soft shadow."""

import numpy as np
from numpy.typing import NDArray

from onset.models.painter.canvas import Canvas, along
from onset.models.painter.layers import air, shapes
from onset.models.painter.palette import mix
from onset.models.painter.stage import FramePainter, Moment, Stage


def compose(stage: Stage) -> FramePainter:
    """Six to nine layers, dark to light or light to dark, lying flat or running diagonally."""
    rng, light = stage.rng, stage.light
    count = int(rng.integers(6, 9))
    dark_room = light.wall < 0.55
    levels = np.linspace(0.92, 0.34, count) if not dark_room else np.linspace(0.20, 0.62, count)
    if stage.chance(0.35):
        levels = levels[::-1]
    tilt = stage.pick(-0.35, 0.35) * (1 + stage.mood.tilt)
    accent_at = int(rng.integers(count // 2, count))
    x = np.linspace(-0.2, stage.w + 0.2, 300)
    tops = np.linspace(0.20, 0.88, count) * stage.h
    profiles = [
        (rng.uniform(0.9, 2.0), rng.uniform(0.05, 0.13), rng.uniform(0, 6.28), rng.uniform(9, 16), rng.choice([-1, 1]))
        for _ in range(count)
    ]
    glow_x, glow_y = stage.w * stage.pick(0.2, 0.8), stage.h * stage.pick(0.08, 0.3)
    first = stage.tone(levels[0] + (0.04 if not dark_room else -0.04))
    motes = air.motes(stage, 34, 0.05 * stage.h, 0.7 * stage.h, stage.tone(0.97), size=0.005, strength=0.4)

    def crest(k: int, moment: Moment) -> NDArray[np.float64]:
        wavelength, amplitude, phase, period, side = profiles[k]
        turn = 2 * np.pi * moment.drift(1 / period) * side * 0.5
        swell = amplitude * (0.8 + 0.2 * moment.response.pulse)
        y = tops[k] + tilt * (x - stage.w / 2) + swell * np.sin(2 * np.pi * x / wavelength + phase + turn)
        return np.asarray(y + 0.35 * swell * np.sin(2 * np.pi * x / (wavelength * 0.57) + 1.7 * phase - 0.7 * turn))

    def paint(canvas: Canvas, moment: Moment) -> None:
        canvas.fill(
            canvas.everything(), along((0, 0), (stage.w * 0.4, stage.h), (0, first), (1, stage.tone(levels[1])))
        )
        pulse = moment.response.pulse
        canvas.glow(
            glow_x, glow_y, 0.55 * pulse, mix(light.key, stage.scheme.accent, 0.3), 0.45 + 0.1 * moment.response.burst
        )
        for k in range(count):
            y = crest(k, moment)
            body = canvas.polygon(shapes.under(x, y, stage.h + 0.3))
            if body.box.is_empty:
                continue
            shadow = canvas.polygon(shapes.under(x, y - 0.012, stage.h + 0.3)).blurred(0.05 * canvas.px, canvas.whole)
            canvas.multiply(shadow, stage.tone(0.25), 0.30)
            base = stage.scheme.accent if k == accent_at else stage.tone(levels[k])
            lit = mix(base, mix(light.key, stage.tone(0.95), 0.5), 0.32)
            deep = mix(base, stage.tone(max(levels[k] - 0.22, 0.08)), 0.55)
            middle = float(np.mean(y))
            paint_ = along(
                (0.2 * stage.w, middle - 0.15), (0.8 * stage.w, middle + 0.5), (0, lit), (0.45, base), (1, deep)
            )
            canvas.fill(body, paint_)
            canvas.add_light(body.edge(0, -0.004 * canvas.px), lit, 0.35)
        motes(canvas, moment)

    return paint

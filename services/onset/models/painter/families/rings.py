"""Rings of sound: concentric bands that spread from a glowing middle and swell with the bass."""

import numpy as np

from onset.models.painter.canvas import Canvas, around, down
from onset.models.painter.layers import air, shapes
from onset.models.painter.palette import adjust, mix
from onset.models.painter.stage import FramePainter, Moment, Stage


def compose(stage: Stage) -> FramePainter:
    """Stacked paper discs, each with a soft shadow; the seed decides their middle, wobble and order of colours."""
    rng, light, scheme = stage.rng, stage.light, stage.scheme
    x, y = stage.w * stage.pick(0.36, 0.64), stage.h * stage.pick(0.32, 0.42)
    count = int(rng.integers(7, 10))
    reach = float(np.hypot(max(x, stage.w - x), max(y, stage.h - y)))
    radii = np.linspace(0.10, 0.98, count) ** 1.15 * reach * 1.02
    outer, inner = (
        (light.wall - 0.36, light.wall + 0.06) if stage.chance(0.6) else (light.wall + 0.04, light.wall - 0.26)
    )
    levels = np.linspace(inner, outer, count)
    lobes, wobble = rng.integers(3, 7), stage.pick(0.0, 0.05)
    phase = rng.uniform(0, 2 * np.pi, count)
    accent_at = int(rng.integers(1, max(count - 4, 2)))
    glow = mix(light.key, scheme.accent, 0.35)
    motes = air.motes(stage, 30, 0, stage.h, stage.tone(0.96), size=0.004, strength=0.4)

    def paint(canvas: Canvas, moment: Moment) -> None:
        far = stage.tone(float(np.clip(outer - 0.03, 0.14, 0.96)))
        canvas.fill(canvas.everything(), down((0, far), (stage.h, adjust(far, lightness=-0.05))))
        response = moment.response
        for k in range(count - 1, -1, -1):
            swell = 1 + (0.045 * moment.sway(5.5, -0.10 * k) + 0.16 * (response.pulse - 1) / (1 + 0.4 * k))
            angle = np.linspace(0, 2 * np.pi, 180, endpoint=False)
            ripple = 1 + wobble * np.sin(lobes * angle + phase[k] + 2 * np.pi * moment.drift(0.02))
            radius = radii[k] * swell * ripple
            disc = np.stack([x + radius * np.cos(angle), y + radius * np.sin(angle)], axis=1)
            body = canvas.polygon(disc)
            if body.box.is_empty:
                continue
            shadow = canvas.polygon(shapes.moved(disc, 0.0, 0.014)).blurred(0.045 * canvas.px, canvas.whole)
            canvas.multiply(shadow, stage.tone(0.14), 0.42)
            level = float(np.clip(levels[k], 0.16, 0.96))
            colour = scheme.accent if k == accent_at else scheme.primary if k == accent_at + 2 else stage.tone(level)
            lit = mix(colour, mix(light.key, stage.tone(0.95), 0.5), 0.22)
            r = float(radii[k] * swell)
            canvas.fill(
                body, around(x, y - 0.25 * r, 1.35 * r, (0, lit), (0.55, colour), (1, adjust(colour, lightness=-0.05)))
            )
            canvas.add_light(body.edge(0, -0.004 * canvas.px), light.key, 0.28)
        canvas.glow(x, y, (0.15 + 0.02 * response.burst) * response.pulse, glow, 0.65)
        motes(canvas, moment)

    return paint

"""Above the clouds: banks of cumulus lit from the side, the sun rising behind them, rays."""

import numpy as np

from onset.models.painter.canvas import Canvas, down
from onset.models.painter.cover import Cover
from onset.models.painter.layers import air, shapes, sky
from onset.models.painter.palette import mix
from onset.models.painter.stage import FramePainter, Moment, Stage


def compose(stage: Stage) -> FramePainter:
    """Five banks of cloud; the seed decides the sun's place and the skyline of each bank."""
    light, rng = stage.light, stage.rng
    horizon = stage.h * stage.pick(0.52, 0.60)
    orb = sky.Orb.place(stage, horizon, size=1.3)
    levels = stage.h * np.linspace(0.50, 0.90, 5) + rng.uniform(-0.015, 0.015, 5)
    banks = [_bank(stage, level, 0.040 + 0.022 * k) for k, level in enumerate(levels)]
    stars = sky.stars(stage, horizon)
    wisps = sky.clouds(stage, 0.14 * stage.h, 0.40 * stage.h, 4, size=0.55, flatness=0.42)
    birds = [
        (stage.pick(0.25, 0.75) * stage.w, stage.pick(0.2, 0.4) * stage.h, stage.pick(0.012, 0.02)) for _ in range(5)
    ]
    angles = np.sort(rng.uniform(np.pi * 1.05, np.pi * 1.95, 7))
    background = stage.still(lambda canvas: canvas.fill(canvas.everything(), sky.gradient(stage, 0.8 * stage.h)))

    def paint(canvas: Canvas, moment: Moment) -> None:
        background(canvas)
        if light.stars > 0:
            stars(canvas, moment)
        orb.paint(canvas, moment)
        if not orb.is_moon:
            for k, angle in enumerate(angles):
                turn = float(angle) + 0.03 * moment.sway(20, k / 7)
                end = (orb.x + 1.3 * np.cos(turn), orb.y + 1.3 * np.sin(turn))
                strength = (0.13 + 0.05 * moment.response.burst) * light.strength
                air.shaft(canvas, (orb.x, orb.y), end, 0.03, 0.24, orb.colour, strength, softness=0.03)
        wisps(canvas, moment)
        if light.stars < 0.5:
            canvas.fill(_birds(canvas, moment, birds), stage.tone(light.near + 0.1), 0.7)
        for k, (discs, level) in enumerate(zip(banks, levels, strict=True)):
            depth = k / 4
            dx = 0.014 * (0.4 + depth) * moment.sway(34, 0.1 * k) + moment.drift(0.0016 * (1 + k))
            body = canvas.polygons(
                [*(shapes.moved(d, dx) for d in discs), shapes.rectangle(-1, level + 0.02, stage.w + 1, stage.h + 1)]
            )
            crest = light.sky[3] + (light.sky[1] - light.sky[3]) * 0.75 * depth
            lit = mix(
                stage.tone(min(crest + 0.04, 0.98), warmth=light.warmth * (1 - depth)),
                light.key,
                0.40 * (1 - 0.6 * depth),
            )
            base = stage.tone(max(light.sky[2] + (light.sky[0] - 0.06 - light.sky[2]) * depth, 0.08))
            reach = 0.10 + 0.05 * k
            canvas.fill(body, down((level - reach, lit), (level + 0.4 * reach, base)))
            toward = 0.006 * canvas.px * (1 if orb.x > stage.w / 2 else -1)
            canvas.add_light(
                body.edge(toward, -0.010 * canvas.px), light.key, 0.38 * light.strength * (1 - 0.5 * depth)
            )

    return paint


def _bank(stage: Stage, level: float, size: float) -> list[shapes.Points]:
    """The crowns of a bank of cumulus: heaps of discs, each heap highest in its middle."""
    rng = stage.rng
    discs, x = [], -0.35
    while x < stage.w + 0.35:
        wide = size * rng.uniform(4.5, 8)
        tall = size * rng.uniform(0.6, 1.7)
        for at in np.linspace(-0.5, 0.5, int(rng.integers(6, 9))):
            crown = float(np.cos(at * np.pi * 0.92)) ** 0.8
            radius = size * (0.45 + 0.65 * crown) * rng.uniform(0.8, 1.15)
            discs.append(shapes.disc(x + wide * at, level - tall * crown + 0.25 * size, radius))
        x += wide * rng.uniform(0.75, 1.0)
    foot = np.arange(-0.4, stage.w + 0.4, 0.9 * size)
    discs += [shapes.disc(float(x), level + 0.2 * size, size * float(rng.uniform(0.55, 0.85))) for x in foot]
    return discs


def _birds(canvas: Canvas, moment: Moment, birds: list[tuple[float, float, float]]) -> Cover:
    outlines = []
    for k, (x, y, size) in enumerate(birds):
        flap = 0.35 + 0.35 * np.sin(2 * np.pi * (moment.time_s / 1.7 + 0.23 * k))
        at_x, at_y = x + 0.05 * moment.sway(23, 0.05 * k), y + 0.01 * moment.sway(9, 0.2 * k)
        wing = [(-1, -flap), (-0.5, -0.5 * flap - 0.15), (0, 0), (0.5, -0.5 * flap - 0.15), (1, -flap)]
        spine = shapes.smooth([(at_x + size * px, at_y + size * py) for px, py in wing], 6)
        t = np.linspace(-1, 1, len(spine))
        outlines.append(shapes.ribbon(spine, 0.16 * size * (1.05 - np.abs(t))))
    return canvas.polygons(outlines)

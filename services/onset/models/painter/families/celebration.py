"""A celebration: balloons rising through confetti and streamers."""

import numpy as np

from onset.models.painter.canvas import Canvas, around
from onset.models.painter.layers import shapes
from onset.models.painter.palette import Colour, adjust, mix
from onset.models.painter.stage import FramePainter, Moment, Stage


def compose(stage: Stage) -> FramePainter:
    """Balloons in one or two clusters; the seed places them, the confetti and the light."""
    rng, light, scheme = stage.rng, stage.light, stage.scheme
    side = float(rng.choice([-1, 1]))
    high, low = stage.tone(light.wall + 0.04), stage.tone(light.wall - 0.14)
    colours = [scheme.accent, scheme.primary, scheme.secondary, stage.tone(0.90 if light.wall < 0.7 else 0.68)]
    balloons = _cluster(stage, stage.w * (0.5 - 0.20 * side), 0.40 * stage.h, 5, colours)
    balloons += _cluster(stage, stage.w * (0.5 + 0.32 * side), 0.26 * stage.h, 3, colours)
    balloons.sort(key=lambda balloon: balloon[2])
    slips = int(120 * stage.mood.particles * max(stage.w, 1))
    far_confetti = _confetti(stage, slips, colours, nearest=False)
    near_confetti = _confetti(stage, slips // 3, colours, nearest=True)

    def background(canvas: Canvas) -> None:
        canvas.fill(
            canvas.everything(),
            around(stage.w * (0.5 - 0.3 * side), 0.15 * stage.h, 1.1 * stage.h, (0, high), (1, low)),
        )

    base = stage.still(background)

    def paint(canvas: Canvas, moment: Moment) -> None:
        base(canvas)
        canvas.glow(stage.w * (0.5 - 0.3 * side), 0.2 * stage.h, 0.6 * moment.response.pulse, light.key, 0.30)
        far_confetti(canvas, moment)
        for x, y, size, phase, colour in balloons:
            at_x = x + 0.014 * moment.sway(8, phase)
            at_y = y + 0.016 * moment.sway(6.5, phase + 0.2) - moment.drift(0.002)
            _balloon(canvas, stage, moment, at_x, at_y, size * moment.response.pulse**0.2, colour, side, phase)
        near_confetti(canvas, moment)

    return paint


def _cluster(
    stage: Stage, x: float, y: float, count: int, colours: list[Colour]
) -> list[tuple[float, float, float, float, Colour]]:
    """Balloons around a point: x, y, size, phase, colour."""
    rng = stage.rng
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False) + rng.uniform(0, 6)
    balloons = []
    for k, a in enumerate(angle):
        size = float(rng.uniform(0.075, 0.125))
        colour = colours[int(rng.integers(len(colours)))] if k > 2 else colours[k]
        balloons.append(
            (float(x + 0.15 * np.cos(a)), float(y + 0.18 * np.sin(a)), size, float(rng.uniform(0, 1)), colour)
        )
    return balloons


def _balloon(
    canvas: Canvas,
    stage: Stage,
    moment: Moment,
    x: float,
    y: float,
    size: float,
    colour: Colour,
    side: float,
    phase: float,
) -> None:
    t = np.linspace(0, 1, 24)
    string = np.stack(
        [x + 0.02 * np.sin(5 * t + 6 * phase + 0.5 * moment.sway(5, phase)) * t, y + 1.22 * size + 0.30 * t], axis=1
    )
    canvas.fill(canvas.polygon(shapes.ribbon(string, 0.0028)), stage.tone(0.5), 0.6)
    angle = np.linspace(0, 2 * np.pi, 80, endpoint=False)
    taper = 1 - 0.14 * np.clip(np.sin(angle), 0, 1) ** 2
    skin = np.stack([x + size * np.cos(angle) * taper, y + 1.16 * size * np.sin(angle)], axis=1)
    knot = np.array([[x, y + 1.12 * size], [x - 0.10 * size, y + 1.28 * size], [x + 0.10 * size, y + 1.28 * size]])
    canvas.fill(canvas.polygon(knot), adjust(colour, lightness=-0.12))
    body = canvas.polygon(skin)
    lit, deep = mix(adjust(colour, lightness=0.13), stage.light.key, 0.25), adjust(colour, lightness=-0.17, chroma=1.05)
    shading = (0, lit), (0.40, colour), (0.85, deep), (1, adjust(deep, lightness=0.06))
    canvas.fill(body, around(x - 0.36 * side * size, y - 0.45 * size, 1.75 * size, *shading), 0.97)
    gleam = canvas.polygon(
        shapes.ellipse(x - 0.42 * side * size, y - 0.50 * size, 0.13 * size, 0.26 * size, 0.45 * side)
    )
    canvas.add_light(gleam.blurred(0.08 * size * canvas.px, canvas.whole), np.ones(3, np.float32), 0.65)
    canvas.add_light(body.edge(0.05 * side * size * canvas.px, 0.05 * size * canvas.px), stage.tone(0.8), 0.16)


def _confetti(stage: Stage, count: int, colours: list[Colour], *, nearest: bool) -> FramePainter:
    """Slowly falling, tumbling slips of paper; few where captions stand."""
    rng = stage.rng
    x, y, near = rng.uniform(-0.02, 1.02, count), rng.uniform(0, 1, count), rng.uniform(0, 1, count)
    phase, spin, rank = rng.uniform(0, 1, count), rng.uniform(3, 7, count), rng.uniform(0, 1, count)

    def paint(canvas: Canvas, moment: Moment) -> None:
        for k, colour in enumerate(colours):
            chosen = np.flatnonzero((np.arange(count) % len(colours) == k) & ((near > 0.72) == nearest))
            shown = moment.shows(rank)
            slips = []
            for i in chosen:
                fall = (y[i] + moment.drift(0.010) * (0.6 + near[i])) % 1.0
                edge = float(np.clip(min(fall, 1 - fall) / 0.06, 0, 1)) * float(shown[i])
                calm = 1 - 0.6 * np.exp(-(((fall - 0.69) / 0.08) ** 2))
                size = (0.006 + 0.010 * near[i]) * edge * calm * (1 + 0.2 * moment.response.burst)
                if size < 0.0012:
                    continue
                flip = 0.25 + 0.75 * abs(np.cos(np.pi * (moment.time_s / spin[i] + phase[i])))
                turn = 2 * np.pi * phase[i] + 0.6 * moment.sway(spin[i], phase[i])
                at = (stage.w * x[i] + 0.02 * moment.sway(6, phase[i]), stage.h * (1.1 * fall - 0.05))
                slips.append(
                    shapes.turned(
                        shapes.rectangle(
                            at[0] - size, at[1] - 0.6 * size * flip, at[0] + size, at[1] + 0.6 * size * flip
                        ),
                        turn,
                        at,
                    )
                )
            cover = canvas.polygons(slips)
            canvas.fill(cover, adjust(colour, lightness=0.04), 0.95)

    return paint

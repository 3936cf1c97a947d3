"""Space: a nebula, stars, and a planet hanging in it or its lit curve below."""

import numpy as np
from numpy.typing import NDArray

from onset.models.painter.canvas import Canvas, Paint, along, around, down
from onset.models.painter.layers import fields, shapes, sky
from onset.models.painter.palette import Colour, adjust, chroma_of, mix
from onset.models.painter.stage import FramePainter, Moment, Stage


def compose(stage: Stage) -> FramePainter:
    """A ringed or banded planet with a moon, or the view from orbit, as the seed has it."""
    rng, scheme = stage.rng, stage.scheme
    side = float(rng.choice([-1, 1]))
    from_orbit = stage.chance(0.4)
    nebula = fields.cloudiness(stage, 0.9)
    veil = fields.cloudiness(stage, 0.55)
    tilt = stage.pick(-0.5, 0.5)
    stars = _stars(stage, 240)
    radius = stage.pick(0.20, 0.27)
    planet_x, planet_y = stage.w * (0.5 + 0.10 * side), stage.h * stage.pick(0.32, 0.42)
    ringed = stage.chance(0.55)
    bands = rng.uniform(0, 1, (7, 3))
    deep, night = stage.tone(0.22), stage.tone(0.10)

    def lane(x: NDArray[np.float32], y: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(np.exp(-(((y / stage.h - 0.42 - tilt * (x / stage.w - 0.5)) / 0.26) ** 2)), np.float32)

    def set_up(canvas: Canvas) -> None:
        canvas.fill(canvas.everything(), down((0, night), (0.55 * stage.h, deep), (stage.h, night)))
        cloud = fields.spread(canvas, lambda x, y: nebula(x, y) ** 2.2 * lane(x, y))
        canvas.add_light(cloud, scheme.primary if chroma_of(scheme.primary) > 0.06 else scheme.secondary, 0.65)
        wisps = fields.spread(canvas, lambda x, y: veil(x, y) ** 3.2 * lane(x, y) ** 2)
        canvas.add_light(wisps, scheme.accent, 0.60)

    background = stage.still(set_up)

    def paint(canvas: Canvas, moment: Moment) -> None:
        background(canvas)
        stars(canvas, moment)
        if from_orbit:
            _orbit(canvas, stage, moment, side)
            _planet(canvas, stage, moment, stage.w * (0.5 - 0.22 * side), 0.2 * stage.h, 0.055, -side, bands[:3])
            return
        x, y = planet_x + 0.006 * moment.sway(18), planet_y + 0.008 * moment.sway(15, 0.25)
        if ringed:
            _ring(canvas, stage, x, y, radius, tilt, front=False)
        _planet(canvas, stage, moment, x, y, radius, side, bands)
        if ringed:
            _ring(canvas, stage, x, y, radius, tilt, front=True)
        angle = 0.9 + 0.02 * moment.drift(1.0)
        moon = (x - side * 1.75 * radius * np.cos(angle), y - 1.45 * radius * np.sin(angle))
        _planet(canvas, stage, moment, float(moon[0]), float(moon[1]), 0.032, side, bands[:1])

    return paint


def _stars(stage: Stage, count: int) -> FramePainter:
    rng = stage.rng
    x, y = rng.uniform(0, stage.w, count), rng.uniform(0, stage.h, count)
    size = 0.0012 + 0.0030 * rng.uniform(0, 1, count) ** 5
    phase, period, rank = rng.uniform(0, 1, count), rng.uniform(2.5, 6, count), rng.uniform(0, 1, count)

    def paint(canvas: Canvas, moment: Moment) -> None:
        twinkle = 0.7 + 0.3 * np.sin(2 * np.pi * (moment.time_s / period + phase))
        calm = 1 - 0.6 * np.exp(-(((y / stage.h - 0.7) / 0.09) ** 2))
        shown = twinkle * calm * (0.35 + 0.65 * moment.shows(rank)) * (0.35 + 250 * size)
        sky.sparks(canvas, x, y, size * 1.5, stage.tone(0.97), np.clip(shown, 0, 1))

    return paint


def _planet(
    canvas: Canvas,
    stage: Stage,
    moment: Moment,
    x: float,
    y: float,
    radius: float,
    side: float,
    bands: NDArray[np.float64],
) -> None:
    base, light = stage.scheme.accent, stage.tone(0.94)
    pulse = moment.response.pulse + 0.1 * moment.response.burst
    canvas.glow(x - 0.15 * side * radius, y - 0.1 * radius, 1.75 * radius * pulse, mix(base, light, 0.3), 0.30)
    body = canvas.polygon(shapes.disc(x, y, radius))
    canvas.fill(
        body,
        along(
            (x, y - radius),
            (x, y + radius),
            (0, adjust(base, lightness=0.06)),
            (1, mix(base, stage.scheme.primary, 0.45)),
        ),
    )
    for at, thick, tint in bands:
        level = y + radius * (1.8 * at - 0.9)
        t = np.linspace(-1, 1, 40)
        wave = level + 0.16 * radius * (1 - t**2) + 0.02 * radius * np.sin(5 * t + 6 * tint)
        half = radius * (0.025 + 0.06 * thick)
        band = np.concatenate(
            [np.stack([x + radius * t, wave - half], axis=1), np.stack([x + radius * t, wave + half], axis=1)[::-1]]
        )
        colour = adjust(base, lightness=0.12 * (tint - 0.4), chroma=0.9)
        canvas.fill(canvas.polygon(band).within(body), colour, 0.55)
    dark = stage.tone(0.10)
    shade = around(x - 0.55 * side * radius, y - 0.40 * radius, 1.95 * radius, (0, light), (1, dark))
    distance = np.hypot(
        canvas.columns(body.box) - (x - 0.55 * side * radius), canvas.rows(body.box) - (y - 0.4 * radius)
    )
    fall = np.clip((distance / radius - 0.55) / 1.05, 0, 1)
    canvas.fill(body.times(fall * fall * (3 - 2 * fall)), dark, 0.93)
    canvas.fill(body.times(np.clip(0.5 - distance / radius, 0, 1)), shade, 0.55)
    rim = body.edge(-0.05 * side * radius * canvas.px, -0.04 * radius * canvas.px)
    canvas.add_light(rim, light, 0.5)


def _ring(canvas: Canvas, stage: Stage, x: float, y: float, radius: float, tilt: float, *, front: bool) -> None:
    angle = np.linspace(0, np.pi, 90) if front else np.linspace(np.pi, 2 * np.pi, 90)
    for inner, outer, alpha in ((1.35, 1.58, 0.75), (1.62, 1.92, 0.45), (1.96, 2.02, 0.6)):
        arcs = [
            np.stack([x + r * radius * np.cos(angle), y + 0.24 * r * radius * np.sin(angle)], axis=1)
            for r in (inner, outer)
        ]
        band = shapes.turned(np.concatenate([arcs[0], arcs[1][::-1]]), -0.5 * tilt - 0.12, (x, y))
        colour = mix(stage.scheme.secondary, stage.tone(0.92), 0.55)
        canvas.fill(canvas.polygon(band), _ring_paint(stage, x, radius, colour), alpha)


def _ring_paint(stage: Stage, x: float, radius: float, colour: Colour) -> Paint:
    """Ring paint: bright towards the light, dim where the planet's shadow falls."""
    return along(
        (x - 2 * radius, 0),
        (x + 2 * radius, 0),
        (0, colour),
        (0.55, mix(colour, stage.tone(0.3), 0.35)),
        (1, stage.tone(0.35)),
    )


def _orbit(canvas: Canvas, stage: Stage, moment: Moment, side: float) -> None:
    """The curve of a planet below, its edge of air lit."""
    radius = 1.9 * max(stage.w, 0.8)
    x, y = stage.w * (0.5 + 0.12 * side), 0.66 * stage.h + radius
    glow = mix(stage.light.key, stage.scheme.accent, 0.55)
    pulse = moment.response.pulse + 0.12 * moment.response.burst
    sun_x = x - 0.42 * side * stage.w
    sun_y = y - float(np.sqrt(radius**2 - (sun_x - x) ** 2))
    for grow, strength in ((0.10, 0.16), (0.045, 0.26), (0.015, 0.5)):
        air_ = canvas.polygon(shapes.disc(x, y, radius + grow)).blurred(0.5 * grow * canvas.px, canvas.whole)
        near = np.exp(-(((canvas.columns(air_.box) - sun_x) / (0.62 * stage.w)) ** 2))
        canvas.add_light(air_.times(0.25 + 0.75 * near), glow, strength)
    body = canvas.polygon(shapes.disc(x, y, radius))
    top = y - radius
    canvas.fill(body, down((top, stage.tone(0.30)), (top + 0.18, stage.tone(0.17)), (stage.h, stage.tone(0.09))))
    canvas.add_light(body.edge(0, -0.010 * canvas.px), glow, 0.75)
    canvas.glow(sun_x, sun_y, 0.34 * pulse, glow, 0.75, stretch=1.7)
    canvas.glow(sun_x, sun_y, 0.09 * pulse, stage.tone(0.98), 0.95)

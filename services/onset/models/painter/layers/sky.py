"""Sky: gradient, sun and moon, stars, clouds."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onset.models.painter.canvas import Canvas, Paint, down
from onset.models.painter.cover import Cover
from onset.models.painter.layers import shapes
from onset.models.painter.palette import Colour, adjust, mix
from onset.models.painter.stage import FramePainter, Moment, Stage


def gradient(stage: Stage, horizon: float) -> Paint:
    """The sky's colours from zenith to horizon; below it the horizon's colour goes on."""
    light = stage.light
    colours = [stage.tone(level, warmth=light.warmth * k / 3) for k, level in enumerate(light.sky)]
    colours[3] = mix(colours[3], light.key, 0.25 * light.strength)
    return down(*((horizon * at, colour) for at, colour in zip((0.0, 0.45, 0.78, 1.0), colours, strict=True)))


@dataclass(frozen=True)
class Orb:
    """The sun or the moon."""

    x: float
    y: float
    radius: float
    colour: Colour
    is_moon: bool

    @staticmethod
    def place(stage: Stage, horizon: float, *, size: float = 1.0) -> "Orb":
        """Where the time of day puts it, off the picture's middle by the seed."""
        light, is_moon = stage.light, stage.time_of_day == "night"
        x = stage.w * stage.rng.choice([stage.pick(0.2, 0.4), stage.pick(0.6, 0.8)])
        radius = size * (0.055 if is_moon else 0.085 + 0.07 * (1 - light.elevation)) * stage.pick(0.85, 1.2)
        y = horizon - max(light.elevation * (horizon - 0.16), radius * stage.pick(0.2, 0.9))
        warm = mix(light.key, stage.tone(0.95), 0.35)
        colour = adjust(warm, lightness=0.03) if is_moon else mix(warm, stage.scheme.accent, _sun_tint(stage))
        return Orb(x, y, radius, colour, is_moon)

    def paint(self, canvas: Canvas, moment: Moment, strength: float = 1.0) -> None:
        """The disc, its halo and the wide light around it."""
        pulse = moment.response.pulse + 0.10 * moment.response.burst
        canvas.glow(self.x, self.y, self.radius * 7 * pulse, self.colour, 0.30 * strength, stretch=1.25)
        canvas.glow(self.x, self.y, self.radius * 2.6 * pulse, self.colour, 0.42 * strength)
        body = canvas.polygon(shapes.disc(self.x, self.y, self.radius))
        bright = adjust(self.colour, lightness=0.10, chroma=0.55)
        top, bottom = self.y - self.radius, self.y + self.radius
        canvas.fill(body, down((top, bright), (self.y, mix(bright, self.colour, 0.35)), (bottom, self.colour)), 0.97)
        if self.is_moon:
            seas = [(-0.3, -0.2, 0.24), (0.25, 0.1, 0.17), (-0.05, 0.4, 0.13), (0.3, -0.38, 0.1)]
            r = self.radius
            marks = canvas.polygons(shapes.disc(self.x + r * dx, self.y + r * dy, r * s) for dx, dy, s in seas)
            canvas.fill(marks.blurred(0.05 * r * canvas.px, canvas.whole), adjust(self.colour, lightness=-0.10), 0.5)


def _sun_tint(stage: Stage) -> float:
    return {"dawn": 0.30, "golden hour": 0.42, "dusk": 0.62}.get(stage.time_of_day, 0.10)


def stars(stage: Stage, horizon: float, count: int = 170) -> FramePainter:
    """Twinkling stars, denser and brighter towards the zenith."""
    rng = stage.rng
    x, y = rng.uniform(0, stage.w, count), horizon * 0.97 * rng.uniform(0, 1, count) ** 1.35
    size = 0.0011 + 0.0021 * rng.uniform(0, 1, count) ** 4
    phase, period, rank = rng.uniform(0, 1, count), rng.uniform(2.5, 6.0, count), rng.uniform(0, 1, count)
    colour = stage.tone(0.97)

    def paint(canvas: Canvas, moment: Moment) -> None:
        twinkle = 0.68 + 0.32 * np.sin(2 * np.pi * (moment.time_s / period + phase))
        strength = stage.light.stars * twinkle * (1 - 0.75 * y / horizon) * (0.35 + 0.65 * moment.shows(rank))
        sparks(canvas, x, y, size * 1.6, colour, strength)

    return paint


def sparks(
    canvas: Canvas,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    radius: NDArray[np.float64],
    colour: Colour,
    strength: NDArray[np.float64],
) -> None:
    """Many small round lights, all arrays (N,): a soft dot each, added as light."""
    for i in np.flatnonzero(strength > 0.01):
        canvas.glow(float(x[i]), float(y[i]), max(float(radius[i]), 1.1 / canvas.px) * 1.5, colour, float(strength[i]))


@dataclass(frozen=True)
class Cloud:
    """A cumulus: overlapping discs on a flat base, about 1 wide, its base at y = 0."""

    discs: NDArray[np.float64]
    """(N, 3): x, y, radius."""

    @staticmethod
    def grow(rng: np.random.Generator, bumps: int = 9) -> "Cloud":
        """A random cloud."""
        x = np.linspace(-0.42, 0.42, bumps) + rng.uniform(-0.03, 0.03, bumps)
        crown = np.cos(x * np.pi) ** 0.8 * rng.uniform(0.55, 1.0, bumps)
        radius = 0.06 + 0.11 * crown
        return Cloud(np.stack([x, -0.10 * crown - radius * 0.35, radius], axis=1))

    def cover(self, canvas: Canvas, x: float, y: float, width: float, flatness: float = 1.0) -> Cover:
        """Its body on the canvas, dissolving towards its base."""
        discs = [
            shapes.ellipse(x + width * cx, y + width * flatness * cy, width * r, width * r * flatness)
            for cx, cy, r in self.discs
        ]
        left, right = self.discs[:, 0].min(), self.discs[:, 0].max()
        base = shapes.rounded(x + width * (left - 0.07), y - 0.09 * width * flatness, x + width * (right + 0.07), y, 9)
        body = canvas.polygons([*discs, base])
        if body.box.is_empty:
            return body
        fade = np.clip((y - canvas.rows(body.box)) / (0.20 * width * flatness), 0, 1)
        return body.times(fade**0.8)


def clouds(
    stage: Stage, top: float, bottom: float, count: int, *, size: float = 0.5, flatness: float = 0.8
) -> FramePainter:
    """Drifting clouds between two heights, the higher the larger."""
    rng, light = stage.rng, stage.light
    y = np.sort(rng.uniform(top, bottom, count))
    depth = (y - top) / max(bottom - top, 1e-6)
    width = size * (1.25 - 0.75 * depth) * rng.uniform(0.7, 1.3, count)
    x = (np.arange(count) + rng.uniform(0.15, 0.85, count)) / count
    x = rng.permutation(x)
    bodies = [Cloud.grow(rng, int(rng.integers(6, 11))) for _ in range(count)]
    lit = mix(stage.tone(min(light.sky[3] + 0.04, 0.98)), light.key, 0.35)
    base = stage.tone(light.sky[2], warmth=light.warmth)
    alpha = 0.85 if light.stars < 0.8 else 0.55

    def paint(canvas: Canvas, moment: Moment) -> None:
        for i, body in enumerate(bodies):
            span = stage.w + 2 * width[i]
            at = (x[i] * span + moment.drift(0.010 * (1.2 - 0.7 * depth[i]))) % span - width[i]
            cover = body.cover(canvas, float(at), float(y[i]), float(width[i]), flatness)
            height = 0.25 * width[i] * flatness
            canvas.fill(cover, down((y[i] - height, lit), (y[i], base)), alpha)

    return paint


def heavens(stage: Stage, horizon: float, orb: Orb, clouded: FramePainter) -> FramePainter:
    """Everything above a landscape: gradient, stars after dark, sun or moon, clouds."""
    night = stars(stage, horizon)
    ground = stage.still(lambda canvas: canvas.fill(canvas.everything(), gradient(stage, horizon)))

    def paint(canvas: Canvas, moment: Moment) -> None:
        ground(canvas)
        if stage.light.stars > 0:
            night(canvas, moment)
        orb.paint(canvas, moment)
        clouded(canvas, moment)

    return paint


def glow_of_horizon(stage: Stage) -> Colour:
    """The colour that haze takes from the light low in the sky."""
    return mix(stage.tone(stage.light.sky[3], warmth=stage.light.warmth), stage.light.key, 0.3)

"""An open road to the horizon: lane marks gliding by, hills, reflector posts, a low sun ahead."""

import numpy as np
from numpy.typing import NDArray

from onset.models.painter.canvas import Canvas, down
from onset.models.painter.layers import land, shapes, sky, trees
from onset.models.painter.palette import adjust, mix
from onset.models.painter.stage import FramePainter, Moment, Stage

_SPEED = 0.16
"""Dashes passed a second."""
_ASPHALT = np.array([0.30, 0.31, 0.36], np.float32)


class _Ground:
    """A flat plane seen in perspective: from (offset across the road, nearness) to the canvas."""

    def __init__(self, stage: Stage, horizon: float, bend: float) -> None:
        self._stage, self._horizon = stage, horizon
        self._vanish = stage.w * (0.5 + 0.18 * bend)
        self._bend = bend

    def at(self, offset: NDArray[np.float64] | float, near: NDArray[np.float64] | float) -> shapes.Points:
        """Canvas points; `near` is 0 at the horizon, 1 at the picture's lower edge; offset 1 is the road's edge."""
        stage = self._stage
        middle = stage.w * 0.5 + (self._vanish - stage.w * 0.5) * (1 - np.asarray(near))
        middle = middle + 0.25 * self._bend * stage.w * np.sin(np.pi * np.asarray(near)) ** 2 * (1 - np.asarray(near))
        half = 0.44 * max(stage.w, 0.8) if stage.w < 1.4 else 0.34 * stage.w
        x = middle + np.asarray(offset) * (0.012 + half * np.clip(near, 0, None) ** 1.1)
        y = self._horizon + (stage.h * 1.03 - self._horizon) * np.asarray(near)
        return np.asarray(np.stack(np.broadcast_arrays(x, y), axis=-1), np.float64)

    def band(self, left: float, right: float, far: float = 0.0, near: float = 1.0) -> shapes.Points:
        """The strip of the ground between two offsets."""
        t = np.linspace(far, near, 50)
        return np.concatenate([self.at(left, t), self.at(right, t)[::-1]])


def compose(stage: Stage) -> FramePainter:
    """The seed decides the bend, the hills and what stands beside the road."""
    light = stage.light
    horizon = stage.h * stage.pick(0.50, 0.56)
    bend = stage.pick(-1, 1)
    ground = _Ground(stage, horizon, bend)
    orb = sky.Orb.place(stage, horizon - 0.04, size=1.2)
    clouds = sky.clouds(stage, 0.15 * horizon, 0.75 * horizon, 5, size=0.6, flatness=0.5)
    side = 1.0 if orb.x < stage.w / 2 else -1.0
    ridge = land.Ridge.raise_(
        stage, horizon + 0.01, min(0.20 * stage.h, 0.24), max(3, round(2.6 * stage.w)), light_from_left=side > 0
    )
    hills = [land.hill(stage, horizon - 0.012 + 0.012 * k, 0.016, 0.7) for k in range(2)]
    wood = trees.conifer_line(stage, *hills[1], low=0.012, high=0.045, gap=0.016)
    haze = sky.glow_of_horizon(stage)
    marks, posts = _marks(stage, ground), _posts(stage, ground)
    heavens = sky.heavens(stage, horizon, orb, clouds)
    earth = light.near + 0.22 * (light.floor + 0.2)
    asphalt = stage.scheme.natural(light.near + 0.10, _ASPHALT, 0.5)

    def paint(canvas: Canvas, moment: Moment) -> None:
        heavens(canvas, moment)
        top = float(ridge.y.min())
        ridge.paint(canvas, land.depth_paint(stage, 0.3, top, horizon), stage.h, stage.tone(light.far - 0.16), 0.5)
        land.haze(canvas, horizon - 0.12, horizon, horizon + 0.04, haze, 0.6 * light.haze)
        for k, hill in enumerate(hills):
            canvas.fill(
                canvas.polygon(shapes.under(*hill, stage.h + 0.1)),
                stage.tone(light.far + (earth - light.far) * (0.4 + 0.3 * k)),
            )
        canvas.fill(wood(canvas, 0.0), stage.tone(light.near + 0.10))
        field = canvas.polygon(shapes.rectangle(-0.2, horizon + 0.01, stage.w + 0.2, stage.h + 0.2))
        canvas.fill(
            field,
            down(
                (horizon, mix(stage.tone(earth + 0.16), haze, 0.45)),
                (horizon + 0.25, stage.tone(earth + 0.04)),
                (stage.h, stage.tone(earth - 0.10)),
            ),
        )
        shoulder = mix(stage.tone(earth + 0.12), asphalt, 0.5)
        canvas.fill(
            canvas.polygon(ground.band(-1.22, 1.22)), down((horizon, mix(shoulder, haze, 0.5)), (stage.h, shoulder))
        )
        surface = canvas.polygon(ground.band(-1, 1))
        canvas.fill(
            surface,
            down(
                (horizon, mix(asphalt, haze, 0.65)),
                (horizon + 0.18, asphalt),
                (stage.h, adjust(asphalt, lightness=-0.06)),
            ),
        )
        shine = 0.30 * light.strength * moment.response.pulse
        canvas.glow(float(ground.at(0, 0.12)[0]), horizon + 0.05, 0.20, orb.colour, shine, stretch=1.6)
        marks(canvas, moment)
        posts(canvas, moment)
        land.haze(canvas, horizon - 0.05, horizon + 0.015, horizon + 0.10, haze, 0.55 * light.haze)

    return paint


def _near(distance: NDArray[np.floating]) -> NDArray[np.float64]:
    """Nearness of what is `distance` dashes ahead; beyond 1 it has passed below the picture."""
    return np.asarray((1 / (1 + 1.3 * np.asarray(distance)) - 0.05) * 1.25)


def _marks(stage: Stage, ground: _Ground) -> FramePainter:
    """Edge lines, and dashes that glide towards the viewer."""
    white = mix(stage.tone(0.95), stage.light.key, 0.25)
    edges = [ground.band(offset - 0.018, offset + 0.018) for offset in (-0.92, 0.92)]

    def paint(canvas: Canvas, moment: Moment) -> None:
        canvas.fill(canvas.polygons(edges), white, 0.75)
        ahead = (np.arange(14) - moment.drift(_SPEED)) % 14 - 0.15
        spans = zip(_near(ahead + 0.45), np.minimum(_near(ahead), 1.1), strict=True)
        dashes = [ground.band(-0.022, 0.022, float(far), float(near)) for far, near in spans]
        canvas.fill(canvas.polygons(dashes), mix(stage.scheme.accent, white, 0.35), 0.95)

    return paint


def _posts(stage: Stage, ground: _Ground) -> FramePainter:
    """Reflector posts on both sides, glowing after dark."""
    light, accent = stage.light, stage.scheme.accent
    body = stage.tone(0.90 if light.stars < 0.5 else 0.6)

    def paint(canvas: Canvas, moment: Moment) -> None:
        for near in np.sort(_near((np.arange(10) - moment.drift(_SPEED)) % 10 - 0.15)):
            tall, shown = 0.16 * float(near) + 0.002, float(np.clip(near * 14, 0, 1))
            for x, y in ground.at(np.array([-1.30, 1.30]), float(near)):
                post = shapes.rectangle(x - 0.07 * tall, y - tall, x + 0.07 * tall, y)
                canvas.fill(canvas.polygon(post), body, shown)
                band = shapes.rectangle(x - 0.07 * tall, y - 0.86 * tall, x + 0.07 * tall, y - 0.66 * tall)
                canvas.fill(canvas.polygon(band), accent, shown)
                if light.lamps > 0.3:
                    canvas.glow(float(x), float(y - 0.76 * tall), 0.16 * tall + 0.006, accent, 0.5 * shown)

    return paint

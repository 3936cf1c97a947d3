"""What floats: motes, bokeh discs, shafts of light."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from onset.models.painter.canvas import Canvas
from onset.models.painter.layers import shapes
from onset.models.painter.palette import Colour
from onset.models.painter.stage import FramePainter, Moment, Stage


def motes(
    stage: Stage, count: int, top: float, bottom: float, colour: Colour, *, size: float = 0.004, strength: float = 0.55
) -> FramePainter:
    """Dust, pollen or sparks that rise slowly and sway."""
    rng = stage.rng
    count = int(count * stage.mood.particles)
    x, y = rng.uniform(0, stage.w, count), rng.uniform(0, 1, count)
    radius = size * rng.uniform(0.4, 1.0, count) ** 2 * rng.choice([1.0, 1.0, 2.2], count)
    phase, period, rank = rng.uniform(0, 1, count), rng.uniform(5, 11, count), rng.uniform(0, 1, count)
    span = bottom - top

    def paint(canvas: Canvas, moment: Moment) -> None:
        rise = (y - moment.drift(0.012) * (0.5 + rank) / span) % 1.0
        swing = np.sin(2 * np.pi * (moment.time_s / period + phase))
        edge = np.clip(np.minimum(rise, 1 - rise) / 0.12, 0, 1)
        glint = (0.6 + 0.4 * swing) * edge * moment.shows(rank) * strength * (1 + 0.5 * moment.response.burst)
        for i in np.flatnonzero(glint > 0.01):
            at_x = float(x[i] + 0.012 * swing[i] * moment.response.motion)
            size_now = max(float(radius[i]) * 2.2 * (1 + 0.4 * moment.response.burst), 1.5 / canvas.px)
            canvas.glow(at_x, float(top + span * rise[i]), size_now, colour, float(glint[i]))

    return paint


def bokeh(
    stage: Stage,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    radius: NDArray[np.float64],
    colours: Sequence[Colour],
    strength: NDArray[np.float64],
    *,
    rim: float = 0.35,
) -> FramePainter:
    """Out-of-focus lights (N,): discs with a brighter rim that breathe and float."""
    rng = stage.rng
    count = len(x)
    phase, period, rank = rng.uniform(0, 1, count), rng.uniform(5, 12, count), rng.uniform(0, 1, count)

    def paint(canvas: Canvas, moment: Moment) -> None:
        swing = np.sin(2 * np.pi * (moment.time_s / period + phase))
        lift = np.cos(2 * np.pi * (moment.time_s / (period * 1.3) + phase))
        shown = moment.shows(rank * 0.75) * strength * (0.8 + 0.2 * lift)
        grow = moment.response.pulse**0.5 * (1 + 0.06 * moment.response.burst)
        for i in map(int, np.flatnonzero(shown > 0.01)):
            at = (float(x[i] + 0.02 * swing[i] * moment.energy), float(y[i] + 0.016 * lift[i] * moment.energy))
            r = float(radius[i] * grow)
            body = canvas.polygon(shapes.disc(*at, r)).blurred(0.05 * r * canvas.px, canvas.whole)
            if body.box.is_empty:
                continue
            distance = np.hypot(canvas.columns(body.box) - at[0], canvas.rows(body.box) - at[1]) / r
            body = body.times(1 - rim + rim * np.clip(distance, 0, 1) ** 4)
            canvas.add_light(body, colours[i % len(colours)], float(shown[i]))

    return paint


def shaft(
    canvas: Canvas,
    start: tuple[float, float],
    end: tuple[float, float],
    width_start: float,
    width_end: float,
    colour: Colour,
    amount: float,
    *,
    softness: float = 0.04,
) -> None:
    """A beam of light that widens and fades from `start` to `end`."""
    origin, target = np.array(start), np.array(end)
    axis = target - origin
    length = float(np.linalg.norm(axis))
    normal = np.array([-axis[1], axis[0]]) / length
    corners = np.array(
        [
            origin + normal * width_start / 2,
            target + normal * width_end / 2,
            target - normal * width_end / 2,
            origin - normal * width_start / 2,
        ]
    )
    beam = canvas.polygon(corners).blurred(softness * canvas.px, canvas.whole)
    if beam.box.is_empty:
        return
    along = (
        (canvas.columns(beam.box) - origin[0]) * axis[0] + (canvas.rows(beam.box) - origin[1]) * axis[1]
    ) / length**2
    canvas.add_light(beam.times(np.clip(1 - along, 0, 1) ** 1.2), colour, amount)


def snow(stage: Stage, count: int) -> FramePainter:
    """Falling snow: many small flakes far away, a few soft large ones near."""
    rng = stage.rng
    count = int(count * stage.mood.particles * max(stage.w, 1.0))
    x, y, near = rng.uniform(-0.05, 1.05, count), rng.uniform(0, 1, count), rng.uniform(0, 1, count) ** 3
    phase, rank = rng.uniform(0, 1, count), rng.uniform(0, 1, count)
    colour = stage.tone(0.98)

    def paint(canvas: Canvas, moment: Moment) -> None:
        fall = (y + moment.drift(0.014) * (0.6 + 1.6 * near)) % 1.0
        edge = np.clip(np.minimum(fall, 1 - fall) / 0.05, 0, 1)
        swing = 0.018 * np.sin(2 * np.pi * (moment.time_s / 6 + phase)) * moment.response.motion
        shown = (0.75 - 0.4 * near) * moment.shows(rank) * edge
        for i in np.flatnonzero(shown > 0.01):
            at = (float(stage.w * x[i] + swing[i]), float(stage.h * (1.1 * fall[i] - 0.05)))
            canvas.glow(*at, max(0.003 + 0.012 * float(near[i]), 1.4 / canvas.px), colour, float(shown[i]))

    return paint

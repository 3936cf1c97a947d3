"""Under water: shafts from the surface, a school of fish, weed and coral on a sandy floor, bubbles."""

import numpy as np

from onset.models.painter.canvas import Canvas, down
from onset.models.painter.layers import air, fields, land, shapes
from onset.models.painter.palette import Colour, adjust, mix
from onset.models.painter.stage import FramePainter, Moment, Stage

_WATER = np.array([0.10, 0.50, 0.66], np.float32)


def compose(stage: Stage) -> FramePainter:
    """A reef at the bottom corners, open water above; the seed places weed, coral and fish."""
    light, scheme = stage.light, stage.scheme
    floor = stage.h * stage.pick(0.80, 0.85)
    bright = 0.72 + 0.18 * light.wall
    dark = 0.10 + 0.16 * light.wall
    beams = [(stage.pick(-0.1, 1.1) * stage.w, stage.pick(0.05, 0.14), stage.pick(0, 1)) for _ in range(7)]
    rocks = [land.hill(stage, floor - 0.03 + 0.05 * k, 0.05 - 0.008 * k, 0.9) for k in range(3)]
    weeds = [_weeds(stage, rocks[1 + row], floor, dark + 0.22 - 0.06 * row) for row in range(2)]
    corals = [_coral(stage, rocks[2], k) for k in range(int(5 * max(stage.w, 1)))]
    fish = _school(stage)
    bubbles = _bubbles(stage, floor)
    ripple = fields.cloudiness(stage, 0.30, 3)
    motes = air.motes(stage, 40, 0, floor, stage.tone(0.95), size=0.003, strength=0.35)

    def set_up(canvas: Canvas) -> None:
        stops = (
            (0, _water(stage, bright)),
            (0.16 * stage.h, _water(stage, bright - 0.18)),
            (0.55 * stage.h, _water(stage, 0.5 * (bright + dark))),
            (stage.h, _water(stage, dark)),
        )
        canvas.fill(canvas.everything(), down(*stops))
        surface = fields.spread(
            canvas,
            lambda x, y: (
                np.clip(ripple(x, 2.4 * y + 0 * x) * 2.2 - 1.0, 0, 1) * np.clip(1 - y / (0.16 * stage.h), 0, 1)
            ),
        )
        canvas.add_light(surface, stage.tone(0.96), 0.5)

    background = stage.still(set_up)

    def paint(canvas: Canvas, moment: Moment) -> None:
        background(canvas)
        lamp = mix(light.key, stage.tone(0.95), 0.5)
        for x, wide, phase in beams:
            swing = 0.05 * moment.sway(11, phase)
            strength = (
                0.24 + 0.10 * np.sin(2 * np.pi * (moment.time_s / 8 + phase)) + 0.06 * moment.response.burst
            ) * light.strength
            air.shaft(
                canvas,
                (x + swing, -0.1),
                (x + 0.3 * (x - stage.w / 2) + 2.2 * swing, 0.9 * stage.h),
                wide,
                2.6 * wide,
                lamp,
                float(strength),
                softness=0.03,
            )
        for k, rock in enumerate(rocks):
            level = dark + 0.20 - 0.09 * k
            canvas.fill(
                canvas.polygon(shapes.under(*rock, stage.h + 0.2)),
                down((floor - 0.12, _water(stage, level + 0.08)), (stage.h, _water(stage, level - 0.05))),
            )
            if k == 0:
                fish(canvas, moment)
            if k == 1:
                weeds[0](canvas, moment)
        weeds[1](canvas, moment)
        for outlines, swatch in corals:
            body = canvas.polygons(outlines)
            tint = mix(adjust(scheme.swatch(swatch), lightness=-0.10), _water(stage, dark + 0.1), 0.30)
            canvas.fill(body, tint)
            canvas.add_light(body.edge(0, -0.005 * canvas.px), lamp, 0.25)
        bubbles(canvas, moment)
        motes(canvas, moment)

    return paint


def _water(stage: Stage, level: float) -> Colour:
    return stage.scheme.natural(float(np.clip(level, 0.06, 0.97)), _WATER, 0.55)


def _weeds(stage: Stage, ground: land.Skyline, floor: float, level: float) -> FramePainter:
    """Blades of weed that swing in the swell, most of them near the sides."""
    count = int(8 * max(stage.w, 1.0))
    u = stage.rng.uniform(0, 1, count)
    x = stage.w * np.where(stage.rng.random(count) < 0.5, 0.34 * u**1.2, 1 - 0.34 * u**1.2)
    foot = np.interp(x, *ground) + 0.02
    tall = stage.rng.uniform(0.10, 0.30, count) * (1.2 - u)
    bow, phase = stage.rng.uniform(-0.05, 0.05, count), stage.rng.uniform(0, 1, count)
    t = np.linspace(0, 1, 16)
    girth = 0.022 * np.sin(np.pi * (0.12 + 0.88 * (1 - t))) ** 0.8 + 0.001
    colours = down((floor - 0.25, _water(stage, level)), (floor + 0.1, _water(stage, level - 0.20)))

    def paint(canvas: Canvas, moment: Moment) -> None:
        blades = []
        for k in range(count):
            swing = 0.045 * moment.sway(6 + 2 * float(phase[k]), float(phase[k])) * t**1.5
            swing = swing + 0.022 * np.sin(7 * t + 6 * phase[k] + 2 * np.pi * moment.time_s / 9) * t
            spine = np.stack([x[k] + bow[k] * t**2 + swing, foot[k] - tall[k] * t], axis=1)
            blades.append(shapes.ribbon(spine, girth))
        canvas.fill(canvas.polygons(blades), colours)

    return paint


def _bubbles(stage: Stage, floor: float) -> FramePainter:
    """Bubbles that rise from the floor and fade at the surface."""
    count = 26
    x, start = stage.rng.uniform(0.05, 0.95, count) * stage.w, stage.rng.uniform(0, 1, count)
    size, phase = stage.rng.uniform(0.004, 0.012, count), stage.rng.uniform(0, 1, count)

    def paint(canvas: Canvas, moment: Moment) -> None:
        rise = (start + moment.drift(0.018)) % 1.0
        shown = 0.55 * np.clip(np.minimum(rise, 1 - rise) / 0.1, 0, 1) * moment.shows(phase)
        at_x = x + 0.012 * np.sin(2 * np.pi * (moment.time_s / 4 + phase))
        for k in range(count):
            ball = canvas.polygon(shapes.disc(float(at_x[k]), float(floor * (1 - rise[k])), float(size[k])))
            reach = float(size[k]) * canvas.px
            canvas.add_light(ball.times(0.25), stage.tone(0.9), float(shown[k]))
            canvas.add_light(ball.edge(-0.25 * reach, -0.3 * reach), stage.tone(0.98), float(shown[k]))

    return paint


def _coral(stage: Stage, ground: land.Skyline, index: int) -> tuple[list[shapes.Points], int]:
    """A branching or a round coral near one of the corners."""
    x = stage.w * (stage.pick(0.02, 0.30) if index % 2 else stage.pick(0.70, 0.98))
    y, size = float(np.interp(x, *ground)) + 0.02, stage.pick(0.06, 0.12)
    outlines: list[shapes.Points] = []
    if stage.chance(0.55):
        _branch(stage, outlines, x, y, size, -np.pi / 2, 0.16 * size, 4)
    else:
        outlines = [
            shapes.disc(x + dx * size, y - dy * size, r * size)
            for dx, dy, r in ((-0.4, 0.2, 0.36), (0.0, 0.42, 0.44), (0.42, 0.18, 0.34))
        ]
    return outlines, int(stage.rng.integers(3))


def _branch(
    stage: Stage, out: list[shapes.Points], x: float, y: float, length: float, angle: float, girth: float, depth: int
) -> None:
    end_x, end_y = x + 0.5 * length * np.cos(angle), y + 0.5 * length * np.sin(angle)
    out.append(shapes.ribbon([(x, y), (end_x, end_y)], np.array([girth, 0.75 * girth])))
    out.append(shapes.disc(end_x, end_y, 0.375 * girth))
    if depth > 0:
        for turn in (-stage.pick(0.3, 0.6), stage.pick(0.3, 0.6)):
            _branch(stage, out, end_x, end_y, 0.80 * length, angle + turn, 0.75 * girth, depth - 1)


def _school(stage: Stage) -> FramePainter:
    """Fish that swim together, slowly crossing the open water."""
    rng = stage.rng
    count, heading = 17, float(rng.choice([-1, 1]))
    middle_y = stage.h * stage.pick(0.30, 0.44)
    offset = rng.normal(0, 1, (count, 2)) * [0.16, 0.055]
    size, phase = rng.uniform(0.020, 0.042, count), rng.uniform(0, 1, count)

    def paint(canvas: Canvas, moment: Moment) -> None:
        at = stage.w * 0.5 + heading * (moment.drift(0.008) - 0.05) + 0.02 * moment.sway(9)
        bodies, fins = [], []
        for k in range(count):
            x = at + offset[k, 0] + 0.010 * moment.sway(5, phase[k])
            y = middle_y + offset[k, 1] + 0.008 * moment.sway(6, phase[k] + 0.3)
            s, wag = float(size[k]), 0.35 * np.sin(2 * np.pi * (moment.time_s / 2.2 + phase[k]))
            t = np.linspace(0, 1, 14)
            half = 0.34 * np.sin(np.pi * t**0.75) * s
            px = x + heading * s * (1 - 2 * t)
            bodies.append(
                np.concatenate([np.stack([px, y - half], axis=1), np.stack([px, y + 0.9 * half], axis=1)[::-1]])
            )
            tail_x = x - heading * 0.9 * s
            fins.append(
                np.array(
                    [
                        [tail_x, y],
                        [tail_x - heading * 0.62 * s, y - 0.42 * s + wag * s * 0.4],
                        [tail_x - heading * 0.42 * s, y + 0.2 * wag * s],
                        [tail_x - heading * 0.62 * s, y + 0.42 * s + wag * s * 0.4],
                    ]
                )
            )
        colour = stage.scheme.accent
        low, high = middle_y - 0.15, middle_y + 0.15
        canvas.fill(canvas.polygons(fins), adjust(colour, lightness=-0.08), 0.9)
        shoal = canvas.polygons(bodies)
        canvas.fill(shoal, down((low, adjust(colour, lightness=0.06)), (high, adjust(colour, lightness=-0.12))))
        canvas.add_light(shoal.edge(0, -0.003 * canvas.px), stage.tone(0.95), 0.4)

    return paint

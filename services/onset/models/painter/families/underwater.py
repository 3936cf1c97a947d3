"""Under water: shafts from the surface, a school of fish, weed and coral on a sandy floor, bubbles."""

import numpy as np

from onset.models.painter.canvas import Canvas, down
from onset.models.painter.layers import air, fields, land, shapes
from onset.models.painter.palette import adjust, mix
from onset.models.painter.stage import FramePainter, Moment, Stage

_WATER = np.array([0.10, 0.50, 0.66], np.float32)


def compose(stage: Stage) -> FramePainter:
    """A reef at the bottom corners, open water above; the seed places weed, coral and fish."""
    light, rng, scheme = stage.light, stage.rng, stage.scheme
    floor = stage.h * stage.pick(0.80, 0.85)
    bright = 0.72 + 0.18 * light.wall
    dark = 0.10 + 0.16 * light.wall
    beams = [(stage.pick(-0.1, 1.1) * stage.w, stage.pick(0.05, 0.14), stage.pick(0, 1)) for _ in range(7)]
    rocks = [land.hill(stage, floor - 0.03 + 0.05 * k, 0.05 - 0.008 * k, 0.9) for k in range(3)]
    weeds = [_weed(stage, rocks[1 + k % 2]) for k in range(int(15 * max(stage.w, 1)))]
    corals = [_coral(stage, rocks[2], k) for k in range(int(5 * max(stage.w, 1)))]
    fish = _school(stage)
    bubbles = [
        (stage.pick(0.05, 0.95) * stage.w, stage.pick(0, 1), stage.pick(0.004, 0.012), stage.pick(0, 1))
        for _ in range(26)
    ]
    ripple = fields.cloudiness(stage, 0.30, 3)
    motes = air.motes(stage, 40, 0, floor, stage.tone(0.95), size=0.003, strength=0.35)

    def water(level: float, amount: float = 0.55):
        return scheme.natural(float(np.clip(level, 0.06, 0.97)), _WATER, amount)

    def set_up(canvas: Canvas) -> None:
        stops = (
            (0, water(bright)),
            (0.16 * stage.h, water(bright - 0.18)),
            (0.55 * stage.h, water(0.5 * (bright + dark))),
            (stage.h, water(dark)),
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
        for k, (x, y) in enumerate(rocks):
            level = dark + 0.20 - 0.09 * k
            canvas.fill(
                canvas.polygon(shapes.under(x, y, stage.h + 0.2)),
                down((floor - 0.12, water(level + 0.08)), (stage.h, water(level - 0.05))),
            )
            if k == 0:
                fish(canvas, moment)
            if k == 1:
                _weeds(canvas, moment, 0)
        _weeds(canvas, moment, 1)
        for outlines, swatch in corals:
            body = canvas.polygons(outlines)
            tint = mix(adjust(scheme.swatch(swatch), lightness=-0.10), water(dark + 0.1), 0.30)
            canvas.fill(body, tint)
            canvas.add_light(body.edge(0, -0.005 * canvas.px), lamp, 0.25)
        _bubbles(canvas, moment)
        motes(canvas, moment)

    def _weeds(canvas: Canvas, moment: Moment, row: int) -> None:
        blades = []
        for k, (x, y, tall, bow, phase) in enumerate(weeds):
            if k % 2 != row:
                continue
            t = np.linspace(0, 1, 16)
            wave = (
                0.045 * moment.sway(6 + 2 * phase, phase) * t**1.5
                + 0.022 * np.sin(7 * t + 6 * phase + 2 * np.pi * moment.time_s / 9) * t
            )
            spine = np.stack([x + bow * t**2 + wave, y - tall * t], axis=1)
            blades.append(shapes.ribbon(spine, 0.022 * np.sin(np.pi * (0.12 + 0.88 * (1 - t))) ** 0.8 + 0.001))
        canvas.fill(
            canvas.polygons(blades),
            down((floor - 0.25, water(dark + 0.22 - 0.06 * row)), (floor + 0.1, water(dark - 0.02))),
        )

    def _bubbles(canvas: Canvas, moment: Moment) -> None:
        for x, start, size, phase in bubbles:
            rise = (start + moment.drift(0.018)) % 1.0
            y = floor - rise * floor
            at_x = x + 0.012 * np.sin(2 * np.pi * (moment.time_s / 4 + phase))
            shown = 0.55 * float(np.clip(np.minimum(rise, 1 - rise) / 0.1, 0, 1)) * float(moment.shows(phase))
            ball = canvas.polygon(shapes.disc(float(at_x), y, size))
            canvas.add_light(ball.times(0.25), stage.tone(0.9), shown)
            canvas.add_light(ball.edge(-0.25 * size * canvas.px, -0.3 * size * canvas.px), stage.tone(0.98), shown)

    return paint


def _weed(stage: Stage, ground: tuple[np.ndarray, ...]) -> tuple[float, float, float, float, float]:
    """Foot, height, bow and phase of one blade, most of them near the sides."""
    u = stage.pick(0, 1)
    x = stage.w * (0.34 * u**1.2 if stage.chance(0.5) else 1 - 0.34 * u**1.2)
    y = float(np.interp(x, *ground)) + 0.02
    return x, y, stage.pick(0.10, 0.30) * (1.2 - u), stage.pick(-0.05, 0.05), stage.pick(0, 1)


def _coral(stage: Stage, ground: tuple[np.ndarray, ...], index: int) -> tuple[list[shapes.Points], int]:
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


def _school(stage: Stage):
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

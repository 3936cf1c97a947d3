"""A studio: a podium between arches and discs, soft window light on the wall."""

from onset.models.painter.canvas import Canvas, around, down
from onset.models.painter.layers import air, podium, shapes
from onset.models.painter.palette import Colour, mix
from onset.models.painter.stage import FramePainter, Moment, Stage


def compose(stage: Stage) -> FramePainter:
    """A wall with an arch, a disc or a niche; one to three pedestals; light from one side."""
    light, rng, scheme = stage.light, stage.rng, stage.scheme
    side = float(rng.choice([-1, 1]))
    floor = stage.h * (stage.pick(0.52, 0.55) if stage.is_tall else stage.pick(0.70, 0.76))
    middle = stage.w * stage.pick(0.44, 0.56)
    size = 0.30 if stage.w < 1.4 else 0.27
    backdrop = str(rng.choice(["arch", "disc", "double arch", "niche"]))
    main = podium.Pedestal(
        middle, floor + (0.13 if stage.is_tall else 0.10), size * stage.pick(0.95, 1.15), stage.pick(0.09, 0.17)
    )
    step = podium.Pedestal(middle, floor + 0.22, 1.5 * main.radius, 0.06) if stage.is_tall else None
    extras = podium.companions(stage, main, floor)
    wall_level = light.wall
    wall = stage.tone(wall_level)
    panel = mix(scheme.primary, stage.tone(wall_level - 0.12), 0.15)
    lamp = mix(light.key, stage.tone(0.96), 0.4)

    def ground_tone(level: float) -> Colour:
        return scheme.natural(level, wall, 0.6)

    def set_up(canvas: Canvas) -> None:
        high, low = stage.tone(min(wall_level + 0.05, 0.97)), stage.tone(wall_level - 0.10)
        centre = (0.5 + 0.28 * side * -1) * stage.w
        canvas.fill(
            canvas.everything(), around(centre, 0.25 * stage.h, 1.2 * stage.h, (0, high), (0.45, wall), (1, low))
        )
        podium.backdrop(canvas, stage, backdrop, middle, floor, panel, side)
        ground = canvas.polygon(shapes.rectangle(-0.2, floor, stage.w + 0.2, stage.h + 0.2))
        near, far = ground_tone(light.floor - 0.12), ground_tone(light.floor + 0.06)
        canvas.fill(ground, down((floor, far), (floor + 0.12, ground_tone(light.floor)), (stage.h, near)))
        seam = ground.edge(0, -0.02 * canvas.px).blurred(0.012 * canvas.px, canvas.whole)
        canvas.multiply(seam, stage.tone(0.4), 0.25)

    room = stage.still(set_up)
    motes = air.motes(stage, 30, 0.1 * stage.h, floor, lamp, size=0.004, strength=0.4)

    def paint(canvas: Canvas, moment: Moment) -> None:
        room(canvas)
        swing = 0.02 * moment.sway(14)
        amount = (0.26 + 0.05 * moment.response.burst) * light.strength
        for k in range(3):
            start = (middle - side * (0.62 + 0.16 * k) + swing, -0.15)
            end = (middle + side * (0.30 - 0.16 * k) + swing, floor + 0.25)
            air.shaft(canvas, start, end, 0.07, 0.16, lamp, amount * 0.55, softness=0.03)
        canvas.glow(middle, floor - 0.16, 0.42 * moment.response.pulse, lamp, 0.20 * light.strength + 0.05)
        for pedestal in extras:
            pedestal.paint(canvas, stage, stage.tone(light.floor - 0.02), side)
        if step is not None:
            step.paint(canvas, stage, stage.tone(light.floor - 0.07), side)
        main.paint(canvas, stage, mix(scheme.primary, stage.tone(light.floor), 0.25), side)
        podium.orbs(canvas, stage, moment, main, side)
        motes(canvas, moment)

    return paint

"""A bedroom: a bed beside a nightstand with a glowing lamp, curtains, the sky outside."""

from dataclasses import replace

from onset.models.painter.canvas import Canvas
from onset.models.painter.layers import air, furniture, plants, room, things
from onset.models.painter.light import Light
from onset.models.painter.palette import mix
from onset.models.painter.stage import FramePainter, Moment, Stage


def compose(stage: Stage) -> FramePainter:
    """The seed decides where the bed stands, the window's shape and what lies on the nightstand."""
    stage = replace(stage, light=_by_lamplight(stage.light))
    light, scheme = stage.light, stage.scheme
    side = 1.0 if stage.chance(0.5) else -1.0
    floor = stage.h * (0.87 if stage.is_tall else 0.80)
    stand_x = stage.w * (0.5 - side * (0.26 if stage.w < 1.4 else 0.20))
    window_width = 0.46 if stage.w < 1.4 else 0.58
    middle = stage.w * (0.5 + side * (0.20 if stage.w < 1.4 else 0.16))
    top = floor - min(0.66 * stage.h, 1.10)
    window = room.Window(
        middle - window_width / 2, top, middle + window_width / 2, floor - 0.44, stage.chance(0.35), 2, 2
    )
    length = 0.98
    motif = int(stage.rng.integers(7))
    has_plant = stage.chance(0.5)
    motes = air.motes(stage, 26, top, floor, light.key, size=0.004, strength=0.4)
    drape = mix(stage.tone(light.wall + 0.03), scheme.secondary, 0.15)

    def set_up(canvas: Canvas) -> None:
        room.shell(canvas, stage, floor, -side)
        window.paint(canvas, stage, -side, motif)
        room.picture(canvas, stage, stand_x - 0.05 * side, floor - 0.66, 0.17, 0.22, -side, motif)
        room.rug(
            canvas,
            stage.w * (0.5 + 0.2 * side),
            floor + 0.13,
            1.0,
            mix(stage.tone(light.floor - 0.14), scheme.accent, 0.25),
        )

    still = stage.still(set_up)

    def paint(canvas: Canvas, moment: Moment) -> None:
        still(canvas)
        window.throw(canvas, stage, moment, -0.30 * side, 0.22, 0.22 * light.strength * (1 - 0.7 * light.lamps))
        for edge in (window.left - 0.04, window.right + 0.04):
            room.curtain(canvas, stage, moment, edge, top - 0.06, floor - 0.02, 0.15, drape, -side)
        foot = floor + 0.06
        furniture.nightstand(canvas, stage, stand_x, foot, 0.24, 0.25, -side)
        furniture.glow_lamp(canvas, stage, moment, stand_x - 0.01 * side, foot - 0.25, 0.17)
        if has_plant:
            plants.potted(
                canvas, stage, moment, stand_x - 0.20 * side, foot, 0.36, -side, "broad", stage.indoors(scheme.accent)
            )
        else:
            things.books(canvas, stage, stand_x, foot - 0.062, 0.16, -side, lying=True)
        furniture.bed(canvas, stage, stand_x + side * 0.19, foot + 0.06, length, side, -side)
        canvas.glow(
            stand_x, foot - 0.35, 0.62 * moment.response.pulse, room.lamp_colour(stage), 0.12 + 0.14 * light.lamps
        )
        motes(canvas, moment)

    return paint


def _by_lamplight(light: Light) -> Light:
    """A room dim enough for its lamp to count."""
    return replace(light, wall=0.90 * light.wall, floor=0.90 * light.floor, lamps=max(light.lamps, 0.6))

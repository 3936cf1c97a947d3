"""A living room: a sofa by a window, a lamp, a plant, a picture, light across the wall."""

from onset.models.painter.canvas import Canvas
from onset.models.painter.layers import air, furniture, plants, room
from onset.models.painter.palette import adjust, mix
from onset.models.painter.stage import FramePainter, Moment, Stage


def compose(stage: Stage) -> FramePainter:
    """The seed decides the light's side, the window's shape, the plant and what hangs on the wall."""
    light, scheme = stage.light, stage.scheme
    side = 1.0 if stage.chance(0.5) else -1.0
    floor = stage.h * (0.865 if stage.is_tall else 0.76)
    wide = 0.74 if stage.w < 1.4 else 0.80
    middle = stage.w * (0.5 + 0.06 * side) if stage.w < 1.4 else stage.w * (0.5 + 0.05 * side)
    window_width = 0.34 if stage.w < 1.4 else 0.42
    left = stage.w * (0.5 - 0.30 * side) - window_width / 2
    top, sill = (floor - 1.05, floor - 0.40) if stage.is_tall else (0.10 * stage.h, floor - 0.24)
    window = room.Window(left, top, left + window_width, sill, arched=stage.chance(0.4), rows=3)
    frame_x = middle + side * 0.24 * min(stage.w, 1.3)
    frame_size = stage.pick(0.9, 1.15)
    kind = str(stage.rng.choice(["broad", "blades", "plume"]))
    motif = int(stage.rng.integers(7))
    motes = air.motes(stage, 26, top, floor, light.key, size=0.004, strength=0.4)
    cloth = stage.indoors(scheme.primary)

    def set_up(canvas: Canvas) -> None:
        room.shell(canvas, stage, floor, side)
        window.paint(canvas, stage, side, motif)
        room.picture(
            canvas,
            stage,
            frame_x,
            floor - (0.62 if stage.is_tall else 0.50),
            0.24 * frame_size,
            0.31 * frame_size,
            side,
            motif,
        )
        room.rug(canvas, middle, floor + 0.12, 1.02, mix(stage.tone(light.floor - 0.16), scheme.secondary, 0.35))

    still = stage.still(set_up)

    def paint(canvas: Canvas, moment: Moment) -> None:
        still(canvas)
        window.throw(canvas, stage, moment, 0.40 * side, 0.16, 0.26 * light.strength * (1 - 0.8 * light.lamps))
        for edge in (window.left - 0.03, window.right + 0.03):
            room.curtain(
                canvas, stage, moment, edge, top - 0.06, floor - 0.02, 0.11, stage.tone(light.wall + 0.04), side
            )
        furniture.floor_lamp(canvas, stage, moment, middle + side * 0.47 * wide, floor + 0.02, 0.66, side)
        furniture.sofa(canvas, stage, middle, floor + 0.10, wide, cloth, side)
        at = middle - side * (0.5 * wide + 0.08)
        plants.potted(
            canvas, stage, moment, at, floor + 0.10, 0.42, side, kind, stage.indoors(adjust(scheme.accent, chroma=0.9))
        )
        motes(canvas, moment)

    return paint

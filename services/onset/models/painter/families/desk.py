"""A desk: a laptop, a lamp, books and a plant before a wall with a window and a picture."""

from onset.models.painter.canvas import Canvas, down
from onset.models.painter.layers import air, furniture, plants, room, shapes, things
from onset.models.painter.palette import adjust
from onset.models.painter.stage import FramePainter, Moment, Stage


def compose(stage: Stage) -> FramePainter:
    """The seed decides the light's side, the order of things and the wall's decoration."""
    light, scheme = stage.light, stage.scheme
    side = 1.0 if stage.chance(0.5) else -1.0
    board = stage.h * (0.57 if stage.is_tall else 0.74)
    middle = stage.w * (0.5 + 0.03 * side)
    wide = 0.42 if stage.w < 1.4 else 0.46
    window_width = 0.34 if stage.w < 1.4 else 0.44
    left = stage.w * (0.5 - 0.28 * side) - window_width / 2
    top, sill = (board - 0.92, board - 0.36) if stage.is_tall else (0.10 * stage.h, board - 0.22)
    window = room.Window(left, top, left + window_width, sill, rows=2)
    shelf_span = sorted((stage.w * (0.5 + 0.08 * side), stage.w * (0.5 + 0.44 * side)))
    motif = int(stage.rng.integers(7))
    kind = str(stage.rng.choice(["broad", "blades"]))
    motes = air.motes(stage, 24, top, board, light.key, size=0.004, strength=0.4)
    wood = room.wood(stage, 0.06)

    def set_up(canvas: Canvas) -> None:
        room.shell(canvas, stage, stage.h + 0.1, side)
        window.paint(canvas, stage, side, motif)
        high = board - 0.52
        room.shelf(canvas, stage, shelf_span[0], shelf_span[1], high, side)
        things.books(canvas, stage, shelf_span[0] + 0.04, high, 0.17, side, lying=False)
        things.bottle(canvas, stage, shelf_span[1] - 0.07, high, 0.15, stage.indoors(scheme.accent), side)
        if stage.is_tall:
            frame_x = (shelf_span[0] + shelf_span[1]) / 2
            room.picture(canvas, stage, frame_x, high - 0.38, 0.22, 0.29, side, motif)
        front = canvas.polygon(shapes.rectangle(-0.1, board, stage.w + 0.1, stage.h + 0.1))
        canvas.fill(
            front,
            down(
                (board, wood), (board + 0.16, adjust(wood, lightness=-0.03)), (stage.h, adjust(wood, lightness=-0.15))
            ),
        )
        canvas.add_light(front.edge(0, -0.005 * canvas.px), light.key, 0.30)
        seam = canvas.polygon(shapes.rectangle(-0.1, board - 0.016, stage.w + 0.1, board))
        canvas.multiply(seam.blurred(0.014 * canvas.px, canvas.whole), stage.tone(0.25), 0.35)

    still = stage.still(set_up)

    def paint(canvas: Canvas, moment: Moment) -> None:
        still(canvas)
        window.throw(canvas, stage, moment, 0.34 * side, 0.12, 0.24 * light.strength * (1 - 0.8 * light.lamps))
        foot = board + 0.055
        lamp_x = middle + side * (0.5 * wide + 0.15)
        furniture.desk_lamp(canvas, stage, moment, lamp_x, foot, 0.27, -side, stage.indoors(scheme.accent))
        pot = stage.indoors(scheme.secondary)
        plants.potted(canvas, stage, moment, middle - side * (0.5 * wide + 0.15), foot, 0.34, side, kind, pot)
        things.laptop(canvas, stage, moment, middle, foot + 0.01, wide, side)
        things.cup(
            canvas, stage, middle - side * 0.33, board + 0.14, 0.12, stage.indoors(scheme.accent), side, handle=-side
        )
        things.steam(canvas, stage, moment, middle - side * 0.33, board + 0.06, 0.16, 0.28)
        at = (0.86 * stage.h, 0.50) if stage.is_tall else (board + 0.17, 0.30)
        things.notebook(canvas, stage, middle + side * 0.16, *at, stage.indoors(scheme.primary), side)
        motes(canvas, moment)

    return paint

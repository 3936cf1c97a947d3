"""Rooms: walls and floors, windows with a view, the light that falls through them, what hangs and stands about.

`side` is 1 where the light comes from the left, -1 from the right.
"""

from dataclasses import dataclass

import numpy as np

from onset.models.painter.canvas import Canvas, across, around, down
from onset.models.painter.layers import air, land, shapes, solids
from onset.models.painter.palette import Colour, adjust, mix
from onset.models.painter.stage import Moment, Stage

WOOD: Colour = np.array([0.62, 0.44, 0.29], np.float32)
WARM_LAMP: Colour = np.array([1.0, 0.84, 0.58], np.float32)


def lamp_colour(stage: Stage) -> Colour:
    """Artificial light: warm, leaning towards the brand's accent."""
    return mix(WARM_LAMP, stage.scheme.accent, 0.25)


def wood(stage: Stage, shift: float = 0.0) -> Colour:
    """Wood in the room's light."""
    return stage.scheme.natural(float(np.clip(stage.light.floor - 0.12 + shift, 0.1, 0.9)), WOOD, 0.6)


def shell(canvas: Canvas, stage: Stage, floor: float, side: float, *, wall: Colour | None = None) -> None:
    """The wall, lit from one side, and the floor with its skirting board."""
    light = stage.light
    base = wall if wall is not None else stage.tone(light.wall)
    bright = mix(adjust(base, lightness=0.04), light.key, 0.18)
    centre = stage.w * (0.5 - 0.42 * side)
    reach = 1.25 * max(stage.h, stage.w)
    canvas.fill(
        canvas.everything(),
        around(centre, 0.30 * stage.h, reach, (0, bright), (0.4, base), (1, adjust(base, lightness=-0.15))),
    )
    ground = stage.scheme.natural(light.floor, WOOD, 0.45)
    far, near = mix(ground, light.key, 0.15), adjust(ground, lightness=-0.14)
    body = canvas.polygon(shapes.rectangle(-0.2, floor, stage.w + 0.2, stage.h + 0.2))
    canvas.fill(body, down((floor, far), (floor + 0.4 * (stage.h - floor), ground), (stage.h, near)))
    board = shapes.rectangle(-0.2, floor - 0.022, stage.w + 0.2, floor)
    canvas.fill(canvas.polygon(board), adjust(base, lightness=0.05 if light.wall < 0.85 else -0.07))
    seam = canvas.polygon(shapes.rectangle(-0.2, floor - 0.002, stage.w + 0.2, floor + 0.02))
    canvas.multiply(seam.blurred(0.014 * canvas.px, canvas.whole), stage.tone(0.25), 0.32)


@dataclass(frozen=True)
class Window:
    """A window in the wall."""

    left: float
    top: float
    right: float
    bottom: float
    arched: bool = False
    columns: int = 2
    rows: int = 2

    @property
    def outline(self) -> shapes.Points:
        """Its opening."""
        if self.arched:
            return shapes.arch(self.left, self.top, self.right, self.bottom)
        return shapes.rectangle(self.left, self.top, self.right, self.bottom)

    def paint(self, canvas: Canvas, stage: Stage, side: float, view_seed: int = 0) -> None:
        """The view outside, bars, frame and sill."""
        light = stage.light
        opening = canvas.polygon(self.outline)
        tall, wide = self.bottom - self.top, self.right - self.left
        levels = [stage.tone(level, warmth=light.warmth * k / 3) for k, level in enumerate(light.sky)]
        levels[3] = mix(levels[3], light.key, 0.35 * light.strength)
        horizon = self.top + 0.74 * tall
        stops = zip((self.top, self.top + 0.35 * tall, self.top + 0.6 * tall, horizon), levels, strict=True)
        canvas.fill(opening, down(*stops))
        sun = (self.left + (0.68 if side > 0 else 0.32) * wide, horizon - (0.06 + 0.45 * light.elevation) * tall)
        canvas.add_light(canvas.gaussian(*sun, 0.5 * wide).within(opening), light.key, 0.7 * light.strength)
        disc = canvas.polygon(shapes.disc(*sun, 0.085 * wide)).within(opening)
        canvas.fill(disc, mix(light.key, stage.tone(0.96), 0.5), 0.95)
        x = np.linspace(self.left - 0.02, self.right + 0.02, 60)
        for k, depth in enumerate((0.25, 0.55, 0.85)):
            wave = np.sin(9 * x + 2.1 * k + view_seed) + 0.5 * np.sin(21 * x + 1.3 * k + 2 * view_seed)
            y = horizon + 0.05 * tall * (k - 0.2) + 0.035 * tall * wave
            hill = canvas.polygon(shapes.under(x, y, self.bottom + 0.02)).within(opening)
            canvas.fill(hill, land.depth_paint(stage, depth, float(y.min()), self.bottom))
        self._bars(canvas, stage, side)

    def _bars(self, canvas: Canvas, stage: Stage, side: float) -> None:
        thick = 0.010
        white = adjust(stage.tone(min(stage.light.wall + 0.09, 0.97)), chroma=0.7)
        shade = canvas.polygon(self.outline)
        inner = shade.edge(side * 0.022 * canvas.px, -0.018 * canvas.px)
        canvas.multiply(inner, stage.tone(0.3), 0.30)
        bars = []
        for k in range(1, self.columns):
            x = self.left + (self.right - self.left) * k / self.columns
            bars.append(shapes.rectangle(x - thick / 2, self.top, x + thick / 2, self.bottom))
        for k in range(1, self.rows):
            y = self.top + (self.bottom - self.top) * k / self.rows
            bars.append(shapes.rectangle(self.left, y - thick / 2, self.right, y + thick / 2))
        canvas.fill(canvas.polygons(bars).within(shade), white)
        loop = np.concatenate([self.outline, self.outline[:1]])
        canvas.fill(canvas.polygon(shapes.ribbon(loop, 0.022)), white)
        corners = [
            shapes.disc(x, y, 0.011)
            for x in (self.left, self.right)
            for y in ((self.bottom,) if self.arched else (self.top, self.bottom))
        ]
        canvas.fill(canvas.polygons(corners), white)
        sill = shapes.rounded(self.left - 0.035, self.bottom + 0.004, self.right + 0.035, self.bottom + 0.030, 0.006)
        solids.cast_shadow(canvas, stage, sill, 0.006 * side, 0.02, 0.02, 0.35)
        solids.surface(canvas, stage, sill, white, side, depth=0.05)

    def throw(self, canvas: Canvas, stage: Stage, moment: Moment, dx: float, dy: float, amount: float) -> None:
        """The patch of light that this window throws on the wall, pane by pane, moved by (dx, dy) and sheared."""
        lean = 0.35 * float(np.sign(dx))
        panes = []
        wide, tall = (self.right - self.left) / self.columns, (self.bottom - self.top) / self.rows
        for column in range(self.columns):
            for row in range(self.rows):
                left, top = self.left + column * wide + 0.008, self.top + row * tall + 0.008
                pane = shapes.rectangle(left, top, left + wide - 0.016, top + tall - 0.016)
                pane[:, 1] += lean * (pane[:, 0] - self.left)
                panes.append(shapes.moved(pane, dx + 0.006 * moment.sway(15), dy + 0.004 * moment.sway(19, 0.2)))
        patch = canvas.polygons(panes).blurred(0.020 * canvas.px, canvas.whole)
        canvas.add_light(patch, stage.light.key, amount * (0.94 + 0.06 * moment.sway(7)))


def curtain(
    canvas: Canvas,
    stage: Stage,
    moment: Moment,
    x: float,
    top: float,
    bottom: float,
    width: float,
    colour: Colour,
    side: float,
) -> None:
    """A hanging curtain whose hem moves in the draught; its middle at x."""
    sway = 0.012 * moment.sway(6, 0.3 * x)
    t = np.linspace(0, 1, 20)
    flare = 0.42 + 0.08 * t**2
    left = np.stack([x - width * flare + sway * t**2, top + (bottom - top) * t], axis=1)
    right = np.stack([x + width * flare + 1.2 * sway * t**2, top + (bottom - top) * t], axis=1)
    hem_x = np.linspace(0, 1, 30)
    hem = (
        left[-1]
        + (right[-1] - left[-1]) * hem_x[:, None]
        + np.stack([np.zeros(30), 0.006 * np.sin(hem_x * 22)], axis=1)
    )
    outline = np.concatenate([left, hem, right[::-1]])
    solids.cast_shadow(canvas, stage, outline, 0.02 * side, 0.01, 0.03, 0.25)
    lit, deep = mix(adjust(colour, lightness=0.06), stage.light.key, 0.15), adjust(colour, lightness=-0.10)
    folds = 5
    stops = [
        (x - 0.55 * width + 1.1 * width * k / (2 * folds) + 0.5 * sway, lit if k % 2 else deep)
        for k in range(2 * folds + 1)
    ]
    canvas.fill(canvas.polygon(outline), across(*stops), 0.94)


def picture(
    canvas: Canvas, stage: Stage, x: float, y: float, width: float, height: float, side: float, motif: int
) -> None:
    """A framed abstract print, its middle at (x, y)."""
    frame = shapes.rectangle(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    solids.cast_shadow(canvas, stage, frame, 0.014 * side, 0.018, 0.03, 0.35)
    solids.surface(canvas, stage, frame, wood(stage, -0.08), side)
    mat = stage.tone(min(stage.light.wall + 0.10, 0.96))
    inner = shapes.rectangle(x - 0.44 * width, y - 0.45 * height, x + 0.44 * width, y + 0.45 * height)
    sheet = canvas.polygon(inner)
    canvas.fill(sheet, mat)
    scheme = stage.scheme
    sun = canvas.polygon(shapes.disc(x + 0.08 * width, y - 0.10 * height, 0.20 * width)).within(sheet)
    canvas.fill(sun, stage.indoors(scheme.accent))
    line = np.linspace(x - 0.44 * width, x + 0.44 * width, 40)
    for k in range(2):
        wave = y + (0.08 + 0.15 * k) * height + 0.05 * height * np.sin(14 * (line - x) / width * 0.5 + motif + 2 * k)
        hill = canvas.polygon(shapes.under(line, wave, y + 0.45 * height)).within(sheet)
        canvas.fill(hill, stage.indoors(scheme.primary if k else scheme.secondary))


def shelf(canvas: Canvas, stage: Stage, left: float, right: float, y: float, side: float) -> None:
    """A board on the wall, its upper face at y."""
    board = shapes.rounded(left, y, right, y + 0.016, 0.004)
    solids.cast_shadow(canvas, stage, board, 0.012 * side, 0.03, 0.03, 0.40)
    solids.surface(canvas, stage, board, wood(stage), side, depth=0.06)


def pendant(
    canvas: Canvas, stage: Stage, moment: Moment, x: float, length: float, size: float, colour: Colour, side: float
) -> None:
    """A hanging lamp; after dark it shines."""
    swing = 0.006 * moment.sway(6.5, x)
    cord = np.array([[x, -0.1], [x + swing, length]])
    canvas.fill(canvas.polygon(shapes.ribbon(cord, 0.004)), stage.tone(max(stage.light.wall - 0.45, 0.08)))
    at = x + swing
    t = np.linspace(0, 1, 24)
    reach = size * (0.14 + 0.86 * t**0.7)
    dome = np.concatenate(
        [
            np.stack([at + reach, length + 0.72 * size * t], axis=1),
            np.stack([at - reach, length + 0.72 * size * t], axis=1)[::-1],
        ]
    )
    body = canvas.polygon(dome)
    canvas.fill(body, solids.round_paint(stage, at, size, colour, side))
    mouth = canvas.polygon(shapes.ellipse(at, length + 0.72 * size, size, 0.14 * size))
    lamp = lamp_colour(stage)
    canvas.fill(mouth, mix(adjust(colour, lightness=-0.15), lamp, min(0.25 + stage.light.lamps, 1.0)))
    if stage.light.lamps > 0:
        glow = stage.light.lamps * moment.response.pulse
        canvas.glow(at, length + 0.9 * size, 2.6 * size, lamp, 0.50 * glow)
        canvas.glow(at, length + 0.8 * size, 0.8 * size, lamp, 0.75 * glow, stretch=1.3)
        air.shaft(
            canvas,
            (at, length + 0.7 * size),
            (at, length + 6.5 * size),
            1.8 * size,
            6 * size,
            lamp,
            0.22 * glow,
            softness=0.04,
        )


def rug(canvas: Canvas, x: float, y: float, width: float, colour: Colour) -> None:
    """An oval rug with a border."""
    for grow, tint in ((1.0, adjust(colour, lightness=-0.07)), (0.90, colour), (0.74, adjust(colour, lightness=0.05))):
        canvas.fill(canvas.polygon(shapes.ellipse(x, y, 0.5 * width * grow, 0.085 * width * grow)), tint)

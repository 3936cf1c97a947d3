"""The studio's furniture: pedestals, backdrops, polished spheres."""

from dataclasses import dataclass

import numpy as np

from onset.models.painter.canvas import Canvas, along
from onset.models.painter.layers import shapes, solids
from onset.models.painter.palette import Colour, adjust, mix
from onset.models.painter.stage import Moment, Stage

_TILT = 0.22
"""Height of a pedestal's top ellipse against its width: the camera looks slightly down."""


@dataclass(frozen=True)
class Pedestal:
    """A cylinder seen from slightly above."""

    x: float
    foot: float
    """Canvas y of its lower edge's middle."""
    radius: float
    height: float

    @property
    def top(self) -> float:
        """Canvas y of its top's middle."""
        return self.foot - self.height

    def paint(self, canvas: Canvas, stage: Stage, colour: Colour, side: float) -> None:
        """Body shaded round, lit top, contact shadow; the light comes from the left if `side` is positive."""
        r, ry = self.radius, self.radius * _TILT
        solids.ground_shadow(canvas, stage, self.x, self.foot + 0.5 * ry, 1.03 * r, side)
        angle = np.linspace(0, np.pi, 64)
        rim = np.stack([self.x + r * np.cos(angle), self.foot + ry * np.sin(angle)], axis=1)
        body = np.concatenate([rim, [[self.x - r, self.top], [self.x + r, self.top]]])
        canvas.fill(canvas.polygon(body), solids.round_paint(stage, self.x, r, colour, side))
        cap = canvas.polygon(shapes.ellipse(self.x, self.top, r, ry))
        bright = mix(adjust(colour, lightness=0.13, chroma=0.9), stage.light.key, 0.25)
        end_x = self.x + side * r
        canvas.fill(
            cap,
            along((self.x - side * r, self.top), (end_x, self.top), (0, bright), (1, adjust(colour, lightness=0.05))),
        )
        canvas.add_light(cap.edge(0, 0.005 * canvas.px), bright, 0.5)


def companions(stage: Stage, main: Pedestal, floor: float) -> list[Pedestal]:
    """None to two lower or higher pedestals behind and beside the main one."""
    others = []
    for side in stage.rng.permutation([-1.0, 1.0])[: int(stage.rng.integers(0, 3))]:
        radius = main.radius * stage.pick(0.5, 0.7)
        x = main.x + side * (main.radius + radius * stage.pick(0.5, 0.9))
        others.append(Pedestal(x, floor + 0.05, radius, main.height * stage.pick(1.3, 2.4)))
    return others


def backdrop(canvas: Canvas, stage: Stage, kind: str, x: float, floor: float, colour: Colour, side: float) -> None:
    """What stands on the wall behind the podium."""
    wide = 0.36 if stage.w < 1.4 else 0.40
    tall = min(0.62 * stage.h, 0.95)
    if kind == "disc":
        outlines = [shapes.disc(x, floor - 0.42, wide * 0.92)]
    elif kind == "double arch":
        outlines = [
            shapes.arch(x - 1.45 * wide, floor - 0.78 * tall, x + 0.35 * wide, floor),
            shapes.arch(x - 0.55 * wide, floor - tall, x + 1.15 * wide, floor),
        ]
    else:
        outlines = [shapes.arch(x - wide, floor - tall, x + wide, floor)]
    for k, outline in enumerate(outlines):
        shape = canvas.polygon(outline)
        tint = adjust(colour, lightness=0.05 if k == 0 and len(outlines) > 1 else 0.0)
        lit = mix(tint, stage.light.key, 0.22)
        deep = adjust(tint, lightness=-0.10)
        top, bottom = float(outline[:, 1].min()), float(outline[:, 1].max())
        start, end = (lit, deep) if side > 0 else (deep, lit)
        if kind == "niche":
            canvas.fill(shape, along((x - wide, top), (x + wide, bottom), (0, end), (1, start)))
            inside = shape.edge(0.05 * side * canvas.px, -0.05 * canvas.px)
            inner = canvas.polygon(shapes.moved(outline, 0.055 * side, 0.05)).within(shape)
            canvas.multiply(shape.outside(inner), stage.tone(0.3), 0.35)
            canvas.add_light(inside.times(0.15), stage.light.key, 0.2)
        else:
            shadow = canvas.polygon(shapes.moved(outline, 0.035 * side, 0.03)).blurred(0.06 * canvas.px, canvas.whole)
            canvas.multiply(shadow, stage.tone(0.25), 0.28)
            canvas.fill(shape, along((x - wide, top), (x + wide, bottom), (0, start), (1, end)))
            canvas.add_light(shape.edge(-0.004 * side * canvas.px, -0.004 * canvas.px), stage.light.key, 0.30)


def orbs(canvas: Canvas, stage: Stage, moment: Moment, main: Pedestal, side: float) -> None:
    """Two spheres: one resting on the floor beside the podium, one floating."""
    accent = stage.scheme.accent
    solids.sphere(canvas, stage, main.x - side * main.radius * 1.32, main.foot + 0.02, 0.055, accent, side, shadow=True)
    lift = 0.012 * moment.sway(6.0)
    x, y = main.x + side * main.radius * 0.95, main.top - 0.34 + lift
    solids.sphere(canvas, stage, x, y, 0.032, stage.scheme.secondary, side, shadow=False)

"""Water: a surface that mirrors the sky, broken by glints and ripples."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from onset.models.painter.canvas import Canvas, down
from onset.models.painter.cover import Cover
from onset.models.painter.layers import shapes
from onset.models.painter.layers.sky import Orb
from onset.models.painter.palette import mix
from onset.models.painter.stage import Moment, Stage


@dataclass(frozen=True)
class Surface:
    """Water from a far line down to a near one, with its ripples."""

    stage: Stage
    far: float
    near: float
    ripples: NDArray[np.float64]
    """(N, 5): x in 0..1 across, depth 0..1 far to near, length, phase, rank."""

    @staticmethod
    def lay(stage: Stage, far: float, near: float, count: int = 110) -> "Surface":
        """Water with randomly placed ripples, denser far away as perspective wants."""
        rng = stage.rng
        ripples = np.stack(
            [
                rng.uniform(-0.1, 1.1, count),
                rng.uniform(0, 1, count) ** 1.6,
                rng.uniform(0.4, 1.0, count),
                rng.uniform(0, 1, count),
                rng.uniform(0, 1, count),
            ],
            axis=1,
        )
        return Surface(stage, far, near, ripples)

    def paint(self, canvas: Canvas, moment: Moment) -> None:
        """Body and ripples."""
        stage, light = self.stage, self.stage.light
        depth = self.near - self.far
        far = mix(stage.tone(light.sky[3] - 0.03, warmth=light.warmth), light.key, 0.2)
        middle = stage.tone((light.sky[1] + light.sky[2]) / 2 - 0.06)
        near = stage.tone(max(light.sky[0] - 0.16, 0.1))
        body = canvas.polygon(shapes.rectangle(-0.2, self.far, stage.w + 0.2, self.near + 0.2))
        canvas.fill(body, down((self.far, far), (self.far + 0.35 * depth, middle), (self.near, near)))
        self._ripple(canvas, moment)

    def _lens(self, x: float, y: float, length: float, thickness: float) -> shapes.Points:
        t = np.linspace(-1, 1, 15)
        arc = thickness * (1 - t**2)
        top = np.stack([x + 0.5 * length * t, y - arc / 2], axis=1)
        return np.concatenate([top, np.stack([x + 0.5 * length * t, y + arc / 2], axis=1)[::-1]])

    def _ripple(self, canvas: Canvas, moment: Moment) -> None:
        stage, depth = self.stage, self.near - self.far
        light_lenses: list[shapes.Points] = []
        dark_lenses: list[shapes.Points] = []
        for x, d, length, phase, rank in self.ripples:
            sway = moment.sway(4 + 4 * phase, phase)
            lens = self._lens(
                stage.w * x + 0.02 * (0.3 + d) * sway,
                self.far + depth * (0.02 + 0.98 * d),
                (0.05 + 0.24 * d) * length * (1 + 0.2 * sway),
                0.0015 + 0.011 * d,
            )
            (light_lenses if rank < 0.55 else dark_lenses).append(lens)
        canvas.fill(canvas.polygons(light_lenses), stage.tone(stage.light.sky[2]), 0.16)
        canvas.fill(canvas.polygons(dark_lenses), stage.tone(max(stage.light.sky[0] - 0.2, 0.06)), 0.14)

    def glitter(self, canvas: Canvas, moment: Moment, orb: Orb) -> None:
        """The path of light below a low sun or the moon."""
        depth = self.near - self.far
        canvas.glow(
            orb.x, self.far + 0.1 * depth, 0.55 * depth, orb.colour, 0.28 * self.stage.light.strength, stretch=0.5
        )
        lenses = []
        for x, d, length, phase, rank in self.ripples:
            sway = moment.sway(3 + 3 * rank, phase + rank)
            width = orb.radius * (1.0 + 1.5 * d)
            at = orb.x + (x - 0.5) * 2.0 * width + 0.008 * sway
            size = (0.03 + 0.11 * d) * length * (0.7 + 0.3 * sway)
            lenses.append(self._lens(at, self.far + depth * (0.01 + 0.85 * d), size, 0.0018 + 0.009 * d))
        cover = canvas.polygons(lenses)
        if not cover.box.is_empty:
            fade = np.clip(1.1 - (canvas.rows(cover.box) - self.far) / (0.95 * depth), 0, 1)
            canvas.fill(cover.times(fade), orb.colour, 0.75 * self.stage.light.strength)


def reflect(canvas: Canvas, moment: Moment, line: float, *, amount: float, roughness: float = 1.0) -> None:
    """Mirror what is painted above `line` into the water below it, wobbling and fading with distance."""
    box = canvas.box_of(-1, line, canvas.w + 1, canvas.h + 1)
    if box.is_empty:
        return
    y = np.maximum(canvas.rows(box) - line, 0)
    depth = np.clip(y / max(canvas.h - line, 1e-6), 0, 1)
    wave = np.sin(2 * np.pi * (18 * np.sqrt(y + 0.02) - moment.drift(0.12)))
    wave = wave + 0.6 * np.sin(2 * np.pi * (47 * np.sqrt(y + 0.02) + moment.drift(0.17)))
    shift = 0.012 * roughness * np.sqrt(depth) * wave * moment.response.motion
    columns = np.arange(box.left, box.right, dtype=np.float32)[None, :]
    map_x = (columns + shift * canvas.px).astype(np.float32)
    line_px = float(canvas.to_px(np.array([0.0, line]))[1])
    rows = np.arange(box.top, box.bottom, dtype=np.float32)[:, None]
    map_y = np.broadcast_to((2 * line_px - rows - 1).astype(np.float32), map_x.shape)
    stretch = max(int(0.006 * canvas.px), 1)
    mirrored = []
    for plane in canvas.planes:
        image = cv2.remap(plane, map_x, np.ascontiguousarray(map_y), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
        mirrored.append(cv2.blur(image, (1, 2 * stretch + 1)))
    shore = np.clip(y * canvas.px + 0.5, 0, 1) * (1 - 0.75 * depth)
    weight = np.broadcast_to(shore, box.shape).astype(np.float32)
    planes = np.asarray(np.stack(mirrored), np.float32)
    canvas.fill(Cover(box, weight), lambda _, rows: planes[:, rows.top - box.top : rows.bottom - box.top], amount)

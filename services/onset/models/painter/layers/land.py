"""Land: mountain ridges with lit and shaded faces, rolling hills, haze between them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onset.models.painter.canvas import Canvas, Paint, down
from onset.models.painter.cover import Cover
from onset.models.painter.layers import shapes
from onset.models.painter.palette import Colour
from onset.models.painter.stage import Stage

Skyline = tuple[NDArray[np.float64], NDArray[np.float64]]
"""A line of ground: x and y of its points."""


@dataclass(frozen=True)
class Ridge:
    """A mountain ridge: its skyline and, below each summit, the face that the light does not reach."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    base: float
    """Canvas y where the faces have faded into the mountain's foot."""
    faces: tuple[shapes.Points, ...]

    @staticmethod
    def raise_(stage: Stage, base: float, height: float, peaks: int, *, light_from_left: bool) -> "Ridge":
        """A ridge whose summits rise up to `height` above `base`; wider than the picture, so it can be moved."""
        rng = stage.rng
        x = np.linspace(-0.3, stage.w + 0.3, 420)
        span = (stage.w + 0.6) / peaks
        at = -0.3 + span * (np.arange(peaks) + rng.uniform(0.2, 0.8, peaks))
        tall = height * rng.uniform(0.45, 1.0, peaks)
        tall[rng.integers(peaks)] = height
        steep = rng.uniform(0.75, 1.25, (peaks, 2)) * 0.95
        run = np.where(x[None] < at[:, None], steep[:, :1], steep[:, 1:]) * np.abs(x[None] - at[:, None])
        rough = shapes.rolling(rng, span * 0.35, 0.020 * height, 4)(x) + np.abs(
            shapes.rolling(rng, span * 0.28, 0.085 * height, 4)(x)
        )
        skyline = np.maximum((tall[:, None] - run).max(axis=0), 0.06 * height) - rough * 0.8
        y = base - skyline
        faces = []
        for k in range(peaks):
            i = int(np.argmin(np.abs(x - at[k])))
            i = int(np.clip(i + np.argmin(y[max(i - 6, 0) : i + 7]) - min(i, 6), 2, len(x) - 3))
            if skyline[i] > 0.3 * height:
                faces.append(_shaded_face(rng, x, y, i, base, light_from_left))
        return Ridge(x, y, base, tuple(faces))

    def paint(
        self, canvas: Canvas, paint: Paint, bottom: float, shade: Colour, shade_alpha: float, *, dx: float = 0.0
    ) -> Cover:
        """Fill down to `bottom`, shade the far faces; returns what it covers."""
        body = canvas.polygon(shapes.moved(shapes.under(self.x, self.y, bottom), dx))
        canvas.fill(body, paint)
        if self.faces and shade_alpha > 0:
            faces = canvas.polygons([shapes.moved(face, dx) for face in self.faces]).within(body)
            if not faces.box.is_empty:
                fade = np.clip((self.base - canvas.rows(faces.box)) / (0.75 * (self.base - float(self.y.min()))), 0, 1)
                canvas.fill(faces.times(fade), shade, shade_alpha)
        return body


def _shaded_face(
    rng: np.random.Generator,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    summit: int,
    base: float,
    light_from_left: bool,
) -> shapes.Points:
    """From the summit down a zigzag spur to the base, along it, and back up from the next valley along the skyline."""
    side = 1 if light_from_left else -1
    height = base - y[summit]
    fall = np.linspace(0, 1, 9) ** 0.9
    zigzag = np.where(np.arange(9) % 2 == 0, 0.06, -0.05) * rng.uniform(0.5, 1.3, 9)
    zigzag[0] = 0.0
    lean = rng.uniform(-0.20, 0.02) * side
    spur = np.stack(
        [x[summit] + height * (side * zigzag * (0.4 + fall) + lean * fall), y[summit] + fall * height], axis=1
    )
    beyond = y[summit:] if side > 0 else y[summit::-1]
    higher_again = np.flatnonzero(beyond < np.maximum.accumulate(beyond) - 0.16 * height)
    end = int(np.argmax(beyond[: higher_again[0]])) if len(higher_again) else len(beyond) - 1
    index = summit + side * np.arange(end + 1)
    skyline = np.stack([x[index], y[index]], axis=1)
    foot = np.array([[x[index[-1]] + side * 0.25 * (base - y[index[-1]]), base]])
    return np.concatenate([spur, foot, skyline[::-1]])


def hill(stage: Stage, level: float, amplitude: float, wavelength: float) -> Skyline:
    """A rolling skyline (x, y) about a level, wider than the picture."""
    x = np.linspace(-0.3, stage.w + 0.3, 260)
    return x, level + shapes.rolling(stage.rng, wavelength, amplitude, 3)(x)


def haze(canvas: Canvas, top: float, middle: float, bottom: float, colour: Colour, amount: float) -> None:
    """A soft horizontal bank of haze: nothing at `top`, most at `middle`, nothing at `bottom`."""
    box = canvas.box_of(-1, top, canvas.w + 1, bottom)
    if box.is_empty:
        return
    rows = canvas.rows(box)
    rise = np.clip((rows - top) / max(middle - top, 1e-6), 0, 1)
    fall = np.clip((bottom - rows) / max(bottom - middle, 1e-6), 0, 1)
    weight = np.minimum(rise, fall)
    weight = weight * weight * (3 - 2 * weight)
    canvas.fill(Cover(box, np.broadcast_to(weight, box.shape).astype(np.float32)), colour, amount)


def depth_paint(stage: Stage, depth: float, top: float, bottom: float) -> Paint:
    """The colour of land at `depth` (0 far, 1 near): atmospheric perspective, hazier towards its foot."""
    light = stage.light
    level = light.far + (light.near - light.far) * depth
    haze_level = light.sky[2] + (light.sky[3] - light.sky[2]) * 0.5
    foot = level + (haze_level - level) * 0.55 * light.haze * stage.mood.haze * (1 - depth) ** 0.6
    warmth = light.warmth * (1 - depth)
    return down((top, stage.tone(level, warmth=warmth)), (bottom, stage.tone(foot, warmth=warmth)))

"""Continuous fields over the picture, computed small and enlarged: cloudiness, curtains of light, folds."""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from onset.models.painter.canvas import Canvas
from onset.models.painter.cover import Cover
from onset.models.painter.stage import Stage

Field = Callable[[NDArray[np.float32], NDArray[np.float32]], NDArray[np.floating]]
"""Values over canvas columns x (1, w) and rows y (h, 1)."""


def spread(canvas: Canvas, field: Field, *, step_px: int = 6) -> Cover:
    """A field as a cover of the whole picture, evaluated about every `step_px` pixels of a 1080-pixel side."""
    step = max(1, round(step_px * canvas.short_px / 1080))
    size = (-(-canvas.width_px // step) + 1, -(-canvas.height_px // step) + 1)
    x_px = (np.arange(size[0], dtype=np.float32) * step)[None, :]
    y_px = (np.arange(size[1], dtype=np.float32) * step)[:, None]
    x = (x_px - canvas.width_px / 2) / canvas.px + canvas.w / 2
    y = (y_px - canvas.height_px / 2) / canvas.px + canvas.h / 2
    small = np.ascontiguousarray(np.broadcast_to(field(x, y), size[::-1]), np.float32)
    matrix = np.array([[step, 0, 0], [0, step, 0]], np.float64)
    whole = (canvas.width_px, canvas.height_px)
    flags = cv2.INTER_CUBIC if step > 1 else cv2.INTER_NEAREST
    large = cv2.warpAffine(small, matrix, whole, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return Cover(canvas.whole, np.asarray(np.clip(large, 0, 1), np.float32))


def cloudiness(stage: Stage, wavelength: float, octaves: int = 5) -> Field:
    """Billowing noise in 0..1: sums of sines whose directions are random, bent by one another."""
    rng = stage.rng
    angle = rng.uniform(0, 2 * np.pi, (octaves, 3))
    phase = rng.uniform(0, 2 * np.pi, (octaves, 3))

    def field(x: NDArray[np.float32], y: NDArray[np.float32]) -> NDArray[np.float32]:
        total: NDArray[np.float32] = np.zeros(np.broadcast_shapes(x.shape, y.shape), np.float32)
        bend: NDArray[np.floating] = np.zeros_like(total)
        weight, frequency = 1.0, 2 * np.pi / wavelength
        for k in range(octaves):
            wave: NDArray[np.float32] = np.zeros_like(total)
            for a, p in zip(angle[k], phase[k], strict=True):
                wave += np.sin(frequency * (np.cos(a) * x + np.sin(a) * y) + p + 1.6 * bend)
            bend = bend * 0.5 + wave / 3
            total += weight * wave / 3
            weight *= 0.55
            frequency *= 1.9
        return np.asarray(np.clip(0.5 + 0.42 * total, 0, 1), np.float32)

    return field

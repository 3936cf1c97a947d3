"""From a painted canvas to delivered pixels: texture, bloom, edge, grade, grain."""

import cv2
import numpy as np
from numpy.typing import NDArray

from onset.models.painter.audio import Response
from onset.models.painter.light import Mood

_LUMA = np.array([0.2126, 0.7152, 0.0722])
_GREY_AXIS = np.ones(3) / np.sqrt(3)
_PIVOT = 0.5
_STRIP_ROWS = 64


class Finish:
    """The last steps of every frame of a scene; what does not change between frames is made once."""

    def __init__(self, width: int, height: int, mood: Mood, rng: np.random.Generator) -> None:
        self._mood = mood
        self._texture = _paper(width, height, rng)
        self._dither = _dither(width, height, rng)
        self._vignette = _vignette(width, height)

    def apply(self, planes: NDArray[np.float32], response: Response) -> NDArray[np.uint8]:
        """Finished sRGB pixels (H, W, 3) of a painted canvas (3, H, W), which is changed in place."""
        _bloom(planes, 0.16 * self._mood.bloom)
        _sharpen(planes, 0.25 + response.sharpness)
        matrix, offset = grade(response, self._mood)
        height, width = planes.shape[1:]
        pixels = np.empty((height, width, 3), np.uint8)
        texture_gain = np.float32(0.010 * response.texture)
        for top in range(0, height, _STRIP_ROWS):
            rows = slice(top, top + _STRIP_ROWS)
            source = planes[:, rows]
            surface = self._vignette[rows] * (1 + texture_gain * self._texture[rows])
            for k in range(3):
                mixed = source[0] * matrix[k, 0]
                mixed += source[1] * matrix[k, 1]
                mixed += source[2] * matrix[k, 2]
                mixed += offset[k]
                mixed *= surface
                mixed *= 255
                mixed += self._dither[rows]
                np.clip(mixed, 0, 255, out=mixed)
                pixels[rows, :, k] = mixed
        return pixels


def grade(response: Response, mood: Mood) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Hue, saturation, temperature, contrast and brightness as one affine map of encoded RGB, (3, 3) and (3,)."""
    saturation = response.saturation * mood.saturation
    saturate = saturation * np.eye(3) + (1 - saturation) * np.outer(np.ones(3), _LUMA)
    warmth = response.temperature + mood.warmth
    temper = np.diag([1 + 1.1 * warmth, 1 + 0.1 * warmth, 1 - 1.5 * warmth])
    contrast, gain = response.contrast * mood.contrast, response.brightness
    matrix = gain * contrast * temper @ saturate @ _hue_rotation(response.hue_turn)
    offset = np.full(3, gain * _PIVOT * (1 - contrast) + mood.lightness)
    return matrix.astype(np.float32), offset.astype(np.float32)


def _hue_rotation(angle: float) -> NDArray[np.float64]:
    """Rotation about the grey axis (Rodrigues)."""
    x, y, z = _GREY_AXIS
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.asarray(np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross)


def _bloom(planes: NDArray[np.float32], amount: float) -> None:
    """Bright areas spill softly over their surroundings."""
    height, width = planes.shape[1:]
    step = max(1, min(width, height) // 135)
    size = (max(8, width // step), max(8, height // step))
    sigma = 0.022 * min(size)
    small = np.stack([cv2.resize(plane, size, interpolation=cv2.INTER_AREA) for plane in planes])
    bright = np.clip((small.max(axis=0) - 0.62) / 0.38, 0, 1) ** 2
    for plane, little in zip(planes, small, strict=True):
        spill = cv2.GaussianBlur(little * bright, (0, 0), sigma) + cv2.GaussianBlur(little * bright, (0, 0), 4 * sigma)
        light = cv2.resize(spill, (width, height), interpolation=cv2.INTER_LINEAR)
        light *= np.float32(0.5 * amount)
        light *= 1 - plane
        np.add(plane, light, out=plane)


def _sharpen(planes: NDArray[np.float32], amount: float) -> None:
    """Unsharp mask; a negative amount softens."""
    sigma = max(0.6, min(planes.shape[1:]) / 1080)
    for plane in planes:
        soft = cv2.GaussianBlur(plane, (0, 0), sigma)
        cv2.addWeighted(plane, 1 + amount, soft, -amount, 0, dst=plane)


def _paper(width: int, height: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """A paper-like texture of unit deviation: fine tooth and broader cloudiness, its scale tied to the picture's."""
    short = min(width, height)
    paper = np.zeros((height, width), np.float32)
    for grain, weight in ((short / 540, 0.8), (short / 160, 0.45), (short / 24, 0.35)):
        size = (max(4, int(width / max(grain, 1))), max(4, int(height / max(grain, 1))))
        noise = rng.standard_normal((size[1], size[0]), dtype=np.float32)
        paper += weight * cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(paper / paper.std(), np.float32)


def _dither(width: int, height: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Film grain and rounding in one: triangular noise of about one code value, plus one half."""
    noise = rng.random((2, height, width), dtype=np.float32)
    return np.asarray((noise[0] - noise[1]) * 1.5 + 0.5, np.float32)


def _vignette(width: int, height: int) -> NDArray[np.float32]:
    """Corners a little darker, following the picture's shape."""
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    return np.asarray(1 - 0.10 * np.clip((x * x + y * y - 0.7) / 1.3, 0, 1) ** 1.5, np.float32)

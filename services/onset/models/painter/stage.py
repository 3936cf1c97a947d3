"""What a family composes with (`Stage`) and what it paints each frame from (`Moment`)."""

from collections.abc import Callable
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from onset.models.painter.audio import Response
from onset.models.painter.canvas import Canvas
from onset.models.painter.light import Light, Mood
from onset.models.painter.palette import Colour, Scheme, adjust, lightness_of


@dataclass(frozen=True)
class Moment:
    """One frame's time and the sound's answer."""

    time_s: float
    """Seconds since the scene started."""
    response: Response
    energy: float
    """Of the scene's mood and prompt, scaling motion; 1 neutral."""

    def sway(self, period_s: float, phase: float = 0.0) -> float:
        """A slow oscillation in -1..1, grown and shrunk by the sound's motion."""
        return self.response.motion * self.energy * float(np.sin(2 * np.pi * (self.time_s / period_s + phase)))

    def drift(self, speed: float) -> float:
        """Canvas units travelled at `speed` units a second."""
        return speed * self.energy * self.time_s

    def shows(self, rank: NDArray[np.float64] | float, *, softness: float = 0.15) -> NDArray[np.float64]:
        """Visibility 0..1 of particles of these ranks (0..1): low ranks show first, and fade rather than pop."""
        return np.asarray(np.clip((self.response.density * (1 + softness) - rank) / softness, 0.0, 1.0))


@dataclass(frozen=True)
class Stage:
    """A scene's fixed facts: its shape, colours, light and mood, and its one source of randomness."""

    width_px: int
    height_px: int
    scheme: Scheme
    light: Light
    mood: Mood
    time_of_day: str
    rng: np.random.Generator = field(repr=False)

    @property
    def w(self) -> float:
        """Width in canvas units (the shorter side is 1)."""
        return self.width_px / min(self.width_px, self.height_px)

    @property
    def h(self) -> float:
        """Height in canvas units."""
        return self.height_px / min(self.width_px, self.height_px)

    @property
    def is_tall(self) -> bool:
        """Whether the picture is clearly higher than wide."""
        return self.h > 1.15

    def pick(self, low: float, high: float) -> float:
        """A uniform draw."""
        return float(self.rng.uniform(low, high))

    def chance(self, probability: float) -> bool:
        """A biased coin."""
        return bool(self.rng.random() < probability)

    def tone(self, level: float, *, chroma: float = 1.0, warmth: float = 0.0) -> Colour:
        """The colour script at `level`."""
        return self.scheme.tone(level, chroma=chroma, warmth=warmth)

    def indoors(self, colour: Colour) -> Colour:
        """A thing's own colour as the room's light shows it, kept apart from the wall behind it."""
        seen = lightness_of(colour) * (0.48 + 0.58 * self.light.wall)
        gap = seen - self.light.wall
        if abs(gap) < 0.13:
            seen = self.light.wall + (0.13 if gap > 0 and self.light.wall < 0.7 else -0.13)
        return adjust(colour, lightness=seen - lightness_of(colour))

    def still(self, draw: Callable[[Canvas], None]) -> Callable[[Canvas], None]:
        """Paint once what never changes; each frame then starts from a copy, seen through that frame's zoom."""
        kept: list[NDArray[np.float32]] = []

        def paint(canvas: Canvas) -> None:
            if not kept:
                first = Canvas(self.width_px, self.height_px)
                draw(first)
                kept.append(first.planes)
            planes = kept[0]
            centre = (self.width_px / 2 - 0.5, self.height_px / 2 - 0.5)
            matrix = cv2.getRotationMatrix2D(centre, 0, canvas.zoom)
            for source, target in zip(planes, canvas.planes, strict=True):
                size = (self.width_px, self.height_px)
                cv2.warpAffine(
                    source, matrix, size, dst=target, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
                )

        return paint


FramePainter = Callable[[Canvas, Moment], None]
"""Paints one moment of a composed scene."""

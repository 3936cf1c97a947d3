"""Colour: OKLab conversions and the colour script that a brand palette gives a scene.

Conversions follow Björn Ottosson, "A perceptual color space for image processing" (2020). All colours handed to the
painter's layers are sRGB-encoded float32 triples in 0..1.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Colour = NDArray[np.float32]

_LMS_OF_RGB = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB_OF_LMS = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_RGB_OF_LMS = np.linalg.inv(_LMS_OF_RGB)
_LMS_OF_LAB = np.linalg.inv(_LAB_OF_LMS)

DARKEST, LIGHTEST = 0.07, 0.985
"""OKLab lightness at the ends of every tone ramp: never quite black, never quite white, so light has room to play."""


def to_oklab(rgb: NDArray[np.floating]) -> NDArray[np.float64]:
    """sRGB-encoded (..., 3) in 0..1 to OKLab (..., 3)."""
    encoded = np.asarray(rgb, np.float64)
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    return np.asarray(np.cbrt(linear @ _LMS_OF_RGB.T) @ _LAB_OF_LMS.T)


def from_oklab(lab: NDArray[np.floating]) -> Colour:
    """OKLab (..., 3) to sRGB-encoded (..., 3), clipped to 0..1."""
    linear = np.clip((np.asarray(lab, np.float64) @ _LMS_OF_LAB.T) ** 3 @ _RGB_OF_LMS.T, 0.0, 1.0)
    encoded = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return encoded.astype(np.float32)


def mix(first: Colour, second: Colour, amount: float) -> Colour:
    """Perceptual blend: `first` at 0, `second` at 1."""
    return from_oklab(to_oklab(first) * (1 - amount) + to_oklab(second) * amount)


def adjust(colour: Colour, *, lightness: float = 0.0, chroma: float = 1.0, warmth: float = 0.0) -> Colour:
    """`colour` with OKLab lightness added, chroma multiplied and warmth (towards amber, or blue if negative) added."""
    lab = to_oklab(colour) * (1.0, chroma, chroma) + (lightness, 0.3 * warmth, warmth)
    lab[0] = np.clip(lab[0], 0.02, 0.995)
    return from_oklab(lab)


def chroma_of(colour: Colour) -> float:
    """OKLab chroma."""
    lab = to_oklab(colour)
    return float(np.hypot(lab[1], lab[2]))


def lightness_of(colour: Colour) -> float:
    """OKLab lightness, 0..1."""
    return float(to_oklab(colour)[0])


@dataclass(frozen=True)
class Scheme:
    """The colour script of a scene.

    `tone(level)` walks one ramp from near black to near white that passes through every brand colour, so any picture
    drawn with it stays inside the brand; the named colours are the brand's own, unmixed.
    """

    primary: Colour
    secondary: Colour
    accent: Colour
    nodes: tuple[tuple[float, Colour], ...]
    """(level, sRGB colour), ascending in level."""

    @staticmethod
    def of(palette: NDArray[np.uint8]) -> "Scheme":
        """The scheme of a brand palette (P, 3), its colours in order of importance."""
        first_seen = np.sort(np.unique(palette, axis=0, return_index=True)[1])
        brand = [palette[i].astype(np.float32) / 255 for i in first_seen]
        primary = brand[0]
        rest = brand[1:]
        accent = max(rest, key=lambda c: _contrast(c, primary), default=_companion(primary))
        others = [c for c in rest if c is not accent]
        secondary = max(others, key=chroma_of, default=mix(primary, accent, 0.35))
        return Scheme(primary, secondary, accent, _ramp_nodes(brand if rest else [primary]))

    @cached_property
    def _ramp(self) -> NDArray[np.float64]:
        """OKLab (1024, 3) over level 0..1."""
        levels = np.array([level for level, _ in self.nodes])
        labs = to_oklab(np.array([colour for _, colour in self.nodes]))
        at = np.linspace(0.0, 1.0, 1024)
        ramp = np.stack([np.interp(at, levels, labs[:, k]) for k in range(3)], axis=1)
        kernel = np.hanning(65)[1:-1]
        padded = np.pad(ramp, ((31, 31), (0, 0)), mode="edge")
        soft = np.stack([np.convolve(padded[:, k], kernel / kernel.sum(), "valid") for k in range(3)], axis=1)
        near_node = np.min(np.abs(at[:, None] - levels[None]), axis=1)
        keep = np.clip(1 - near_node / 0.03, 0, 1)[:, None]
        return np.asarray(ramp * keep + soft * (1 - keep))

    def tone(self, level: float, *, chroma: float = 1.0, warmth: float = 0.0) -> Colour:
        """The ramp's colour at `level` (about its OKLab lightness), with chroma scaled and warmth added."""
        position = float(np.clip(level, 0.0, 1.0)) * 1023
        low = int(position)
        high = min(low + 1, 1023)
        lab = self._ramp[low] + (self._ramp[high] - self._ramp[low]) * (position - low)
        return from_oklab(lab * (1.0, chroma, chroma) + (0.0, 0.3 * warmth, warmth))

    def natural(self, level: float, hue: Colour, amount: float = 0.3) -> Colour:
        """The tone at `level` leaning towards the hue that the thing has in nature (leaves, wood, water)."""
        tone, own = to_oklab(self.tone(level)), to_oklab(hue)
        return from_oklab(np.array([tone[0], *(tone[1:] * (1 - amount) + own[1:] * amount)]))

    def swatch(self, index: int) -> Colour:
        """One of the brand's chromatic colours, cycling."""
        return (self.primary, self.accent, self.secondary)[index % 3]


def _contrast(colour: Colour, other: Colour) -> float:
    """How well `colour` serves as an accent beside `other`: vivid, and of another hue."""
    a, b = to_oklab(colour), to_oklab(other)
    return float(np.hypot(a[1], a[2]) + 0.5 * np.hypot(a[1] - b[1], a[2] - b[2]))


def _companion(colour: Colour) -> Colour:
    """An accent for a brand of one colour: across the colour wheel, a little lighter."""
    lab = to_oklab(colour)
    chroma = max(float(np.hypot(lab[1], lab[2])), 0.09)
    hue = np.arctan2(lab[2], lab[1]) + np.radians(150)
    lightness = np.clip(lab[0] + 0.15, 0.55, 0.82)
    return from_oklab(np.array([lightness, chroma * np.cos(hue), chroma * np.sin(hue)]))


def _ramp_nodes(brand: list[Colour]) -> tuple[tuple[float, Colour], ...]:
    """Brand colours along the ramp by lightness, kept apart so that no gradient turns abruptly, and its ends."""
    ordered = sorted(brand, key=lightness_of)
    levels = np.array([lightness_of(colour) for colour in ordered])
    gap = min(0.13, 0.72 / max(len(ordered) - 1, 1))
    for _ in range(60):
        for i in range(len(levels) - 1):
            overlap = gap - (levels[i + 1] - levels[i])
            if overlap > 0:
                levels[i] -= overlap / 2
                levels[i + 1] += overlap / 2
        levels = np.clip(levels, 0.12, 0.95)
    dark, light = to_oklab(ordered[0]), to_oklab(ordered[-1])
    ends_dark = from_oklab(np.array([DARKEST, dark[1] * 0.45, dark[2] * 0.45 - 0.012]))
    ends_light = from_oklab(np.array([LIGHTEST, light[1] * 0.2 + 0.002, light[2] * 0.2 + 0.012]))
    middle = [(float(level), colour) for level, colour in zip(levels, ordered, strict=True)]
    inner = [node for node in middle if DARKEST + 0.03 < node[0] < LIGHTEST - 0.02]
    return ((0.0, ends_dark), *inner, (1.0, ends_light))

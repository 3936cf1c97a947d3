"""What stands behind: finishing a scene's pictures so that a product or words in front of them come out."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from onset.compositing import color
from onset.compositing.clips import Finish
from onset.compositing.color import BLACK, WHITE, Rgb
from onset.compositing.kernels import Plane
from onset.compositing.planes import Planes
from onset.compositing.regions import Regions
from onset.timeline.brief import Colors, Size

FloatArray = NDArray[np.float32]

_GLOW_DARK, _GLOW_LIGHT = 0.45, 0.26
"""Strength of the brand-coloured lights on a dark and on a light ground."""
_LEAST_GROUND_DARK, _LEAST_GROUND_LIGHT = 0.80, 0.90
"""Least opacity of the end card's ground; a light one greys sooner."""
_SMALLER = 2
"""By so much less than the frame soft pictures are large: nothing in them is finer, and the camera enlarges them."""


def behind_product(size: Size, regions: Regions, colors: Colors) -> Finish:
    """Out of focus, darker towards the rim, with a light in brand colour where the product stands."""
    stage = regions.stage
    x, y = _grid(size)
    centre_x, centre_y = (stage.left + stage.right) / 2, (stage.top + stage.bottom) / 2
    reach = max(stage.width, stage.height) * 0.62
    distance = np.hypot(x - centre_x, y - centre_y) / reach
    light = np.exp(-0.5 * (distance / 0.5) ** 2) * 0.42
    shade = np.clip(distance - 0.55, 0, 1) ** 1.5 * 0.5
    glow = np.array(color.mix(color.parse(colors.accent), WHITE, 0.35), np.float32)
    veil = _Veil((light * (1 - shade))[..., None] * glow, light + shade - light * shade)
    return _Backdrop(size, veil, regions.unit * 0.55)


def behind_itself(size: Size, regions: Regions) -> Finish:
    """A picture as the ground for a smaller view of itself: far out of focus, and darker."""
    x, y = _grid(size)
    return _Backdrop(size, _veil_of(np.zeros((y.size, x.size, 3), np.float32), 0.3), regions.unit * 3.0)


def behind_card(size: Size, regions: Regions, colors: Colors, text: Rgb) -> Finish:
    """Far out of focus under the brand's own ground, lit by its colours, on which `text` can be read everywhere."""
    ground = _Ground.of_brand(colors, text)
    return _Backdrop(size, _veil_of(_field(size, ground), ground.opacity(text)), regions.unit * 4.0)


def brand_ground(size: Size, colors: Colors, text: Rgb) -> Planes:
    """A card's ground where no picture was generated for it."""
    field = _field(size, _Ground.of_brand(colors, text))
    field = np.asarray(cv2.resize(field, (size.width, size.height), interpolation=cv2.INTER_CUBIC), np.float32)
    return Planes.of_rgb(field)


def card_text(colors: Colors) -> Rgb:
    """The brand's text colour, or black or white where that could not be read on the brand's ground."""
    return color.readable_on(color.parse(colors.background), color.parse(colors.text), least=7.0)


@dataclass(frozen=True, slots=True)
class _Veil:
    """A translucent layer over the whole frame, coarse: premultiplied sRGB (h, w, 3) and opacity (h, w), 0..1."""

    rgb: FloatArray
    opacity: FloatArray


def _veil_of(rgb: FloatArray, opacity: float) -> _Veil:
    return _Veil(rgb * np.float32(opacity), np.full(rgb.shape[:2], opacity, np.float32))


def soft_size(size: Size) -> Size:
    """Of soft pictures for a frame: as large as any detail of theirs needs."""
    return Size(*(max(2, side // (2 * _SMALLER) * 2) for side in (size.width, size.height)))


class _Backdrop:
    """Blurs a picture and lays a veil over it: small, in floating point, and dithered at the end against banding."""

    def __init__(self, size: Size, veil: _Veil, blur_px: float) -> None:
        components = color.to_yuv(np.ascontiguousarray(veil.rgb, np.float32))
        # Of the offset that `to_yuv` adds, the veil holds its own share only.
        components -= np.array(color.BLACK_YUV, np.float32) * (1 - veil.opacity[..., None])
        self._layers, self._size = [], soft_size(size)
        random = np.random.default_rng(0)
        for index, step in enumerate((1, 2, 2)):
            sigma = blur_px / step
            shrink = max(_SMALLER, int(sigma / 2))
            small = (max(2, size.width // step // shrink), max(2, size.height // step // shrink))
            value = _resized(np.ascontiguousarray(components[..., index]), small)
            shape = self._size.height // step, self._size.width // step
            noise = random.uniform(-0.5, 0.5, shape).astype(np.float32)
            self._layers.append((value, 1 - _resized(veil.opacity, small), sigma / shrink, noise))

    def __call__(self, picture: Planes) -> Planes:
        result = Planes.empty(self._size)
        for source, target, (value, through, sigma, noise) in zip(
            picture.each(), result.each(), self._layers, strict=True
        ):
            _soften(source, target, value, through, sigma, noise)
        return result


def _soften(
    source: Plane, target: Plane, value: FloatArray, through: FloatArray, sigma: float, noise: FloatArray
) -> None:
    height, width = value.shape
    small = np.asarray(cv2.resize(source, (width, height), interpolation=cv2.INTER_AREA), np.float32)
    small = np.asarray(cv2.GaussianBlur(small, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE), np.float32)
    soft = _resized(small * through + value, (target.shape[1], target.shape[0]))
    cv2.add(soft, noise, dst=target, dtype=cv2.CV_8U)


def _field(size: Size, ground: "_Ground") -> FloatArray:
    """Coarse (h, w, 3): the ground with one light at the top and one at the bottom."""
    x, y = _grid(size)
    field = np.broadcast_to(ground.color, (y.size, x.size, 3))
    reach = (size.width * size.height) ** 0.5 * 0.33
    for (at_x, at_y), light in zip(((0.12, 0.08), (0.90, 0.94)), ground.lit, strict=True):
        distance = np.hypot(x - at_x * size.width, y - at_y * size.height) / reach
        field = field + (light - ground.color) * np.exp(-0.5 * distance**2)[..., None]
    return np.asarray(np.clip(field, 0, 255), np.float32)


@dataclass(frozen=True, slots=True)
class _Ground:
    """The end card's ground: its colour, and that colour under each of its two lights at their brightest."""

    color: FloatArray
    lit: tuple[FloatArray, FloatArray]

    @classmethod
    def of_brand(cls, colors: Colors, text: Rgb) -> "_Ground":
        """Lit by two of the brand's colours, as strongly as `text` allows."""
        ground = np.array(color.parse(colors.background), np.float32)
        paints = [np.array(paint, np.float32) for paint in _light_colors(colors, is_dark=_is_dark(ground))]
        for strength in np.linspace(_GLOW_DARK if _is_dark(ground) else _GLOW_LIGHT, 0.0, 6):
            first, second = (_lit(ground, paint, float(strength)) for paint in paints)
            if all(color.contrast(text, _rgb(shade)) >= color.TEXT_CONTRAST for shade in (first, second)):
                break
        return cls(ground, (first, second))

    def opacity(self, text: Rgb) -> float:
        """The least opacity at which `text` can be read on it whatever picture is behind it."""
        least = _LEAST_GROUND_DARK if _is_dark(self.color) else _LEAST_GROUND_LIGHT
        for opacity in np.arange(least, 1.0, 0.02):
            seen = [
                color.mix(extreme, _rgb(shade), float(opacity))
                for extreme in (BLACK, WHITE)
                for shade in (self.color, *self.lit)
            ]
            if all(color.contrast(text, shade) >= color.TEXT_CONTRAST for shade in seen):
                return float(opacity)
        return 1.0


def _light_colors(colors: Colors, *, is_dark: bool) -> tuple[Rgb, Rgb]:
    """Lights for the card: primary and secondary; on a light ground, which dark ones would grey, the lightest two."""
    primary, secondary, accent = (color.parse(text) for text in (colors.primary, colors.secondary, colors.accent))
    if is_dark:
        return primary, secondary
    lightest, second, _ = sorted((primary, secondary, accent), key=color.luminance, reverse=True)
    return lightest, second


def _lit(ground: FloatArray, light: FloatArray, strength: float) -> FloatArray:
    """A ground under a coloured light: a dark one is brightened (screen), a light one takes on the colour."""
    full = 255.0 - (255.0 - ground) * (255.0 - light) / 255.0 if _is_dark(ground) else light
    return np.asarray(ground + (full - ground) * strength, np.float32)


def _is_dark(ground: FloatArray) -> bool:
    return float(ground.mean()) < 128.0


def _rgb(shade: FloatArray) -> Rgb:
    red, green, blue = (round(float(value)) for value in shade)
    return red, green, blue


_COARSE_PX = 8


def _grid(size: Size) -> tuple[FloatArray, FloatArray]:
    """X as (1, w) and y as (h, 1): the middles of coarse pixels, in pixels of the frame."""
    columns, rows = max(2, size.width // _COARSE_PX), max(2, size.height // _COARSE_PX)
    x = (np.arange(columns, dtype=np.float32) + 0.5) * np.float32(size.width / columns)
    y = (np.arange(rows, dtype=np.float32) + 0.5) * np.float32(size.height / rows)
    return x[None, :], y[:, None]


def _resized(plane: FloatArray, size: tuple[int, int]) -> FloatArray:
    """A smooth plane at another (width, height)."""
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_CUBIC), np.float32)

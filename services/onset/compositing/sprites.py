"""Sprites: pictures with transparency, made once, laid over frames at any place, scale and opacity.

Only the region that a sprite covers is touched.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from onset.compositing import color, kernels
from onset.compositing.color import Rgb
from onset.compositing.kernels import Plane
from onset.compositing.planes import Planes, chroma_map, luma_map, mask_to_chroma_grid, rounded, to_chroma_grid
from onset.compositing.resample import Affine, resample

Mask = NDArray[np.uint8]
"""(H, W) coverage, 255 = opaque."""

_MARGIN_PX = 2
"""Transparent pixels around a sprite, so that its edge stays soft wherever it lands between pixels."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where and how a sprite stands in a frame."""

    x: float
    """Centre, in pixels of the frame, 0 at the left edge of its first pixel."""
    y: float
    scale: float = 1.0
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class _Layer:
    """A premultiplied plane and what it lets through (255 = all)."""

    value: Plane
    through: Plane


@dataclass(frozen=True, slots=True, eq=False)
class Sprite:
    """A premultiplied picture; even width and height, margin included."""

    width: int
    height: int
    layers: tuple[_Layer, _Layer, _Layer]

    @classmethod
    def of_rgba(cls, rgba: NDArray[np.uint8]) -> Self:
        """From (H, W, 4) straight sRGB and alpha."""
        height, width = rgba.shape[:2]
        margins = (
            (_MARGIN_PX, _MARGIN_PX + height % 2),
            (_MARGIN_PX, _MARGIN_PX + width % 2),
            (0, 0),
        )
        padded = np.pad(rgba, margins).astype(np.float32)
        alpha = padded[..., 3] / np.float32(255.0)
        components = color.to_yuv(np.ascontiguousarray(padded[..., :3])) * alpha[..., None]
        chroma_alpha = to_chroma_grid(alpha)
        y, u, v = (np.ascontiguousarray(components[..., index]) for index in range(3))
        return cls(
            padded.shape[1],
            padded.shape[0],
            (
                _layer(y, alpha),
                _layer(to_chroma_grid(u), chroma_alpha),
                _layer(to_chroma_grid(v), chroma_alpha),
            ),
        )

    def centre(self, left: int, top: int) -> tuple[float, float]:
        """Where to place it so that the picture's own corner, without the margin, stands at (left, top).

        Even corners need no resampling.
        """
        return left - _MARGIN_PX + self.width / 2, top - _MARGIN_PX + self.height / 2

    def draw(self, frame: Planes, place: Placement) -> None:
        """Lay it over a frame, clipped to it."""
        if place.opacity <= 0.0 or place.scale <= 0.0:
            return
        left, top = place.x - self.width / 2 * place.scale, place.y - self.height / 2 * place.scale
        if place.scale == 1.0 and left % 2 == 0 and top % 2 == 0:
            self._lay(frame, self.layers, int(left), int(top), self.width, self.height, place.opacity)
            return
        at_x, at_y = _even_floor(left), _even_floor(top)
        width = _even_ceil(left + self.width * place.scale) - at_x
        height = _even_ceil(top + self.height * place.scale) - at_y
        to_sprite = np.array(
            [
                [1 / place.scale, 0.0, (at_x - left) / place.scale],
                [0.0, 1 / place.scale, (at_y - top) / place.scale],
            ]
        )
        moved = (
            _warped(self.layers[0], luma_map(to_sprite), width, height),
            *(_warped(layer, chroma_map(to_sprite), width // 2, height // 2) for layer in self.layers[1:]),
        )
        self._lay(frame, moved, at_x, at_y, width, height, place.opacity)

    @staticmethod
    def _lay(
        frame: Planes, layers: tuple[_Layer, ...], left: int, top: int, width: int, height: int, opacity: float
    ) -> None:
        x0, x1 = max(left, 0), min(left + width, frame.size.width)
        y0, y1 = max(top, 0), min(top + height, frame.size.height)
        if x0 >= x1 or y0 >= y1:
            return
        for plane, layer, step in zip(frame.each(), layers, (1, 2, 2), strict=True):
            corner, first = (y0 // step, x0 // step), ((y0 - top) // step, (x0 - left) // step)
            extent = ((y1 - y0) // step, (x1 - x0) // step)
            size = (height // step, width // step)
            assert layer.value.shape == layer.through.shape == size, "the compiled loop reads wherever it is told"
            kernels.lay(plane, *corner, layer.value, layer.through, *first, *extent, round(256 * min(opacity, 1.0)))


def _layer(value: NDArray[np.float32], alpha: NDArray[np.float32]) -> _Layer:
    return _Layer(rounded(value), rounded(255.0 * (1.0 - alpha)))


def _warped(layer: _Layer, mapping: Affine, width: int, height: int) -> _Layer:
    moved = _Layer(np.empty((height, width), np.uint8), np.empty((height, width), np.uint8))
    # The margin around a sprite goes on beyond its edge.
    resample(layer.value, mapping, moved.value)
    resample(layer.through, mapping, moved.through)
    return moved


def _even_floor(value: float) -> int:
    return int(np.floor(value / 2)) * 2


def _even_ceil(value: float) -> int:
    return int(np.ceil(value / 2)) * 2


@dataclass(frozen=True, slots=True, eq=False)
class Fill:
    """Colours side by side, each through its mask, where they stand: ready to be painted on any number of frames."""

    masks: tuple[tuple[Mask, ...], tuple[Mask, ...], tuple[Mask, ...]]
    """On the grid of each plane."""
    values: tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]
    """The colours' components in each plane."""
    left: int
    top: int

    @classmethod
    def of(cls, layers: Sequence[tuple[Mask, Rgb]], left: int, top: int) -> Self:
        """One or two colours; the masks, of one size, add up to 255 at most.

        Their common corner stands at (left, top), both even, and they lie in the frame.
        """
        # Compiled loops take only what may be written, though they do not write to it.
        full = tuple(np.require(mask, np.uint8, ("C", "W")) for mask, _ in layers)
        half = tuple(mask_to_chroma_grid(mask) for mask in full)
        y, u, v = zip(*(color.yuv_of(paint) for _, paint in layers), strict=True)
        return cls((full, half, half), (y, u, v), left, top)

    def draw(self, frame: Planes) -> None:
        """Paint them."""
        for plane, masks, values, step in zip(frame.each(), self.masks, self.values, (1, 2, 2), strict=True):
            top, left = self.top // step, self.left // step
            height, width = masks[0].shape
            covered = plane[max(top, 0) : top + height, max(left, 0) : left + width]
            assert all(mask.shape == covered.shape for mask in masks), "the compiled loops write wherever they are told"
            if len(masks) == 1:
                kernels.cover(plane, top, left, masks[0], values[0])
            else:
                kernels.cover_two(plane, top, left, masks[0], values[0], masks[1], values[1])


def fill(frame: Planes, mask: Mask, paint: Rgb, left: int, top: int) -> None:
    """Paint one colour through a mask whose corner stands at (left, top), both even, and which lies in the frame."""
    Fill.of(((mask, paint),), left, top).draw(frame)

"""Sprites: pictures with transparency, made once, laid over frames at any place, scale and opacity.

Only the region that a sprite covers is touched.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

from onset.compositing import color
from onset.compositing.color import Rgb
from onset.compositing.planes import (
    Affine,
    Plane,
    Planes,
    as_plane,
    chroma_map,
    luma_map,
    mask_to_chroma_grid,
    rounded,
    to_chroma_grid,
)

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
            rows = slice((y0 - top) // step, (y1 - top) // step)
            columns = slice((x0 - left) // step, (x1 - left) // step)
            value, through = layer.value[rows, columns], layer.through[rows, columns]
            if opacity < 1.0:
                value = as_plane(cv2.convertScaleAbs(value, alpha=opacity))
                through = as_plane(cv2.convertScaleAbs(through, alpha=opacity, beta=255.0 * (1.0 - opacity)))
            region = plane[y0 // step : y1 // step, x0 // step : x1 // step]
            cv2.multiply(region, through, dst=region, scale=1 / 255)
            cv2.add(region, value, dst=region)


def _layer(value: NDArray[np.float32], alpha: NDArray[np.float32]) -> _Layer:
    return _Layer(rounded(value), rounded(255.0 * (1.0 - alpha)))


def _warped(layer: _Layer, mapping: Affine, width: int, height: int) -> _Layer:
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return _Layer(
        as_plane(cv2.warpAffine(layer.value, mapping, (width, height), flags=flags, borderValue=0)),
        as_plane(cv2.warpAffine(layer.through, mapping, (width, height), flags=flags, borderValue=255)),
    )


def _even_floor(value: float) -> int:
    return int(np.floor(value / 2)) * 2


def _even_ceil(value: float) -> int:
    return int(np.ceil(value / 2)) * 2


def fill(frame: Planes, mask: Mask, paint: Rgb, left: int, top: int) -> None:
    """Paint one colour through a mask whose corner stands at (left, top), both even, and which lies in the frame."""
    fill_all(frame, ((mask, paint),), left, top)


def fill_all(frame: Planes, layers: Sequence[tuple[Mask, Rgb]], left: int, top: int) -> None:
    """Paint colours side by side, each through its mask; the masks, of one size, add up to 255 at most.

    Their common corner stands at (left, top), both even, and they lie in the frame.
    """
    halves = [mask_to_chroma_grid(mask) for mask, _ in layers]
    for index, plane in enumerate(frame.each()):
        step = 2 if index else 1
        covers = halves if index else [mask for mask, _ in layers]
        rows, columns = covers[0].shape
        region = plane[top // step : top // step + rows, left // step : left // step + columns]
        whole = covers[0]
        for cover in covers[1:]:
            whole = as_plane(cv2.add(whole, cover))
        cv2.multiply(region, cv2.bitwise_not(whole), dst=region, scale=1 / 255)
        for cover, (_, paint) in zip(covers, layers, strict=True):
            cv2.add(region, cv2.convertScaleAbs(cover, alpha=color.yuv_of(paint)[index] / 255), dst=region)

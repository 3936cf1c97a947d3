"""Pictures as the encoder takes them: planar 4:2:0, BT.709 limited range, and moving and mixing them.

All drawing happens in these components. Every step of it (resampling, mixing, laying a translucent sprite over) is
linear, so the result is that of working in R'G'B', at half the data and with no conversion per frame.
"""

from dataclasses import dataclass
from typing import Any, Self

import cv2
import numpy as np
from numpy.typing import NDArray

from onset.compositing import color, kernels
from onset.compositing.kernels import Plane
from onset.compositing.resample import Affine, resample
from onset.timeline.brief import Size

_LUMA_SITE = (0.5, 0.5)
_CHROMA_SITE = (0.5, 1.0)
"""Where the first chroma sample sits: 4:2:0 'left' siting, beside the first luma column, between the first two rows."""

_STRIP_ROWS = 64
"""A picture in floating point is large; in even strips it stays in the processor's cache."""


@dataclass(frozen=True, slots=True, eq=False)
class Planes:
    """One picture: `y` is (H, W), `u` and `v` are (H/2, W/2), all views of one contiguous `buffer`."""

    size: Size
    buffer: Plane
    y: Plane
    u: Plane
    v: Plane

    @classmethod
    def empty(cls, size: Size) -> Self:
        """Uninitialised memory for a picture of even width and height."""
        return cls.of_buffer(np.empty(size.width * size.height * 3 // 2, np.uint8), size)

    @classmethod
    def of_buffer(cls, buffer: Plane, size: Size) -> Self:
        """A picture whose planes lie in `buffer` one after another."""
        luma, chroma = size.width * size.height, size.width * size.height // 4
        half = (size.height // 2, size.width // 2)
        return cls(
            size,
            buffer,
            buffer[:luma].reshape(size.height, size.width),
            buffer[luma : luma + chroma].reshape(half),
            buffer[luma + chroma :].reshape(half),
        )

    @classmethod
    def filled(cls, size: Size, components: tuple[int, int, int] = color.BLACK_YUV) -> Self:
        """A picture of one colour."""
        planes = cls.empty(size)
        for plane, value in zip(planes.each(), components, strict=True):
            plane.fill(value)
        return planes

    @classmethod
    def of_rgb(cls, rgb: NDArray[np.uint8] | NDArray[np.float32]) -> Self:
        """From (H, W, 3) sRGB 0..255, H and W even; floats are dithered, so that gradients do not band."""
        planes, random = cls.empty(Size(rgb.shape[1], rgb.shape[0])), np.random.default_rng(0)
        for top in range(0, rgb.shape[0], _STRIP_ROWS):
            rows, halves = slice(top, top + _STRIP_ROWS), slice(top // 2, (top + _STRIP_ROWS) // 2)
            components = color.to_yuv(rgb[rows].astype(np.float32))
            if rgb.dtype != np.uint8:
                components += random.uniform(-0.5, 0.5, components.shape[:2])[..., None]
            planes.y[rows] = rounded(components[..., 0])
            planes.u[halves] = rounded(to_chroma_grid(np.ascontiguousarray(components[..., 1])))
            planes.v[halves] = rounded(to_chroma_grid(np.ascontiguousarray(components[..., 2])))
        return planes

    def each(self) -> tuple[Plane, Plane, Plane]:
        """The three planes."""
        return self.y, self.u, self.v


def rounded(values: NDArray[np.floating[Any]]) -> Plane:
    """Nearest 8-bit values."""
    return np.asarray(np.clip(np.rint(values), 0, 255), np.uint8)


def as_plane(image: cv2.typing.MatLike) -> Plane:
    """What OpenCV returns for 8-bit input, under its own type."""
    return np.asarray(image, np.uint8)


def to_chroma_grid(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    """Sample a full-resolution plane where chroma samples sit: [1 2 1] / 4 across, the mean of two rows down."""
    across = cv2.sepFilter2D(
        plane, cv2.CV_32F, np.array([0.25, 0.5, 0.25]), np.array([1.0]), borderType=cv2.BORDER_REPLICATE
    )[:, ::2]
    return (across[::2] + across[1::2]) * 0.5


def mask_to_chroma_grid(mask: Plane) -> Plane:
    """The same for 8-bit masks, many times as fast and right to one step."""
    height, width = mask.shape
    half = (width // 2, height // 2)
    # [1 2 1] / 4 is the mean of the pairs to the right and to the left.
    shifted = cv2.copyMakeBorder(mask[:, :-1], 0, 0, 1, 0, cv2.BORDER_REPLICATE)
    right, left = (cv2.resize(pair, half, interpolation=cv2.INTER_AREA) for pair in (mask, shifted))
    return as_plane(cv2.addWeighted(right, 0.5, left, 0.5, 0.0))


def luma_map(affine: Affine) -> Affine:
    """`affine`, of points in luma pixels with (0, 0) at the corner of the first, between indices of luma planes."""
    return _on_grid(affine, 1.0, _LUMA_SITE)


def chroma_map(affine: Affine) -> Affine:
    """The same between sample indices of chroma planes."""
    return _on_grid(affine, 2.0, _CHROMA_SITE)


def _on_grid(affine: Affine, step: float, site: tuple[float, float]) -> Affine:
    (a, b, across), (c, d, down) = affine.tolist()
    x, y = site
    return np.array([[a, b, (a * x + b * y + across - x) / step], [c, d, (c * x + d * y + down - y) / step]])


def warp(source: Planes, affine: Affine, target: Planes) -> None:
    """Fill `target` with `source` seen through `affine`, linear at full subpixel precision, edges replicated."""
    luma, chroma = luma_map(affine), chroma_map(affine)
    for plane, moved, mapping in zip(source.each(), target.each(), (luma, chroma, chroma), strict=True):
        resample(plane, mapping, moved)


def mix(first: Planes, second: Planes, share: float, target: Planes) -> None:
    """`target` = `share` of `second` in `first`, to 1/256; `target` may be either of them."""
    assert first.size == second.size == target.size, "the compiled loop reads wherever it is told"
    kernels.blend(first.buffer, second.buffer, round(256 * share), target.buffer)

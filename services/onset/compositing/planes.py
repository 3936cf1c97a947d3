"""Pictures as the encoder takes them: planar 4:2:0, BT.709 limited range, and moving and mixing them.

All drawing happens in these components. Every step of it (resampling, mixing, laying a translucent sprite over) is
linear, so the result is that of working in R'G'B', at half the data and with no conversion per frame.
"""

from dataclasses import dataclass
from typing import Any, Self

import cv2
import numpy as np
from numpy.typing import NDArray

from onset.compositing import color
from onset.timeline.brief import Size

Plane = NDArray[np.uint8]
Affine = NDArray[np.float64]
"""2 x 3: maps a point of the target to a point of the source, both in luma pixels with (0, 0) at the corner of the
first pixel, so that the centre of pixel i is i + 0.5."""

_LUMA_SITE = (0.5, 0.5)
_CHROMA_SITE = (0.5, 1.0)
"""Where the first chroma sample sits: 4:2:0 'left' siting, beside the first luma column, between the first two rows."""


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
        luma, chroma = size.width * size.height, size.width * size.height // 4
        buffer = np.empty(luma + 2 * chroma, np.uint8)
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
        components = color.to_yuv(rgb.astype(np.float32))
        if rgb.dtype != np.uint8:
            components += np.random.default_rng(0).uniform(-0.5, 0.5, components.shape[:2])[..., None]
        planes = cls.empty(Size(rgb.shape[1], rgb.shape[0]))
        planes.y[:] = rounded(components[..., 0])
        planes.u[:] = rounded(to_chroma_grid(np.ascontiguousarray(components[..., 1])))
        planes.v[:] = rounded(to_chroma_grid(np.ascontiguousarray(components[..., 2])))
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
    """`affine` between pixel indices of luma planes."""
    return _on_grid(affine, 1.0, _LUMA_SITE)


def chroma_map(affine: Affine) -> Affine:
    """`affine` between sample indices of chroma planes."""
    return _on_grid(affine, 2.0, _CHROMA_SITE)


def _on_grid(affine: Affine, step: float, site: tuple[float, float]) -> Affine:
    origin = np.array(site)
    shift = (affine[:, :2] @ origin + affine[:, 2] - origin) / step
    return np.column_stack([affine[:, :2], shift])


def warp(source: Planes, affine: Affine, target: Planes) -> None:
    """Fill `target` with `source` seen through `affine`, bilinear at full subpixel precision, edges replicated."""
    for plane, moved, mapping in zip(
        source.each(), target.each(), (luma_map(affine), chroma_map(affine), chroma_map(affine)), strict=True
    ):
        cv2.warpAffine(
            plane,
            mapping,
            (moved.shape[1], moved.shape[0]),
            dst=moved,
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )


def mix(first: Planes, second: Planes, share: float, target: Planes) -> None:
    """`target` = `share` of `second` in `first`; `target` may be either of them."""
    cv2.addWeighted(first.buffer, 1.0 - share, second.buffer, share, 0.0, dst=target.buffer)

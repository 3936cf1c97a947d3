"""From the size that a diffusion model samples at to the size that was asked for. Pure."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from onset.timeline.brief import Size

_STEP_PX = 32
"""Sides that the denoiser takes."""
_LEAST_PX, _MOST_PX = 64, 1024
_AREA_WEIGHT = 0.5
"""Of a size whose number of pixels is not the trained one, against one whose shape is not the asked one."""
_SHARPENING, _SHARPENING_SIGMA = 0.5, 0.7
"""Unsharp masking after enlarging, its radius in sampled pixels: measured, see docs/benchmarks.md, enlarging."""


def sampled_size(size: Size, pixels: int) -> Size:
    """The size to sample at for pictures of `size`: sides in steps of 32, nearly its shape, about so many pixels."""
    sides = range(_LEAST_PX, _MOST_PX + 1, _STEP_PX)

    def cost(width: int, height: int) -> tuple[float, int]:
        shape = abs(math.log(width / height / float(size.aspect)))
        area = abs(math.log(width * height / pixels))
        return round(shape + _AREA_WEIGHT * area, 9), width * height

    near = [(cost(width, height), width, height) for width in sides for height in sides]
    _, width, height = min(near)
    return Size(width, height)


def enlarged(picture: NDArray[np.uint8], size: Size) -> NDArray[np.uint8]:
    """The picture filling `size` exactly: scaled evenly, its middle cut out, lightly sharpened.

    Args:
        picture: (height, width, 3) sRGB.
        size: to fill.
    """
    height, width = picture.shape[:2]
    if (width, height) == (size.width, size.height):
        return picture
    scale = max(size.width / width, size.height / height)
    full = (max(size.width, round(width * scale)), max(size.height, round(height * scale)))
    left, top = (full[0] - size.width) // 2, (full[1] - size.height) // 2
    shrinks = scale < 1
    large = cv2.resize(picture, full, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LANCZOS4)
    large = large[top : top + size.height, left : left + size.width]
    if shrinks:
        return np.ascontiguousarray(large, np.uint8)
    soft = cv2.GaussianBlur(large, (0, 0), _SHARPENING_SIGMA * scale)
    return np.asarray(cv2.addWeighted(large, 1 + _SHARPENING, soft, -_SHARPENING, 0), np.uint8)

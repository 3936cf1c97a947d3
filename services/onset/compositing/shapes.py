"""Soft-edged shapes as masks, exact between pixels: drawn from their signed distance."""

import numpy as np
from numpy.typing import NDArray

from onset.compositing.planes import rounded
from onset.compositing.sprites import Mask


def rounded_box_distance(
    across: tuple[float, float], down: tuple[float, float], radius: float, width: int, height: int
) -> NDArray[np.float32]:
    """Signed distance of each pixel's centre to a rounded box: negative inside.

    Args:
        across: the box's left and right edge, pixels.
        down: its top and bottom edge.
        radius: of its corners; at most half its shorter side is used.
        width: of the result, which is (height, width).
        height: likewise.
    """
    (left, right), (top, bottom) = across, down
    radius = min(radius, (right - left) / 2, (bottom - top) / 2)
    x = np.abs(np.arange(width, dtype=np.float32) + 0.5 - (left + right) / 2) - ((right - left) / 2 - radius)
    y = np.abs(np.arange(height, dtype=np.float32) + 0.5 - (top + bottom) / 2) - ((bottom - top) / 2 - radius)
    outside = np.hypot(np.maximum(x, 0)[None, :], np.maximum(y, 0)[:, None])
    inside = np.minimum(np.maximum(x[None, :], y[:, None]), 0)
    return np.asarray(outside + inside - radius, np.float32)


def pill(width: int, height: int, radius: float) -> Mask:
    """A rounded box that fills width x height."""
    return solid(rounded_box_distance((0, width), (0, height), radius, width, height))


def solid(distance: NDArray[np.float32], opacity: float = 1.0) -> Mask:
    """The shape, its edge one pixel soft."""
    return rounded(np.clip(0.5 - distance, 0.0, 1.0) * (255.0 * opacity))


def glow(distance: NDArray[np.float32], reach_px: float, opacity: float) -> Mask:
    """The shape with a Gaussian fall-off around it; `reach_px` is its standard deviation."""
    falloff = np.exp(-0.5 * (np.maximum(distance, 0.0) / reach_px) ** 2)
    return rounded(falloff * (255.0 * opacity))


def ellipse_glow(width: int, height: int, opacity: float) -> Mask:
    """A light or shadow filling width x height: brightest in the middle, smoothly nothing at the rim."""
    x = (np.arange(width, dtype=np.float32) + 0.5) / width * 2 - 1
    y = (np.arange(height, dtype=np.float32) + 0.5) / height * 2 - 1
    rest = np.clip(1.0 - (x[None, :] ** 2 + y[:, None] ** 2), 0.0, 1.0)
    return rounded(rest**2 * (255.0 * opacity))


def tinted(mask: Mask, paint: tuple[int, int, int]) -> NDArray[np.uint8]:
    """(H, W, 4): one colour through a mask."""
    rgba = np.empty((*mask.shape, 4), np.uint8)
    rgba[..., :3] = paint
    rgba[..., 3] = mask
    return rgba

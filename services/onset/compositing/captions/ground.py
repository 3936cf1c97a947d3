"""The soft ground under a caption: as strong as the picture needs for its letters to be read, and no stronger.

The picture is measured in every frame, in blocks, by bounds that hold for each pixel of a block; so the promise holds
for any picture, from a plain wall to a chequerboard, and nothing depends on earlier frames.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from onset.compositing import color, kernels
from onset.compositing.color import Rgb
from onset.compositing.kernels import Plane
from onset.compositing.planes import Planes, as_plane, rounded
from onset.compositing.sprites import Mask, fill

_BLOCK_PX = 16
_AIMED_CONTRAST = 6.5
"""Above WCAG's 4.5, for what rounding, coarse chroma and the encoder take away; and it looks crisper."""
_MIDDLE_LUMINANCE = 0.179
"""As far from black as from white in contrast."""
_NEIGHBOURS = np.ones((3, 3), np.uint8)
_INKED = 8
"""Coverage from which a pixel belongs to a letter, of 255."""


class Ground:
    """Darkens a picture under bright inks, lightens it under dark ones."""

    def __init__(self, inks: tuple[Rgb, ...], paint: Rgb, least: float, aimed: float = _AIMED_CONTRAST) -> None:
        """Work out what the inks need.

        Args:
            inks: what stands on the ground; all bright or all dark.
            paint: the ground's colour; black or white takes its place where the inks could not be read on it.
            least: opacity where the picture needs none.
            aimed: contrast to reach.
        """
        luminances = [color.luminance(ink) for ink in inks]
        self._bright = min(luminances) > _MIDDLE_LUMINANCE
        self._least = least
        if self._bright:
            self._limit = _level(max(0.0, (min(luminances) + 0.05) / aimed - 0.05))
            self._paint = paint if max(paint) < 0.7 * self._limit else color.BLACK
            self._level = float(max(self._paint))
        else:
            self._limit = _level(min(1.0, (max(luminances) + 0.05) * aimed - 0.05))
            self._paint = paint if min(paint) > 255 - 0.7 * (255 - self._limit) else color.WHITE
            self._level = float(min(self._paint))

    def lay(self, frame: Planes, cover: Mask, left: int, top: int) -> None:
        """Lay the ground where `cover` asks for it, 255 = fully; its corner stands at (left, top), both even."""
        rows, columns = cover.shape
        blocks = self._blocks(frame, left, top, rows, columns)
        size = (blocks.shape[1] * _BLOCK_PX, blocks.shape[0] * _BLOCK_PX)
        need = cv2.resize(blocks, size, interpolation=cv2.INTER_LINEAR)[:rows, :columns]
        weight = as_plane(cv2.multiply(need, cover, scale=1 / 255))
        fill(frame, weight, self._paint, left, top)

    def _blocks(self, frame: Planes, left: int, top: int, rows: int, columns: int) -> Mask:
        """Opacity at which every pixel keeps the limit, per block, 255 = opaque; also between blocks, as it blends."""
        extreme = _bounds(frame, left, top, rows, columns, brightest=self._bright)
        beyond = extreme - self._limit if self._bright else self._limit - extreme
        reach = extreme - self._level if self._bright else self._level - extreme
        needed = np.divide(beyond, reach, out=np.zeros_like(beyond), where=beyond > 0)
        blocks = rounded(np.ceil(255.0 * np.clip(needed, self._least, 1.0)))
        # Each block takes its neighbours' strongest before it is softened, so softening takes nothing from its own.
        return as_plane(cv2.blur(cv2.dilate(blocks, _NEIGHBOURS), (3, 3), borderType=cv2.BORDER_REPLICATE))


def _bounds(frame: Planes, left: int, top: int, rows: int, columns: int, *, brightest: bool) -> NDArray[np.float32]:
    """Per block, what no red, green or blue in it passes: the most for `brightest`, else the least, 0..255 and beyond.

    R = Y + 1.5748 Cr, G = Y - 0.1873 Cb - 0.4681 Cr, B = Y + 1.8556 Cb (ITU-R BT.709-6).
    """
    corner, extent = (top // 2, left // 2), (rows // 2, columns // 2)
    y = _extremes(frame.y, (top, left), (rows, columns), _BLOCK_PX)
    u, v = (_extremes(plane, corner, extent, _BLOCK_PX // 2) for plane in (frame.u, frame.v))
    much, little = (1, 0) if brightest else (0, 1)
    blue, red, less_blue, less_red = u[much] - 128.0, v[much] - 128.0, u[little] - 128.0, v[little] - 128.0
    chroma = (1.5748 * red, 1.8556 * blue, -0.1873 * less_blue - 0.4681 * less_red)
    luma = (y[much] - 16.0) * (255.0 / 219.0)
    outer = np.maximum.reduce(chroma) if brightest else np.minimum.reduce(chroma)
    return np.asarray(luma + outer * (255.0 / 224.0), np.float32)


def _extremes(plane: Plane, corner: tuple[int, int], extent: tuple[int, int], block: int) -> NDArray[np.float32]:
    """(2, rows, columns): the least and the greatest value of each block of a part; the last may be smaller."""
    (top, left), (height, width) = corner, extent
    found = np.empty((2, -(-height // block), -(-width // block)), np.uint8)
    kernels.extremes(plane, top, left, top + height, left + width, block, found[0], found[1])
    return found.astype(np.float32)


def _level(luminance: float) -> float:
    """The grey (sRGB, 0..255) of a relative luminance."""
    value = 12.92 * luminance if luminance <= 0.0031308 else 1.055 * luminance ** (1 / 2.4) - 0.055
    return 255.0 * value


def spread(letters: Mask, core_px: float, reach_px: float) -> Mask:
    """Where letters want their ground: fully up to `core_px` around them, then fading out over `reach_px`."""
    outside = cv2.threshold(letters, _INKED, 255, cv2.THRESH_BINARY_INV)[1]
    distance = np.asarray(cv2.distanceTransform(outside, cv2.DIST_L2, 5), np.float32)
    beyond = np.clip((distance - core_px) / reach_px, 0.0, 1.0)
    return rounded(255.0 * (1.0 - beyond) ** 2 * (1.0 + 2.0 * beyond))

"""Where a shape is: a pixel box and a weight per pixel, and the lights and shadows that follow from it."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Box:
    """A half-open pixel rectangle."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Columns."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Rows."""
        return self.bottom - self.top

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns)."""
        return (self.height, self.width)

    @property
    def is_empty(self) -> bool:
        """Whether it holds no pixel."""
        return self.width <= 0 or self.height <= 0

    def clip(self, left: int, top: int, right: int, bottom: int) -> "Box":
        """The part of the given rectangle that lies in this box."""
        return Box(max(left, self.left), max(top, self.top), min(right, self.right), min(bottom, self.bottom))

    def grown(self, pixels: int, within: "Box") -> "Box":
        """This box with a margin, kept within another."""
        return within.clip(self.left - pixels, self.top - pixels, self.right + pixels, self.bottom + pixels)


@dataclass(frozen=True)
class Cover:
    """Weights in 0..1, float32 (h, w), over a box of the picture."""

    box: Box
    weight: NDArray[np.float32]

    @staticmethod
    def empty() -> "Cover":
        """A cover of nothing."""
        return Cover(Box(0, 0, 0, 0), np.zeros((0, 0), np.float32))

    def times(self, weight: NDArray[np.floating] | float) -> "Cover":
        """This cover with its weights multiplied; the factor broadcasts to (h, w)."""
        return Cover(self.box, np.asarray(self.weight * weight, np.float32))

    def within(self, other: "Cover") -> "Cover":
        """The part of this cover that lies inside another."""
        box = self.box.clip(other.box.left, other.box.top, other.box.right, other.box.bottom)
        if box.is_empty:
            return Cover.empty()
        return Cover(box, self._part(box) * other._part(box))

    def outside(self, other: "Cover") -> "Cover":
        """The part of this cover that another leaves free."""
        box = self.box.clip(other.box.left, other.box.top, other.box.right, other.box.bottom)
        if box.is_empty:
            return self
        weight = self.weight.copy()
        rows, columns = _window(box, self.box)
        weight[rows, columns] *= 1 - other._part(box)
        return Cover(self.box, weight)

    def shifted(self, dx_px: float, dy_px: float) -> "Cover":
        """The cover moved by a subpixel distance inside its own box; what enters at the border is 0."""
        matrix = np.array([[1, 0, dx_px], [0, 1, dy_px]], np.float64)
        moved = cv2.warpAffine(self.weight, matrix, (self.box.width, self.box.height), flags=cv2.INTER_LINEAR)
        return Cover(self.box, np.asarray(moved, np.float32))

    def edge(self, dx_px: float, dy_px: float) -> "Cover":
        """The rim that faces the direction (dx, dy), as wide as that vector is long."""
        if self.box.is_empty:
            return self
        matrix = np.array([[1, 0, -dx_px], [0, 1, -dy_px]], np.float64)
        size = (self.box.width, self.box.height)
        moved = cv2.warpAffine(self.weight, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return Cover(self.box, np.asarray(np.clip(self.weight - moved, 0, 1), np.float32))

    def blurred(self, radius_px: float, within: Box) -> "Cover":
        """A soft copy (Gaussian, two standard deviations = radius), its box grown to hold the softness."""
        if self.box.is_empty or radius_px < 0.5:
            return self
        step = max(1, int(radius_px / 6))
        margin = int(radius_px * 1.5) + step
        box = self.box.grown(margin, within)
        padded = np.zeros(box.shape, np.float32)
        rows, columns = _window(self.box, box)
        padded[rows, columns] = self.weight
        small_size = (max(1, -(-box.width // step)), max(1, -(-box.height // step)))
        small = cv2.resize(padded, small_size, interpolation=cv2.INTER_AREA) if step > 1 else padded
        sigma = radius_px / 2 / step
        soft = cv2.GaussianBlur(small, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)
        if step > 1:
            soft = cv2.resize(soft, (box.width, box.height), interpolation=cv2.INTER_LINEAR)
        return Cover(box, np.asarray(soft, np.float32))

    def _part(self, box: Box) -> NDArray[np.float32]:
        rows, columns = _window(box, self.box)
        return self.weight[rows, columns]


def _window(inner: Box, outer: Box) -> tuple[slice, slice]:
    top, left = inner.top - outer.top, inner.left - outer.left
    return slice(top, top + inner.height), slice(left, left + inner.width)

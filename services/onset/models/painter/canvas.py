"""A planar float canvas: antialiased covers, gradient paints, glows.

Coordinates are in units of the picture's shorter side, origin at the top left: a 1080x1920 canvas is 1.0 wide and 1.778
high. Pixels are sRGB-encoded float32 planes (3, H, W); planes, because a cover then broadcasts over contiguous rows.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from onset.models.painter.cover import Box, Cover
from onset.models.painter.palette import Colour
from onset.models.painter.raster import coverage

Points = NDArray[np.floating]
Paint = Colour | Callable[["Canvas", Box], NDArray[np.float32]]
"""A colour (3,), or a function from a pixel box to planes that broadcast to (3, h, w)."""

_STRIP_ROWS = 48
"""Rows blended at once: small enough that the temporaries stay in the processor's cache."""


class Canvas:
    """A picture being painted, and the view through which coordinates reach it."""

    def __init__(self, width: int, height: int, *, zoom: float = 1.0) -> None:
        self.width_px, self.height_px = width, height
        self.short_px = min(width, height)
        self.w, self.h = width / self.short_px, height / self.short_px
        self.zoom = zoom
        self.planes: NDArray[np.float32] = np.zeros((3, height, width), np.float32)

    @property
    def px(self) -> float:
        """Pixels per canvas unit."""
        return self.short_px * self.zoom

    def to_px(self, points: Points) -> NDArray[np.float64]:
        """Canvas coordinates (..., 2) to pixels; the zoom is about the picture's centre."""
        centre = np.array([self.w / 2, self.h / 2])
        middle = np.array([self.width_px / 2, self.height_px / 2])
        return np.asarray((np.asarray(points, np.float64) - centre) * self.px + middle)

    def rows(self, box: Box) -> NDArray[np.float32]:
        """Canvas y of the box's pixel rows, (h, 1)."""
        y_px = np.arange(box.top, box.bottom, dtype=np.float32)[:, None] + 0.5
        return np.asarray((y_px - self.height_px / 2) / self.px + self.h / 2, np.float32)

    def columns(self, box: Box) -> NDArray[np.float32]:
        """Canvas x of the box's pixel columns, (1, w)."""
        x_px = np.arange(box.left, box.right, dtype=np.float32)[None, :] + 0.5
        return np.asarray((x_px - self.width_px / 2) / self.px + self.w / 2, np.float32)

    @property
    def whole(self) -> Box:
        """The box of the entire picture."""
        return Box(0, 0, self.width_px, self.height_px)

    def box_of(self, left: float, top: float, right: float, bottom: float) -> Box:
        """The pixel box around a canvas rectangle, clipped to the picture."""
        (x0, y0), (x1, y1) = self.to_px(np.array([[left, top], [right, bottom]]))
        return self.whole.clip(int(np.floor(x0)) - 1, int(np.floor(y0)) - 1, int(np.ceil(x1)) + 2, int(np.ceil(y1)) + 2)

    def polygons(self, shapes: Iterable[Points]) -> Cover:
        """The union of filled polygons, each (N, 2), antialiased."""
        pixels = [self.to_px(shape) for shape in shapes]
        if not pixels:
            return Cover.empty()
        low = np.min([shape.min(axis=0) for shape in pixels], axis=0)
        high = np.max([shape.max(axis=0) for shape in pixels], axis=0)
        box = self.whole.clip(int(low[0]) - 2, int(low[1]) - 2, int(high[0]) + 3, int(high[1]) + 3)
        if box.is_empty:
            return Cover.empty()
        corner = np.array([box.left, box.top])
        return Cover(box, coverage([shape - corner for shape in pixels], box.width, box.height))

    def polygon(self, points: Points) -> Cover:
        """One filled polygon (N, 2), antialiased."""
        return self.polygons([points])

    def everything(self) -> Cover:
        """The whole picture."""
        return Cover(self.whole, np.ones(self.whole.shape, np.float32))

    def fill(self, cover: Cover, paint: Paint, alpha: float = 1.0) -> None:
        """Blend `paint` over the picture where `cover` is."""
        for rows, weight, target in self._strips(cover, alpha):
            opacity = weight if alpha == 1.0 else weight * np.float32(alpha)
            colour = paint(self, rows) if callable(paint) else np.asarray(paint, np.float32).reshape(3, 1, 1)
            for k in range(3):
                change = colour[k] - target[k]
                change *= opacity
                target[k] += change

    def add_light(self, cover: Cover, colour: Colour, amount: float = 1.0) -> None:
        """Screen-blend light: brightens without clipping."""
        for _, weight, target in self._strips(cover, amount):
            for k in range(3):
                light = weight * np.float32(float(colour[k]) * amount)
                light *= 1.0 - target[k]
                target[k] += light

    def multiply(self, cover: Cover, colour: Colour, amount: float = 1.0) -> None:
        """Multiply-blend: shadow and stain."""
        for _, weight, target in self._strips(cover, amount):
            for k in range(3):
                target[k] *= 1.0 + weight * np.float32((float(colour[k]) - 1.0) * amount)

    def _strips(self, cover: Cover, amount: float) -> Iterator[tuple[Box, NDArray[np.float32], NDArray[np.float32]]]:
        """Where the cover is, a strip at a time: box, weight (h, w), planes (3, h, w) of the picture."""
        box = cover.box
        if box.is_empty or amount <= 0:
            return
        for top in range(0, box.height, _STRIP_ROWS):
            weight = cover.weight[top : top + _STRIP_ROWS]
            rows = Box(box.left, box.top + top, box.right, box.top + top + len(weight))
            yield rows, weight, self.planes[:, rows.top : rows.bottom, rows.left : rows.right]

    def glow(self, x: float, y: float, radius: float, colour: Colour, amount: float, *, stretch: float = 1.0) -> None:
        """A round (or, stretched, elliptic) Gaussian glow of light; `radius` is two standard deviations."""
        self.add_light(self.gaussian(x, y, radius, stretch=stretch), colour, amount)

    def gaussian(self, x: float, y: float, radius: float, *, stretch: float = 1.0) -> Cover:
        """A Gaussian spot, 1 at its centre; `radius` is two standard deviations, `stretch` widens it."""
        reach, wide = radius * 1.6, radius * 1.6 * stretch
        box = self.box_of(x - wide, y - reach, x + wide, y + reach)
        if box.is_empty:
            return Cover.empty()
        floor = np.float32(np.exp(-2 * 1.6**2))
        across = np.exp(-2 * ((self.columns(box) - x) / (radius * stretch)) ** 2)
        down = np.exp(-2 * ((self.rows(box) - y) / radius) ** 2)
        weight = np.maximum(down * across - floor, 0).astype(np.float32)
        return Cover(box, weight)


def _stops(stops: Sequence[tuple[float, Colour]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return np.array([at for at, _ in stops]), np.array([colour for _, colour in stops], np.float64)


def _looked_up(table: NDArray[np.float32], position: NDArray[np.floating]) -> NDArray[np.float32]:
    """Colours (3, h, w) at positions 0..1023 (h, w) of a table (3, 1024)."""
    index = np.clip(position, 0, 1023).astype(np.intp)
    return np.stack([np.take(row, index) for row in table])


def down(*stops: tuple[float, Colour]) -> Paint:
    """A vertical gradient through (canvas y, colour) stops, ascending in y."""
    at, colours = _stops(stops)

    def planes(canvas: Canvas, box: Box) -> NDArray[np.float32]:
        rows = canvas.rows(box)
        return np.stack([np.interp(rows, at, colours[:, k]).astype(np.float32) for k in range(3)])

    return planes


def across(*stops: tuple[float, Colour]) -> Paint:
    """A horizontal gradient through (canvas x, colour) stops, ascending in x."""
    at, colours = _stops(stops)

    def planes(canvas: Canvas, box: Box) -> NDArray[np.float32]:
        columns = canvas.columns(box)
        return np.stack([np.interp(columns, at, colours[:, k]).astype(np.float32) for k in range(3)])

    return planes


def along(start: ArrayLike, end: ArrayLike, *stops: tuple[float, Colour]) -> Paint:
    """A linear gradient from `start` (position 0) to `end` (position 1), both (2,), through such stops."""
    origin, axis = np.asarray(start, np.float64), np.asarray(end, np.float64) - np.asarray(start, np.float64)
    at, colours = _stops(stops)
    table = np.stack([np.interp(np.linspace(0, 1, 1024), at, colours[:, k]) for k in range(3)]).astype(np.float32)

    def planes(canvas: Canvas, box: Box) -> NDArray[np.float32]:
        scale = 1023 / float(axis @ axis)
        position = (canvas.columns(box) - origin[0]) * (axis[0] * scale)
        position = position + (canvas.rows(box) - origin[1]) * (axis[1] * scale)
        return _looked_up(table, position)

    return planes


def around(x: float, y: float, radius: float, *stops: tuple[float, Colour], stretch: float = 1.0) -> Paint:
    """A radial gradient about (x, y): (position, colour) stops, position 1 at `radius`."""
    at, colours = _stops(stops)
    table = np.stack([np.interp(np.linspace(0, 1, 1024), at, colours[:, k]) for k in range(3)]).astype(np.float32)

    def planes(canvas: Canvas, box: Box) -> NDArray[np.float32]:
        squared = ((canvas.columns(box) - x) / stretch) ** 2 + (canvas.rows(box) - y) ** 2
        return _looked_up(table, np.sqrt(squared) * (1023 / radius))

    return planes

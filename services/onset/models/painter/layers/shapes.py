"""Outlines: points (N, 2) in canvas units, and smooth random profiles."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Points = NDArray[np.float64]
Profile = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""A smooth function of x."""


def rectangle(left: float, top: float, right: float, bottom: float) -> Points:
    """An upright rectangle."""
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]])


def rounded(left: float, top: float, right: float, bottom: float, radius: float | Sequence[float]) -> Points:
    """A rectangle with rounded corners; one radius, or four from the top left clockwise."""
    limit = min(right - left, bottom - top) / 2
    radii = [min(r, limit) for r in ([radius] * 4 if isinstance(radius, int | float) else radius)]
    centres = [(left, top, 1, 1), (right, top, -1, 1), (right, bottom, -1, -1), (left, bottom, 1, -1)]
    parts = []
    for quarter, ((x, y, sx, sy), r) in enumerate(zip(centres, radii, strict=True)):
        angle = np.pi + np.pi / 2 * (quarter + np.linspace(0, 1, 12))
        parts.append(np.stack([x + sx * r + r * np.cos(angle), y + sy * r + r * np.sin(angle)], axis=1))
    return np.concatenate(parts)


def ellipse(x: float, y: float, rx: float, ry: float, turn: float = 0.0) -> Points:
    """An ellipse, turned by radians."""
    angle = np.linspace(0, 2 * np.pi, 96, endpoint=False)
    px, py = rx * np.cos(angle), ry * np.sin(angle)
    c, s = np.cos(turn), np.sin(turn)
    return np.stack([x + c * px - s * py, y + s * px + c * py], axis=1)


def disc(x: float, y: float, radius: float) -> Points:
    """A circle."""
    return ellipse(x, y, radius, radius)


def arch(left: float, top: float, right: float, bottom: float) -> Points:
    """A rectangle whose top is a half circle."""
    radius = (right - left) / 2
    angle = np.linspace(np.pi, 2 * np.pi, 64)
    x, y = left + radius + radius * np.cos(angle), top + radius + radius * np.sin(angle)
    return np.concatenate([np.stack([x, y], axis=1), [[right, bottom], [left, bottom]]])


def smooth(points: ArrayLike, steps: int = 12, *, closed: bool = False) -> Points:
    """A Catmull-Rom curve through points (N, 2)."""
    p = np.asarray(points, np.float64)
    p = np.concatenate([p[-1:], p, p[:2]]) if closed else np.concatenate([p[:1], p, p[-1:]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    parts = []
    for a, b, c, d in zip(p[:-3], p[1:-2], p[2:-1], p[3:], strict=True):
        curve = 2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
        parts.append(curve / 2)
    return np.concatenate(parts if closed else [*parts, p[-2:-1]])


def ribbon(spine: ArrayLike, width: float | NDArray[np.float64]) -> Points:
    """A band around a spine (N, 2), as wide as `width` (one number, or one a point)."""
    points = np.asarray(spine, np.float64)
    tangent = np.gradient(points, axis=0)
    tangent /= np.maximum(np.linalg.norm(tangent, axis=1, keepdims=True), 1e-9)
    normal = np.stack([-tangent[:, 1], tangent[:, 0]], axis=1)
    half = np.broadcast_to(np.asarray(width) / 2, len(points))[:, None]
    return np.concatenate([points + normal * half, (points - normal * half)[::-1]])


def under(x: NDArray[np.float64], y: NDArray[np.float64], bottom: float) -> Points:
    """The area between a line y(x) and a level below it."""
    line = np.stack([x, y], axis=1)
    return np.concatenate([line, [[x[-1], bottom], [x[0], bottom]]])


def moved(points: Points, dx: float = 0.0, dy: float = 0.0) -> Points:
    """A shifted copy."""
    return np.asarray(points + np.array([dx, dy]))


def turned(points: Points, angle: float, about: tuple[float, float]) -> Points:
    """A copy rotated by radians about a point."""
    c, s = np.cos(angle), np.sin(angle)
    return np.asarray((points - about) @ np.array([[c, s], [-s, c]]) + about)


def rolling(rng: np.random.Generator, wavelength: float, amplitude: float, octaves: int = 4) -> Profile:
    """Gentle hills: a sum of sines whose phases are random; values about -amplitude..amplitude."""
    frequency = 2 * np.pi / wavelength * 1.9 ** np.arange(octaves) * rng.uniform(0.85, 1.15, octaves)
    height = amplitude * 0.45 ** np.arange(octaves)
    phase = rng.uniform(0, 2 * np.pi, octaves)

    def profile(x: NDArray[np.float64]) -> NDArray[np.float64]:
        waves = np.sin(np.asarray(x)[..., None] * frequency + phase) * height
        return np.asarray(waves.sum(axis=-1))

    return profile

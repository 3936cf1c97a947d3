"""A scene's pictures graded towards the brand's colours: one fixed map of colours, as a colourist's look-up table.

A diffusion model heeds a palette loosely. The colours that dominate a scene are found, each brand colour is given to
the one that is nearest, and all colours are moved smoothly along. As the map is one for the whole scene, what the sound
does to the pictures stays, and neighbouring frames are treated alike.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

import cv2
import numpy as np
from numpy.typing import NDArray

_SIDE_PX = 48
"""Colours are gathered from pictures of this size: enough for areas, blind to grain."""
_DOMINANT = 8
_HEEDED = 4
"""Brand colours that are sought in a picture; text and further colours are for what is drawn over it."""
_REACH = 18.0
"""A colour moves at most so far, in CIELAB units: further, and skies take the colour of their clouds' shadows."""
_WIDTH = 8.0
"""How far around a dominant colour its movement is followed, CIELAB units (one standard deviation)."""
_NODES = 33
_RARE_SHARE, _RARE_COST = 0.04, 120.0
"""A colour of a smaller part of the picture is a worse home for a brand colour, by this squared distance at most."""

Picture = NDArray[np.uint8]
FloatArray = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class BrandGrade:
    """A map of sRGB colours."""

    table: FloatArray
    """(N, N, N, 3) sRGB in 0..1 at evenly spaced red, green and blue."""

    def __call__(self, picture: Picture) -> Picture:
        """The picture (H, W, 3), sRGB, graded: linear between the table's nodes."""
        last = len(self.table) - 1
        at = picture.astype(np.float32) * (last / 255)
        below = np.minimum(at.astype(np.intp), last - 1)
        share = at - below
        red, green, blue = (below[..., axis] for axis in range(3))
        graded = np.zeros_like(at)
        for corner in np.ndindex(2, 2, 2):
            weight = np.prod(np.where(corner, share, 1 - share), axis=2)
            graded += weight[..., None] * self.table[red + corner[0], green + corner[1], blue + corner[2]]
        return np.asarray(np.clip(graded * 255 + 0.5, 0, 255), np.uint8)


def brand_grade(keyframes: Sequence[Picture], palette: NDArray[np.uint8]) -> BrandGrade:
    """The grade of a scene, from its keyframes (H, W, 3) and the brand's colours (P, 3), most important first; sRGB.

    Raises:
        ValueError: no keyframe or no colour.
    """
    if not len(keyframes) or not len(palette):
        raise ValueError("a grade needs at least one picture and one colour")
    small = np.concatenate(
        [cv2.resize(picture, (_SIDE_PX, _SIDE_PX), interpolation=cv2.INTER_AREA) for picture in keyframes]
    )
    centres, shares = _dominant(_lab(_unit(small.reshape(-1, 3))))
    movement = _movement(centres, shares, _lab(_unit(palette[:_HEEDED])))
    axis = np.linspace(0, 1, _NODES, dtype=np.float32)
    nodes = np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), axis=-1)
    lab = _lab(nodes.reshape(-1, 3))
    apart = ((lab[:, None] - centres[None]) ** 2).sum(axis=2)
    # Softmax of the distances: far from all dominant colours, the nearest one's movement is followed.
    near = np.exp((apart.min(axis=1, keepdims=True) - apart) / (2 * _WIDTH**2))
    moved = lab + near / near.sum(axis=1, keepdims=True) @ movement
    table = cv2.cvtColor(moved[None].astype(np.float32), cv2.COLOR_LAB2RGB)
    return BrandGrade(np.clip(table, 0, 1).reshape(nodes.shape))


def branded(pictures: Iterator[tuple[int, Picture]], palette: NDArray[np.uint8]) -> Iterator[tuple[int, Picture]]:
    """A scene's pictures with their frames, all by the grade of the first one."""
    grade: BrandGrade | None = None
    for frame, picture in pictures:
        grade = grade or brand_grade([picture], palette)
        yield frame, grade(picture)


def _dominant(colours: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Centres (K, 3) of the clusters of (N, 3) and their shares (K,); the same colours give the same."""
    cv2.setRNGSeed(0)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 30, 0.2)
    _, nearest, centres = cv2.kmeans(colours, _DOMINANT, None, stop, 2, cv2.KMEANS_PP_CENTERS)  # type: ignore[call-overload]
    shares = np.bincount(nearest[:, 0], minlength=_DOMINANT) / len(colours)
    return np.asarray(centres, np.float32), shares.astype(np.float32)


def _movement(centres: FloatArray, shares: FloatArray, wanted: FloatArray) -> FloatArray:
    """How each dominant colour (K, 3) moves; each wanted one (P, 3) has one of its own, the whole movement least."""
    squared = ((wanted[:, None] - centres[None]) ** 2).sum(axis=2)
    cost = squared + _RARE_COST * np.clip(1 - shares / _RARE_SHARE, 0, 1)
    rows = np.arange(len(wanted))
    chosen = list(min(permutations(range(len(centres)), len(wanted)), key=lambda homes: cost[rows, homes].sum()))
    way = wanted - centres[chosen]
    length = np.linalg.norm(way, axis=1, keepdims=True)
    movement = np.zeros_like(centres)
    movement[chosen] = way * np.minimum(1, _REACH / np.maximum(length, 1e-6))
    return movement


def _lab(colours: FloatArray) -> FloatArray:
    """SRGB (N, 3) in 0..1 to CIELAB under D65."""
    return np.asarray(cv2.cvtColor(colours[None], cv2.COLOR_RGB2LAB)[0], np.float32)


def _unit(colours: NDArray[np.uint8]) -> FloatArray:
    return colours.astype(np.float32) / np.float32(255)

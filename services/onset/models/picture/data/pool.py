"""Painted canvases on disk, filled by painter processes while a training reads them.

Arrays of raw numbers, one file each, so that a process that paints and one that trains share them without copying, and
a run that was interrupted finds again what was painted.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from onset.models.painter.catalog import FAMILIES
from onset.models.picture.data.orders import GROUP, SIZES, Order, canvas_of
from onset.models.picture.data.sounds import TOKENS
from onset.models.picture.shapes import MAX_COLOURS

_ROWS_OF_MEMBER = ((0, 2, 0), (1, 1, 0), (0, 2, 1), (2, 1, 0))
"""Per member of a group: its size, how many of that size a group has, and which of them it is."""
_FAMILIES = list(FAMILIES)


class Pool:
    """The first `groups` groups of scenes, painted or not yet."""

    def __init__(self, folder: Path, groups: int) -> None:
        """Open the pool in `folder`, making room for `groups` groups."""
        self.folder, self.groups = folder, groups
        folder.mkdir(parents=True, exist_ok=True)
        scenes = groups * GROUP
        self.canvases = tuple(
            _array(folder / f"canvases_{width}x{height}", (groups * share, 3, height, width), np.uint8)
            for (width, height), share in zip(SIZES, (2, 1, 1), strict=True)
        )
        self.windows = _array(folder / "windows", (scenes, TOKENS, 20), np.float16)
        self.palettes = _array(folder / "palettes", (scenes, MAX_COLOURS, 3), np.uint8)
        self.colours = _array(folder / "colours", (scenes,), np.uint8)
        self.families = _array(folder / "families", (scenes,), np.uint8)
        self.ready = _array(folder / "ready", (scenes,), np.uint8)

    def put(self, item: Order) -> None:
        """Paint a scene into its place."""
        (size,), (row,) = places(np.array([item.index]))
        self.canvases[size][row] = canvas_of(item)
        self.windows[item.index] = item.window
        self.palettes[item.index, : len(item.palette)] = item.palette
        self.colours[item.index] = len(item.palette)
        self.families[item.index] = _FAMILIES.index(item.family)
        self.ready[item.index] = 1


def places(indices: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Scenes' sizes, and their rows among the canvases of that size; (N,) each."""
    group, member = np.divmod(indices, GROUP)
    size, share, turn = np.array(_ROWS_OF_MEMBER)[member].T
    return size, group * share + turn


def _array(path: Path, shape: tuple[int, ...], dtype: type[np.generic]) -> NDArray[np.generic]:
    """A file of zeros, or what is there already; holes take no room on disk."""
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    with path.open("ab") as file:
        if path.stat().st_size < size:
            file.truncate(size)
    return np.memmap(path, dtype=dtype, mode="r+", shape=shape)

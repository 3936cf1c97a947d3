"""Sound in progress: headerless files of 32-bit float samples, stereo, 48 kHz."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onset.runtime import ffmpeg
from onset.timeline.time import SAMPLE_RATE_HZ

_SAMPLE = np.dtype("<f4")
_CHANNELS = 2
_BLOCK = 1 << 17


def write(path: Path, blocks: Iterable[NDArray[np.floating[Any]]]) -> None:
    """Write (N, 2) blocks one after the other.

    Raises:
        OSError: among others ENOSPC, if the disk is full.
    """
    with path.open("wb") as file:
        for block in blocks:
            file.write(block.astype(_SAMPLE).tobytes())


class Recorded:
    """The samples of a file, (N, 2), read when a slice is asked for: a map's pages would stay in memory."""

    def __init__(self, path: Path) -> None:
        """A file that `write` wrote."""
        self._path = path
        self._count = path.stat().st_size // (_CHANNELS * _SAMPLE.itemsize)

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, part: slice) -> NDArray[np.float32]:
        start, stop, step = part.indices(self._count)
        count, skipped = max(stop - start, 0), start * _CHANNELS * _SAMPLE.itemsize
        return np.fromfile(self._path, _SAMPLE, count * _CHANNELS, offset=skipped).reshape(-1, _CHANNELS)[::step]


def blocks(path: Path) -> Iterator[NDArray[np.float32]]:
    """The samples, a few seconds at a time."""
    whole = Recorded(path)
    return (whole[start : start + _BLOCK] for start in range(0, len(whole), _BLOCK))


def stream(path: Path) -> ffmpeg.Stream:
    """The file as an input of ffmpeg."""
    return ffmpeg.open_file(path, container="f32le", sample_rate=SAMPLE_RATE_HZ, ch_layout="stereo").audio

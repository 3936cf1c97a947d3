"""Sound in progress: headerless files of 32-bit float samples, stereo, 48 kHz."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from onset.runtime import ffmpeg
from onset.timeline.time import SAMPLE_RATE_HZ

_SAMPLE = np.dtype("<f4")
_CHANNELS = 2


def write(path: Path, blocks: Iterable[NDArray[np.float64]]) -> None:
    """Write (N, 2) blocks one after the other.

    Raises:
        OSError: among others ENOSPC, if the disk is full.
    """
    with path.open("wb") as file:
        for block in blocks:
            file.write(block.astype(_SAMPLE).tobytes())


def samples(path: Path) -> NDArray[np.float32]:
    """(N, 2), read from the file as they are touched."""
    return np.memmap(path, _SAMPLE, "r").reshape(-1, _CHANNELS)


def stream(path: Path) -> ffmpeg.Stream:
    """The file as an input of ffmpeg."""
    return ffmpeg.open_file(path, container="f32le", sample_rate=SAMPLE_RATE_HZ, ch_layout="stereo").audio

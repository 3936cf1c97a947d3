"""The mel spectrogram in full precision, on disk while a sound is analysed: two things read it after it is complete."""

import os
from pathlib import Path

import numpy as np

from onset.analysis.filterbanks import MEL_BANDS
from onset.timeline.sound import FloatArray

_FRAME_BYTES = 4 * MEL_BANDS


class LevelFile:
    """(T, 128) levels in dB, appended in order, then read from any thread."""

    def __init__(self, path: Path) -> None:
        """Make the file."""
        self._file = path.open("x+b", buffering=1 << 20)
        self._loudest: list[FloatArray] = []

    def append(self, levels_db: FloatArray) -> None:
        """Take the next (n, 128) frames."""
        self._file.write(np.ascontiguousarray(levels_db, "<f4").data)
        self._loudest.append(np.max(levels_db, axis=1))

    def complete(self) -> FloatArray:
        """Make all that was appended readable; (T,) the loudest level of each frame."""
        self._file.flush()
        return np.concatenate(self._loudest)

    def read(self, start: int, stop: int) -> FloatArray:
        """Frames [start, stop) that were appended before `complete`."""
        data = os.pread(self._file.fileno(), (stop - start) * _FRAME_BYTES, start * _FRAME_BYTES)
        return np.frombuffer(data, "<f4").reshape(-1, MEL_BANDS)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

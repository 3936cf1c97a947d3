"""A whole track as the networks hear it."""

import numpy as np

from onset.analysis.ears import VOICE_FRAMES_PER_S, normalised
from onset.analysis.features import MEL_FLOOR_DB
from onset.analysis.levels import LevelFile
from onset.timeline.sound import FloatArray

_LOUDEST_PERCENTILE = 99.9


class TrackMel:
    """`ears.Mel` of a track, read from disk as it is heard."""

    def __init__(self, levels: LevelFile, loudest_db: FloatArray, frames_per_s: int) -> None:
        """Normalise to the track.

        Args:
            levels: the complete mel spectrogram, 100 frames a second.
            loudest_db: (U,) the loudest level of each of its frames.
            frames_per_s: how many frames are heard, 100 or 50.
        """
        self._levels = levels
        self._stride = VOICE_FRAMES_PER_S // frames_per_s
        self._level_count = loudest_db.size
        self._loudest_db = float(np.percentile(np.maximum(loudest_db, MEL_FLOOR_DB), _LOUDEST_PERCENTILE))

    def __len__(self) -> int:
        """T."""
        return (self._level_count + self._stride - 1) // self._stride

    def __getitem__(self, frames: slice) -> FloatArray:
        """Frames [start, stop) that exist; no step."""
        start, stop, _ = frames.indices(len(self))
        first, last = (min(frame * self._stride, self._level_count) for frame in (start, max(start, stop)))
        levels = self._levels.read(first, last)
        return normalised(np.maximum(levels[:: self._stride], MEL_FLOOR_DB).T, self._loudest_db)

"""The feature curves of a track, written to disk while it is heard: memory does not grow with its length."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from onset.analysis.features import MEL_FLOOR_DB, FrameFeatures
from onset.analysis.levels import LevelFile
from onset.analysis.onsets import LEAD_FRAMES, level_rise
from onset.analysis.speech.pitch import smoothed
from onset.runtime.feature_file import FeatureWriter, map_features
from onset.timeline.sound import Features, FloatArray

_WRITTEN_AS_MEASURED = ("chroma", "rms", "centroid_hz", "rolloff_hz", "flux", "flatness", "bass", "mid", "treble")
_FRAMES_AT_ONCE = 4096


class FeatureRecorder:
    """Writes a feature file from frames that arrive in order."""

    def __init__(self, path: Path, frame_count: int, levels: LevelFile) -> None:
        """Make the file.

        Args:
            path: of the feature file; there is none yet.
            frame_count: how many frames will come.
            levels: takes the mel spectrogram as measured.
        """
        self._path = path
        self._levels = levels
        self._writer = FeatureWriter(path, frame_count)
        self._frame_count = frame_count
        self._next = 0
        self._pitch: list[FloatArray] = []

    def push(self, frames: FrameFeatures) -> None:
        """Record the next frames."""
        for name in _WRITTEN_AS_MEASURED:
            self._writer.write(name, self._next, getattr(frames, name))
        self._levels.append(frames.levels_db)
        self._pitch.append(frames.pitch_hz)
        self._next += frames.rms.size

    def finish(self, loudest_db: FloatArray) -> Features:
        """The curves, once every frame is in, with those that depend on the whole track.

        Args:
            loudest_db: (1,) highest level of any band in any frame.

        Raises:
            ValueError: fewer frames came than were announced.
        """
        if self._next != self._frame_count:
            raise ValueError(f"{self._next} frames came where {self._frame_count} were announced")
        with self._writer as writer:
            writer.write("pitch_hz", 0, smoothed(np.concatenate(self._pitch)))
            previous = self._levels.read(0, 1)
            for start, levels in self._blocks():
                rise = level_rise(np.concatenate((previous, levels)), loudest_db)
                writer.write("mel_db", start, np.maximum(levels, MEL_FLOOR_DB))
                writer.write("onset_strength", start + LEAD_FRAMES, rise[: self._frame_count - start - LEAD_FRAMES])
                previous = levels[-1:]
        return map_features(self._path)

    def _blocks(self) -> Iterator[tuple[int, FloatArray]]:
        for start in range(0, self._frame_count, _FRAMES_AT_ONCE):
            yield start, self._levels.read(start, min(start + _FRAMES_AT_ONCE, self._frame_count))

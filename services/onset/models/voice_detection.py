"""Mel spectrograms -> probabilities of a voice."""

from pathlib import Path

import numpy as np

from onset.models.checks import check_range
from onset.models.errors import InvalidInputError
from onset.models.networks import onnx_session

MAX_FRAMES = 60_000
"""Ten minutes at 100 frames a second, in one pass some 200 MB of working memory."""


class VoiceDetection:
    """The loaded network."""

    def __init__(self, weights: Path) -> None:
        """Load `voice_detector.onnx` from `weights`."""
        self._session = onnx_session(weights / "voice_detector.onnx")

    def probabilities(self, mel: np.ndarray) -> np.ndarray:
        """[B, T, 128] float32 in 0..1, 100 frames a second -> [B, T] float32.

        Raises:
            InvalidInputError: T is 0 or more than `MAX_FRAMES`, or a value is not in 0..1.
        """
        frames = mel.shape[1]
        if not 1 <= frames <= MAX_FRAMES:
            raise InvalidInputError(f"MEL has {frames} frames, must be 1..{MAX_FRAMES}")
        check_range(mel, "MEL", 0, 1)
        # Many short sounds run together; of long ones only so many as take no more memory than the longest.
        together = MAX_FRAMES // frames
        runs = [mel[first : first + together] for first in range(0, len(mel), together)]
        return np.concatenate([self._session.run(None, {"MEL": run})[0] for run in runs])

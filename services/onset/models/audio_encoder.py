"""Whisper's encoder by itself: log-mel spectrogram -> tokens of sound."""

from pathlib import Path

import numpy as np

from onset.models.checks import check_finite
from onset.models.networks import onnx_session


class AudioEncoder:
    """The loaded network."""

    def __init__(self, weights: Path) -> None:
        """Load `encoder.onnx` from `weights`."""
        self._session = onnx_session(weights / "encoder.onnx")

    def encode(self, mel: np.ndarray) -> np.ndarray:
        """[B, 80, 3000] float32, Whisper's normalised log-mel of 30 s -> [B, 1500, 512] float32.

        One by one: a batch needs more memory and is no faster on a CPU.

        Raises:
            InvalidInputError: a value is not finite.
        """
        check_finite(mel, "MEL")
        return np.concatenate([self._session.run(None, {"MEL": one[None]})[0] for one in mel])

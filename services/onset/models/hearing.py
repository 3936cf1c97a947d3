"""Mel spectrograms -> probabilities, by the networks that listen."""

from pathlib import Path

import numpy as np

from onset.models.checks import check_range
from onset.models.errors import InvalidInputError
from onset.models.networks import onnx_session


class Hearing:
    """A loaded network."""

    def __init__(self, network: Path, max_frames: int) -> None:
        """Load it.

        Args:
            network: ONNX file whose input is MEL and whose outputs speak of each frame.
            max_frames: heard in one pass.
        """
        self._session = onnx_session(network)
        self._names = [output.name for output in self._session.get_outputs()]
        self._max_frames = max_frames

    def probabilities(self, mel: np.ndarray) -> dict[str, np.ndarray]:
        """[B, T, 128] float32 in 0..1 -> each output by its name, [B, T, ...] float32.

        Raises:
            InvalidInputError: T is 0 or more than `max_frames`, or a value is not in 0..1.
        """
        frames = mel.shape[1]
        if not 1 <= frames <= self._max_frames:
            raise InvalidInputError(f"MEL has {frames} frames, must be 1..{self._max_frames}")
        check_range(mel, "MEL", 0, 1)
        # Many short sounds run together; of long ones only so many as take no more memory than the longest.
        together = self._max_frames // frames
        runs = [mel[first : first + together] for first in range(0, len(mel), together)]
        heard = zip(*(self._session.run(None, {"MEL": run}) for run in runs), strict=True)
        return {name: np.concatenate(parts) for name, parts in zip(self._names, heard, strict=True)}

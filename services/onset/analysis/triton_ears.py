"""The networks that listen, served by Triton."""

from collections.abc import Callable

import numpy as np

from onset.analysis.ears import Mel
from onset.runtime import model_calls
from onset.runtime.errors import InternalError
from onset.runtime.heed import Cancelled
from onset.runtime.triton import TritonClient
from onset.timeline.sound import FloatArray

BLOCK_FRAMES = 15_000
"""Heard at once: five minutes of beats, 6 MB a request."""
OVERLAP_FRAMES = 1040
"""Heard again on either side of a block, more than the networks look to any side, so that nothing depends on where a
long sound was cut. A multiple of 4, as is BLOCK_FRAMES: the beat tracker goes in steps of 4 frames from the start."""


class TritonEars:
    """`Ears` on a Triton; safe to share between threads."""

    def __init__(self, client: TritonClient, *, timeout_s: float = 120.0, cancelled: Cancelled | None = None) -> None:
        """Listen by way of a Triton.

        Args:
            client: of the Triton to call.
            timeout_s: for each block.
            cancelled: asked now and then while a call waits.
        """
        self._client = client
        self._timeout_s = timeout_s
        self._cancelled = cancelled

    def beats(self, mel: Mel) -> FloatArray:
        """As `Ears.beats` says, of a sound of any length.

        Raises:
            OnsetError: as `TritonClient.infer`.
        """
        return in_blocks(mel, self._track_beats)

    def voice(self, mel: Mel) -> FloatArray:
        """As `Ears.voice` says, of a sound of any length.

        Raises:
            OnsetError: as `TritonClient.infer`.
        """
        return in_blocks(mel, self._detect_voice)

    def _track_beats(self, block: FloatArray) -> FloatArray:
        heard = model_calls.track_beats(self._client, block, timeout_s=self._timeout_s, cancelled=self._cancelled)
        return _probabilities("beat_tracker", heard)

    def _detect_voice(self, block: FloatArray) -> FloatArray:
        heard = model_calls.detect_voice(self._client, block, timeout_s=self._timeout_s, cancelled=self._cancelled)
        return _probabilities("voice_detector", heard)


def _probabilities(model: str, heard: FloatArray) -> FloatArray:
    """What a model said, if it can be: further on it would pass for a fault of the sound."""
    if not np.all((heard >= 0) & (heard <= 1)):
        raise InternalError("MODEL_FAILED", f"{model} gave what is no probability.", metadata={"model": model})
    return heard


def in_blocks(
    mel: Mel,
    hear: Callable[[FloatArray], FloatArray],
    block_frames: int = BLOCK_FRAMES,
    overlap_frames: int = OVERLAP_FRAMES,
) -> FloatArray:
    """What `hear` says of `mel` (T, ...), frame by frame, without giving it more than `block_frames` at once.

    Equal to `hear(mel)` if an output depends on no input farther than `overlap_frames` away.
    """
    if len(mel) <= block_frames:
        return hear(mel[:])
    step = block_frames - 2 * overlap_frames
    parts = []
    for first in range(0, len(mel), step):
        start, end = max(first - overlap_frames, 0), min(first + step + overlap_frames, len(mel))
        parts.append(hear(mel[start:end])[first - start : first - start + step])
    return np.concatenate(parts)

"""Networks that listen to a whole track, a few minutes at a time."""

from collections.abc import Callable

import numpy as np

from onset.analysis.ears import BEAT_FRAMES_PER_S, VOICE_FRAMES_PER_S, Ears, normalised
from onset.analysis.features import MEL_FLOOR_DB
from onset.analysis.levels import LevelFile
from onset.timeline.sound import FloatArray

_BLOCK_S = 240
_CONTEXT_S = 16
"""What a network hears to either side of a block; no network depends on more. Even in frames, as they may subsample."""
_LOUDEST_PERCENTILE = 99.9


class Listener:
    """Gives a track's mel spectrogram to the networks."""

    def __init__(self, ears: Ears, levels: LevelFile, loudest_db: FloatArray) -> None:
        """Normalise to the track.

        Args:
            ears: what listens.
            levels: the complete mel spectrogram.
            loudest_db: (T,) the loudest level of each frame.
        """
        self._ears = ears
        self._levels = levels
        self._frame_count = loudest_db.size
        self._loudest_db = float(np.percentile(np.maximum(loudest_db, MEL_FLOOR_DB), _LOUDEST_PERCENTILE))

    def beats(self) -> FloatArray:
        """(T / 2, 2) as `Ears.beats`."""
        return self._hear(self._ears.beats, BEAT_FRAMES_PER_S)

    def voice(self) -> FloatArray:
        """(T,) as `Ears.voice`."""
        return self._hear(self._ears.voice, VOICE_FRAMES_PER_S)

    def _hear(self, network: Callable[[FloatArray], FloatArray], frames_per_s: int) -> FloatArray:
        stride = VOICE_FRAMES_PER_S // frames_per_s
        frame_count = -(-self._frame_count // stride)
        block, context = _BLOCK_S * frames_per_s, _CONTEXT_S * frames_per_s
        heard = []
        for start in range(0, frame_count, block):
            first, last = max(0, start - context), min(start + block + context, frame_count)
            levels = self._levels.read(first * stride, min(last * stride, self._frame_count))[::stride]
            mel = normalised(np.maximum(levels, MEL_FLOOR_DB).T, self._loudest_db)
            heard.append(network(mel)[start - first :][:block])
        return np.concatenate(heard)

"""The mel spectrogram of a clip, as the beat tracker hears it."""

import numpy as np
from numpy.typing import NDArray

from onset.models.spectrograms import mel_db

_LOUDEST_PERCENTILE = 99.9


def mel_of(wave: NDArray[np.float32]) -> tuple[NDArray[np.float16], np.float32]:
    """`Features.mel_db` of every second frame, and the level that `ears.normalised` takes as 1.

    Args:
        wave: (n,) samples at 48 kHz.

    Returns:
        (T, 128) in dB at 50 frames a second, and the 99.9th percentile over the 100 fps frames' loudest bands.
    """
    mel = mel_db(wave)
    return mel.T[::2].astype(np.float16), np.float32(np.percentile(mel.max(axis=0), _LOUDEST_PERCENTILE))

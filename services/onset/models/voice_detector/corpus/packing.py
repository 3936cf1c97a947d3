"""Mel spectrograms in a third of a byte a value: whole decibels, by their change from frame to frame, for zlib."""

import numpy as np
from numpy.typing import NDArray

FLOOR_DB = -80.0
"""As in `Features.mel_db`. What is no louder is packed as 0."""

Bytes = NDArray[np.uint8]


def packed(mel_db: NDArray[np.floating]) -> Bytes:
    """(..., T, 128) in dB -> uint8 of that shape."""
    levels = np.rint(mel_db - FLOOR_DB).clip(0, 255).astype(np.uint8)
    # Modulo 256, as is the sum that undoes it.
    return np.diff(levels, axis=-2, prepend=np.zeros_like(levels[..., :1, :]))


def unpacked(changes: Bytes) -> Bytes:
    """(..., T, 128) decibels over the floor."""
    return np.cumsum(changes, axis=-2, dtype=np.uint8)

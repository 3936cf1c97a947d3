"""Onset strength: how much energy arrives in each frame."""

import numpy as np

from onset.timeline.sound import FloatArray

DYNAMIC_RANGE_DB = 80.0
LEAD_FRAMES = 1
"""A window of 43 ms hears a sound before its centre reaches it; the rise is steepest about one frame early."""


def onset_strength(mel_db: FloatArray) -> FloatArray:
    """Mean half-wave rectified rise of the log-mel spectrum from frame to frame.

    Args:
        mel_db: (bands, T) in dB. What is 80 dB below the loudest value counts as silence.

    Returns:
        (T,) in dB, >= 0; peaks lie where the sound begins.
    """
    strength = np.zeros(mel_db.shape[1], np.float32)
    floor = np.max(mel_db) - np.float32(DYNAMIC_RANGE_DB)
    levels = np.maximum(mel_db, floor)
    rise = levels[:, 1:] - levels[:, :-1]
    first = 1 + LEAD_FRAMES
    strength[first:] = np.mean(np.maximum(rise, 0), axis=0)[: max(0, strength.size - first)]
    return strength

"""Onset strength: how much energy arrives in each frame."""

import numpy as np

from onset.timeline.sound import FloatArray

DYNAMIC_RANGE_DB = 80.0
LEAD_FRAMES = 1
"""A window of 43 ms hears a sound before its centre reaches it; the rise is steepest about one frame early."""
_FRAMES_AT_ONCE = 4096


def onset_strength(mel_db: FloatArray) -> FloatArray:
    """Mean half-wave rectified rise of the log-mel spectrum from frame to frame.

    Args:
        mel_db: (bands, T) in dB. What is 80 dB below the loudest value counts as silence.

    Returns:
        (T,) in dB, >= 0; peaks lie where the sound begins.
    """
    strength = np.zeros(mel_db.shape[1], np.float32)
    floor = np.max(mel_db) - np.float32(DYNAMIC_RANGE_DB)
    last = strength.size - LEAD_FRAMES
    for start in range(1, last, _FRAMES_AT_ONCE):
        end = min(start + _FRAMES_AT_ONCE, last)
        levels = np.maximum(mel_db[:, start - 1 : end], floor)
        strength[start + LEAD_FRAMES : end + LEAD_FRAMES] = np.mean(np.maximum(np.diff(levels), 0), axis=0)
    return strength

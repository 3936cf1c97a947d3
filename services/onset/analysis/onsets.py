"""Onset strength: how much energy arrives in each frame."""

import numpy as np

from onset.timeline.sound import FloatArray

DYNAMIC_RANGE_DB = np.float32(80.0)
LEAD_FRAMES = 1
"""A window of 43 ms hears a sound before its centre reaches it; the rise is steepest about one frame early, so the rise
to frame k is the onset strength of frame k + 1."""


def level_rise(levels_db: FloatArray, loudest_db: FloatArray) -> FloatArray:
    """Mean half-wave rectified rise of the log-mel spectrum from frame to frame.

    Args:
        levels_db: (n + 1, bands).
        loudest_db: (1,) of the track, or (n,) of live sound up to each frame; what is 80 dB below it counts as silence.

    Returns:
        (n,) in dB, >= 0.
    """
    floor = loudest_db[..., None] - DYNAMIC_RANGE_DB
    before, after = np.maximum(levels_db[:-1], floor), np.maximum(levels_db[1:], floor)
    rise: FloatArray = np.mean(np.maximum(after - before, 0), axis=1)
    return rise

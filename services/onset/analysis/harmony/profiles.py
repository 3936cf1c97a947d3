"""How much each pitch class is heard in each key."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from onset.analysis.harmony.chroma import PITCH_CLASSES
from onset.timeline.music import Mode

MODES = (Mode.MAJOR, Mode.MINOR)
_MAJOR = (0.238, 0.006, 0.111, 0.006, 0.137, 0.094, 0.016, 0.214, 0.009, 0.080, 0.008, 0.081)
_MINOR = (0.220, 0.006, 0.104, 0.123, 0.019, 0.103, 0.012, 0.214, 0.062, 0.022, 0.061, 0.052)
"""Shares of the pitch classes above the tonic, counted in scores: Albrecht and Shanahan (2013), Music Perception 31."""


@cache
def key_profiles() -> NDArray[np.float64]:
    """(24, 12) of mean 0 and length 1: the major keys from C, then the minor ones; pitch classes from C."""
    shares = [np.roll(profile, tonic) for profile in (_MAJOR, _MINOR) for tonic in range(PITCH_CLASSES)]
    centred = np.array(shares) - np.mean(shares, axis=1, keepdims=True)
    return np.asarray(centred / np.linalg.norm(centred, axis=1, keepdims=True), np.float64)


def key_at(index: int) -> tuple[int, Mode]:
    """Tonic and mode of a row of the profiles."""
    return index % PITCH_CLASSES, MODES[index // PITCH_CLASSES]

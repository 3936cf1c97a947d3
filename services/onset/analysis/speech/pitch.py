"""The fundamental frequency of a voice or a solo instrument."""

import numpy as np

from onset.timeline.sound import FloatArray


def pitch_hz(power: FloatArray) -> FloatArray:
    """Fundamental frequency of each frame by itself, 0 where there is none.

    Args:
        power: (n, 1025) power spectra as the spectrograph gives them.

    Returns:
        (n,) in Hz.
    """
    return np.zeros(power.shape[0], np.float32)


def smoothed(raw_hz: FloatArray) -> FloatArray:
    """The pitch curve (T,) of a whole sound without the frame-wise estimate's octave jumps and lone frames."""
    return raw_hz

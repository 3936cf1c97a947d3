"""Pitch classes of a spectrum from its peaks: the harmonic pitch class profile of Gómez (2006)."""

import numpy as np

from onset.analysis.filterbanks import bin_frequencies_hz
from onset.timeline.sound import FloatArray

PITCH_CLASSES = 12
_RANGE_HZ = (120.0, 2000.0)
"""Below, a window of 43 ms does not separate semitones; above, partials of one note fall on foreign pitch classes."""
_RANGE_DB = 60.0
"""Peaks that lie deeper below the frame's loudest one in range are no notes."""
_CONCERT_PITCH_HZ = 440.0
_PEAK_WIDTH_SEMITONES = 0.35
"""Standard deviation of the bell that shares a peak among the pitch classes beside it: room for vibrato and tuning."""
_TINY_POWER = np.float32(1e-18)


def pitch_classes(power: FloatArray) -> FloatArray:
    """(n, 12) amplitude of each pitch class from C, each frame's maximum 1; 0 where a frame has no peak in range.

    A bin of 23 Hz is wider than most semitones in range. The frequency of a peak is known far better, from the parabola
    through the logarithm of its three bins.

    Args:
        power: (n, 1025) spectra.
    """
    first, last = np.searchsorted(bin_frequencies_hz(), _RANGE_HZ)
    levels = np.log(np.maximum(power[:, first - 1 : last + 1], _TINY_POWER))
    below, here, above = levels[:, :-2], levels[:, 1:-1], levels[:, 2:]
    floor = np.maximum(np.max(here, axis=1, keepdims=True) - _RANGE_DB * np.log(10) / 10, np.log(2 * _TINY_POWER))
    frame, peak = np.nonzero((here > below) & (here >= above) & (here > floor))
    left, top, right = below[frame, peak], here[frame, peak], above[frame, peak]
    offset = 0.5 * (left - right) / (left - 2 * top + right)
    frequency_hz = (first + peak + offset) * bin_frequencies_hz()[1]
    semitone = PITCH_CLASSES * np.log2(frequency_hz / _CONCERT_PITCH_HZ) + 9
    nearest = np.rint(semitone).astype(np.int64)
    amplitude = np.exp(top / 2)
    classes = np.zeros(power.shape[0] * PITCH_CLASSES)
    for step in (-1, 0, 1):
        share = np.exp(-0.5 * ((semitone - nearest - step) / _PEAK_WIDTH_SEMITONES) ** 2)
        cell = frame * PITCH_CLASSES + (nearest + step) % PITCH_CLASSES
        classes += np.bincount(cell, amplitude * share, minlength=classes.size)
    profile = classes.astype(np.float32).reshape(-1, PITCH_CLASSES)
    loudest = np.max(profile, axis=1, keepdims=True, initial=0)
    relative: FloatArray = np.divide(profile, loudest, out=np.zeros(profile.shape, np.float32), where=loudest > 0)
    return relative

"""The level of the voice's range on a fine grid, which places edges to a few milliseconds."""

from dataclasses import dataclass

import numpy as np
import scipy.ndimage
import scipy.signal
from numpy.typing import NDArray

from onset.analysis.speech.noise import noise_floor
from onset.timeline.sound import HOP_SAMPLES, FloatArray
from onset.timeline.time import SAMPLE_RATE_HZ

STEP_SAMPLES = 120
"""2.5 ms: the grid on which edges lie."""
STEPS_PER_S = SAMPLE_RATE_HZ // STEP_SAMPLES
STEPS_PER_HOP = HOP_SAMPLES // STEP_SAMPLES
_BANDS_HZ = ((100.0, 1_500.0), (2_000.0, 10_000.0))
"""Vowels and nasals; fricatives and bursts."""
_AUDIBLE_UNDER_LOUD = 1e-4
"""40 dB under the loud parts of a band nothing is heard beside them."""
_QUIETEST_POWER = 1e-9
_SHORT_STEPS, _SHORT_OVER_NOISE = 4, 1.7
_LONG_STEPS, _LONG_OVER_NOISE = 10, 1.6
"""In noise the long window says that there is sound, and the short one where it begins and ends."""


class EnvelopeMeter:
    """Power in both bands of a sound that arrives in blocks."""

    def __init__(self, channel_count: int) -> None:
        self._filters = [
            scipy.signal.butter(2, band, "bandpass", fs=SAMPLE_RATE_HZ, output="sos").astype(np.float32)
            for band in _BANDS_HZ
        ]
        self._states = [np.zeros((sos.shape[0], channel_count, 2), np.float32) for sos in self._filters]
        self._pending = np.zeros((len(self._filters), 0), np.float32)
        self._steps: list[FloatArray] = []

    def push(self, block: FloatArray) -> None:
        """Take (channels, n) samples."""
        power = np.empty((len(self._filters), block.shape[1]), np.float32)
        for index, sos in enumerate(self._filters):
            filtered, self._states[index] = scipy.signal.sosfilt(sos, block, axis=1, zi=self._states[index])
            np.mean(np.square(filtered), axis=0, out=power[index])
        power = np.concatenate((self._pending, power), axis=1)
        whole = power.shape[1] - power.shape[1] % STEP_SAMPLES
        self._steps.append(power[:, :whole].reshape(power.shape[0], -1, STEP_SAMPLES).mean(axis=2))
        self._pending = power[:, whole:]

    def finish(self) -> FloatArray:
        """(2, S) mean power of each step in the lower and in the upper band; the last step may be partial."""
        if self._pending.shape[1]:
            self._steps.append(self._pending.mean(axis=1, keepdims=True))
        steps, self._steps = self._steps, []
        return np.concatenate(steps, axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class Audibility:
    """What is heard over the background in each step."""

    sounding: NDArray[np.bool_]
    """(S,) whether anything is."""
    masked_db: FloatArray
    """(S,) how far the background lies above what could be heard without it; 0 in quiet."""


def audibility(envelope: FloatArray) -> Audibility:
    """What stands out of an envelope (2, S) from the meter."""
    sounding = np.zeros(envelope.shape[1], bool)
    masked_db = np.zeros(envelope.shape[1], np.float32)
    for (low_hz, high_hz), band in zip(_BANDS_HZ, envelope, strict=True):
        width_hz = np.array([high_hz - low_hz], np.float32)
        noise = noise_floor(band[None], width_hz, frames_per_s=STEPS_PER_S)[0]
        quiet = inaudible(band)
        short = scipy.ndimage.uniform_filter1d(band, _SHORT_STEPS)
        long = scipy.ndimage.uniform_filter1d(band, _LONG_STEPS) > noise * _LONG_OVER_NOISE
        # The long window reaches half its length beyond a loud edge; there the short one decides.
        inside = scipy.ndimage.minimum_filter1d(long, _LONG_STEPS + 1)
        sounding |= (inside | (long & (short > noise * _SHORT_OVER_NOISE))) & (short > quiet)
        np.maximum(masked_db, 10 * np.log10(np.maximum(noise / quiet, 1)), out=masked_db)
    return Audibility(sounding, masked_db)


def inaudible(power: FloatArray) -> float:
    """The power in a band (T,) under which nothing is heard beside its loud parts."""
    return max(float(np.percentile(power, 95)) * _AUDIBLE_UNDER_LOUD, _QUIETEST_POWER)

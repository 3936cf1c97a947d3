"""The level of the voice's range on a fine grid, which places edges to a few milliseconds."""

from dataclasses import dataclass

import numpy as np
import scipy.ndimage
import scipy.signal
from numpy.typing import NDArray

from onset.analysis.speech.noise import noise_floor
from onset.runtime.meters.stepped_power import SteppedPower
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
_REACH_STEPS = 2 * _LONG_STEPS
_STRETCH_STEPS = 1 << 16
"""Looked at together: three hours have four million steps, and each array of so many takes 17 MB."""


class EnvelopeMeter:
    """Power in both bands of a sound that arrives in blocks."""

    def __init__(self, channel_count: int) -> None:
        filters = [scipy.signal.butter(2, band, "bandpass", fs=SAMPLE_RATE_HZ, output="sos") for band in _BANDS_HZ]
        self._power = SteppedPower(filters, channel_count, STEP_SAMPLES)
        self._channel_count = np.float32(channel_count)
        self._steps: list[FloatArray] = []

    def push(self, block: FloatArray) -> None:
        """Take (channels, n) samples."""
        self._steps.append(self._power.push(block) / self._channel_count)

    def finish(self) -> FloatArray:
        """(2, S) mean power of each step in the lower and in the upper band; the last step may be partial."""
        rest, rest_samples = self._power.finish()
        if rest_samples:
            self._steps.append(rest[:, None] / self._channel_count)
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
        for start in range(0, band.size, _STRETCH_STEPS):
            told = slice(start, start + _STRETCH_STEPS)
            around = slice(max(start - _REACH_STEPS, 0), told.stop + _REACH_STEPS)
            heard = _stands_out(band[around], noise[around], quiet)
            sounding[told] |= heard[start - around.start :][:_STRETCH_STEPS]
            over_quiet_db = 10 * np.log10(np.maximum(noise[told] / quiet, 1))
            np.maximum(masked_db[told], over_quiet_db, out=masked_db[told])
    return Audibility(sounding, masked_db)


def _stands_out(band: FloatArray, noise: FloatArray, quiet: float) -> NDArray[np.bool_]:
    """Whether each step does, by steps at most `_REACH_STEPS` away."""
    short = scipy.ndimage.uniform_filter1d(band, _SHORT_STEPS)
    long = scipy.ndimage.uniform_filter1d(band, _LONG_STEPS) > noise * _LONG_OVER_NOISE
    # The long window reaches half its length beyond a loud edge; there the short one decides.
    inside = scipy.ndimage.minimum_filter1d(long, _LONG_STEPS + 1)
    heard: NDArray[np.bool_] = (inside | (long & (short > noise * _SHORT_OVER_NOISE))) & (short > quiet)
    return heard


def inaudible(power: FloatArray) -> float:
    """The power in a band (T,) under which nothing is heard beside its loud parts."""
    return max(float(np.percentile(power, 95)) * _AUDIBLE_UNDER_LOUD, _QUIETEST_POWER)

"""What is measured in each frame, from its power spectrum and the one before: the same for tracks and live sound."""

from dataclasses import dataclass

import numpy as np

from onset.analysis.filterbanks import FEATURE_BINS, MEL_BANDS, bin_frequencies_hz, feature_bank
from onset.analysis.harmony.chroma import pitch_classes
from onset.analysis.spectrum import BIN_COUNT
from onset.analysis.speech.pitch import pitch_hz
from onset.timeline.sound import FloatArray

MEL_FLOOR_DB = np.float32(-80.0)
ROLLOFF_SHARE = 0.85
SILENCE_RMS = 1e-5
"""-100 dBFS; below it a spectrum has no shape, and every shape feature is 0."""
_TINY_POWER = np.float32(1e-18)
_STRETCH_BINS = 32
"""The rolloff is looked for among stretches of bins first: a running sum over all bins takes longer than the FFT."""


@dataclass(frozen=True, slots=True, eq=False)
class FrameFeatures:
    """n frames in order; units as in `onset.timeline.sound.Features`."""

    levels_db: FloatArray
    """(n, 128) mel power in dB, not floored."""
    chroma: FloatArray
    """(n, 12)."""
    rms: FloatArray
    centroid_hz: FloatArray
    rolloff_hz: FloatArray
    flux: FloatArray
    flatness: FloatArray
    bass: FloatArray
    mid: FloatArray
    treble: FloatArray
    pitch_hz: FloatArray
    """(n,) each frame by itself, as all that are not described."""


class FrameMeter:
    """Measures frames that arrive in order."""

    def __init__(self) -> None:
        self._bank = feature_bank()
        self._previous_magnitude: FloatArray | None = None
        # Made once: arrays of this size would come from the system, page by page, every time.
        self._magnitude = self._scratch = np.zeros((0, BIN_COUNT), np.float32)

    def measure(self, power: FloatArray) -> FrameFeatures:
        """The features of the next frames.

        Args:
            power: (n, 1025) spectra in units of a full-scale sine.
        """
        if len(power) > len(self._magnitude):
            self._magnitude, self._scratch = np.empty_like(power), np.empty_like(power)
        magnitude = np.sqrt(power, out=self._magnitude[: len(power)])
        total = np.sum(power, axis=1)
        rms = np.sqrt(total / 2)
        sounding = rms > SILENCE_RMS

        bands = power[:, :FEATURE_BINS] @ self._bank
        mel_power, color_power = np.split(bands, (MEL_BANDS,), axis=1)
        bass, mid, treble = np.sqrt(color_power / 2).T
        return FrameFeatures(
            levels_db=10 * np.log10(np.maximum(mel_power, _TINY_POWER)),
            chroma=pitch_classes(power) * sounding[:, None],
            rms=rms,
            centroid_hz=_centroid_hz(magnitude) * sounding,
            rolloff_hz=_rolloff_hz(power, total) * sounding,
            flux=self._flux(magnitude),
            flatness=self._flatness(power, total) * sounding,
            bass=bass,
            mid=mid,
            treble=treble,
            pitch_hz=pitch_hz(power),
        )

    def _flux(self, magnitude: FloatArray) -> FloatArray:
        change = self._scratch[: len(magnitude)]
        np.subtract(magnitude[1:], magnitude[:-1], out=change[1:])
        before = magnitude[0] if self._previous_magnitude is None else self._previous_magnitude
        np.subtract(magnitude[0], before, out=change[0])
        self._previous_magnitude = magnitude[-1].copy()
        flux: FloatArray = np.sqrt(np.einsum("tb,tb->t", change, change)) / np.float32(BIN_COUNT)
        return flux

    def _flatness(self, power: FloatArray, total: FloatArray) -> FloatArray:
        audible = power[:, 2:]
        logarithm = np.maximum(audible, _TINY_POWER, out=self._scratch[: len(power), 2:])
        np.log(logarithm, out=logarithm)
        geometric = np.exp(np.mean(logarithm, axis=1))
        flatness: FloatArray = np.minimum(geometric / np.maximum(total / audible.shape[1], _TINY_POWER), 1)
        return flatness


def _centroid_hz(magnitude: FloatArray) -> FloatArray:
    total = np.maximum(np.sum(magnitude, axis=1), np.sqrt(_TINY_POWER))
    centroid: FloatArray = (magnitude @ bin_frequencies_hz()) / total
    return centroid


def _rolloff_hz(power: FloatArray, total: FloatArray) -> FloatArray:
    wanted = (ROLLOFF_SHARE * total)[:, None]
    frames = np.arange(len(power))
    stretches = power[:, :-1].reshape(len(power), -1, _STRETCH_BINS)
    below = np.cumsum(np.einsum("tsb->ts", stretches), axis=1)
    stretch = np.minimum(np.count_nonzero(below < wanted, axis=1), below.shape[1] - 1)
    within = stretches[frames, stretch]
    within[:, 0] += np.where(stretch > 0, below[frames, stretch - 1], 0)
    np.cumsum(within, axis=1, out=within)
    rolloff: FloatArray = bin_frequencies_hz()[stretch * _STRETCH_BINS + np.count_nonzero(within < wanted, axis=1)]
    return rolloff

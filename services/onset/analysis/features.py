"""What is measured in each frame, from its power spectrum and the one before: the same for tracks and live sound."""

from dataclasses import dataclass

import numpy as np

from onset.analysis.filterbanks import MEL_BANDS, bin_frequencies_hz, feature_bank
from onset.analysis.harmony.chroma import pitch_classes
from onset.analysis.spectrum import BIN_COUNT
from onset.analysis.speech.pitch import pitch_hz
from onset.timeline.sound import FloatArray

MEL_FLOOR_DB = np.float32(-80.0)
ROLLOFF_SHARE = 0.85
SILENCE_RMS = 1e-5
"""-100 dBFS; below it a spectrum has no shape, and every shape feature is 0."""
_TINY_POWER = np.float32(1e-18)


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

    def measure(self, power: FloatArray) -> FrameFeatures:
        """The features of the next frames.

        Args:
            power: (n, 1025) spectra in units of a full-scale sine.
        """
        magnitude = np.sqrt(power)
        total = np.sum(power, axis=1)
        rms = np.sqrt(total / 2)
        sounding = rms > SILENCE_RMS

        bands = power @ self._bank
        mel_power, color_power = np.split(bands, (MEL_BANDS,), axis=1)
        bass, mid, treble = np.sqrt(color_power / 2).T
        return FrameFeatures(
            levels_db=10 * np.log10(np.maximum(mel_power, _TINY_POWER)),
            chroma=pitch_classes(power) * sounding[:, None],
            rms=rms,
            centroid_hz=_centroid_hz(magnitude) * sounding,
            rolloff_hz=_rolloff_hz(power, total) * sounding,
            flux=self._flux(magnitude),
            flatness=_flatness(power, total) * sounding,
            bass=bass,
            mid=mid,
            treble=treble,
            pitch_hz=pitch_hz(power),
        )

    def _flux(self, magnitude: FloatArray) -> FloatArray:
        before = magnitude[:1] if self._previous_magnitude is None else self._previous_magnitude
        self._previous_magnitude = magnitude[-1:].copy()
        change = np.diff(magnitude, axis=0, prepend=before)
        flux: FloatArray = np.sqrt(np.einsum("tb,tb->t", change, change)) / np.float32(BIN_COUNT)
        return flux


def _centroid_hz(magnitude: FloatArray) -> FloatArray:
    total = np.maximum(np.sum(magnitude, axis=1), np.sqrt(_TINY_POWER))
    centroid: FloatArray = (magnitude @ bin_frequencies_hz()) / total
    return centroid


def _rolloff_hz(power: FloatArray, total: FloatArray) -> FloatArray:
    below = np.cumsum(power, axis=1) < (ROLLOFF_SHARE * total)[:, None]
    rolloff: FloatArray = bin_frequencies_hz()[np.minimum(np.count_nonzero(below, axis=1), BIN_COUNT - 1)]
    return rolloff


def _flatness(power: FloatArray, total: FloatArray) -> FloatArray:
    audible = power[:, 2:]
    geometric = np.exp(np.mean(np.log(np.maximum(audible, _TINY_POWER)), axis=1))
    flatness: FloatArray = np.minimum(geometric / np.maximum(total / audible.shape[1], _TINY_POWER), 1)
    return flatness

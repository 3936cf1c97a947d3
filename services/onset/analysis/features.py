"""Feature curves, recorded frame by frame from the power spectra."""

import numpy as np

from onset.analysis.filterbanks import COLOR_BANDS_HZ, MEL_BANDS, PITCH_CLASSES, bin_frequencies_hz, feature_bank
from onset.analysis.onsets import onset_strength
from onset.analysis.spectrum import BIN_COUNT
from onset.timeline.sound import Features, FloatArray

MEL_FLOOR_DB = -80.0
ROLLOFF_SHARE = 0.85
SILENCE_RMS = 1e-5
"""-100 dBFS; below it a spectrum has no shape, and every shape feature is 0."""
_TINY_POWER = np.float32(1e-18)


class FeatureRecorder:
    """Writes the curves of a sound whose length is known, from spectra that arrive in order."""

    def __init__(self, frame_count: int) -> None:
        """Make room for `frame_count` frames."""
        self._next = 0
        self._previous_magnitude: FloatArray | None = None
        self._mel_db = np.empty((MEL_BANDS, frame_count), np.float32)
        self._chroma = np.empty((PITCH_CLASSES, frame_count), np.float32)
        self._colors = np.empty((len(COLOR_BANDS_HZ), frame_count), np.float32)
        self._shapes = {
            name: np.empty(frame_count, np.float32) for name in ("rms", "centroid_hz", "rolloff_hz", "flux", "flatness")
        }
        self._bank = feature_bank()

    def push(self, power: FloatArray) -> None:
        """Record (frames, 1025) power spectra in units of a full-scale sine."""
        here = slice(self._next, self._next + power.shape[0])
        self._next = here.stop
        magnitude = np.sqrt(power)
        total = np.sum(power, axis=1)
        rms = np.sqrt(total / 2)
        sounding = rms > SILENCE_RMS

        bands = power @ self._bank
        mel_power, pitch_power, color_power = np.split(bands, (MEL_BANDS, MEL_BANDS + PITCH_CLASSES), axis=1)
        self._mel_db[:, here] = 10 * np.log10(np.maximum(mel_power, _TINY_POWER)).T
        loudest_pitch = np.max(pitch_power, axis=1, keepdims=True)
        self._chroma[:, here] = (pitch_power / np.maximum(loudest_pitch, _TINY_POWER)).T * sounding
        self._colors[:, here] = np.sqrt(color_power / 2).T

        curves = self._shapes
        curves["rms"][here] = rms
        curves["centroid_hz"][here] = _centroid_hz(magnitude) * sounding
        curves["rolloff_hz"][here] = _rolloff_hz(power, total) * sounding
        curves["flatness"][here] = _flatness(power, total) * sounding
        curves["flux"][here] = self._flux(magnitude)

    def finish(self) -> Features:
        """The curves, once every frame is in.

        Raises:
            ValueError: fewer or more frames came than were announced.
        """
        if self._next != self._mel_db.shape[1]:
            raise ValueError(f"{self._next} frames came where {self._mel_db.shape[1]} were announced")
        onsets = onset_strength(self._mel_db)
        np.maximum(self._mel_db, MEL_FLOOR_DB, out=self._mel_db)
        bass, mid, treble = self._colors
        return Features(
            mel_db=self._mel_db,
            chroma=self._chroma,
            onset_strength=onsets,
            bass=bass,
            mid=mid,
            treble=treble,
            pitch_hz=np.zeros_like(onsets),
            **self._shapes,
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

"""Whether there is more than background, by the statistics of critical bands: what is known without a network.

It finds a voice in quiet and in steady noise, and takes whatever else moves for a voice.
"""

import numpy as np
import scipy.ndimage

from onset.analysis.filterbanks import rectangular
from onset.analysis.speech.envelope import inaudible
from onset.analysis.speech.noise import noise_floor
from onset.timeline.sound import HOP_SAMPLES, FloatArray
from onset.timeline.time import SAMPLE_RATE_HZ

_BARK_EDGES_HZ = (100, 200, 300, 400, 510, 630, 770, 920, 1080, 1270, 1480, 1720, 2000, 2320, 2700, 3150, 3700, 4400)
_BANDS_HZ = (*zip(_BARK_EDGES_HZ[:-1], _BARK_EDGES_HZ[1:], strict=True), (4400.0, 5300.0), (5300.0, 7700.0))
"""Zwicker's critical bands in which voices have energy."""
_SMOOTHING_FRAMES = 7
_EVEN_EVIDENCE = 0.1
_STEEPNESS = 1.365
"""Evidence of 0.1 makes a voice as likely as not, and 0.5, of which steady noise has half, is a likelihood of 0.9."""


class BandMeter:
    """Power in the critical bands, frame by frame."""

    def __init__(self) -> None:
        self._bank = rectangular(_BANDS_HZ)
        self._frames: list[FloatArray] = []

    def push(self, power: FloatArray) -> None:
        """Take (frames, 1025) power spectra."""
        self._frames.append(power @ self._bank)

    def finish(self) -> FloatArray:
        """(19, T)."""
        return np.ascontiguousarray(np.concatenate(self._frames).T)


def likelihood(bands: FloatArray) -> FloatArray:
    """(T,) in 0..1, from the log likelihood ratio of speech and noise.

    As J. Sohn, N. S. Kim and W. Sung, "A statistical model-based voice activity detection" (1999).

    Args:
        bands: (19, T) from the meter.
    """
    evidence = np.zeros(bands.shape[1], np.float32)
    for (low_hz, high_hz), band in zip(_BANDS_HZ, bands, strict=True):
        width_hz = np.array([high_hz - low_hz], np.float32)
        noise = noise_floor(band[None], width_hz, frames_per_s=SAMPLE_RATE_HZ // HOP_SAMPLES)[0]
        smooth = scipy.ndimage.uniform_filter1d(band, _SMOOTHING_FRAMES)
        ratio = np.clip(smooth / np.maximum(noise, inaudible(band)), 1, 1e3)
        evidence += ratio - np.log(ratio) - 1
    evidence /= len(_BANDS_HZ)
    odds = (np.maximum(evidence, 1e-6) / _EVEN_EVIDENCE) ** _STEEPNESS
    likely: FloatArray = (odds / (1 + odds)).astype(np.float32)
    return likely

"""The feature curves of sounds, without the rest of their analysis."""

import numpy as np

from onset.analysis.blocks import BLOCK_SAMPLES
from onset.analysis.features import MEL_FLOOR_DB, FrameMeter
from onset.analysis.onsets import LEAD_FRAMES, level_rise
from onset.analysis.spectrum import Spectrograph
from onset.timeline.sound import Features, FloatArray


def curves_of(samples: FloatArray) -> Features:
    """The curves of (channels, N) samples at 48 kHz."""
    spectrograph, meter = Spectrograph(samples.shape[0]), FrameMeter()
    blocks = [samples[:, start : start + BLOCK_SAMPLES] for start in range(0, samples.shape[1], BLOCK_SAMPLES)]
    spectra = [power for block in blocks for power in spectrograph.push(block)]
    frames = [meter.measure(power) for power in (*spectra, *spectrograph.finish())]
    levels_db = np.concatenate([frame.levels_db for frame in frames])
    rise = level_rise(levels_db, np.max(levels_db))
    onsets = np.concatenate((np.zeros(1 + LEAD_FRAMES, np.float32), rise))[: len(levels_db)]
    names = ["chroma", "rms", "centroid_hz", "rolloff_hz", "flux", "flatness", "bass", "mid", "treble", "pitch_hz"]
    curves = {name: np.concatenate([getattr(frame, name) for frame in frames]) for name in names}
    curves["chroma"] = curves["chroma"].T
    return Features(mel_db=np.maximum(levels_db, MEL_FLOOR_DB).T, onset_strength=onsets, **curves)

"""What analysis hears of a sound, for those who make training data: by its very code."""

import numpy as np

from onset.analysis.features import MEL_FLOOR_DB
from onset.analysis.filterbanks import FEATURE_BINS, MEL_BANDS, feature_bank
from onset.analysis.spectrum import Spectrograph
from onset.timeline.sound import FloatArray

_TINY_POWER = 1e-18


def mel_db(samples: FloatArray) -> FloatArray:
    """Mel spectrogram (128, T) of a sound (N,), as in `Features`."""
    spectrograph = Spectrograph(channel_count=1)
    bank = np.ascontiguousarray(feature_bank()[:, :MEL_BANDS])
    block = samples.astype(np.float32)[None]
    parts = (*spectrograph.push(block), *spectrograph.finish())
    power = np.concatenate([part[:, :FEATURE_BINS] @ bank for part in parts])
    decibels: FloatArray = np.maximum(10 * np.log10(np.maximum(power, _TINY_POWER)), MEL_FLOOR_DB).T
    return decibels

"""What analysis would hear of a sound."""

import numpy as np

from onset.analysis.filterbanks import MEL_BANDS, feature_bank
from onset.analysis.spectrum import Spectrograph
from onset.timeline.sound import FloatArray

FLOOR_DB = -80.0


def mel_db(samples: FloatArray) -> FloatArray:
    """Mel spectrogram (128, T) of a sound (N,), as in `Features`."""
    spectrograph = Spectrograph(1)
    bank = feature_bank()[:, :MEL_BANDS]
    block = samples.astype(np.float32)[None]
    power = np.concatenate([part @ bank for part in (*spectrograph.push(block), *spectrograph.finish())])
    decibels: FloatArray = np.maximum(10 * np.log10(np.maximum(power, 1e-18)), FLOOR_DB).T
    return decibels

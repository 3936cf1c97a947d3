"""How fast a voice speaks."""

import numpy as np
import scipy.ndimage
import scipy.signal
from numpy.typing import NDArray

from onset.analysis.speech.envelope import STEPS_PER_HOP, STEPS_PER_S
from onset.timeline.sound import FloatArray

_SMOOTHING_S = 0.05
_DIP_DB = 2.0
_UNDER_LOUD_DB = 25.0
_PITCH_REACH_FRAMES = 3


def syllable_steps(envelope: FloatArray, pitch_hz: FloatArray) -> NDArray[np.int_]:
    """The steps in which a syllable is loudest.

    Voiced peaks of the intensity between dips of at least 2 dB, after N. H. de Jong and T. Wempe, "Praat script to
    detect syllable nuclei and measure speech rate automatically" (2009).

    Args:
        envelope: (2, S) from `EnvelopeMeter`, of which the lower band holds the vowels.
        pitch_hz: (T,) the smoothed pitch curve.
    """
    smooth = scipy.ndimage.gaussian_filter1d(envelope[0], _SMOOTHING_S / 2 * STEPS_PER_S)
    level_db = 10 * np.log10(np.maximum(smooth, 1e-12))
    quietest_db = float(np.percentile(level_db, 99)) - _UNDER_LOUD_DB
    peaks, _ = scipy.signal.find_peaks(level_db, height=quietest_db, prominence=_DIP_DB)
    voiced = scipy.ndimage.maximum_filter1d(pitch_hz, 2 * _PITCH_REACH_FRAMES + 1) > 0
    frames = np.minimum(peaks // STEPS_PER_HOP, pitch_hz.size - 1)
    nuclei: NDArray[np.int_] = peaks[voiced[frames]]
    return nuclei

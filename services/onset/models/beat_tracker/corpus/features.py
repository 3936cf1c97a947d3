"""The mel spectrogram of a clip, by the very code that analysis runs."""

import numpy as np
from numpy.typing import NDArray

from onset.analysis.features import MEL_FLOOR_DB
from onset.analysis.filterbanks import MEL_BANDS, feature_bank
from onset.analysis.spectrum import Spectrograph

_TINY_POWER = 1e-18
_LOUDEST_PERCENTILE = 99.9


def mel_of(wave: NDArray[np.float32]) -> tuple[NDArray[np.float16], np.float32]:
    """`Features.mel_db` of every second frame, and the level that `ears.normalised` takes as 1.

    Args:
        wave: (n,) samples at 48 kHz.

    Returns:
        (T, 128) in dB at 50 frames a second, and the 99.9th percentile over the 100 fps frames' loudest bands.
    """
    bank = np.ascontiguousarray(feature_bank()[:, :MEL_BANDS])
    spectrograph = Spectrograph(channel_count=1)
    powers = [power @ bank for blocks in (spectrograph.push(wave[None]), spectrograph.finish()) for power in blocks]
    mel_db = np.maximum(10 * np.log10(np.maximum(np.concatenate(powers), _TINY_POWER)), MEL_FLOOR_DB)
    return mel_db[::2].astype(np.float16), np.float32(np.percentile(mel_db.max(axis=1), _LOUDEST_PERCENTILE))

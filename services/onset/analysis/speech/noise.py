"""The level of the background under a changing sound, by minimum statistics (R. Martin, 2001)."""

import numpy as np
import scipy.ndimage

from onset.timeline.sound import FloatArray

_SMOOTHING_S = 0.1
_MEMORY_S = 5.0
"""A voice pauses, in each band, at least this often."""
_BIAS_SCALE = 4.0
"""How far the minimum of a smoothed noise lies below its mean; measured on white and pink noise."""


def noise_floor(power: FloatArray, bandwidths_hz: FloatArray, *, frames_per_s: int) -> FloatArray:
    """Power of the background in each band, shaped as `power`.

    Args:
        power: (B, T) of the sound.
        bandwidths_hz: (B,) widths of the bands.
        frames_per_s: rate of the T axis.

    It is the higher of the minima of the last and of the next 5 s, so that it follows a background that starts or
    stops at once. Silence before the first and after the last sound is padding, and no background.
    """
    floor = np.zeros_like(power)
    sounding = np.any(power > 0, axis=0)
    if not sounding.any():
        return floor
    first, end = int(np.argmax(sounding)), sounding.size - int(np.argmax(sounding[::-1]))
    smooth = scipy.ndimage.uniform_filter1d(power[:, first:end], max(1, round(_SMOOTHING_S * frames_per_s)), axis=1)
    count = end - first
    memory = min(count, round(_MEMORY_S * frames_per_s))
    centred = scipy.ndimage.minimum_filter1d(smooth, memory, axis=1, mode="nearest")
    # Of every stretch of that memory that lies within the sound, by its first frame. Slices, as a long sound has
    # millions of frames and an array of indices would be larger than all else.
    lowest = centred[:, memory // 2 : memory // 2 + count - memory + 1]
    inside = floor[:, first:end]
    inside[:, : lowest.shape[1]] = lowest
    inside[:, lowest.shape[1] :] = lowest[:, -1:]
    np.maximum(inside[:, memory - 1 :], lowest, out=inside[:, memory - 1 :])
    np.maximum(inside[:, : memory - 1], lowest[:, :1], out=inside[:, : memory - 1])
    inside *= (1 + _BIAS_SCALE / np.sqrt(bandwidths_hz * _SMOOTHING_S))[:, None]
    return floor

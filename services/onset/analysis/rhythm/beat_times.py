"""When exactly a beat sounds: between the tracker's frames of 20 ms."""

import numpy as np
import scipy.ndimage
from numpy.typing import NDArray

from onset.analysis.ears import BEAT_FRAMES_PER_S
from onset.timeline.sound import HOP_SAMPLES, FloatArray
from onset.timeline.time import SAMPLE_RATE_HZ

BEAT_HOP_SAMPLES = SAMPLE_RATE_HZ // BEAT_FRAMES_PER_S
_REACH_SAMPLES = 3 * HOP_SAMPLES // 2
"""15 ms: the onset of the beat itself. What sounds further away is the player's liberty or another note."""
_SHARP = 8.0
"""Times the mean around it: a click or a drum. Duller onsets are worse witnesses than the tracker."""
_AROUND_FRAMES = 25


def beat_times(frames: NDArray[np.int64], activations: FloatArray, onset_strength: FloatArray) -> NDArray[np.float64]:
    """(N,) samples, not rounded.

    Args:
        frames: (N,) beats at 50 frames a second.
        activations: (T, 2).
        onset_strength: (U,) at 100 frames a second.
    """
    curve = activations.max(axis=1).astype(np.float64)
    around = (frames[:, None] + np.arange(-1, 2)).clip(0, curve.size - 1)
    peaks = around[np.arange(frames.size), curve[around].argmax(axis=1)]
    samples = (peaks + peak_offsets(curve, peaks)) * BEAT_HOP_SAMPLES
    return _on_onsets(samples, onset_strength.astype(np.float64))


def _on_onsets(samples: NDArray[np.float64], onset_strength: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each time moved to the strongest onset nearby if that is sharp."""
    if onset_strength.size == 0 or samples.size == 0:
        return samples
    reach = -(-_REACH_SAMPLES // HOP_SAMPLES)
    nearest = np.round(samples / HOP_SAMPLES).astype(np.int64)
    around = (nearest[:, None] + np.arange(-reach, reach + 1)).clip(0, onset_strength.size - 1)
    peaks = around[np.arange(samples.size), onset_strength[around].argmax(axis=1)]
    usual = scipy.ndimage.uniform_filter1d(onset_strength, _AROUND_FRAMES, mode="nearest")[peaks]
    onsets = (peaks + peak_offsets(onset_strength, peaks)) * HOP_SAMPLES
    sharp = (onset_strength[peaks] > _SHARP * usual) & _is_peak(onset_strength, peaks)
    return np.where(sharp & (np.abs(onsets - samples) <= _REACH_SAMPLES), onsets, samples)


def _is_peak(curve: NDArray[np.float64], frames: NDArray[np.int64]) -> NDArray[np.bool_]:
    before, after = curve[np.maximum(frames - 1, 0)], curve[np.minimum(frames + 1, curve.size - 1)]
    peaks: NDArray[np.bool_] = (curve[frames] >= before) & (curve[frames] >= after) & (curve[frames] > 0)
    return peaks


def peak_offsets(curve: NDArray[np.float64], frames: NDArray[np.int64]) -> NDArray[np.float64]:
    """(N,) where between -0.5 and 0.5 of each frame the parabola through it and its neighbours is highest.

    0 where the curve has no peak.
    """
    before, here = curve[np.maximum(frames - 1, 0)], curve[frames]
    after = curve[np.minimum(frames + 1, curve.size - 1)]
    bend = before - 2 * here + after
    peaked = (bend < 0) & _is_peak(curve, frames) & (frames > 0) & (frames < curve.size - 1)
    return np.where(peaked, 0.5 * (before - after) / np.where(peaked, bend, 1), 0.0)

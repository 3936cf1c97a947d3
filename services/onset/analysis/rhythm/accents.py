"""What is struck and what changes on beats: evidence of bars that owes nothing to the beat tracker."""

import numpy as np
import scipy.ndimage
from numpy.typing import NDArray

from onset.analysis.ears import Mel
from onset.timeline.sound import FloatArray

_STRUCK_BANDS = ((0, 128), (0, 14), (14, 34), (34, 70), (70, 128))
"""Of the mel spectrogram: all, bass, two middles, treble."""
_CHANGES = ((90, 12), (90, 30), (24, 20))
"""Bands from the lowest, and frames to either side, of what sounds after a moment against what sounded before it:
notes, chords, and the bass alone."""
_TONE_BANDS = 9
"""What stands out of its neighbours within that many bands is a tone: a drum is no harmony."""
_RISE_FRAMES = 2
_BLOCK_FRAMES = 6000
"""Looked at together: two minutes, 3 MB."""
_REACH_FRAMES = max(frames for _, frames in _CHANGES) + _RISE_FRAMES
"""What is said of a frame depends on none farther away."""
ACCENTS = len(_STRUCK_BANDS) + len(_CHANGES)
"""Kinds of accents."""


def accents_at(mel: Mel, frames: NDArray[np.int64]) -> FloatArray:
    """(N, ACCENTS) how strongly each band is struck and how much each kind of tone changes at some frames.

    Args:
        mel: (T, 128) in 0..1, 50 frames a second, T >= 1.
        frames: (N,) rising, within the spectrogram.
    """
    parts = [np.zeros((0, ACCENTS), np.float32)]
    for first in range(0, len(mel), _BLOCK_FRAMES):
        here = frames[np.searchsorted(frames, first) : np.searchsorted(frames, first + _BLOCK_FRAMES)]
        if here.size:
            start = max(first - _REACH_FRAMES, 0)
            block = mel[start : first + _BLOCK_FRAMES + _REACH_FRAMES]
            parts.append(_accents(block, here - start))
    return np.concatenate(parts)


def _accents(mel: FloatArray, frames: NDArray[np.int64]) -> FloatArray:
    # A beat may lie between two frames.
    near = (frames[:, None] + np.arange(-1, 2)).clip(0, len(mel) - 1)
    rise = np.maximum(mel[near] - mel[np.maximum(near - _RISE_FRAMES, 0)], 0)
    struck = [rise[..., low:high].mean(axis=2).max(axis=1) for low, high in _STRUCK_BANDS]
    tones = np.maximum(mel - scipy.ndimage.uniform_filter1d(mel, _TONE_BANDS, axis=1), 0)
    sums = np.concatenate([np.zeros((1, mel.shape[1])), np.cumsum(tones, axis=0, dtype=np.float64)])
    changed = [_change(sums[:, :bands], frames, reach) for bands, reach in _CHANGES]
    return np.stack([*struck, *changed], axis=1).astype(np.float32)


def _change(sums: NDArray[np.float64], frames: NDArray[np.int64], reach: int) -> NDArray[np.float64]:
    """(N,) 1 minus the cosine between what sounds after and before each frame; `sums` run over (T + 1,) frames."""
    before = sums[frames] - sums[np.maximum(frames - reach, 0)]
    after = sums[np.minimum(frames + reach, len(sums) - 1)] - sums[frames]
    lengths = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    change: NDArray[np.float64] = 1 - np.einsum("nb,nb->n", before, after) / np.maximum(lengths, 1e-6)
    return change

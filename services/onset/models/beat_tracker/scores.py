"""How right activations are without a decoder: their peaks against the truth. Good enough to compare trainings with."""

import numpy as np

from onset.models.beat_tracker.clips import FRAMES_PER_S

TOLERANCE_S = 0.07
_THRESHOLD = 0.4
_REACH = 3
"""Frames. A peak is the largest value within 60 ms to either side: beats are not nearer than 273 ms."""


def peaks_s(activation: np.ndarray) -> np.ndarray:
    """Times of the peaks of one activation (T,)."""
    padded = np.pad(activation, _REACH)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * _REACH + 1)
    peak = (activation >= windows.max(axis=1)) & (activation >= _THRESHOLD)
    frames = np.flatnonzero(peak)
    # Of a plateau, its first frame.
    return frames[np.diff(frames, prepend=-_REACH - 1) > _REACH] / FRAMES_PER_S


def f_measure(found_s: np.ndarray, truth_s: np.ndarray) -> float:
    """F-measure of ascending times, each used once, right within ±70 ms; 1 if there is nothing and nothing is found."""
    if len(found_s) + len(truth_s) == 0:
        return 1.0
    hits = found = truth = 0
    while found < len(found_s) and truth < len(truth_s):
        late_s = found_s[found] - truth_s[truth]
        if abs(late_s) <= TOLERANCE_S:
            hits, found, truth = hits + 1, found + 1, truth + 1
        elif late_s > 0:
            truth += 1
        else:
            found += 1
    return 2 * hits / (len(found_s) + len(truth_s))

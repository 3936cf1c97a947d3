"""What a scene's pictures hear: windows of features around moments, and the onsets between them. Pure.

A scene's sound is a row of features, one byte each, for each hop of 10 ms; it begins `BEFORE_HOPS` before the scene.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from onset.timeline.plan import FEATURE_NAMES
from onset.timeline.sound import HOP_SAMPLES
from onset.timeline.time import SAMPLE_RATE_HZ, FrameRate

Rows = NDArray[np.float32]

TOKENS, NOW = 16, 12
"""Moments of a window, and the one of the picture itself: what the denoiser was trained on."""
STEP_SAMPLES = 6_000
"""125 ms between the moments."""
BEFORE_HOPS = 156
"""All that the first frame's window reaches: 12 moments, the first one with half a step before it."""
_AFTER_HOPS = 44
_WIDTH = len(FEATURE_NAMES)
_ONSET = FEATURE_NAMES.index("onset")
_HALF_STEP_HOPS = STEP_SAMPLES // HOP_SAMPLES // 2
_GROWTH_S, _MEMORY_S = 0.07, 0.5
"""What an onset moves is most of it moved within two pictures of a path, and forgotten by the next beat."""


def around(film: bytes, start_frame: int, end_frame: int, rate: FrameRate) -> bytes:
    """The sound of frames [start_frame, end_frame) of a film with what their windows reach.

    Beyond the film its first and last moments are held, without onsets.
    """
    rows = np.frombuffer(film, np.uint8).reshape(-1, _WIDTH)
    start = hop_of(start_frame, rate)
    wanted = np.arange(start - BEFORE_HOPS, start + hop_of(end_frame - start_frame, rate) + _AFTER_HOPS)
    held = rows[np.clip(wanted, 0, len(rows) - 1)].copy()
    held[(wanted < 0) | (wanted >= len(rows)), _ONSET] = 0
    return held.tobytes()


def hop_of(frame: int, rate: FrameRate) -> int:
    """The hop nearest to a frame's start."""
    return round(rate.sample_of_frame(frame) / HOP_SAMPLES)


def rows_of(sound: bytes) -> Rows:
    """(T, 20) in 0..1."""
    return np.asarray(np.frombuffer(sound, np.uint8).reshape(-1, _WIDTH) / np.float32(255), np.float32)


def windows(rows: Rows, frames: Sequence[int], rate: FrameRate) -> Rows:
    """(K, 16, 20) around K frames of the scene: 16 moments 125 ms apart, the thirteenth is the frame's own.

    A moment's onset is the strongest stroke that is nearer to it than to its neighbours, so that none is missed.
    """
    samples = np.array([rate.sample_of_frame(frame) for frame in frames], np.int64)
    moments = samples[:, None] + (np.arange(TOKENS) - NOW) * STEP_SAMPLES
    hops = np.clip(BEFORE_HOPS + np.round(moments / HOP_SAMPLES).astype(np.int64), 0, len(rows) - 1)
    found = rows[hops]
    found[:, :, _ONSET] = _strongest(rows[:, _ONSET])[hops]
    return np.asarray(found, np.float32)


def felt_onsets(rows: Rows, hops: range) -> NDArray[np.float64]:
    """(len(hops),) 0..1: how strongly onsets are felt at hops of the scene.

    Each grows from its stroke on, quickly and then more slowly, as a struck sound dies away; then it is forgotten.
    """
    strokes = rows[:, _ONSET].astype(np.float64)
    since_s = (np.arange(len(strokes)) + 1) * HOP_SAMPLES / SAMPLE_RATE_HZ
    shape = (1 - np.exp(-since_s / _GROWTH_S)) * np.exp(-since_s / _MEMORY_S)
    felt = np.zeros(len(strokes))
    for hop in np.flatnonzero(strokes):
        felt[hop:] = np.maximum(felt[hop:], strokes[hop] * shape[: len(felt) - hop])
    return felt[np.clip(BEFORE_HOPS + np.arange(hops.start, hops.stop), 0, len(felt) - 1)]


def _strongest(strokes: Rows) -> Rows:
    """Per hop, the strongest stroke within half a step."""
    padded = np.pad(strokes, _HALF_STEP_HOPS)
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, 2 * _HALF_STEP_HOPS + 1).max(axis=1), np.float32)

"""What a beat tracker would say of music whose beats are known: clean, or as uncertain as real ones are."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from onset.timeline.sound import FloatArray

FRAMES_PER_S = 50
_WEIGHTS = np.array([2.0, 4.0])


def heard(
    beats_s: NDArray[np.float64],
    positions: Sequence[int],
    duration_s: float,
    *,
    level: float | NDArray[np.float64] = 0.95,
    downbeat_level: float = 0.9,
    murmur: float = 0.01,
    seed: int = 0,
) -> FloatArray:
    """(T, 2) activations.

    Args:
        beats_s: (N,) true times.
        positions: (N,) in the bar; 1 is a downbeat.
        duration_s: of the sound.
        level: of the activation at beats, or at each beat.
        downbeat_level: of the second activation at downbeats.
        murmur: mean of what is said elsewhere.
        seed: of the murmur.
    """
    rng = np.random.default_rng(seed)
    times_s = np.arange(round(duration_s * FRAMES_PER_S) + 1) / FRAMES_PER_S
    activations = rng.exponential(murmur, (times_s.size, 2)).clip(0, 0.3)
    levels = np.broadcast_to(level, beats_s.shape)
    for beat_s, position, here in zip(beats_s, positions, levels, strict=True):
        shape = np.maximum(1 - np.abs(times_s - beat_s) * FRAMES_PER_S / 2, 0)
        activations[:, 0] = np.maximum(activations[:, 0], here * shape)
        if position == 1:
            activations[:, 1] = np.maximum(activations[:, 1], min(here, downbeat_level) * shape)
    # Trained with beats and downbeats weighted up, the network says so much more than it believes.
    weighted = activations * _WEIGHTS / (1 + (_WEIGHTS - 1) * activations)
    return weighted.astype(np.float32)


def counted(beat_count: int, beats_per_bar: int, pick_up: int = 0) -> list[int]:
    """Positions of that many beats, the first `pick_up` of them before the first downbeat."""
    return [(index - pick_up) % beats_per_bar + 1 for index in range(beat_count)]


def onsets(times_s: NDArray[np.float64], duration_s: float) -> FloatArray:
    """(U,) an onset curve, 100 frames a second, that rises at each time."""
    curve = np.zeros(round(duration_s * 100) + 1)
    frames = np.arange(curve.size)
    for time_s in times_s:
        curve = np.maximum(curve, np.exp(-0.5 * ((frames - time_s * 100) / 0.8) ** 2))
    return curve.astype(np.float32)

"""What activations say of beats, freed of how the beat tracker was trained."""

import numpy as np

from onset.analysis.ears import METRES
from onset.timeline.sound import FloatArray

OWN_FRAMES = 2
"""The tracker is trained to rise and fall over that many frames around the exact time of a beat: a triangle."""
_TRAINING_WEIGHTS = np.array([2.0, 4.0], np.float32)
"""Of beats and downbeats against all else; odds come out as many times too high."""
_TWO_HIGHEST = np.float32(1.5)
"""Sum of the two highest frames of a triangle of height 1, wherever between two frames its tip is."""


def check_activations(activations: FloatArray) -> None:
    """Whether they are what a beat tracker says.

    Raises:
        ValueError: wrong shape, or not in 0..1.
    """
    if activations.ndim != 2 or activations.shape[1] not in (2, 2 + len(METRES)):
        raise ValueError(f"activations must be (T, 2) or (T, {2 + len(METRES)}), got shape {activations.shape}")
    if not np.all((activations >= 0) & (activations <= 1)):
        raise ValueError("activations must be probabilities, in 0..1")


def beat_probabilities(activations: FloatArray) -> FloatArray:
    """(T, 2) probability that a beat, and a downbeat, lies at a frame or between it and a neighbour.

    Args:
        activations: (T, 2) or more columns in 0..1, of which the first two are heeded.
    """
    here = activations[:, :2].astype(np.float32)
    here = here / (_TRAINING_WEIGHTS * (1 - here) + here)
    padded = np.pad(here, ((1, 1), (0, 0)))
    neighbour = np.maximum(padded[:-2], padded[2:])
    tip = np.minimum((here + neighbour) / _TWO_HIGHEST, 1)
    probabilities: FloatArray = np.where(here >= neighbour, np.maximum(tip, here), here)
    return probabilities


def log_odds(probabilities: FloatArray, limit: float) -> FloatArray:
    """Natural logarithm of p / (1 - p), within plus and minus `limit`: a network can be wrong."""
    safe = probabilities.astype(np.float32).clip(1e-4, 1 - 1e-4)
    odds: FloatArray = np.log(safe / (1 - safe)).clip(-limit, limit)
    return odds

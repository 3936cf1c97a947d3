"""A latent path's pace between two keyframes: eased, and pushed on by onsets. Pure."""

import numpy as np
from numpy.typing import NDArray


def positions(share: NDArray[np.float64], onset: NDArray[np.float64], push: float) -> NDArray[np.float64]:
    """How far along the way from one keyframe's latents to the next each picture stands.

    alpha(u) = (1 - cos(pi u)) / 2 + delta onset(u), clamped to 0..1 and held where it would fall; 0 at the first
    keyframe and 1 at the second whatever sounds there, so that segments meet in the very same picture.

    Args:
        share: (T,) u, each picture's share of the time between the keyframes, rising within 0..1.
        onset: (T,) 0..1, how strongly an onset is felt at each.
        push: delta, how far the strongest onset pushes on.

    Raises:
        ValueError: `share` falls, or a value is outside 0..1.
    """
    for name, values in (("share", share), ("onset", onset), ("push", np.array([push]))):
        if not ((values >= 0) & (values <= 1)).all():
            raise ValueError(f"{name} must be within 0..1")
    if (np.diff(share) < 0).any():
        raise ValueError("share must not fall")
    eased = (1 - np.cos(np.pi * share)) / 2
    pushed = np.maximum.accumulate(np.clip(eased + push * onset, 0.0, 1.0))
    return np.asarray(np.where(share <= 0, 0.0, np.where(share >= 1, 1.0, pushed)), np.float64)

"""From a probability of a voice to its edges."""

import numpy as np
import scipy.ndimage
from numpy.typing import NDArray

from onset.analysis.speech.envelope import STEPS_PER_HOP
from onset.timeline.sound import FloatArray

_EVEN, _SURE = 0.5, 0.7
"""A stretch above even odds is a voice if it is sure somewhere."""
_OUTWARD_STEPS, _INWARD_STEPS = 40, 24
"""100 and 60 ms: how far from where the probability has it the envelope may find an edge."""


def voice_regions(probability: FloatArray, audible: NDArray[np.bool_]) -> NDArray[np.int_]:
    """Where a voice sounds: (R, 2) first step and end step, in order and apart.

    The probability says where there is a voice, whatever else sounds. Where silence lies beside a region, its edge is
    the envelope's; where something else goes on, it is where the probability crosses even odds.

    Args:
        probability: (T,) for each frame.
        audible: (S,) for each step of 120 samples.
    """
    likely = probability > _EVEN
    labels, count = scipy.ndimage.label(likely)
    sure = np.zeros(count + 1, bool)
    sure[labels[probability > _SURE]] = True
    bounded = np.concatenate(([False], likely & sure[labels], [False]))
    starts, ends = np.flatnonzero(bounded[1:] != bounded[:-1]).reshape(-1, 2).T
    if starts.size == 0:
        return np.zeros((0, 2), int)
    last = audible.size
    first_steps = _steps(_crossings(probability, starts, -1), last)
    # Backwards in time the end of a region is its start.
    end_steps = last - _steps(_crossings(probability, ends - 1, 1), last)
    regions = _apart(
        _refined(audible, first_steps, np.concatenate(([0], last - end_steps[:-1]))),
        last - _refined(audible[::-1], end_steps, np.concatenate((last - first_steps[1:], [0]))),
    )
    heard = np.concatenate(([0], np.cumsum(audible)))
    return regions[heard[regions[:, 1]] > heard[regions[:, 0]]]


def _crossings(probability: FloatArray, inside: NDArray[np.int_], outward: int) -> NDArray[np.float64]:
    """The places, in frames, where the probability crosses even odds next to frames within."""
    outside = inside + outward
    beyond = (outside < 0) | (outside >= probability.size)
    low, high = probability[outside.clip(0, probability.size - 1)], probability[inside]
    share = np.where(beyond, 1, (high - _EVEN) / np.maximum(high - low, 1e-6))
    crossings: NDArray[np.float64] = inside + outward * share
    return crossings


def _steps(frames: NDArray[np.float64], step_count: int) -> NDArray[np.int_]:
    return np.rint(frames * STEPS_PER_HOP).astype(int).clip(0, step_count)


def _refined(audible: NDArray[np.bool_], edges: NDArray[np.int_], previous: NDArray[np.int_]) -> NDArray[np.int_]:
    """Each first step of a region, moved to where sound begins after silence, if it does so nearby.

    Args:
        audible: (S,) steps in the direction of looking.
        edges: (R,) first steps.
        previous: (R,) where the region before ends; half of what lies between is its own.
    """
    found = edges.copy()
    for index, (edge, before) in enumerate(zip(edges.tolist(), previous.tolist(), strict=True)):
        earliest = max(edge - _OUTWARD_STEPS, (before + edge) // 2, 0)
        sounding = np.flatnonzero(audible[earliest : edge + _INWARD_STEPS])
        if sounding.size and sounding[0] > 0:
            found[index] = earliest + sounding[0]
    return found


def _apart(starts: NDArray[np.int_], ends: NDArray[np.int_]) -> NDArray[np.int_]:
    """The regions that are left where both edges moved inwards past each other or into the next."""
    kept = starts < ends
    regions = np.stack((starts[kept], ends[kept]), axis=1)
    regions[1:, 0] = np.maximum(regions[1:, 0], regions[:-1, 1])
    return regions[regions[:, 0] < regions[:, 1]]

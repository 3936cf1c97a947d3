"""From a probability of a voice to its edges."""

import numpy as np
import scipy.ndimage
from numpy.typing import NDArray

from onset.analysis.speech.envelope import STEP_SAMPLES, STEPS_PER_HOP, STEPS_PER_S, Audibility
from onset.analysis.speech.spans import SHORTEST_PAUSE_SAMPLES
from onset.timeline.sound import FloatArray

_EVEN, _SURE = 0.5, 0.9
"""A stretch above even odds is a voice if it is sure somewhere."""
_REACH_STEPS = 60
"""150 ms: how far from where the probability has it the envelope may find an edge."""
_SILENT_SHARE = 0.3
"""A gap in which more than this sounds is filled by something else, of which every edge would do."""
_HIDDEN_END_S_PER_DB = 0.0007
"""A voice ends gently, by some 14 dB in 10 ms: what the background hides of that is added to its end. Measured."""


def voice_regions(probability: FloatArray, audible: Audibility) -> NDArray[np.int_]:
    """Where a voice sounds: (R, 2) first step and end step, in order and apart.

    The probability says where there is a voice, whatever else sounds. Where silence lies beside a region, its edge is
    the envelope's; where something else goes on, it is where the probability crosses even odds.

    Args:
        probability: (T,) for each frame.
        audible: for each step of 120 samples.
    """
    likely = probability > _EVEN
    labels, count = scipy.ndimage.label(likely)
    sure = np.zeros(count + 1, bool)
    sure[labels[probability > _SURE]] = True
    bounded = np.concatenate(([False], likely & sure[labels], [False]))
    starts, ends = np.flatnonzero(bounded[1:] != bounded[:-1]).reshape(-1, 2).T
    if starts.size == 0:
        return np.zeros((0, 2), int)
    sounding = audible.sounding
    last = sounding.size
    first_steps = _steps(_crossings(probability, starts, -1), last)
    # Backwards in time the end of a region is its start.
    end_steps = last - _steps(_crossings(probability, ends - 1, 1), last)
    begun = _refined(sounding, first_steps, np.concatenate(([0], last - end_steps[:-1])))
    ended = last - _refined(sounding[::-1], end_steps, np.concatenate((last - first_steps[1:], [0])))
    found = ended != last - end_steps
    regions = _apart(begun, np.where(found, _longer(ended, begun, audible.masked_db), ended))
    heard = np.concatenate(([0], np.cumsum(sounding)))
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


def _refined(sounding: NDArray[np.bool_], edges: NDArray[np.int_], previous: NDArray[np.int_]) -> NDArray[np.int_]:
    """Each first step of a region, moved to where sound begins after silence, if it does so nearby.

    Args:
        sounding: (S,) steps in the direction of looking.
        edges: (R,) first steps.
        previous: (R,) where the region before ends; half of what lies between is its own.
    """
    found = edges.copy()
    for index, (edge, before) in enumerate(zip(edges.tolist(), previous.tolist(), strict=True)):
        if np.count_nonzero(sounding[before:edge]) > _SILENT_SHARE * (edge - before):
            continue
        earliest = max(edge - _REACH_STEPS, (before + edge) // 2, 0)
        heard = np.flatnonzero(sounding[earliest : edge + _REACH_STEPS])
        if heard.size and heard[0] > 0:
            found[index] = earliest + heard[0]
    return found


def _longer(ended: NDArray[np.int_], begun: NDArray[np.int_], masked_db: FloatArray) -> NDArray[np.int_]:
    """Ends with what the background hides of them, as far as a pause remains."""
    hidden_s = masked_db[ended.clip(0, masked_db.size - 1)] * _HIDDEN_END_S_PER_DB
    latest = np.append(begun[1:], masked_db.size) - SHORTEST_PAUSE_SAMPLES // STEP_SAMPLES
    longer: NDArray[np.int_] = np.maximum(
        np.minimum(ended + np.rint(hidden_s * STEPS_PER_S).astype(int), latest), ended
    )
    return longer


def _apart(starts: NDArray[np.int_], ends: NDArray[np.int_]) -> NDArray[np.int_]:
    """The regions that are left where both edges moved inwards past each other or into the next."""
    kept = starts < ends
    regions = np.stack((starts[kept], ends[kept]), axis=1)
    regions[1:, 0] = np.maximum(regions[1:, 0], regions[:-1, 1])
    return regions[regions[:, 0] < regions[:, 1]]

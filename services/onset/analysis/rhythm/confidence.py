"""How sure beats are, and which of them are too unsure to be told."""

import numpy as np
import scipy.ndimage
from numpy.typing import NDArray

from onset.analysis.ears import BEAT_FRAMES_PER_S
from onset.analysis.rhythm.heard import OWN_FRAMES
from onset.timeline.sound import FloatArray

STEADY_CONFIDENCE = 0.3
"""Below it nothing should be cut to the beat, and of live sound no beat is claimed."""
TOLD_CONFIDENCE = 0.15
"""Below it no beat of a whole track is claimed. Lower, as all of the track vouches for its beats: no speech, noise or
ambience comes near, but chorales and tunes without accompaniment do."""
NEIGHBOURS = 4
"""Beats to either side vouch for a beat: one missed in a groove is still sure, one hit in a silence is not."""
_CONVINCING_BEATS = 8
"""Fewer agree by chance: three syllables are often evenly spaced."""
_OFFSET, _PER_LOG_ODDS, _PER_SHARE = -2.6, 1.0, 3.0
"""Of a logistic regression of whether a beat is right, on held-out training clips."""
_HEARD = 0.1
"""Probability above which a frame counts as heard: a network murmurs at times."""
_SUPPORTED = 0.25
"""Of the median probability of a run's beats; a run neither begins nor ends with a beat that is heard less."""
_LONGEST_BREAK_FRAMES = 8 * BEAT_FRAMES_PER_S
"""Four bars at 120 BPM: a listener goes on counting that long."""


def beat_evidence(probability: FloatArray, log_odds: FloatArray, frames: NDArray[np.int64]) -> FloatArray:
    """(N, 3) what speaks for each beat of a run: its log-odds, what is heard there, what is heard since the last.

    Args:
        probability: (T,) of a beat.
        log_odds: (T,) the same, bounded.
        frames: (N,) beats, rising.
    """
    heard = np.cumsum(np.concatenate([np.zeros(1), np.where(probability > _HEARD, probability, 0)]))
    first = np.maximum(frames - OWN_FRAMES, 0)
    end = np.minimum(frames + OWN_FRAMES + 1, probability.size)
    between = np.concatenate([np.zeros(1), heard[first[1:]] - heard[end[:-1]]])
    return np.stack([log_odds[frames], heard[end] - heard[first], between], axis=1).astype(np.float32)


def beat_confidence(evidence: FloatArray) -> FloatArray:
    """(N,) 0..1: how likely each beat of a run is right.

    Args:
        evidence: (N, 3) from `beat_evidence`.
    """
    nearby = scipy.ndimage.uniform_filter1d(evidence, 2 * NEIGHBOURS + 1, axis=0, mode="nearest")
    return likelihood(nearby, evidence.shape[0])


def likelihood(evidence: FloatArray, beat_count: int) -> FloatArray:
    """(...) 0..1: how likely beats are right.

    Args:
        evidence: (..., 3) mean of `beat_evidence` over beats nearby.
        beat_count: how many beats the run has.
    """
    log_odds, own, between = np.moveaxis(evidence, -1, 0)
    share = own / np.maximum(own + between, 1e-6)
    convincing = min(1.0, (beat_count - 1) / (_CONVINCING_BEATS - 1))
    score = _OFFSET + _PER_LOG_ODDS * log_odds + _PER_SHARE * share
    confidence: FloatArray = (convincing / (1 + np.exp(-score))).astype(np.float32)
    return confidence


def supported(frames: NDArray[np.int64], probability: FloatArray) -> list[NDArray[np.int64]]:
    """The parts of a run that are heard: each from a beat that is heard to another, without a long break.

    Args:
        frames: (N,) beats of the run.
        probability: (N,) of each.
    """
    heard = np.flatnonzero(probability >= _SUPPORTED * np.median(probability))
    breaks = np.flatnonzero(np.diff(frames[heard]) > _LONGEST_BREAK_FRAMES)
    parts = np.split(heard, breaks + 1)
    return [frames[part[0] : part[-1] + 1] for part in parts if part.size]


def strongest_nearby(probabilities: FloatArray, frames: NDArray[np.int64]) -> FloatArray:
    """(N, 2) the highest probability within a frame of each beat.

    Args:
        probabilities: (T, 2).
        frames: (N,) beats.
    """
    around = (frames[:, None] + np.arange(-1, 2)).clip(0, probabilities.shape[0] - 1)
    strongest: FloatArray = probabilities[around].max(axis=1)
    return strongest

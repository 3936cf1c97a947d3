"""How right an estimate is, by mir_eval."""

from dataclasses import dataclass

import mir_eval
import numpy as np
from numpy.typing import NDArray

from tests.bench.analysis.songs.score import Truth

Times = NDArray[np.float64]

BEAT_WINDOW_S = 0.07
SECTION_WINDOW_S = 0.5
TEMPO_TOLERANCE = 0.04
MARGIN_S = 0.1
"""Beats told this long before the first attack or after the last one are neither right nor wrong."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a tracker says; None for what it does not tell."""

    beats_s: Times
    bpm: float
    downbeats_s: Times | None = None
    beats_per_bar: int | None = None
    boundaries_s: Times | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """Of one clip, each 0..1; None for what was not told."""

    beat_f: float
    tempo: float
    tempo_or_octave: float
    downbeat_f: float | None
    metre: float | None
    key: float | None
    sections_f: float | None


def score(truth: Truth, estimate: Estimate) -> Score:
    """Compare an estimate with the truth."""

    def f(reference: Times, estimated: Times) -> float:
        inside = (estimated >= truth.start_s - MARGIN_S) & (estimated <= truth.end_s + MARGIN_S)
        return float(mir_eval.beat.f_measure(reference, np.sort(estimated[inside]), BEAT_WINDOW_S))

    def within(factor: float) -> bool:
        return abs(estimate.bpm * factor - truth.bpm) <= TEMPO_TOLERANCE * truth.bpm

    downbeats, boundaries = estimate.downbeats_s, estimate.boundaries_s
    return Score(
        beat_f=f(truth.beats_s, estimate.beats_s),
        tempo=float(within(1)),
        tempo_or_octave=float(any(within(factor) for factor in (1, 2, 1 / 2, 3, 1 / 3))),
        downbeat_f=None if downbeats is None else f(truth.downbeats_s, downbeats),
        metre=None if estimate.beats_per_bar is None else float(estimate.beats_per_bar == truth.beats_per_bar),
        key=None if estimate.key is None else float(mir_eval.key.weighted_score(truth.key, estimate.key)),
        sections_f=_sections_f(truth, boundaries) if boundaries is not None and truth.sections_s else None,
    )


def _sections_f(truth: Truth, boundaries_s: Times) -> float:
    def intervals(boundaries: Times) -> Times:
        inside = boundaries[(boundaries > truth.start_s) & (boundaries < truth.end_s)]
        edges = np.unique(np.concatenate([[truth.start_s], inside, [truth.end_s]]))
        return np.stack([edges[:-1], edges[1:]], axis=1)

    _, _, f = mir_eval.segment.detection(
        intervals(np.array(truth.sections_s)), intervals(boundaries_s), window=SECTION_WINDOW_S, trim=True
    )
    return float(f)

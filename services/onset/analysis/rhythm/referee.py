"""Which metre a run of beats has and where its bars begin: a judgement of the whole run, by what sounds on the bars.

The bar model asks beat by beat how sure the beat tracker is of a downbeat, and what misleads the tracker in one bar
does so in the next. The referee lays bars of each metre along the run as best they fit, then has them begin beats
later, and looks what is struck and what changes where they begin, whether beats a bar apart are alike, what metre
the tracker has told, and how fast the beats are: a conditional logit (D. McFadden, "Conditional logit analysis of
qualitative choice behavior", 1974) whose weights `tests.bench.analysis.fit_referee` fits to clips that the tracker was
not trained on.
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from onset.analysis.ears import BEAT_FRAMES_PER_S, METRES, Mel
from onset.analysis.rhythm.accents import ACCENTS, accents_at
from onset.analysis.rhythm.bar_model import BarModel
from onset.analysis.rhythm.bar_paths import bar_paths
from onset.analysis.rhythm.bars import Bars
from onset.analysis.rhythm.heard import log_odds
from onset.timeline.sound import FloatArray

WEIGHTS = Path(__file__).with_name("referee.toml")
FEWEST_BEATS = 12
"""Four bars of three: a shorter run is judged by the bar model alone."""
_MIDDLE_BPM = 105.0
_LAGS = (2, 3, 4, 6, 8)
"""Beats apart, compared."""
_LEAST_TOLD = 0.01
"""Probability of a metre counts as that at least."""
_FLOOR = 6.0
"""Log-odds of one downbeat count within plus and minus that."""
_FEWEST_PAIRS = 4
"""Fewer beats say nothing of how alike beats are."""
ALIKE = 5 + ACCENTS
"""Facts that speak alike of all bars."""
OWN = 9 + len(METRES)
"""Facts that every metre weighs in its own way."""


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """What the referee judges by."""

    alike: NDArray[np.float64]
    """(C, ALIKE) of each candidate: how well its bars fit, a beat and in all; what sounds on its downbeats and not on
    its other beats; how alike beats are that lie one bar and two bars apart; what it lacks to the best of its metre."""
    own: NDArray[np.float64]
    """(OWN,) the same for all: a constant, tempo, how sure downbeats are, how alike beats are, and the metres told."""
    metres: NDArray[np.int64]
    """(C,) beats a bar."""
    positions: NDArray[np.int64]
    """(C, N) of the beats in these bars; 1 is the downbeat."""
    scores: NDArray[np.float64]
    """(C,) of these bars under the bar model, in nats."""


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """In nats per unit of a fact."""

    alike: NDArray[np.float64]
    """(ALIKE,)"""
    own: NDArray[np.float64]
    """(M, OWN)"""

    def judged(self, case: Case) -> NDArray[np.float64]:
        """(C,) log-odds of each candidate, but for a common constant."""
        rows = [METRES.index(metre) for metre in case.metres.tolist()]
        scores: NDArray[np.float64] = case.alike @ self.alike + (self.own @ case.own)[rows]
        return scores


@cache
def referee_weights() -> Weights:
    """As fitted."""
    told = tomllib.loads(WEIGHTS.read_text())
    return Weights(np.array(told["alike"]), np.array([told["own"][str(metre)] for metre in METRES]))


def referee_case(
    frames: NDArray[np.int64],
    downbeats: FloatArray,
    evidence: FloatArray,
    told: FloatArray,
    mel: Mel,
    model: BarModel,
) -> Case:
    """The facts of a run.

    Args:
        frames: (N,) beats without a break, 50 frames a second, N >= FEWEST_BEATS.
        downbeats: (N,) probability that each beat begins a bar.
        evidence: (N, S) of the bar model.
        told: (N, M) probability of each of `METRES`.
        mel: (T, 128) that the beat tracker heard.
        model: of the bars.
    """
    at, between = _standardised(frames, mel)
    likeness = _likeness(np.concatenate([at[:-1], between], axis=1))
    paths = bar_paths(evidence, np.zeros(frames.size, np.bool_), model, one_metre=True)
    beats = np.arange(frames.size)
    rows, candidates, scores = [], [], []
    for metre in METRES:
        best = int(np.where(model.metres == metre, paths.scores, -np.inf).argmax())
        first = int(np.flatnonzero(model.metres == metre)[0])
        earliest = model.positions[paths.states(best)]
        fit = evidence[beats, first + earliest - 1].sum(dtype=np.float64)
        for late in range(metre):
            positions = (earliest - 1 - late) % metre + 1
            lack = evidence[beats, first + positions - 1].sum(dtype=np.float64) - fit
            score = float(paths.scores[best] + lack)
            fits = [score / frames.size, score / np.sqrt(frames.size)]
            alike = [likeness(metre), likeness(2 * metre)]
            rows.append(np.concatenate([fits, _accent(at, positions == 1), alike, [min(lack, 0.0)]]))
            candidates.append(positions)
            scores.append(score)
    octaves = np.log2(60 * BEAT_FRAMES_PER_S / float(np.median(np.diff(frames))) / _MIDDLE_BPM)
    told_metres = np.log(np.maximum(told, _LEAST_TOLD)).mean(axis=0)
    common = [1.0, octaves, octaves**2, float(log_odds(downbeats, _FLOOR).mean()), *map(likeness, _LAGS), *told_metres]
    metres = np.repeat(METRES, METRES)
    return Case(np.stack(rows), np.array(common), metres, np.stack(candidates), np.array(scores))


def verdict_bonus(case: Case, bars: Bars, model: BarModel, weights: Weights) -> FloatArray:
    """(N, S) nats that turn the bar model's decision about a run to the referee's, or zeros if they agree.

    The bars that the referee decides for get what they lack, and as much more as the referee is sure, shared out among
    the beats.

    Args:
        case: of the run.
        bars: what the bar model has decided, of the N beats of the run.
        model: of the bars.
        weights: of the facts.
    """
    judged = weights.judged(case)
    agreed = (case.metres[:, None] == bars.metres) & (case.positions == bars.positions)
    best, present = int(judged.argmax()), int(agreed.mean(axis=1).argmax())
    bonus = np.zeros((bars.positions.size, model.metres.size), np.float32)
    if best != present:
        lack = max(case.scores[present] - case.scores[best] + judged[best] - judged[present], 0.0)
        first = int(np.flatnonzero(model.metres == case.metres[best])[0])
        bonus[np.arange(len(bonus)), first + case.positions[best] - 1] = lack / len(bonus)
    return bonus


def _standardised(frames: NDArray[np.int64], mel: Mel) -> tuple[FloatArray, FloatArray]:
    """(N, ACCENTS) at the beats, of mean 0 and deviation 1, and (N - 1, ACCENTS) half-way to the next, in that unit."""
    middles = (frames[1:] + frames[:-1]) // 2
    moments = np.insert(middles, np.arange(middles.size), frames[:-1])
    accents = accents_at(mel, np.append(moments, frames[-1]))
    at, between = accents[::2], accents[1::2]
    mean, deviation = at.mean(axis=0), at.std(axis=0) + np.float32(1e-3)
    return (at - mean) / deviation, (between - mean) / deviation


def _accent(at: FloatArray, downbeat: NDArray[np.bool_]) -> FloatArray:
    """(ACCENTS,) on downbeats against other beats."""
    if downbeat.all() or not downbeat.any():
        return np.zeros(at.shape[1], np.float32)
    accent: FloatArray = at[downbeat].mean(axis=0) - at[~downbeat].mean(axis=0)
    return accent


def _likeness(beats: FloatArray) -> Callable[[int], float]:
    """The mean cosine between beats that lie some beats apart."""
    centred = beats - beats.mean(axis=0)
    unit = centred / (np.linalg.norm(centred, axis=1, keepdims=True) + np.float32(1e-6))

    def likeness(lag: int) -> float:
        if lag + _FEWEST_PAIRS > len(unit):
            return 0.0
        return float(np.einsum("nd,nd->n", unit[lag:], unit[:-lag]).mean())

    return likeness

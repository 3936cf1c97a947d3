"""Where each word begins and ends: one dynamic program over all words of a recording.

A recogniser knows roughly when a word was said, and forced alignment better; the sound knows exactly where speech
starts, stops, dips and changes; and a word's length is roughly proportional to its letters. The program finds the
borders that suit all of them best.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onset.transcription.activity import FRAMES_PER_S, SHORTEST_PAUSE_FRAMES, Activity

Costs = NDArray[np.float64]
Positions = NDArray[np.int64]

HEARD_LEAD_S = 0.08
"""Whisper's word times lead the sound by this much (median over synthesized speech of two voices)."""
_HEARD_LIMIT = 8.0
"""A heard time is never worth more than this, so one wild time cannot bend its neighbours."""
_EVIDENCE_WEIGHT = 2.0
_SILENCE_EVIDENCE = 5.0
_DURATION_SPREAD = 0.4
"""Standard deviation of log(duration / expected), 0.36 on synthesized speech, and a little more for people."""
_STRADDLE_COST = 6.0
_STRADDLE_CLOSURE_COST = 1.0
_REST_COST = 3.0
"""Of any sound between words, lest a rest take the end of a word that was heard too short; silence costs nothing."""
_REST_COST_PER_S = 6.0
_REST_LIMIT = 6.0
_SHORTEST_FRAMES = 3
_REACH_FRAMES = 60
_FAR_REACH_FRAMES = 240
_LETTER_S = 0.055
_HEARD_GAP_S = 0.2


@dataclass(frozen=True, slots=True)
class Hearing:
    """How far the times go with the sound that somebody says to have heard."""

    lead_s: float
    """They come before it by this much."""
    spread_s: float
    """They are off by about this much otherwise."""


RECOGNISED = Hearing(HEARD_LEAD_S, 0.12)
"""By the recogniser, from what its attention looks at."""
ALIGNED = Hearing(0.0, 0.03)
"""By forced alignment."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Something that takes its turn in the recording: a word, or a rest."""

    letters: int
    """Length of its spoken form, at least 1; 0 for a rest, which may take no time at all."""
    heard_start_s: float | None = None
    heard_end_s: float | None = None
    hearing: Hearing = RECOGNISED


_REST = Unit(0)


def place(words: Sequence[Unit], activity: Activity) -> list[tuple[int, int]]:
    """Half-open frame ranges of the words: in order, not overlapping, none empty, none reaching over a pause.

    Args:
        words: in the order in which they were said; heard times do not run backwards.
        activity: of the recording.

    Raises:
        ValueError: more words than frames.
    """
    if not words:
        return []
    sequence = _with_rests(words)
    axis = _Axis.of(activity, len(words))
    shortest = min(_SHORTEST_FRAMES, axis.length // len(words))
    if shortest < 1:
        raise ValueError(f"{len(words)} words do not fit into {axis.length} frames")
    least = np.array([shortest if unit.letters else 0 for unit in sequence], np.int64)
    low, high = _windows(sequence, axis, least)
    borders = _best_borders(sequence, axis, least, low, high)
    spans = zip(sequence, borders, borders[1:], strict=False)
    return [axis.frames_between(start, end) for unit, start, end in spans if unit.letters]


def _with_rests(words: Sequence[Unit]) -> list[Unit]:
    """Rests wherever other sounds may lie: at both ends, and where the recogniser heard a gap."""
    sequence = [_REST]
    for before, word in zip([None, *words], words, strict=False):
        if before is not None and _gap_s(before, word) > _HEARD_GAP_S:
            sequence.append(_REST)
        sequence.append(word)
    return [*sequence, _REST]


def _gap_s(before: Unit, after: Unit) -> float:
    if before.heard_end_s is None or after.heard_start_s is None:
        return 0.0
    return after.heard_start_s - before.heard_end_s


@dataclass(frozen=True, slots=True, eq=False)
class _Axis:
    """Time without silence: position q lies between speech frames q - 1 and q."""

    frames: Positions
    """(P,) the recording's frame at each position."""
    straddle_cost: Costs
    """(P + 1,) what it costs a word to have the position inside: something where silence lies there."""
    evidence: Costs
    """(P + 1,) reward for a border at the position."""

    @classmethod
    def of(cls, activity: Activity, words: int) -> "_Axis":
        """The axis of a recording; of all its frames if its speech is too short for so many words."""
        speech = [np.arange(start, end) for start, end in activity.islands]
        frames = np.concatenate(speech) if speech else np.arange(0)
        if frames.size < words * _SHORTEST_FRAMES:
            frames = np.arange(activity.frame_count)
        steps = np.concatenate([[np.inf], np.diff(frames), [np.inf]])[: frames.size + 1]
        straddle_cost = np.where(steps > SHORTEST_PAUSE_FRAMES, _STRADDLE_COST, _STRADDLE_CLOSURE_COST) * (steps > 1)
        ends = np.append(frames, frames[-1] + 1 if frames.size else 0)
        evidence = np.where(steps > 1, _SILENCE_EVIDENCE, _EVIDENCE_WEIGHT * activity.evidence[ends])
        return cls(frames.astype(np.int64), straddle_cost, evidence)

    @property
    def length(self) -> int:
        """Frames of speech, P."""
        return int(self.frames.size)

    def position(self, time_s: float) -> float:
        """The position nearest to a time of the recording."""
        return float(np.searchsorted(self.frames, time_s * FRAMES_PER_S))

    def start_times_s(self, positions: Positions) -> Costs:
        """When a word starts that begins at a position."""
        return self.frames[np.minimum(positions, self.length - 1)] / FRAMES_PER_S

    def end_times_s(self, positions: Positions) -> Costs:
        """When a word ends that ends at a position."""
        return (self.frames[np.maximum(positions - 1, 0)] + 1) / FRAMES_PER_S

    def frames_between(self, start: int, end: int) -> tuple[int, int]:
        """The recording's frames between two positions; if a pause lies inside, the longest part."""
        steps = np.diff(self.frames[start:end])
        pauses = (np.flatnonzero(steps > SHORTEST_PAUSE_FRAMES) + start + 1).tolist()
        parts = list(zip([start, *pauses], [*pauses, end], strict=True))
        first, last = max(parts, key=lambda part: part[1] - part[0])
        return int(self.frames[first]), int(self.frames[last - 1]) + 1


def _windows(sequence: Sequence[Unit], axis: _Axis, least: Positions) -> tuple[Positions, Positions]:
    """Lowest and highest position tried for each border; the lowest ones alone are always a solution."""
    expected, reach = _expected_borders(sequence, axis)
    low, high = np.floor(expected - reach).astype(np.int64), np.ceil(expected + reach).astype(np.int64)
    fewest = np.concatenate([[0], np.cumsum(least)])
    low[0], high[0], low[-1], high[-1] = 0, 0, axis.length, axis.length
    low = np.clip(low, fewest, axis.length - (fewest[-1] - fewest))
    low = np.maximum.accumulate(low - fewest) + fewest
    high = np.clip(high, fewest, axis.length - (fewest[-1] - fewest))
    high = np.minimum.accumulate((high - fewest)[::-1])[::-1] + fewest
    return low, np.maximum(low, high)


def _expected_borders(sequence: Sequence[Unit], axis: _Axis) -> tuple[Costs, Costs]:
    """Roughly where each border lies and how far around that to look, in positions."""
    known = np.full(len(sequence) + 1, np.nan)
    for index, unit in enumerate(sequence):
        if unit.heard_end_s is not None:
            known[index + 1] = axis.position(unit.heard_end_s + unit.hearing.lead_s)
        if unit.heard_start_s is not None:
            known[index] = axis.position(unit.heard_start_s + unit.hearing.lead_s)
    known[0], known[-1] = 0, axis.length
    known[np.isfinite(known)] = np.maximum.accumulate(known[np.isfinite(known)])
    heard = np.flatnonzero(np.isfinite(known))
    letters = np.concatenate([[0], np.cumsum([unit.letters + 0.01 for unit in sequence])])
    expected = np.interp(letters, letters[heard], known[heard])
    room = np.diff(known[heard])
    gap = np.clip(np.searchsorted(heard, np.arange(known.size), side="right") - 1, 0, room.size - 1)
    reach = np.where(np.isfinite(known), 0, np.minimum(room[gap], _FAR_REACH_FRAMES)) + _REACH_FRAMES
    return expected, reach


def _best_borders(
    sequence: Sequence[Unit], axis: _Axis, least: Positions, low: Positions, high: Positions
) -> list[int]:
    expected_s = _expected_durations_s(sequence)
    straddle_cost = np.cumsum(axis.straddle_cost)
    costs = np.zeros(1)
    origins: list[NDArray[np.intp]] = []
    for index, unit in enumerate(sequence):
        here = np.arange(low[index], high[index] + 1)
        there = np.arange(low[index + 1], high[index + 1] + 1)
        frames = there[:, None] - here[None, :]
        if unit.letters:
            duration_s = np.maximum(frames, 1) / FRAMES_PER_S
            step = (np.log(duration_s / expected_s[index]) / _DURATION_SPREAD) ** 2 / 2
            inside = straddle_cost[np.maximum(there - 1, 0)][:, None] - straddle_cost[here][None, :]
            step += np.maximum(inside, 0)
        else:
            sound = np.maximum(frames, 0) / FRAMES_PER_S
            step = np.minimum(_REST_COST + sound * _REST_COST_PER_S, _REST_LIMIT) * (sound > 0)
        total = np.where(frames >= least[index], step + costs[None, :], np.inf)
        origins.append(total.argmin(axis=1))
        after = sequence[index + 1] if index + 1 < len(sequence) else _REST
        costs = total.min(axis=1) + _heard_cost(unit, after, axis, there) - axis.evidence[there]
    borders = [axis.length]
    for index in range(len(sequence) - 1, -1, -1):
        borders.append(int(low[index] + origins[index][borders[-1] - low[index + 1]]))
    return borders[::-1]


def _expected_durations_s(sequence: Sequence[Unit]) -> Costs:
    """From the letters, at the pace of the words that were heard."""
    paces = [
        (unit.heard_end_s - unit.heard_start_s) / unit.letters
        for unit in sequence
        if unit.letters and unit.heard_start_s is not None and unit.heard_end_s is not None
    ]
    pace_s = float(np.clip(np.median(paces), _LETTER_S / 2, _LETTER_S * 2)) if paces else _LETTER_S
    return np.array([max(unit.letters, 1) * pace_s for unit in sequence])


def _heard_cost(before: Unit, after: Unit, axis: _Axis, positions: Positions) -> Costs:
    """How far a border at each position lies from the times heard for the words beside it."""
    cost = np.zeros(positions.size)
    if before.heard_end_s is not None:
        off_s = axis.end_times_s(positions) - before.heard_end_s - before.hearing.lead_s
        cost += np.abs(off_s) / before.hearing.spread_s
    if after.heard_start_s is not None:
        off_s = axis.start_times_s(positions) - after.heard_start_s - after.hearing.lead_s
        cost += np.abs(off_s) / after.hearing.spread_s
    return np.minimum(cost, _HEARD_LIMIT)

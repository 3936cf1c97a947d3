"""Bars whose downbeats meet the cuts: one tempo, bent a little from cut to cut, and here and there a bar of its own.

Composers for film do the same by hand: a tempo is sought at which most cuts fall on downbeats by themselves, the
others are met by a bar with a beat more or less and by a tempo that gives way by a few per cent, which nobody hears
(the smallest change of tempo that listeners notice is about 4 %: C. Drake and M.-C. Botte, "Tempo sensitivity in
auditory sequences", 1993).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from onset.timeline.time import SAMPLE_RATE_HZ

_TEMPI_BPM = range(70, 141)
_METRES = (4, 3)
_MOST_BENT = 0.06
"""Share by which a stretch between two cuts may be faster or slower than the tempo."""
_NOTICED = 0.03
"""Bending that costs as much as `_BEND_COST`."""
_BEND_COST = 0.35
_MISS_COST = 4.5
"""Of a cut of full strength that no downbeat meets."""
_ODD_COST = 0.45
"""Of a bar with another number of beats; half of it if it is the film's first, a pick-up."""
_TRIPLE_COST = 1.5
"""Of three beats in a bar throughout: a waltz is right for few films."""
_TEMPO_COST, _TEMPO_OCTAVES = 2.0, 0.25
"""Of a tempo this far from the one that the mood asks for."""
_MOST_SKIPPED = 6
_FORCED_COST = 25.0
"""Of a stretch that no tempo fits: one bar as long as it is."""
_LEAST_RING_S = 1.2
"""The last bar is struck once and dies away; shorter, it would be cut off."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A bar without content."""

    start_sample: int
    beats: int


@dataclass(frozen=True, slots=True)
class Metering:
    """Bars for a film."""

    bpm: float
    measures: tuple[Measure, ...]
    """Their starts are downbeats; the first is sample 0."""
    closing: int
    """How many of them lie under the end card."""


def meter(cuts: Sequence[int], strengths: Sequence[float], film_samples: int, wanted_bpm: float) -> Metering:
    """Find the tempo, the metre and the bars that meet the cuts best.

    Args:
        cuts: samples, increasing, within the film; the last is the end card's, which a downbeat always meets.
        strengths: (C,) 0..1, what it matters that a cut is met.
        film_samples: the film's length.
        wanted_bpm: what the mood asks for.
    """
    marks = [0, *(cut for cut in cuts if cut > 0)]
    weights = [1.0, *(strength for cut, strength in zip(cuts, strengths, strict=True) if cut > 0)]
    best: tuple[float, list[Measure], float, int] | None = None
    for beats in _METRES:
        for tempo in _TEMPI_BPM:
            cost, measures = _path(marks, weights, 60.0 / tempo * SAMPLE_RATE_HZ, beats)
            cost += _TEMPO_COST * (math.log2(tempo / wanted_bpm) / _TEMPO_OCTAVES) ** 2
            cost += _TRIPLE_COST * (beats == 3)
            if best is None or cost < best[0]:
                best = cost, measures, float(tempo), beats
    assert best is not None
    _, measures, bpm, beats = best
    closing = _closing(marks[-1], film_samples, 60.0 / bpm * SAMPLE_RATE_HZ, beats)
    return Metering(bpm, (*measures, *closing), len(closing))


def _path(
    marks: Sequence[int], weights: Sequence[float], beat_samples: float, beats: int
) -> tuple[float, list[Measure]]:
    """The cheapest way from the first mark to the last: which marks are met, and the bars between them."""
    costs, ways = [0.0], [(0, 0)]
    for here in range(1, len(marks)):
        options: list[tuple[float, tuple[int, int]]] = []
        skipped = 0.0
        for before in range(here - 1, max(here - 2 - _MOST_SKIPPED, -1), -1):
            count, cost = _stretch(marks[here] - marks[before], beat_samples, beats, first=before == 0)
            options.append((costs[before] + cost + _MISS_COST * skipped, (before, count)))
            skipped += weights[before]
        cheapest, way = min(options)
        costs.append(cheapest)
        ways.append(way)
    measures: list[Measure] = []
    here = len(marks) - 1
    while here > 0:
        before, count = ways[here]
        measures[:0] = _bars(marks[before], marks[here], count, beats, first=before == 0)
        here = before
    return costs[-1], measures


def _stretch(length: int, beat_samples: float, beats: int, *, first: bool) -> tuple[int, float]:
    """How many beats fill a stretch between two marks, and what that costs."""
    found = (1, _FORCED_COST)
    exact = length / beat_samples
    for count in {max(2, math.floor(exact)), max(2, math.ceil(exact))}:
        bent = exact / count - 1
        if abs(bent) <= _MOST_BENT:
            odd = _ODD_COST * (count % beats != 0) * (0.5 if first else 1.0)
            cost = odd + _BEND_COST * (bent / _NOTICED) ** 2
            if cost < found[1]:
                found = count, cost
    return found


def _bars(start: int, end: int, count: int, beats: int, *, first: bool) -> list[Measure]:
    """Bars with `count` beats in all. What is over makes a bar of its own, or one beat more in another."""
    full, over = divmod(count, beats)
    lengths = [beats] * full
    if over == 1 and full:
        lengths[-1] += 1
    elif over:
        lengths.append(over)
    if first:
        lengths.reverse()
    measures, done = [], 0
    for length in lengths:
        measures.append(Measure(start + round((end - start) * done / count), length))
        done += length
    return measures


def _closing(start: int, end: int, beat_samples: float, beats: int) -> list[Measure]:
    """Bars under the end card: whole ones in time, and a last one that rings out to the film's very end."""
    bar = beat_samples * beats
    whole = max(0, int((end - start - _LEAST_RING_S * SAMPLE_RATE_HZ) / bar))
    measures = [Measure(start + round(bar * number), beats) for number in range(whole)]
    last = start + round(bar * whole)
    return [*measures, Measure(last, max(1, round((end - last) / beat_samples)))]

"""The sections of a piece."""

import numpy as np
from numpy.typing import NDArray

from onset.analysis.form.grid import Grid
from onset.analysis.form.kinship import Kinship, split_repeats
from onset.analysis.form.labels import groups_of, label_of, names_of
from onset.analysis.form.novelty import boundary_log_odds
from onset.analysis.form.pooling import Units
from onset.analysis.form.segments import divide
from onset.analysis.form.similarity import distances
from onset.timeline.music import Beat, KeySpan, Section
from onset.timeline.sound import FloatArray
from onset.timeline.time import SAMPLE_RATE_HZ

_AUDIBLE_DB = 50.0
"""Units that never come within so many decibels of the loudest band anywhere are silent."""
_FEWEST_UNITS = 4
"""Less music than this has no form."""
_BRIDGED_UNITS = 2
"""Gaps between music that are no longer than this do not divide it: a general pause, a bar that the key misses."""


def music_runs(grid: Grid, units: Units, beats: tuple[Beat, ...], keys: tuple[KeySpan, ...]) -> list[tuple[int, int]]:
    """Ranges of units [first, last) with music: audible, and with a steady beat or a key."""
    edges = grid.edges
    musical = np.zeros(len(units), bool)
    spans = [(key.start_sample, key.end_sample) for key in keys]
    if len(beats) > 1:
        spans.append((beats[0].sample, 2 * beats[-1].sample - beats[-2].sample))
    middles = (edges[:-1] + edges[1:]) / 2
    for start, end in spans:
        musical |= (start <= middles) & (middles < end)
    peaks = np.max(units.level_db, axis=(1, 2), initial=-np.inf)
    musical &= peaks > np.max(peaks) - _AUDIBLE_DB
    runs: list[tuple[int, int]] = []
    for unit in np.flatnonzero(musical):
        if runs and unit - runs[-1][1] <= _BRIDGED_UNITS:
            runs[-1] = (runs[-1][0], int(unit) + 1)
        else:
            runs.append((int(unit), int(unit) + 1))
    return [run for run in runs if run[1] - run[0] >= _FEWEST_UNITS]


def find_sections(grid: Grid, units: Units, runs: list[tuple[int, int]], arc: FloatArray) -> tuple[Section, ...]:
    """The sections of each stretch of music, labelled stretch by stretch with letters that go on.

    Args:
        grid: the units.
        units: what they sound like.
        runs: from `music_runs`.
        arc: (S,) from `energy_arc`.
    """
    sections: list[Section] = []
    used = 0
    for first, last in runs:
        stretch = units.between(first, last)
        apart = distances(stretch)
        log_odds = boundary_log_odds(stretch, apart, grid.bars)
        kinship = Kinship(apart)
        edges = split_repeats(divide(log_odds, grid.bars), kinship)
        groups = groups_of(edges, kinship)
        spans = [
            (int(grid.edges[first + a]), int(grid.edges[first + b])) for a, b in zip(edges, edges[1:], strict=False)
        ]
        energies = [_mean_between(arc, start, end) for start, end in spans]
        names = names_of(groups, energies)
        for index, (start, end) in enumerate(spans):
            confidence = 1.0 if index == 0 else float(1 / (1 + np.exp(-log_odds[edges[index]])))
            label = label_of(used + groups[index])
            sections.append(Section(start, end, label, names[index], energies[index], confidence))
        used += 1 + max(groups)
    return tuple(sections)


def _mean_between(arc: NDArray[np.float32], start: int, end: int) -> float:
    first = min(start // SAMPLE_RATE_HZ, len(arc) - 1)
    return float(np.mean(arc[first : max(-(-end // SAMPLE_RATE_HZ), first + 1)]))

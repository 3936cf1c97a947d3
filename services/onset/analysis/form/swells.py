"""Build-ups, and drops: where the energy rises towards a moment, and where it is suddenly there."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onset.analysis.form.energy import loudness_of
from onset.analysis.form.grid import Grid
from onset.analysis.form.pooling import BANDS, SLOTS, Units
from onset.timeline.music import Section, Swell, SwellKind

Array = NDArray[np.float64]
_Stretch = tuple[int, int, float]
"""First unit, unit after the last, strength."""

_POINTS = 4
"""Points a unit at which its intensity is taken."""
_BASS_BANDS = 1
"""Of the 32: below 145 Hz, where kick and bass are."""
_BUILD_UNITS = (4, 6, 8, 12, 16)
"""Usual lengths of build-ups in bars."""
_LEAST_RISE, _GREAT_RISE = 1.0, 3.0
"""Doublings of intensity from the start to the end of a build-up: the least, and that of strength 1."""
_NEARLY_ALL = 0.8
_STRAIGHTNESS = 0.6
"""Share of the intensity's variance that a straight rise must explain."""
_BREAK_UNITS = 2
"""For at least so long the bass is away before a drop; for twice as long it stays afterwards."""
_BEFORE_UNITS = 32
"""How far back the bass may have been there, for its absence to be a break."""
_LEAST_JUMP_DB, _GREAT_JUMP_DB = 8.0, 24.0
"""Jump of the bass at a drop: the least, and that of strength 1."""
_NEAR_DB = 6.0
"""Bass that differs by less is as loud."""
_LEAST_LOUDER = 0.3
"""Doublings of loudness by which a drop exceeds a break. What builds up to it may be as loud as the drop."""


@dataclass(frozen=True, slots=True, eq=False)
class _Course:
    """How a stretch of music goes, at `_POINTS` points a unit."""

    loudness: Array
    """Doublings."""
    brightness: Array
    """Mean mel band in units of a quarter of the range."""
    activity: Array
    """Doublings of the mean rise of level from slot to slot."""
    bass_db: Array

    @property
    def intensity(self) -> Array:
        """What a listener hears rise: half of it loudness, half of it brightness and activity."""
        return self.loudness + 0.5 * self.brightness + 0.5 * self.activity


def find_swells(
    grid: Grid, units: Units, runs: list[tuple[int, int]], sections: tuple[Section, ...]
) -> tuple[Swell, ...]:
    """Build-ups and drops in order: what leads to the start of a section, and what happens there.

    Args:
        grid: the units.
        units: what they sound like.
        runs: ranges of units with music.
        sections: of the music.
    """
    starts = np.searchsorted(grid.edges, [section.start_sample for section in sections])
    swells: list[Swell] = []
    for first, last in runs:
        course = _course_of(units.between(first, last))
        moments = [int(start) - first for start in starts if first < start < last]
        builds = _build_ups(course, [*moments, last - first])
        drops = _drops(course, moments, builds)
        for kind, spans in ((SwellKind.BUILD_UP, builds), (SwellKind.DROP, drops)):
            swells += [
                Swell(int(grid.edges[first + start]), int(grid.edges[first + end]), kind, strength)
                for start, end, strength in spans
            ]
    return tuple(sorted(swells, key=lambda swell: (swell.start_sample, swell.kind.value)))


def _course_of(units: Units) -> _Course:
    level_db = units.level_db.reshape(-1, BANDS).astype(np.float64)
    per_point = SLOTS // _POINTS
    loudness = _pooled(loudness_of(level_db.T), per_point)
    specific = 10 ** (0.03 * level_db) - 10 ** (0.03 * -80)
    weight = np.maximum(specific.sum(axis=1), 1e-9)
    brightness = _pooled(specific @ np.arange(BANDS) / weight, per_point) / (BANDS / 4)
    rise = np.mean(np.maximum(np.diff(level_db, axis=0, prepend=level_db[:1]), 0), axis=1)
    bass_db = 10 * np.log10(_pooled(np.sum(10 ** (level_db[:, :_BASS_BANDS] / 10), axis=1), per_point))
    return _Course(np.log2(np.maximum(loudness, 1e-3)), brightness, np.log2(1.0 + _pooled(rise, per_point)), bass_db)


def _pooled(values: Array, width: int) -> Array:
    return np.asarray(values.reshape(-1, width).mean(axis=1))


def _build_ups(course: _Course, ends: list[int]) -> list[_Stretch]:
    """Stretches up to some of the ends that rise steadily rather than in one step; of those that overlap, the greatest.

    Of the stretches up to one end the shortest counts that has nearly all of the rise: before it nothing rose.
    """
    found: list[tuple[float, int, int]] = []
    for end in ends:
        rises: list[tuple[int, float]] = []
        for length in (length for length in _BUILD_UNITS if length <= end):
            rise, straightness = _steady_rise(course.intensity[(end - length) * _POINTS : end * _POINTS])
            if rise >= _LEAST_RISE and straightness >= _STRAIGHTNESS:
                rises.append((length, rise))
        most = max((rise for _, rise in rises), default=0.0)
        found += [(rise, end - length, end) for length, rise in rises if rise >= _NEARLY_ALL * most][:1]
    chosen: list[_Stretch] = []
    for rise, start, end in sorted(found, reverse=True):
        if all(end <= other_start or start >= other_end for other_start, other_end, _ in chosen):
            chosen.append((start, end, min(rise / _GREAT_RISE, 1.0)))
    return chosen


def _steady_rise(values: Array) -> tuple[float, float]:
    """Rise of the straight line through the values, and the share of their variance that it explains.

    The share is 0 where a single step explains more.
    """
    at = np.linspace(-0.5, 0.5, values.size)
    centred = values - values.mean()
    slope = float(at @ centred / (at @ at))
    by_line = slope**2 * float(at @ at)
    before = np.arange(1, values.size)
    by_step = float(np.max(np.cumsum(centred)[:-1] ** 2 * (1 / before + 1 / (values.size - before))))
    return slope, by_line / float(centred @ centred) if by_line > by_step else 0.0


def _drops(course: _Course, moments: list[int], builds: list[_Stretch]) -> list[_Stretch]:
    """From moments at which bass and level jump up after a build-up or a break, until the bass goes again."""
    bass = np.median(course.bass_db.reshape(-1, _POINTS), axis=1)
    loudness = np.median(course.loudness.reshape(-1, _POINTS), axis=1)
    chosen: list[_Stretch] = []
    for moment in moments:
        before, after = slice(max(moment - _BREAK_UNITS, 0), moment), slice(moment, moment + 2 * _BREAK_UNITS)
        there = float(np.median(bass[after]))
        jump = there - float(np.max(bass[before]))
        louder = float(np.median(loudness[after]) - np.median(loudness[before]))
        earlier = bass[max(0, moment - _BEFORE_UNITS) : max(moment - _BREAK_UNITS, 0)]
        built = any(end == moment for _, end, _ in builds)
        broken = louder >= _LEAST_LOUDER and abs(np.max(earlier, initial=-np.inf) - there) < _NEAR_DB
        building = any(start < moment < end for start, end, _ in builds)
        stays = np.append(bass[moment:] < there - _NEAR_DB, True).argmax()
        if jump >= _LEAST_JUMP_DB and (built or broken) and not building and stays > _BREAK_UNITS:
            chosen.append((moment, moment + int(stays), min(jump / _GREAT_JUMP_DB, 1.0)))
    return chosen

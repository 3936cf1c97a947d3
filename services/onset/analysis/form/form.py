"""The form of a piece, found."""

from dataclasses import dataclass

from onset.analysis.form.energy import energy_arc
from onset.analysis.form.grid import unit_grid
from onset.analysis.form.pooling import pool
from onset.analysis.form.sections import find_sections, music_runs
from onset.analysis.form.swells import find_swells
from onset.timeline.music import Beat, KeySpan, Section, Swell
from onset.timeline.sound import Features, FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """What is said of a piece as a whole; fields as in `AudioAnalysis`."""

    sections: tuple[Section, ...]
    swells: tuple[Swell, ...]
    energy_arc: FloatArray


def find_form(curves: Features, beats: tuple[Beat, ...], keys: tuple[KeySpan, ...], sample_count: int) -> Form:
    """The sections, build-ups, drops and energy of a sound.

    Args:
        curves: any number of frames, may be memory-mapped: read in blocks.
        beats: in order; none if the sound has no steady beat.
        keys: what `find_keys` says of the sound. Where there is neither beat nor key there is no music.
        sample_count: length of the sound.
    """
    arc = energy_arc(curves)
    grid = unit_grid(beats, sample_count)
    units = pool(curves, grid)
    runs = music_runs(grid, units, beats, keys)
    sections = find_sections(grid, units, runs, arc)
    return Form(sections, find_swells(grid, units, runs, sections), arc)

"""The picture: all lanes over the whole sound, and below it, if that is long, the same in rows one can read."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from matplotlib.axes import Axes

from onset.cli.inspection import music_lanes, palette, sound_lanes
from onset.cli.inspection.curves import find_scales
from onset.cli.inspection.facts import Facts
from onset.cli.inspection.sheet import WIDTH_PX, Sheet, points
from onset.cli.inspection.view import SMALL_PX, View, label
from onset.cli.inspection.words import clock, facts_line, plural, signed
from onset.timeline.music import SwellKind
from onset.timeline.sound import AudioAnalysis

SCALE = 2.0
HEAD_PX = 104.0
"""What title and facts take."""
LEFT_PX, RIGHT_PX = 190.0, 36.0
_TITLE_X_PX = 36.0
_FOOT_PX, _RULER_PX, _ROW_GAP_PX = 28.0, 26.0, 30.0
_ROW_S = 75.0
"""A row of a song is no longer, and a sound no longer than this needs none."""
_MOST_ROWS = 6
"""The rows of a podcast are as long as it takes."""
_TICKS_S = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
_TICK_SPACING_PX = 96.0

Draw = Callable[[Axes, View], None]


@dataclass(frozen=True, slots=True)
class Lane:
    """A strip of a panel."""

    title: str
    notes: tuple[str, ...]
    height_px: float
    above_px: float
    """Room above it."""
    draw: Draw


def draw_picture(analysis: AudioAnalysis, facts: Facts, target: Path) -> None:
    """Write the picture as a PNG of twice its nominal size."""
    scales = find_scales(analysis.features)

    def view(start_s: float, end_s: float) -> View:
        return View(analysis, facts, scales, start_s, end_s, WIDTH_PX - LEFT_PX - RIGHT_PX)

    panels = [(view(0, facts.duration_s), _lanes(analysis, facts))]
    rows = row_count(facts.duration_s)
    edges_s = [facts.duration_s * row / max(rows, 1) for row in range(rows + 1)]
    panels += [(view(start_s, end_s), _row_lanes(analysis, facts)) for start_s, end_s in pairwise(edges_s)]
    height = HEAD_PX + sum(_height(lanes) + _ROW_GAP_PX for _, lanes in panels) - _ROW_GAP_PX + _FOOT_PX
    sheet = Sheet(height)
    sheet.text(_TITLE_X_PX, 54, facts.name, size_px=25, color=palette.INK, bold=True)
    sheet.text(_TITLE_X_PX, 80, "   ·   ".join(facts_line(facts, analysis)), size_px=13.5, color=palette.INK_2)
    top = HEAD_PX
    for shown, lanes in panels:
        _draw_panel(sheet, shown, lanes, top)
        top += _height(lanes) + _ROW_GAP_PX
    sheet.save(target, SCALE)


def row_count(duration_s: float) -> int:
    """How many rows of equal length show a sound again; 0 if it can be read without."""
    return 0 if duration_s <= _ROW_S else min(math.ceil(duration_s / _ROW_S), _MOST_ROWS)


def _lanes(analysis: AudioAnalysis, facts: Facts) -> list[Lane]:
    """Those that have something to show, with their figures."""
    loudness, lanes = analysis.loudness, []
    if analysis.sections:
        parts = plural(len(analysis.sections), "section")
        lanes.append(Lane("Form", (parts,), 32, 0, music_lanes.form))
    if analysis.energy_arc.size and analysis.sections:
        kinds = [swell.kind for swell in analysis.swells]
        counts = ((kinds.count(SwellKind.BUILD_UP), "build-up"), (kinds.count(SwellKind.DROP), "drop"))
        notes = tuple(plural(count, what) for count, what in counts if count)
        lanes.append(Lane("Energy", notes, 64, 8, music_lanes.energy))
    if analysis.keys:
        lanes.append(Lane("Key", (), 20, 8, music_lanes.keys))
    lanes.append(Lane("Spectrum", (), 210, 14, sound_lanes.spectrum))
    bars = (plural(facts.bar_count, "bar"),) if facts.bar_count else ()
    beat = (plural(len(analysis.beats), "beat"), *bars) if facts.steady else ("no steady beat",)
    lanes.append(Lane("Onsets", beat, 78, 28 if facts.steady else 14, sound_lanes.pulse))
    if facts.steady and analysis.tempo_curve:
        lanes.append(Lane("Tempo", (f"{facts.bpm:.1f} BPM",), 44, 14, music_lanes.tempo))
    levels = (
        f"{signed(loudness.integrated_lufs)} LUFS",
        f"{signed(loudness.true_peak_dbtp)} dBTP peak",
        f"{loudness.range_lu:.1f} LU range",
    )
    lanes.append(Lane("Level", levels, 84, 14, sound_lanes.level))
    if analysis.speech:
        lanes.append(Lane("Voice", (f"{facts.speech_share:.0%} of the time",), 16, 14, sound_lanes.voice))
    return [replace(lanes[0], above_px=0), *lanes[1:]]


def _row_lanes(analysis: AudioAnalysis, facts: Facts) -> list[Lane]:
    """What wants a closer look."""
    lanes = [Lane("", (), 20, 0, music_lanes.form)] if analysis.sections else []
    lanes.append(Lane("", (), 104, 4 if lanes else 0, sound_lanes.spectrum))
    lanes.append(Lane("", (), 56, 24 if facts.steady else 6, sound_lanes.pulse))
    if analysis.speech:
        lanes.append(Lane("", (), 12, 6, sound_lanes.voice))
    return lanes


def _height(lanes: Sequence[Lane]) -> float:
    return sum(lane.above_px + lane.height_px for lane in lanes) + _RULER_PX


def _draw_panel(sheet: Sheet, view: View, lanes: Sequence[Lane], top_px: float) -> None:
    height = _height(lanes) - _RULER_PX
    behind = sheet.axes(LEFT_PX, top_px, view.width_px, height)
    _ruler(behind, view)
    y = top_px
    for lane in lanes:
        y += lane.above_px
        lane.draw(sheet.axes(LEFT_PX, y, view.width_px, lane.height_px), view)
        sheet.text(_TITLE_X_PX, y + 13, lane.title, size_px=13, color=palette.INK)
        for index, note in enumerate(lane.notes, start=1):
            sheet.text(_TITLE_X_PX, y + 13 + 16 * index, note, size_px=11.5, color=palette.INK_3)
        y += lane.height_px
    if not lanes[0].title:
        sheet.text(_TITLE_X_PX, top_px + 15, clock(view.start_s), size_px=16, color=palette.INK)
    _boundaries(sheet.axes(LEFT_PX, top_px, view.width_px, height), view)


def _ruler(axes: Axes, view: View) -> None:
    step = next((step for step in _TICKS_S if step * view.px_per_s >= _TICK_SPACING_PX), _TICKS_S[-1])
    for index in range(math.ceil(view.start_s / step - 1e-9), math.floor(view.end_s / step + 1e-9) + 1):
        x = view.x(index * step)
        axes.axvline(x, color=palette.LINE, linewidth=points(0.8))
        text = clock(index * step) if step >= 1 else f"{index * step:.1f} s"
        label(axes, x, -8, text, color=palette.INK_3, size_px=SMALL_PX, ha="center", va="top")


def _boundaries(axes: Axes, view: View) -> None:
    """Where sections meet, through all lanes."""
    for section in view.analysis.sections:
        if section.start_sample and view.shows(section.start_sample):
            axes.axvline(view.x_of(section.start_sample) - 0.75, color=palette.INK, alpha=0.28, linewidth=points(0.9))

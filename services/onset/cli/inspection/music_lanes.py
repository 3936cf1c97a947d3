"""Lanes for what music has: form, energy with its build-ups and drops, keys, tempo."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from onset.cli.inspection import palette
from onset.cli.inspection.facts import key_name
from onset.cli.inspection.sheet import points
from onset.cli.inspection.view import SMALL_PX, View, band, fits, label, scale_mark
from onset.timeline.music import SectionName, Swell, SwellKind

_FLAG_PX = 9.0
_NARROWEST_TEMPO = 0.06
"""Least height of the tempo lane over the tempo: what is steady should look steady."""


def form(axes: Axes, view: View) -> None:
    """Sections, one colour for each label."""
    sections, height = view.analysis.sections, axes.get_ylim()[1]
    for left, right, section in view.visible(sections):
        axes.add_artist(band(left, right, height, color=palette.section_color(section, sections)))
        name = "" if section.name is SectionName.UNNAMED else section.name.name.capitalize()
        if name and fits(f"{section.label}   {name}", right - left - 12):
            label(axes, left + 9, height / 2, section.label, color=palette.INK)
            label(axes, left + 25, height / 2, name, color=palette.INK_2)
        elif fits(section.label, right - left - 4):
            label(axes, (left + right) / 2, height / 2, section.label, color=palette.INK, ha="center")


def energy(axes: Axes, view: View) -> None:
    """The energy arc over the sections' colours; build-ups as wedges, drops as flags."""
    height, arc = axes.get_ylim()[1], view.analysis.energy_arc
    room = height - _FLAG_PX - 5
    if arc.size:
        start, end = view.x(0), view.x_of(view.analysis.sample_count)
        x = np.concatenate([[start], np.minimum(start + (np.arange(arc.size) + 0.5) * view.px_per_s, end), [end]])
        y = np.concatenate([arc[:1], arc, arc[-1:]]) * room
        axes.fill_between(x, y, color=palette.SUNKEN, linewidth=0)
        for left, right, section in view.visible(view.analysis.sections):
            area = axes.fill_between(x, y, color=palette.section_color(section, view.analysis.sections), linewidth=0)
            area.set_clip_path(Rectangle((left, 0), right - left - 1, height, transform=axes.transData))
        axes.plot(x, y, color=palette.INK_2, linewidth=points(1.2), solid_joinstyle="round")
    for left, right, swell in view.visible(view.analysis.swells):
        if swell.kind is SwellKind.BUILD_UP:
            _wedge(axes, swell, left, right, room)
        elif view.shows(swell.start_sample):
            _flag(axes, left, height)


def _wedge(axes: Axes, swell: Swell, left: float, right: float, room: float) -> None:
    top, color = room * (0.4 + 0.6 * swell.strength), palette.SWELL
    axes.fill([left, right, right], [0, 0, top], color=color, alpha=0.16, linewidth=0)
    axes.plot([left, right], [0, top], color=color, linewidth=points(1.4), solid_capstyle="round")


def _flag(axes: Axes, x: float, height: float) -> None:
    color = palette.SWELL
    axes.plot([x, x], [0, height], color=color, linewidth=points(1.5), solid_capstyle="butt")
    axes.fill([x, x + _FLAG_PX, x], [height, height - _FLAG_PX / 2, height - _FLAG_PX], color=color, linewidth=0)
    label(axes, x + _FLAG_PX + 4, height - _FLAG_PX / 2, "drop", color=color, size_px=SMALL_PX)


def keys(axes: Axes, view: View) -> None:
    """Keys, major warm and minor cool, paler where they are less sure."""
    height = axes.get_ylim()[1]
    for left, right, key in view.visible(view.analysis.keys):
        axes.add_artist(
            band(left, right, height, color=palette.mode_color(key.mode), alpha=0.35 + 0.65 * key.confidence)
        )
        for text in (key_name(key), key_name(key).replace(" major", "").replace(" minor", "m")):
            if fits(text, right - left - 8, SMALL_PX):
                label(axes, left + 6, height / 2, text, color=palette.INK_2, size_px=SMALL_PX)
                break


def tempo(axes: Axes, view: View) -> None:
    """The tempo curve in a range of its own."""
    height, facts = axes.get_ylim()[1], view.facts
    middle = (facts.lowest_bpm + facts.highest_bpm) / 2
    span = max(facts.highest_bpm - facts.lowest_bpm, _NARROWEST_TEMPO * middle)
    low, room = middle - span / 2, height - 10

    def y(bpm: float) -> float:
        return 5 + (bpm - low) / span * room

    curve = view.analysis.tempo_curve
    x = [view.x_of(point.sample) for point in curve] + [view.x_of(view.analysis.beats[-1].sample)]
    values = [y(point.bpm) for point in curve]
    axes.step(x, [*values, values[-1]], where="post", color=palette.INK_2, linewidth=points(1.4))
    for bpm in sorted({round(facts.lowest_bpm), round(facts.highest_bpm)}):
        scale_mark(axes, y(min(max(bpm, facts.lowest_bpm), facts.highest_bpm)), f"{bpm}")

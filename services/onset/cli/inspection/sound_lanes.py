"""Lanes for what every sound has: spectrum, onsets with the beats among them, level, voice."""

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PatchCollection
from matplotlib.colors import LinearSegmentedColormap, to_rgba

from onset.analysis.filterbanks import MEL_RANGE_HZ
from onset.cli.inspection import palette
from onset.cli.inspection.curves import Thinning
from onset.cli.inspection.sheet import points
from onset.cli.inspection.view import SMALL_PX, View, band, label, scale_mark
from onset.timeline.music import Beat

_RANGE_DB = 66.0
"""Below the loudest; what is quieter is paper."""
_FLOOR_DB = -80.0
"""Nothing in a spectrum is below (`onset.timeline.sound.Features`)."""
_QUIETEST_TOP_DB = -50.0
"""The noise of an all but silent sound should not look like music."""
_FREQUENCIES = ((100.0, "100"), (1_000.0, "1 k"), (10_000.0, "10 kHz"))
_LEAST_SPACING_PX = 7.0
"""Lines closer than this are a grey area."""
_NUMBER_SPACING_PX = 30.0
_ONSET_LAYERS: tuple[tuple[Thinning, float], ...] = (("max", 0.5), ("mean", 0.7))
"""In a long sound a column holds many frames: the highest is shown pale, what is usual in full."""
_LEVELS_DB = ((-12.0, "−12 dB"), (-36.0, "−36"))
_LOWEST_DB = -60.0


def spectrum(axes: Axes, view: View) -> None:
    """Mel power, from paper to ink."""
    height = axes.get_ylim()[1]
    _, shown = view.curve(view.analysis.features.mel_db, "mean")
    top_db = max(view.scales.loudest_mel_db, _QUIETEST_TOP_DB)
    axes.imshow(
        shown.values,
        cmap=LinearSegmentedColormap.from_list("spectrum", list(palette.SPECTRUM)),
        vmin=max(top_db - _RANGE_DB, _FLOOR_DB),
        vmax=top_db,
        extent=(view.x(shown.start_s), view.x(shown.end_s), 0, height),
        origin="lower",
        aspect="auto",
        interpolation="bilinear",
    )
    low, high = map(_mel, MEL_RANGE_HZ)
    for frequency_hz, text in _FREQUENCIES:
        scale_mark(axes, (_mel(frequency_hz) - low) / (high - low) * height, text)


def _mel(frequency_hz: float) -> float:
    """Slaney's scale: linear to 1 kHz, logarithmic above."""
    return frequency_hz * 3 / 200 if frequency_hz < 1000 else 15 + 27 * math.log(frequency_hz / 1000, 6.4)


def pulse(axes: Axes, view: View) -> None:
    """The onset curve, and beats and numbered downbeats through it as far as there is room for them."""
    height = axes.get_ylim()[1]
    for how, alpha in _ONSET_LAYERS:
        x, shown = view.curve(view.analysis.features.onset_strength, how)
        curve = np.clip(shown.values / max(view.scales.loudest_onset, 1e-6), 0, 1) * (height - 4)
        axes.fill_between(x, curve, color=palette.ONSET, alpha=alpha, linewidth=0, zorder=3)
    if not view.facts.steady:
        return
    beats = [beat for beat in view.analysis.beats if view.shows(beat.sample)]
    spacing_px = 60 / view.facts.bpm * view.px_per_s
    if spacing_px >= _LEAST_SPACING_PX:
        _strokes(axes, view, [beat for beat in beats if beat.position != 1], height, palette.INK_2, 0.8)
    bar_px = spacing_px * max(view.facts.beats_per_bar, 1)
    downbeats = [beat for beat in beats if beat.position == 1]
    if bar_px >= _LEAST_SPACING_PX:
        _strokes(axes, view, downbeats, height + 5, palette.INK, 1.0 if bar_px < _NUMBER_SPACING_PX else 1.6)
    step = 2 ** max(0, math.ceil(math.log2(_NUMBER_SPACING_PX / bar_px)))
    for beat in downbeats:
        if beat.bar > 0 and (beat.bar - 1) % step == 0:
            x_px = view.x_of(beat.sample)
            label(
                axes, x_px, height + 7, str(beat.bar), color=palette.INK_3, size_px=SMALL_PX, ha="center", va="bottom"
            )


def _strokes(axes: Axes, view: View, beats: Sequence[Beat], height: float, color: str, width_px: float) -> None:
    """A line at each beat, fainter where it is less sure."""
    positions = [view.x_of(beat.sample) for beat in beats]
    colors = [to_rgba(color, 0.25 + 0.6 * beat.confidence) for beat in beats]
    lines = [((x, 0), (x, height)) for x in positions]
    axes.add_collection(LineCollection(lines, colors=colors, linewidths=points(width_px), clip_on=False), autolim=False)


def level(axes: Axes, view: View) -> None:
    """Level over 400 ms, from -60 dB to full scale."""
    height = axes.get_ylim()[1]
    for mark_db, text in _LEVELS_DB:
        y = (1 - mark_db / _LOWEST_DB) * height
        axes.axhline(y, color=palette.LINE, linewidth=points(0.8), zorder=0)
        scale_mark(axes, y, text)
    x, shown = view.curve(view.scales.level_db, "mean", columns_per_px=0.5)
    curve = np.clip(1 - shown.values / _LOWEST_DB, 0, 1) * height
    axes.fill_between(x, curve, color=palette.ACCENT, alpha=0.22, linewidth=0)
    axes.plot(x, curve, color=palette.ACCENT, linewidth=points(1.1), solid_joinstyle="round")


def voice(axes: Axes, view: View) -> None:
    """Speech as bars; the pauses between as lines, thicker the more of a break they are."""
    height = axes.get_ylim()[1]
    bars = [band(left, right, height, color=palette.VOICE) for left, right, _ in view.visible(view.analysis.speech)]
    axes.add_collection(PatchCollection(bars, match_original=True), autolim=False)
    pauses = [span for span in view.visible(view.analysis.pauses) if span[1] - span[0] >= _LEAST_SPACING_PX]
    lines = [((left + 1.5, height / 2), (right - 3, height / 2)) for left, right, _ in pauses]
    widths = [points(1 + 4 * pause.strength) for _, _, pause in pauses]
    axes.add_collection(LineCollection(lines, colors=palette.LINE, linewidths=widths), autolim=False)

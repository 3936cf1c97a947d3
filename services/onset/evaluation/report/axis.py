"""Geometry of the time axis: everything that happens in the film at its place in pixels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from onset.evaluation.footage import Floats
from onset.evaluation.report import words
from onset.timeline.plan import Timeline
from onset.timeline.sound import AudioAnalysis
from onset.timeline.speech import Transcript

_DENSEST_PX_S = 112.0
_WIDEST_PX = 24_000.0
_MOST_POINTS = 6_000
_OVERVIEW_POINTS = 720
_LETTER_PX = 6.4
_WORD_GAP_PX = 8.0
_WORD_ROWS = 3
_LABELLED_PAUSE_S = 0.3
_LIFT = 0.7
"""Exponent that lifts quiet passages of the waveform into sight."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the ruler."""

    x: float
    label: str
    """Empty for a minor tick."""


@dataclass(frozen=True, slots=True)
class Label:
    """A text that occupies [x, x + width)."""

    x: float
    width: float
    text: str
    hint: str
    row: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """A scene's stretch of the axis."""

    number: int
    x: float
    width: float
    energy: float
    camera: str
    kind: str
    hint: str


@dataclass(frozen=True, slots=True)
class PlannedCut:
    """A scene change as planned."""

    x: float
    from_x: float
    to_x: float
    """Extent of the transition; equal for a hard cut."""
    text: str
    """Its cue, shortened to the room until the next one."""
    hint: str


@dataclass(frozen=True, slots=True)
class Axis:
    """The whole axis. Curves are SVG path data in a unit box: y 0 (top) .. 1; x in pixels."""

    width: float
    duration_s: float
    px_per_s: float
    ticks: tuple[Tick, ...]
    blocks: tuple[Block, ...]
    words: tuple[Label, ...]
    word_rows: int
    pauses: tuple[Label, ...]
    beats: tuple[float, ...]
    captions: tuple[Label, ...]
    cuts: tuple[PlannedCut, ...]
    wave: str
    onsets: str
    overview: str
    """The waveform once more for a box of 1000 pixels."""

    def x(self, seconds: float) -> float:
        """Pixels from the left."""
        return round(seconds * self.px_per_s, 2)


def draw_axis(timeline: Timeline, transcript: Transcript, analysis: AudioAnalysis) -> Axis:
    """Lay out a film; transcript and analysis are on the film's clock."""
    duration_s = float(timeline.frame_rate.seconds_of_frame(timeline.duration_frames))
    px_per_s = min(_DENSEST_PX_S, _WIDEST_PX / duration_s)
    width = round(duration_s * px_per_s, 2)
    rate_hz = timeline.sample_rate_hz

    def at(sample: int) -> float:
        return round(sample / rate_hz * px_per_s, 2)

    def at_frame(frame: int) -> float:
        return round(float(timeline.frame_rate.seconds_of_frame(frame)) * px_per_s, 2)

    spoken = _rows(
        [
            Label(
                at(word.start_sample),
                at(word.end_sample) - at(word.start_sample),
                word.text,
                f"{word.text} · {words.clock(word.start_sample / rate_hz)} · sure to {word.confidence:.0%}",
            )
            for word in transcript.words
        ]
    )
    hop_s = analysis.hop_samples / rate_hz
    rms = analysis.features.rms.astype(np.float64)
    level = (rms / max(float(rms.max(initial=0.0)), 1e-9)) ** _LIFT
    onsets = analysis.features.onset_strength.astype(np.float64)
    onsets = np.clip(onsets / max(float(np.percentile(onsets, 99.5)) if len(onsets) else 0.0, 1e-9), 0, 1)
    scale = 1000 / duration_s
    return Axis(
        width=width,
        duration_s=duration_s,
        px_per_s=px_per_s,
        ticks=_ticks(duration_s, px_per_s),
        blocks=_blocks(timeline, at_frame),
        words=tuple(spoken),
        word_rows=max((label.row for label in spoken), default=0) + 1,
        pauses=_pauses(analysis, at),
        beats=tuple(at(beat.sample) for beat in analysis.beats) if analysis.tempo.confidence >= 0.3 else (),
        captions=tuple(
            _caption(
                [word.text for word in caption.words],
                at_frame(caption.start_frame),
                at_frame(caption.end_frame),
            )
            for caption in timeline.captions
        ),
        cuts=_cuts(timeline, at_frame, width),
        wave=_mirrored(level, hop_s * px_per_s, _MOST_POINTS),
        onsets=_area(onsets, hop_s * px_per_s, _MOST_POINTS),
        overview=_mirrored(level, hop_s * scale, _OVERVIEW_POINTS),
    )


def _ticks(duration_s: float, px_per_s: float) -> tuple[Tick, ...]:
    step = next(step for step in (1, 2, 5, 10, 30) if step * px_per_s >= 80)
    halves = range(int(duration_s / step * 2) + 1)
    return tuple(
        Tick(round(half * step / 2 * px_per_s, 2), _minutes(half * step // 2) if half % 2 == 0 else "")
        for half in halves
    )


def _minutes(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"


def _blocks(timeline: Timeline, at_frame: Callable[[int], float]) -> tuple[Block, ...]:
    return tuple(
        Block(
            number=index,
            x=at_frame(scene.start_frame),
            width=round(at_frame(scene.end_frame) - at_frame(scene.start_frame), 2),
            energy=min(1.0, max(0.0, scene.energy)),
            camera=words.camera(scene.camera),
            kind=words.visual(scene.visual.kind),
            hint=f"Scene {index} · {words.visual(scene.visual.kind)} · {scene.visual.reason}",
        )
        for index, scene in enumerate(timeline.scenes, start=1)
    )


def _cuts(timeline: Timeline, at_frame: Callable[[int], float], width: float) -> tuple[PlannedCut, ...]:
    cuts = []
    starts = [at_frame(scene.start_frame) for scene in timeline.scenes] + [width]
    for index, scene in enumerate(timeline.scenes[1:], start=1):
        first = scene.start_frame - scene.transition.frames // 2
        way = words.transition(scene.transition, timeline.frame_rate)
        cuts.append(
            PlannedCut(
                x=starts[index],
                from_x=at_frame(first),
                to_x=at_frame(first + scene.transition.frames),
                text=_fit(scene.cue.label, starts[index + 1] - starts[index] - 14),
                hint=f"{way} into scene {index + 1} · {words.cue(scene.cue)}",
            )
        )
    return tuple(cuts)


def _caption(shown: Sequence[str], x: float, end: float) -> Label:
    text = " ".join(shown)
    width = round(max(2.0, end - x - 2), 2)
    return Label(x, width, _fit(text, width - 16), text)


def _fit(text: str, room_px: float) -> str:
    """The text, shortened to about this width; empty if not even a few letters fit."""
    letters = int(room_px / _LETTER_PX)
    if len(text) <= letters:
        return text
    return text[: letters - 1].rstrip() + "…" if letters >= 4 else ""


def _pauses(analysis: AudioAnalysis, at: Callable[[int], float]) -> tuple[Label, ...]:
    found = []
    for pause in analysis.pauses:
        seconds = pause.length / analysis.sample_rate_hz
        x, end = at(pause.start_sample), at(pause.end_sample)
        text = f"{seconds:.2f} s" if seconds >= _LABELLED_PAUSE_S else ""
        found.append(Label(x, round(end - x, 2), text, f"pause of {seconds:.2f} s"))
    return tuple(found)


def _rows(labels: Sequence[Label]) -> list[Label]:
    """Give each label the first row in which its text does not run into the one before; those that fit in none go."""
    free = [0.0] * _WORD_ROWS
    placed = []
    for label in labels:
        row = next((row for row, until in enumerate(free) if label.x >= until), None)
        if row is not None:
            free[row] = label.x + len(label.text) * _LETTER_PX + _WORD_GAP_PX
            placed.append(Label(label.x, label.width, label.text, label.hint, row))
    return placed


def _pooled(values: Floats, step: float, most: int) -> tuple[Floats, float]:
    """Maxima of equal runs of a curve, so that it has no more than `most` points; the new step."""
    run = max(1, -(-len(values) // most))
    padded = np.pad(values, (0, -len(values) % run))
    return padded.reshape(-1, run).max(axis=1), step * run


def _mirrored(level: Floats, step: float, most: int) -> str:
    peaks, step = _pooled(level, step, most)
    upper = [f"{step * (k + 0.5):.1f},{0.5 - 0.5 * peak:.3f}" for k, peak in enumerate(peaks)]
    lower = [f"{step * (k + 0.5):.1f},{0.5 + 0.5 * peak:.3f}" for k, peak in enumerate(peaks)]
    return "M" + "L".join((*upper, *reversed(lower))) + "Z" if upper else ""


def _area(curve: Floats, step: float, most: int) -> str:
    peaks, step = _pooled(curve, step, most)
    points = [f"{step * (k + 0.5):.1f},{1 - peak:.3f}" for k, peak in enumerate(peaks)]
    return "M0,1L" + "L".join(points) + f"L{step * len(peaks):.1f},1Z" if points else ""

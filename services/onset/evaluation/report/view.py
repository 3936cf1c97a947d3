"""What the page shows, put together from the film's plan and its measured figures."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from onset.evaluation.report import tint, words
from onset.evaluation.report.axis import Axis, draw_axis
from onset.evaluation.report.stills import Still, take_stills
from onset.timeline.brief import Size
from onset.timeline.edits import analysis_on_film, transcript_on_film
from onset.timeline.plan import Scene, Timeline, VisualKind
from onset.timeline.sound import AudioAnalysis
from onset.timeline.speech import Transcript
from onset.timeline.verdict import Check, Outcome, StageTime, Verdict

LIGHT_SURFACE, DARK_SURFACE = "#ffffff", "#16181d"
"""The cards' colours in the style sheet; brand colours are made legible against them."""
_TEXT_CONTRAST = 4.5
_ASPECTS = {Fraction(9, 16): "9:16", Fraction(16, 9): "16:9", Fraction(1): "1:1", Fraction(4, 5): "4:5"}
_HEADLINES = ("cuts.timing", "sync.av_offset", "captions.sync", "sound.loudness", "sound.true_peak")
_OF_ONE_CUT = re.compile(r"cuts\.(at|missed|unplanned)\.(\d+)")


@dataclass(frozen=True, slots=True)
class Delivered:
    """One finished format as the report gets it."""

    video: Path
    size: Size
    verdict: Verdict
    video_name: str
    """File beside the page, empty if there is none."""


@dataclass(frozen=True, slots=True)
class Film:
    """A finished format on the page."""

    label: str
    size: Size
    poster: Still
    href: str
    passed: bool
    failed: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A cut that was found in one format."""

    x: float
    passed: bool
    planned: bool
    hint: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One format's figure."""

    value: str
    unit: str
    state: str
    """`pass`, `fail` or `info`."""
    detail: str


@dataclass(frozen=True, slots=True)
class Row:
    """One figure over all formats."""

    title: str
    limit: str
    cells: tuple[Cell, ...]

    @property
    def shared_detail(self) -> str:
        """The detail, if it is the same for every format."""
        details = {cell.detail for cell in self.cells}
        return details.pop() if len(details) == 1 else ""


@dataclass(frozen=True, slots=True)
class Group:
    """Figures of one kind."""

    title: str
    about: str
    rows: tuple[Row, ...]
    failed: int


@dataclass(frozen=True, slots=True)
class SceneCard:
    """A scene on the page."""

    number: int
    still: Still
    start: str
    length: str
    kind: str
    text: str
    prompt: str
    reason: str
    cue: str
    transition: str
    camera: str
    energy: float
    cell: Cell | None
    """How well the cut into it was met in the first format."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage's share of the time."""

    name: str
    seconds: str
    bar: float
    """Per cent of the longest stage."""
    share: float
    """Per cent of all stages together."""


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the template needs."""

    title: str
    brand: str
    facts: tuple[str, ...]
    passed: bool
    failed: int
    judged: int
    films: tuple[Film, ...]
    headlines: tuple[tuple[str, Cell, str], ...]
    axis: Axis
    marks: tuple[tuple[str, tuple[Mark, ...]], ...]
    """Per format: its label, the cuts found."""
    scenes: tuple[SceneCard, ...]
    groups: tuple[Group, ...]
    stages: tuple[Stage, ...]
    total_time: str
    notes: tuple[str, ...]
    accent_light: str
    accent_dark: str
    swatches: tuple[str, ...]


def compose_page(
    title: str,
    delivered: Sequence[Delivered],
    timeline: Timeline,
    transcript: Transcript,
    analysis: AudioAnalysis,
    stage_times: Sequence[StageTime],
    notes: tuple[str, ...] = (),
) -> Page:
    """Gather the page; `notes` are shown after the planner's.

    Raises:
        ValueError: nothing was delivered, a film does not decode, a brand colour is not `#rrggbb`.
    """
    if not delivered:
        raise ValueError("a report needs at least one rendition")
    spoken = transcript_on_film(transcript, timeline.mix.voice)
    heard = analysis_on_film(analysis, timeline.mix.voice, timeline.sample_count)
    axis = draw_axis(timeline, spoken, heard)
    checks = [check for film in delivered for check in film.verdict.checks]
    verdicts = [{check.name: check for check in film.verdict.checks} for film in delivered]
    colors = timeline.colors
    swatches = (colors.primary, colors.secondary, colors.accent, colors.background)
    for color in swatches:
        tint.parse_hex(color)
    stills = take_stills(delivered[0].video, [_middle(scene, timeline) for scene in timeline.scenes])
    total = sum(stage.seconds for stage in stage_times)
    return Page(
        title=title,
        brand=timeline.brand_name,
        facts=(
            words.span(axis.duration_s),
            words.rate(timeline.frame_rate),
            f"{len(timeline.scenes)} scenes",
            f"{len(spoken.words)} words",
        ),
        passed=all(film.verdict.passed for film in delivered),
        failed=sum(check.outcome is Outcome.FAIL for check in checks),
        judged=sum(check.outcome is not Outcome.INFO for check in checks),
        films=tuple(_film(film, timeline) for film in delivered),
        headlines=_headlines(verdicts),
        axis=axis,
        marks=tuple((aspect_label(film.size), _marks(film.verdict, timeline, axis)) for film in delivered),
        scenes=tuple(
            _card(index, scene, still, timeline, verdicts[0])
            for index, (scene, still) in enumerate(zip(timeline.scenes, stills, strict=True))
        ),
        groups=_groups(verdicts),
        stages=_stages(stage_times, total),
        total_time=words.span(total) if stage_times else "",
        notes=(*timeline.notes, *notes),
        accent_light=tint.legible(colors.primary, LIGHT_SURFACE, _TEXT_CONTRAST),
        accent_dark=tint.legible(colors.primary, DARK_SURFACE, _TEXT_CONTRAST),
        swatches=swatches,
    )


def aspect_label(size: Size) -> str:
    """`9:16`, or the size in pixels where the aspect has no name."""
    return _ASPECTS.get(size.aspect, f"{size.width} × {size.height}")


def _middle(scene: Scene, timeline: Timeline) -> Fraction:
    return timeline.frame_rate.seconds_of_frame((scene.start_frame + scene.end_frame) // 2)


def _film(film: Delivered, timeline: Timeline) -> Film:
    shows_product = [scene for scene in timeline.scenes if scene.visual.kind is VisualKind.PRODUCT_SHOT]
    poster = take_stills(film.video, [_middle((shows_product or list(timeline.scenes))[0], timeline)])[0]
    failed = sum(check.outcome is Outcome.FAIL for check in film.verdict.checks)
    return Film(aspect_label(film.size), film.size, poster, film.video_name, film.verdict.passed, failed)


def _headlines(verdicts: Sequence[Mapping[str, Check]]) -> tuple[tuple[str, Cell, str], ...]:
    """The figure of each headline that is furthest from its best, over all formats: a failed one, else the first."""
    found = []
    for name in _HEADLINES:
        checks = [verdict[name] for verdict in verdicts if name in verdict]
        if checks:
            shown = next((check for check in checks if check.outcome is Outcome.FAIL), checks[0])
            found.append((shown.title, _cell(shown), words.typeset(shown.limit)))
    return tuple(found)


def _marks(verdict: Verdict, timeline: Timeline, axis: Axis) -> tuple[Mark, ...]:
    marks = []
    for check in verdict.checks:
        match = _OF_ONE_CUT.fullmatch(check.name)
        if match is None:
            continue
        kind, number = match.group(1), int(match.group(2))
        if kind == "unplanned":
            marks.append(Mark(axis.x(check.value), passed=False, planned=False, hint=check.detail))
        elif number < len(timeline.scenes):
            planned = float(timeline.frame_rate.seconds_of_frame(timeline.scenes[number].start_frame))
            time = planned + (check.value / 1e3 if kind == "at" else 0.0)
            hint = f"{words.number(check.value, 1)} ms · {check.detail}" if kind == "at" else check.detail
            marks.append(Mark(axis.x(time), passed=check.outcome is Outcome.PASS, planned=True, hint=hint))
    return tuple(marks)


def _card(index: int, scene: Scene, still: Still, timeline: Timeline, checks: Mapping[str, Check]) -> SceneCard:
    rate = timeline.frame_rate
    check = checks.get(f"cuts.at.{index}", checks.get(f"cuts.missed.{index}"))
    return SceneCard(
        number=index + 1,
        still=still,
        start=words.clock(float(rate.seconds_of_frame(scene.start_frame))),
        length=f"{float(rate.seconds_of_frame(scene.frames)):.2f} s",
        kind=words.visual(scene.visual.kind),
        text=scene.text,
        prompt=scene.visual.prompt,
        reason=scene.visual.reason,
        cue=words.cue(scene.cue),
        transition=words.transition(scene.transition, rate) if index else "Opens the film",
        camera=words.camera(scene.camera),
        energy=min(1.0, max(0.0, scene.energy)),
        cell=None if check is None else _cell(check),
    )


def _groups(verdicts: Sequence[Mapping[str, Check]]) -> tuple[Group, ...]:
    names = dict.fromkeys(name for verdict in verdicts for name in verdict if not _OF_ONE_CUT.fullmatch(name))
    groups = []
    for key in dict.fromkeys((*words.GROUPS, *(name.split(".")[0] for name in names))):
        title, about = words.GROUPS.get(key, (key.capitalize(), ""))
        rows = tuple(_row(name, verdicts) for name in names if name.split(".")[0] == key)
        failed = sum(cell.state == "fail" for row in rows for cell in row.cells)
        if rows:
            groups.append(Group(title, about, rows, failed))
    return tuple(groups)


def _row(name: str, verdicts: Sequence[Mapping[str, Check]]) -> Row:
    checks = [verdict.get(name) for verdict in verdicts]
    known = next(check for check in checks if check is not None)
    limits = dict.fromkeys(words.typeset(check.limit) for check in checks if check is not None)
    return Row(
        known.title,
        " · ".join(limits),
        tuple(Cell("—", "", "info", "") if check is None else _cell(check) for check in checks),
    )


def _cell(check: Check) -> Cell:
    value, unit = words.figure(check)
    return Cell(value, unit, check.outcome.name.lower(), words.typeset(check.detail))


def _stages(times: Sequence[StageTime], total: float) -> tuple[Stage, ...]:
    longest = max((time.seconds for time in times), default=0.0)
    return tuple(
        Stage(
            time.stage.replace("_", " ").capitalize(),
            words.span(time.seconds),
            100 * time.seconds / longest if longest else 0.0,
            100 * time.seconds / total if total else 0.0,
        )
        for time in times
    )

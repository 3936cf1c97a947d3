"""Headlines: where each word stands, and how words and the plates under them come and go. Pure geometry and time."""

from dataclasses import dataclass

from onset.compositing.bidi import reads_right_to_left, visual_order
from onset.compositing.easing import ease_in, ease_out, lerp, ramp
from onset.compositing.regions import Regions
from onset.compositing.typography import EXTRA_BOLD, Typeface, advance_em, fit, line_width
from onset.timeline.layout import Box
from onset.timeline.plan import LogoShow, Scene, Timeline, Title, VisualKind
from onset.timeline.time import FrameRate

_LARGEST_TALL_UNITS, _LARGEST_WIDE_UNITS = 13.0, 12.0
_MOST_LINES = 5
_LEAST_COMMON = 0.62
"""A word that would make all others smaller than this share of the largest size is set smaller on its own instead."""
_SPACE_EM = 0.25
_SIDE_EM, ABOVE_EM, BELOW_EM = 0.30, 0.96, 0.32
"""How far a plate reaches beyond its words, and above and below their baseline."""
_LINE_EM = 1.36
"""From baseline to baseline; plates nearly touch."""
_SHADOW_UNITS = 2.0
"""What the plates' shadows reach, so that these too stay in the safe box."""
_FROM_TOP = 0.3
"""Share of the free height above the headline: a little above the middle."""
_ENTER_S, _LEAVE_S, _STAGGER_S = 0.30, 0.28, 0.04


@dataclass(frozen=True, slots=True)
class TitleWord:
    """A word where it stands."""

    number: int
    """In the order of reading."""
    text: str
    pen_x: float
    width: float


@dataclass(frozen=True, slots=True)
class TitleLine:
    """A line of words on its plate; words in the order in which they are read."""

    words: tuple[TitleWord, ...]
    size_px: int
    baseline: int
    left: float
    right: float
    """Of the plate, whole."""
    right_to_left: bool

    @property
    def top(self) -> float:
        """Of the plate."""
        return self.baseline - ABOVE_EM * self.size_px

    @property
    def bottom(self) -> float:
        """Of the plate."""
        return self.baseline + BELOW_EM * self.size_px


def place_for(regions: Regions, *, below_marks: bool, over_product: bool = False) -> Box:
    """Where a headline may stand: in the column, above the captions, and below the small logo and label.

    Over a product it has the upper third of that and leaves the rest to the product.
    """
    gap, shadow = round(2.5 * regions.unit), round(_SHADOW_UNITS * regions.unit)
    top = regions.column.top + shadow
    if below_marks:
        top = max(top, regions.logo.bottom + gap)
    bottom = max(top + 2, regions.captions.top - gap)
    if over_product:
        bottom = top + max(2, (bottom - top) // 3)
    return Box(regions.column.left + shadow, top, regions.column.right - shadow, bottom)


def place_in(timeline: Timeline, title: Title, regions: Regions) -> Box:
    """Where a headline of a film stands, by what else is shown while it is there."""
    with_logo = any(overlap(show, title) for show in timeline.logo)
    products = (scene for scene in timeline.scenes if scene.visual.kind is VisualKind.PRODUCT_SHOT)
    return place_for(
        regions,
        below_marks=with_logo or bool(timeline.ai_label),
        over_product=any(overlap(scene, title) for scene in products),
    )


def overlap(one: LogoShow | Scene | Title, other: Scene | Title) -> bool:
    """Whether both are there at some time."""
    return one.start_frame < other.end_frame and other.start_frame < one.end_frame


def lay_out(text: str, place: Box, regions: Regions, typeface: Typeface = EXTRA_BOLD) -> tuple[TitleLine, ...]:
    """Set a headline in up to five centred lines, as large as the place allows."""
    words = text.split()
    tall = regions.size.height > regions.size.width
    preferred = max(1, round(regions.unit * (_LARGEST_TALL_UNITS if tall else _LARGEST_WIDE_UNITS)))
    widths_em = [advance_em(typeface, word) for word in words]
    widest_em = max(1.0, place.width / (preferred * _LEAST_COMMON) - 2 * _SIDE_EM)
    setting = fit(
        [min(width, widest_em) for width in widths_em],
        preferred_px=preferred,
        max_width=place.width,
        max_lines=_MOST_LINES,
        space_em=_SPACE_EM,
        side_em=_SIDE_EM,
        line_height_em=_LINE_EM,
        max_height=place.height,
    )
    ems = [line_width(widths_em, line, _SPACE_EM) for line in setting.lines]
    sizes = [max(1, min(setting.size_px, int(place.width / (em + 2 * _SIDE_EM)))) for em in ems]
    top = place.top + _FROM_TOP * (place.height - sum(_LINE_EM * size for size in sizes))
    right_to_left = reads_right_to_left(words)
    lines = []
    for line, size, em in zip(setting.lines, sizes, ems, strict=True):
        pen = (place.left + place.right - em * size) / 2
        left = pen - _SIDE_EM * size
        placed = {}
        for index in visual_order([words[i] for i in line], right_to_left=right_to_left):
            number = line[index]
            placed[number] = TitleWord(number, words[number], pen, widths_em[number] * size)
            pen += (widths_em[number] + _SPACE_EM) * size
        baseline = round(top + ABOVE_EM * size)
        plate = left + (em + 2 * _SIDE_EM) * size
        lines.append(TitleLine(tuple(placed[i] for i in line), size, baseline, left, plate, right_to_left))
        top += _LINE_EM * size
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class LineState:
    """A line in one frame."""

    left: float
    right: float
    """Of the plate, as far as it is there."""
    down: tuple[float, ...]
    """Of each word: how far it still stands below its place, in ems."""


class TitleMotion:
    """How a headline moves: each word rises into its plate, which grows under it; the plates leave one by one."""

    def __init__(self, title: Title, lines: tuple[TitleLine, ...], rate: FrameRate) -> None:
        """Work out when what moves."""
        per_second = float(rate.per_second)
        self._title = title
        self._lines = lines
        self._enter = max(2, round(_ENTER_S * per_second))
        self._leave = max(2, round(_LEAVE_S * per_second))
        self._stagger = _STAGGER_S * per_second

    def is_at_rest(self, frame: int) -> bool:
        """Whether all words have come and none goes."""
        leaves = self._title.end_frame - self._leave - self._stagger * len(self._lines)
        return self._title.word_frames[-1] <= frame < leaves

    def at(self, frame: int, number: int) -> LineState:
        """Line `number` at a frame."""
        line = self._lines[number]
        came = [ease_out(self._come(word.number, frame)) for word in line.words]
        spans = [word.width for word in line.words]
        share = sum(c * span for c, span in zip(came, spans, strict=True)) / max(sum(spans), 1e-6)
        late = self._title.end_frame - self._leave - self._stagger * (len(self._lines) - 1 - number)
        gone = ease_in(ramp(frame + 1, late, self._leave))
        near, far = (line.right, line.left) if line.right_to_left else (line.left, line.right)
        begin, end = lerp(near, far, gone), lerp(near, far, share)
        left, right = min(begin, end), max(begin, end)
        if (end - begin) * (far - near) < 0:
            left = right
        return LineState(left, right, tuple((1 - c) * 1.1 for c in came))

    def _come(self, word: int, frame: int) -> float:
        """Progress of a word's entrance, done on its own frame."""
        arrival = self._title.word_frames[word]
        begins = max(self._title.start_frame, arrival - self._enter)
        return ramp(frame + 1, begins, arrival + 1 - begins)

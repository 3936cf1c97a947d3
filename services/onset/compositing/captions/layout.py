"""Where each word of a caption stands. Pure geometry."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Self

from onset.compositing.bidi import Direction, direction, reads_right_to_left, visual_order
from onset.compositing.easing import lerp
from onset.compositing.regions import Regions
from onset.compositing.typography import EXTRA_BOLD, SEMI_BOLD, Typeface, advance_em, fit, height_em
from onset.runtime.fonts.runs import part_of
from onset.timeline.brief import CaptionStyle
from onset.timeline.layout import Box
from onset.timeline.plan import Caption

_GROWTH, _MOST_GROWTH_EM = 0.08, 0.16
"""How much wider a word may grow while it is spoken: by this share, a long word by no more than so many ems."""
_PILL_ABOVE_EM, _PILL_BELOW_EM = 0.98, 0.32
"""How far a pill reaches above and below the baseline, at least."""
_ABOVE_INK_EM, _BELOW_INK_EM = 0.13, 0.09
"""And beyond the ink of scripts that are taller than Latin."""
_BETWEEN_LINES_EM = 0.08
_LEAST_COMMON = 0.84
_SMALL = 0.6
"""Of the film's size: a caption that would have to be smaller gets a third line, if that makes it larger."""
RISE_EM = 0.14
"""How far below its place a caption is when it begins to come in."""
_OVERSHOOT = 1.02
"""How much larger than at rest the pill may briefly be."""
_FOOT_EM = 0.04
"""The same, downwards."""


@dataclass(frozen=True, slots=True)
class Spacing:
    """What stands between words, in ems, and what is kept free on either side of a line for pills and halos."""

    space: float
    joined: float
    """Between words without a blank."""
    side: float
    joined_side: float
    """How far a pill reaches beyond a word that has such a neighbour."""


_SPACING = {
    CaptionStyle.PILL: Spacing(0.41, 0.22, 0.26, 0.16),
    CaptionStyle.POP: Spacing(0.27, 0.04, 0.26, 0.0),
    CaptionStyle.KARAOKE: Spacing(0.27, 0.0, 0.26, 0.0),
    CaptionStyle.LINE: Spacing(0.25, 0.0, 0.26, 0.0),
}
_SIZE_UNITS = {CaptionStyle.LINE: (5.9, 4.7)}
"""Size of the letters in percent of the frame's shorter side, in tall frames and in others, where it is not these:"""
_USUAL_UNITS = (8.0, 6.4)


@dataclass(frozen=True, slots=True)
class CaptionSetting:
    """What all captions of a film have in common by what they say. Mirrors the message of this name."""

    size_px: int
    above_em: float
    below_em: float
    """Of a line, around its baseline."""
    han: int
    """Which East Asian forms Chinese characters take."""


@dataclass(frozen=True, slots=True)
class CaptionType:
    """What all captions of a film have in common, so that they do not jump."""

    style: CaptionStyle
    typeface: Typeface
    size_px: int
    """A caption that does not fit is set smaller."""
    above_em: float
    below_em: float
    """Of a line, around its baseline."""

    @classmethod
    def of(cls, setting: CaptionSetting, style: CaptionStyle, typeface: Typeface | None) -> Self:
        """By a film's setting, in the brand's typeface where it has one."""
        face = replace(typeface or _house_face(style), han=setting.han)
        return cls(style, face, setting.size_px, setting.above_em, setting.below_em)

    @property
    def setting(self) -> CaptionSetting:
        """All but the style and the faces."""
        return CaptionSetting(self.size_px, self.above_em, self.below_em, self.typeface.han or 0)

    @property
    def spacing(self) -> Spacing:
        """Of the style."""
        return _SPACING[self.style]

    @property
    def line_em(self) -> float:
        """From one baseline to the next."""
        return self.above_em + self.below_em + _BETWEEN_LINES_EM


@dataclass(frozen=True, slots=True)
class PillBox:
    """The pill's edges in pixels of the frame, between pixels too."""

    left: float
    top: float
    right: float
    bottom: float

    def toward(self, other: "PillBox", share: float) -> "PillBox":
        """The box on the way to another."""
        return PillBox(
            lerp(self.left, other.left, share),
            lerp(self.top, other.top, share),
            lerp(self.right, other.right, share),
            lerp(self.bottom, other.bottom, share),
        )

    def begun(self, share: float, *, right_to_left: bool) -> "PillBox":
        """So much of the box from where it is read."""
        width = (self.right - self.left) * share
        if right_to_left:
            return replace(self, left=self.right - width)
        return replace(self, right=self.left + width)

    def scaled(self, factor: float) -> "PillBox":
        """The box, grown or shrunk about its centre."""
        x, y = (self.left + self.right) / 2, (self.top + self.bottom) / 2
        width, height = (self.right - self.left) * factor / 2, (self.bottom - self.top) * factor / 2
        return PillBox(x - width, y - height, x + width, y + height)


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word where it stands: the pen's start on the baseline, and the pill that fits it."""

    text: str
    pen_x: int
    baseline: int
    line: int
    width: float
    """Pixels, of its advance."""
    spoken_scale: float
    """How large it may be while it is spoken."""
    right_to_left: bool
    pill: PillBox


@dataclass(frozen=True, slots=True)
class CaptionLayout:
    """A caption set in lines; words in the order in which they are read."""

    size_px: int
    words: tuple[PlacedWord, ...]


def caption_type(
    captions: Sequence[Caption], regions: Regions, style: CaptionStyle, typeface: Typeface | None = None
) -> CaptionType:
    """What all captions of a film are set in: the largest size that suits them all, within reason.

    Args:
        captions: of the film.
        regions: of the frame.
        style: of the captions.
        typeface: the brand's, where it has one.

    Raises:
        UnsettableError: there is no font for a character.
    """
    face = typeface or _house_face(style)
    face = part_of("".join(caption.text for caption in captions), face)
    heights = [height_em(face, word.text) for caption in captions for word in caption.words]
    above = max(_PILL_ABOVE_EM, *(above + _ABOVE_INK_EM for above, _ in heights), 0.0)
    below = max(_PILL_BELOW_EM, *(below + _BELOW_INK_EM for _, below in heights), 0.0)
    units = _SIZE_UNITS.get(style, _USUAL_UNITS)
    largest = round(regions.unit * units[0 if regions.size.height > regions.size.width else 1])
    kind = CaptionType(style, face, largest, above, below)
    sizes = [lay_out(caption, kind, regions.captions).size_px for caption in captions]
    return CaptionType(style, face, max(round(largest * _LEAST_COMMON), min(sizes, default=largest)), above, below)


def _house_face(style: CaptionStyle) -> Typeface:
    return SEMI_BOLD if style is CaptionStyle.LINE else EXTRA_BOLD


def lay_out(caption: Caption, kind: CaptionType, box: Box) -> CaptionLayout:
    """Set a caption in one or two balanced lines, three if it has very long words; centred, on the foot of a box.

    Raises:
        UnsettableError: there is no font for a character.
    """
    texts = [word.text for word in caption.words]
    spacing = kind.spacing
    widths_em = [advance_em(kind.typeface, text) for text in texts]
    before_em = [spacing.joined if word.joined else spacing.space for word in caption.words]
    set_in = partial(
        fit,
        widths_em,
        preferred_px=max(1, kind.size_px),
        max_width=box.width / _OVERSHOOT,
        space_em=max(before_em[1:], default=0.0),
        side_em=spacing.side,
        line_height_em=kind.line_em,
        max_height=box.height - (RISE_EM + _FOOT_EM) * kind.size_px,
    )
    setting = set_in(max_lines=2)
    if setting.size_px < _SMALL * kind.size_px:
        setting = set_in(max_lines=3)
    size, right_to_left = setting.size_px, reads_right_to_left(texts)
    last_baseline = box.bottom - math.ceil((kind.below_em + RISE_EM + _FOOT_EM) * size)
    placed: dict[int, PlacedWord] = {}
    for number, line in enumerate(setting.lines):
        baseline = last_baseline - round((len(setting.lines) - 1 - number) * kind.line_em * size)
        spaces = sum(before_em[index] for index in list(line)[1:])
        x = (box.left + box.right - (sum(widths_em[index] for index in line) + spaces) * size) / 2
        order = [line[at] for at in visual_order([texts[index] for index in line], right_to_left=right_to_left)]
        for at, index in enumerate(order):
            # The blank between two neighbours is that of the one which is read later.
            x += before_em[max(index, order[at - 1])] * size if at else 0.0
            placed[index] = _placed(caption, kind, index, widths_em[index], x, baseline, number, size)
            x += widths_em[index] * size
    return CaptionLayout(size, tuple(placed[index] for index in range(len(texts))))


def _placed(
    caption: Caption, kind: CaptionType, index: int, width_em: float, x: float, baseline: int, line: int, size: int
) -> PlacedWord:
    neighbours = caption.words[index : index + 2]
    touches = neighbours[0].joined or (len(neighbours) > 1 and neighbours[1].joined)
    side = (kind.spacing.joined_side if touches else kind.spacing.side) * size
    word, width = caption.words[index], width_em * size
    pill = PillBox(x - side, baseline - kind.above_em * size, x + width + side, baseline + kind.below_em * size)
    scale = 1 + min(_GROWTH, _MOST_GROWTH_EM / max(width_em, 0.1))
    backwards = direction(word.text) is Direction.RIGHT_TO_LEFT
    return PlacedWord(word.text, round(x), baseline, line, width, scale, backwards, pill)

"""Captions: where each word stands, and how the pill behind the spoken word moves. Pure geometry and time."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from onset.compositing.easing import ease_in, ease_out, ease_out_back, lerp, ramp
from onset.compositing.regions import Regions
from onset.compositing.typography import EXTRA_BOLD, Setting, advance_em, fit, line_width
from onset.timeline.plan import Caption
from onset.timeline.time import FrameRate

_GROWTH, _MOST_GROWTH_EM = 0.08, 0.16
"""How much wider the spoken word grows: by this share, a long word by no more than so many ems."""
_SPACE_EM = 0.41
_PILL_SIDE_EM = 0.26
_PILL_ABOVE_EM = 0.98
_PILL_BELOW_EM = 0.32
"""How far the pill reaches beyond a word's ends, and above and below its baseline."""
_LINE_EM = 1.38
_LEAST_COMMON = 0.84
_OVERSHOOT = 1.02
"""How much larger than at rest the pill may briefly be."""
_SLIDE_S = 0.15
_ENTER_S = 0.17
_LEAVE_S = 0.10


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
    spoken_scale: float
    """How large it is while it is spoken."""
    pill: PillBox


@dataclass(frozen=True, slots=True)
class CaptionLayout:
    """A caption set in lines."""

    size_px: int
    words: tuple[PlacedWord, ...]


def common_size(captions: Sequence[Caption], regions: Regions) -> int:
    """One font size for all captions of a film, pixels: the largest that suits them all, within reason."""
    tall = regions.size.height > regions.size.width
    largest = round(regions.unit * (8.0 if tall else 6.4))
    least = round(largest * _LEAST_COMMON)
    return max(least, min((_set(caption, regions, largest)[1].size_px for caption in captions), default=largest))


def lay_out(caption: Caption, regions: Regions, preferred_px: int) -> CaptionLayout:
    """Set a caption in one or two balanced lines, centred, standing on the foot of the caption region.

    Args:
        caption: the words.
        regions: of the frame.
        preferred_px: font size; a caption that does not fit is set smaller.
    """
    box, texts = regions.captions, [word.text for word in caption.words]
    widths_em, setting = _set(caption, regions, preferred_px)
    size = setting.size_px
    last_baseline = box.bottom - math.ceil((_PILL_BELOW_EM + 0.04) * size)
    words = []
    for number, line in enumerate(setting.lines):
        baseline = last_baseline - round((len(setting.lines) - 1 - number) * _LINE_EM * size)
        x = (box.left + box.right - line_width(widths_em, line, _SPACE_EM) * size) / 2
        for index in line:
            width = widths_em[index] * size
            pill = PillBox(
                x - _PILL_SIDE_EM * size,
                baseline - _PILL_ABOVE_EM * size,
                x + width + _PILL_SIDE_EM * size,
                baseline + _PILL_BELOW_EM * size,
            )
            scale = 1 + min(_GROWTH, _MOST_GROWTH_EM / widths_em[index])
            words.append(PlacedWord(texts[index], round(x), baseline, number, scale, pill))
            x += width + _SPACE_EM * size
    return CaptionLayout(size, tuple(words))


def _set(caption: Caption, regions: Regions, preferred_px: int) -> tuple[list[float], Setting]:
    """The words' widths in ems, and their setting."""
    widths_em = [advance_em(EXTRA_BOLD, word.text) for word in caption.words]
    setting = fit(
        widths_em,
        preferred_px=max(1, preferred_px),
        max_width=regions.captions.width / _OVERSHOOT,
        max_lines=2,
        space_em=_SPACE_EM,
        side_em=_PILL_SIDE_EM,
        line_height_em=_LINE_EM,
        max_height=regions.captions.height,
    )
    return widths_em, setting


@dataclass(frozen=True, slots=True)
class Pill:
    """The pill in one frame and the word that is lit in it."""

    word: int
    box: PillBox
    opacity: float
    lit: float
    """How far the word has grown to its spoken scale, 0..1."""


@dataclass(frozen=True, slots=True)
class CaptionState:
    """A caption in one frame."""

    opacity: float
    rise: float
    """How far below its place it stands, in ems."""
    pills: tuple[Pill, ...]
    """None before the first word; two while the pill changes lines."""


class CaptionMotion:
    """How one caption moves. The pill arrives with the word: half-way in time, and nearly there, as the word begins."""

    def __init__(self, caption: Caption, layout: CaptionLayout, rate: FrameRate) -> None:
        """Work out when the pill sets off for each word."""
        slide = max(2, round(_SLIDE_S * float(rate.per_second)))
        self._caption = caption
        self._layout = layout
        self._enter = max(1, round(_ENTER_S * float(rate.per_second)))
        self._leave = max(1, round(_LEAVE_S * float(rate.per_second)))
        self._starts = [
            max(rate.frame_of_sample(word.start_sample) - slide // 2, caption.start_frame) for word in caption.words
        ]
        ends = [*self._starts[1:], caption.end_frame]
        self._slides = [min(slide, max(1, end - start)) for start, end in zip(self._starts, ends, strict=True)]

    def at(self, frame: int) -> CaptionState:
        """The caption at a frame within its time."""
        entering = ease_out(ramp(frame + 1, self._caption.start_frame, self._enter))
        leaving = ease_in(ramp(frame + 1, self._caption.end_frame - self._leave, self._leave + 1))
        return CaptionState(entering * (1 - leaving), 0.22 * (1 - entering), self._pills(frame))

    def _pills(self, frame: int) -> tuple[Pill, ...]:
        word = max((i for i, start in enumerate(self._starts) if start <= frame), default=None)
        if word is None:
            return ()
        share = ramp(frame + 1, self._starts[word], self._slides[word])
        here = self._layout.words[word]
        if word > 0 and self._layout.words[word - 1].line == here.line:
            eased = ease_out(share)
            box = self._layout.words[word - 1].pill.toward(here.pill, eased)
            return (Pill(word, box, 1.0, eased),)
        arriving = Pill(word, here.pill.scaled(lerp(0.7, 1.0, ease_out_back(share))), ease_out(share), ease_out(share))
        if word == 0 or share >= 1.0:
            return (arriving,)
        before = self._layout.words[word - 1]
        gone = ease_out(share)
        return Pill(word - 1, before.pill.scaled(1 - 0.3 * gone), 1 - gone, 1 - gone), arriving

"""How a caption moves: when it comes and goes, when each word is lit, and the pill on its way. Pure."""

from dataclasses import dataclass

from onset.compositing.captions.layout import RISE_EM, CaptionLayout, PillBox
from onset.compositing.easing import clamp, ease_in, ease_out, ease_out_back, lerp, ramp
from onset.timeline.plan import Caption
from onset.timeline.time import FrameRate

_SLIDE_S = 0.15
_ENTER_S = 0.17
_LEAVE_S = 0.10
_GONE = 0.9
"""Share of its way out of a line from which the pill is not drawn there: what is left is a sliver."""


@dataclass(frozen=True, slots=True)
class Presence:
    """How much of a caption is there in one frame."""

    opacity: float
    rise: float
    """How far below its place it stands, in ems."""


class Pace:
    """The times of one caption. A word is half-way there in the frame in which it begins to be said."""

    def __init__(self, caption: Caption, rate: FrameRate) -> None:
        """Work out when each word sets off."""
        self._caption = caption
        self._rate = rate
        self._enter = max(1, round(_ENTER_S * float(rate.per_second)))
        self._leave = max(1, round(_LEAVE_S * float(rate.per_second)))
        slide = max(2, round(_SLIDE_S * float(rate.per_second)))
        self._starts = [
            max(rate.frame_showing(word.start_sample) + 1 - -(-slide // 2), caption.start_frame)
            for word in caption.words
        ]
        ends = [*self._starts[1:], caption.end_frame]
        self._slides = [min(slide, max(1, end - start)) for start, end in zip(self._starts, ends, strict=True)]

    def presence(self, frame: int, *, moves: bool = True) -> Presence:
        """The caption at a frame within its time."""
        entering = ease_out(ramp(frame + 1, self._caption.start_frame, self._enter))
        leaving = ease_in(ramp(frame + 1, self._caption.end_frame - self._leave, self._leave + 1))
        return Presence(entering * (1 - leaving), RISE_EM * (1 - entering) if moves else 0.0)

    def current(self, frame: int) -> int | None:
        """The word that is being said or has been said last."""
        return max((i for i, start in enumerate(self._starts) if start <= frame), default=None)

    def arrival(self, word: int, frame: int) -> float:
        """How much of a word's arrival has passed, 0..1."""
        return ramp(frame + 1, self._starts[word], self._slides[word]) if frame >= self._starts[word] else 0.0

    def said(self, word: int, frame: int) -> float:
        """Share of a word's own time that has passed in the middle of a frame, 0..1."""
        start, end = self._caption.words[word].start_sample, self._caption.words[word].end_sample
        middle = (self._rate.sample_of_frame(frame) + self._rate.sample_of_frame(frame + 1)) / 2
        return clamp((middle - start) / max(end - start, 1))


@dataclass(frozen=True, slots=True)
class Pill:
    """The pill in one frame and the word that is lit in it."""

    word: int
    box: PillBox
    lit: float
    """How far the word has grown to its spoken scale, 0..1."""


def pills(layout: CaptionLayout, pace: Pace, frame: int) -> tuple[Pill, ...]:
    """The pill on its way: none before the first word, two while it runs out of one line and into the next."""
    word = pace.current(frame)
    if word is None:
        return ()
    share, here = pace.arrival(word, frame), layout.words[word]
    eased = ease_out(share)
    if word == 0:
        return (Pill(word, here.pill.scaled(lerp(0.7, 1.0, ease_out_back(share))), eased),)
    before = layout.words[word - 1]
    if before.line == here.line:
        return (Pill(word, before.pill.toward(here.pill, eased), eased),)
    arriving = Pill(word, here.pill.begun(eased, right_to_left=here.right_to_left), eased)
    if eased > _GONE:
        return (arriving,)
    # Whole at every moment, never faint: a letter is either on it or beside it, and can be read in each place.
    return Pill(word - 1, before.pill.begun(1 - eased, right_to_left=not before.right_to_left), 1 - eased), arriving

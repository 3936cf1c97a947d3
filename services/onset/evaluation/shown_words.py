"""What captions show and what is said, in parts that can be held against each other.

A part is a word, or a character where words are written without blanks: there the voice's words and the captions' need
not begin at the same places.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from onset.evaluation.subtitles import Subtitle
from onset.timeline.plan import Timeline
from onset.timeline.speech import Transcript


@dataclass(frozen=True, slots=True)
class Spoken:
    """A part of what is said."""

    text: str
    start_ms: float
    end_ms: float
    leads: bool
    """Whether its start is known: it begins a word, or is a character in its share of one."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A part of what is shown."""

    text: str
    start_ms: int | None
    """Where the file tells."""
    caption: Subtitle


def spoken_in(timeline: Timeline, transcript: Transcript) -> list[Spoken]:
    """What is said; for translated captions, what the plan would have shown in its place. On the film's clock."""
    ms = 1000 / timeline.sample_rate_hz
    words = [(word.text, word.start_sample * ms, word.end_sample * ms) for word in transcript.words]
    if timeline.captions[0].translated:
        shown = [word for caption in timeline.captions for word in caption.words]
        words = [(word.text, word.start_sample * ms, word.end_sample * ms) for word in shown]
    if not _by_character(timeline):
        # A transcript's word may hold a blank ("7 p.m."); a caption file splits there.
        return [
            Spoken(part, start, end, number == 0)
            for text, start, end in words
            for number, part in enumerate(text.split())
        ]
    found = []
    for text, start, end in words:
        step = (end - start) / len(text)
        found += [
            Spoken(part, start + step * at, start + step * (at + 1), leads=True)
            for at, part in enumerate(text)
            if not part.isspace()
        ]
    return found


def shown_in(captions: Sequence[Subtitle], timeline: Timeline) -> list[Shown]:
    """What a caption file shows."""
    parts = _by_character(timeline)
    return [
        Shown(part, None if number else word.start_ms, caption)
        for caption in captions
        for word in caption.words
        for number, part in enumerate(word.text if parts else [word.text])
    ]


def _by_character(timeline: Timeline) -> bool:
    return any(word.joined for caption in timeline.captions for word in caption.words)

"""A recogniser's result, the sound, its phones and maybe a script -> a Transcript."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from onset.timeline.speech import Transcript, Word
from onset.transcription import script as scripts
from onset.transcription.activity import FRAME_SAMPLES, FRAMES_PER_S, Activity
from onset.transcription.errors import SpeechError
from onset.transcription.forced_alignment import Phones, Span, align
from onset.transcription.heard import HeardWord, believable_words
from onset.transcription.passages import phrases_of, sentences_of
from onset.transcription.placement import ALIGNED, HEARD_LEAD_S, Unit, place
from onset.transcription.script_match import Entry, entries_of, match_script
from onset.transcription.spoken import spoken_tokens

LEAST_MATCH = 0.5
"""Below this share of common words a script and a recording do not belong together."""
_LEAST_FRAMES_A_WORD = 3


@dataclass(frozen=True, slots=True)
class Draft:
    """What was said, and roughly when."""

    language: str
    """ISO 639-1."""
    entries: tuple[Entry, ...]
    script_match: float
    """Share of the script's words that were heard, 1 without a script."""

    @property
    def words(self) -> tuple[str, ...]:
        """To be read aloud, also those that are not shown: as written, but for English numbers and amounts."""
        return tuple(_aloud(entry.text, self.language) for entry in self.entries)


def draft(result: Mapping[str, Any], activity: Activity, script: str) -> Draft:
    """The words of one recording, as its script has them if there is one.

    Args:
        result: what Whisper made of the recording: `language` and `segments` with words.
        activity: of the same recording.
        script: cleaned script, empty if none.

    Raises:
        SpeechError: NO_SPEECH_FOUND, SCRIPT_MISMATCH, SCRIPT_WITHOUT_WORDS.
    """
    language = str(result.get("language") or "en")
    heard = _that_fit(believable_words(result, activity), activity)
    if not heard:
        raise no_speech()
    if not script:
        return Draft(language, tuple(entries_of(heard, language)), 1.0)
    return Draft(language, *_scripted(script, heard, language))


def build(said: Draft, activity: Activity, phones: Phones) -> Transcript:
    """The transcript of one recording.

    Args:
        said: in it.
        activity: of the same recording.
        phones: heard in it, and of the draft's words.
    """
    words = _placed(said.entries, activity, phones)
    sentences = sentences_of(words)
    return Transcript(said.language, words, phrases_of(words, sentences), sentences, said.script_match)


def no_speech() -> SpeechError:
    """The error for a recording in which nobody speaks."""
    return SpeechError(
        "NO_SPEECH_FOUND",
        "No speech was found in the recording; give a recording of a clear voice, or a script to be spoken.",
        field="audio",
    )


def _scripted(script: str, heard: Sequence[HeardWord], language: str) -> tuple[tuple[Entry, ...], float]:
    wanted = scripts.words_of(script, language)
    if not wanted:
        raise scripts.without_words()
    match = match_script(wanted, heard, language)
    if min(match.script_heard, match.speech_scripted) < LEAST_MATCH:
        raise SpeechError(
            "SCRIPT_MISMATCH",
            f"Only {match.script_heard:.0%} of the script's words are heard in the recording, and the script has "
            f"{match.speech_scripted:.0%} of the words heard; {LEAST_MATCH:.0%} are needed. "
            "Give the script of this recording, or leave the script out.",
            field="script",
            facts={
                "script_heard": f"{match.script_heard:.3f}",
                "speech_scripted": f"{match.speech_scripted:.3f}",
                "needed": f"{LEAST_MATCH:.3f}",
                "heard": " ".join(word.text for word in heard)[:200],
            },
        )
    return match.entries, match.script_heard


def _that_fit(heard: list[HeardWord], activity: Activity) -> list[HeardWord]:
    """The most probable of the words if there are more than the recording has time for."""
    room = activity.frame_count // _LEAST_FRAMES_A_WORD
    if len(heard) <= room:
        return heard
    best = sorted(range(len(heard)), key=lambda index: -heard[index].probability)[:room]
    return [heard[index] for index in sorted(best)]


def _aloud(word: str, language: str) -> str:
    if language == "en" and any(char.isdecimal() for char in word):
        return " ".join(spoken_tokens(word, language))
    return word


def _placed(entries: Sequence[Entry], activity: Activity, phones: Phones) -> tuple[Word, ...]:
    aligned = align(phones, [(entry.heard_start_s, entry.heard_end_s) for entry in entries])
    return tuple(
        Word(entry.text, start * FRAME_SAMPLES, end * FRAME_SAMPLES, entry.confidence)
        for entry, (start, end) in zip(entries, place(_units(entries, aligned), activity), strict=True)
        if entry.shown
    )


def _units(entries: Sequence[Entry], aligned: Sequence[Span | None]) -> list[Unit]:
    """What is to be placed; what was not aligned was heard between its neighbours that were, as times must not fall."""
    ends = accumulate((span[1] if span else 0 for span in aligned), max)
    starts = [*accumulate((span[0] if span else math.inf for span in reversed(aligned)), min)][::-1]
    return [
        Unit(entry.letters, span[0] / FRAMES_PER_S, span[1] / FRAMES_PER_S, ALIGNED)
        if span
        else Unit(
            entry.letters,
            _between(entry.heard_start_s, end / FRAMES_PER_S, start / FRAMES_PER_S),
            _between(entry.heard_end_s, end / FRAMES_PER_S, start / FRAMES_PER_S),
        )
        for entry, span, end, start in zip(entries, aligned, ends, starts, strict=True)
    ]


def _between(heard_s: float | None, earliest_s: float, latest_s: float) -> float | None:
    """A time that the recogniser tells, whose lead taken off lies between two others."""
    if heard_s is None:
        return None
    return min(max(heard_s, earliest_s - HEARD_LEAD_S), latest_s - HEARD_LEAD_S)

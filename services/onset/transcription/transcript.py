"""A recogniser's result, the sound and maybe a script -> a Transcript."""

from collections.abc import Mapping, Sequence
from typing import Any

from onset.timeline.speech import Transcript, Word
from onset.transcription import script as scripts
from onset.transcription.activity import FRAME_SAMPLES, Activity
from onset.transcription.errors import SpeechError
from onset.transcription.heard import HeardWord, believable_words
from onset.transcription.passages import phrases_of, sentences_of
from onset.transcription.placement import Unit, place
from onset.transcription.script_match import Entry, entries_of, match_script

LEAST_MATCH = 0.5
"""Below this share of common words a script and a recording do not belong together."""
_LEAST_FRAMES_A_WORD = 3


def build(result: Mapping[str, Any], activity: Activity, script: str) -> Transcript:
    """The transcript of one recording.

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
    entries, match = entries_of(heard, language), 1.0
    if script:
        entries, match = _scripted(script, heard, language)
    words = _placed(entries, activity)
    sentences = sentences_of(words)
    return Transcript(language, words, phrases_of(words, sentences), sentences, match)


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


def _placed(entries: Sequence[Entry], activity: Activity) -> tuple[Word, ...]:
    spans = place([Unit(entry.letters, entry.heard_start_s, entry.heard_end_s) for entry in entries], activity)
    return tuple(
        Word(entry.text, start * FRAME_SAMPLES, end * FRAME_SAMPLES, entry.confidence)
        for entry, (start, end) in zip(entries, spans, strict=True)
        if entry.shown
    )

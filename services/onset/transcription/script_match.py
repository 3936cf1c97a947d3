"""A script laid over what was heard: the script's words, with the times of those that were heard."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from onset.transcription.heard import HeardWord
from onset.transcription.matching import align, similarities
from onset.transcription.script import ScriptWord
from onset.transcription.spoken import spoken_tokens

UNHEARD_CONFIDENCE = 0.1
"""Of a word that only the script has."""
_SAME = 0.6
"""Tokens at least this alike are the same word, perhaps misheard."""
_COMPARABLE = 3.0
"""Stretches of script and of sound may be the same words, all misheard, if neither has this many times the letters."""
_KEPT_RUN_WORDS = 4
_KEPT_PROBABILITY = 0.5
"""Words that the script lacks are shown only in longer runs than these, clearly heard: the speaker said something."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A word on its way to its place in the recording."""

    text: str
    letters: int
    confidence: float
    heard_start_s: float | None
    heard_end_s: float | None
    shown: bool = True
    """False for a heard word that the script overrules; it still takes its time."""


@dataclass(frozen=True, slots=True)
class ScriptMatch:
    """The script's words in order, heard extras between them, and how well the two belong together."""

    entries: tuple[Entry, ...]
    script_heard: float
    """Share of the script's words that were heard."""
    speech_scripted: float
    """Share of the heard words that the script has."""


@dataclass(frozen=True, slots=True)
class _Token:
    """A spoken token and its word's index; for a heard one also the times of the word's outer edges."""

    text: str
    word: int
    start_s: float | None = None
    end_s: float | None = None
    probability: float = 0.0


@dataclass(slots=True)
class _Hint:
    """What is known of a script token's time."""

    start_s: float | None = None
    end_s: float | None = None
    confidence: float = 0.0
    same: bool = False


def entries_of(heard: Sequence[HeardWord], language: str) -> tuple[Entry, ...]:
    """Entries of words that are shown as they were heard."""
    return tuple(
        Entry(word.text, _letters(spoken_tokens(word.text, language)), word.probability, word.start_s, word.end_s)
        for word in heard
    )


def match_script(script: Sequence[ScriptWord], heard: Sequence[HeardWord], language: str) -> ScriptMatch:
    """Lay a script over the heard words; its spelling wins, its unheard words get no time of their own.

    Args:
        script: at least one word.
        heard: at least one word.
        language: ISO 639-1.
    """
    wanted = [_Token(token, index) for index, word in enumerate(script) for token in word.tokens]
    said = list(_heard_tokens(heard, language))
    likeness = similarities([token.text for token in wanted], [token.text for token in said])
    pairs = [(row, column) for row, column in align(likeness) if likeness[row, column] >= _SAME]
    hints = [_Hint() for _ in wanted]
    extras: dict[int, list[int]] = {}
    for (row, column), (next_row, next_column) in zip(
        [(-1, -1), *pairs], [*pairs, (len(wanted), len(said))], strict=True
    ):
        between, sounds = hints[row + 1 : next_row], said[column + 1 : next_column]
        if _comparable(wanted[row + 1 : next_row], sounds):
            between[0].start_s, between[-1].end_s = sounds[0].start_s, sounds[-1].end_s
            for hint in between:
                hint.confidence = UNHEARD_CONFIDENCE
        elif sounds:
            before = wanted[next_row].word if next_row < len(wanted) else len(script)
            extras.setdefault(before, []).extend(_whole_words(said, column + 1, next_column))
        if next_row < len(wanted):
            token = said[next_column]
            confidence = token.probability * float(likeness[next_row, next_column])
            hints[next_row] = _Hint(token.start_s, token.end_s, confidence, same=True)
    matched = {column for _, column in pairs}
    return ScriptMatch(
        tuple(_entries(script, _by_word(wanted, hints, len(script)), extras, entries_of(heard, language))),
        script_heard=_share(
            [sum(hint.same for hint in own) * 2 >= len(own) for own in _by_word(wanted, hints, len(script))]
        ),
        speech_scripted=_share([column in matched for column in range(len(said))]),
    )


def _entries(
    script: Sequence[ScriptWord],
    hints: Sequence[Sequence[_Hint]],
    extras: dict[int, list[int]],
    heard: Sequence[Entry],
) -> Iterator[Entry]:
    for index, word in enumerate(script):
        yield from _extra_entries([heard[extra] for extra in extras.get(index, ())])
        own = hints[index]
        confidence = max(float(np.mean([hint.confidence for hint in own])), UNHEARD_CONFIDENCE)
        yield Entry(word.text, _letters(word.tokens), confidence, own[0].start_s, own[-1].end_s)
    yield from _extra_entries([heard[extra] for extra in extras.get(len(script), ())])


def _extra_entries(run: Sequence[Entry]) -> Iterator[Entry]:
    clear = len(run) >= _KEPT_RUN_WORDS and np.mean([entry.confidence for entry in run]) >= _KEPT_PROBABILITY
    for entry in run:
        yield Entry(
            entry.text, entry.letters, entry.confidence, entry.heard_start_s, entry.heard_end_s, shown=bool(clear)
        )


def _heard_tokens(heard: Sequence[HeardWord], language: str) -> Iterator[_Token]:
    for index, word in enumerate(heard):
        tokens = spoken_tokens(word.text, language) or [word.text.casefold()]
        for position, token in enumerate(tokens):
            start_s = word.start_s if position == 0 else None
            end_s = word.end_s if position == len(tokens) - 1 else None
            yield _Token(token, index, start_s, end_s, word.probability)


def _comparable(wanted: Sequence[_Token], said: Sequence[_Token]) -> bool:
    if not wanted or not said:
        return False
    ratio = sum(len(token.text) for token in wanted) / sum(len(token.text) for token in said)
    return 1 / _COMPARABLE < ratio < _COMPARABLE


def _whole_words(said: Sequence[_Token], start: int, end: int) -> list[int]:
    """Indices of the heard words that lie in a run of tokens as a whole."""
    outside = {token.word for token in (*said[max(start - 1, 0) : start], *said[end : end + 1])}
    return sorted({token.word for token in said[start:end]} - outside)


def _by_word(tokens: Sequence[_Token], hints: Sequence[_Hint], words: int) -> list[list[_Hint]]:
    grouped: list[list[_Hint]] = [[] for _ in range(words)]
    for token, hint in zip(tokens, hints, strict=True):
        grouped[token.word].append(hint)
    return grouped


def _letters(tokens: Sequence[str]) -> int:
    return max(sum(len(token) for token in tokens), 1)


def _share(true: Sequence[bool]) -> float:
    return sum(true) / len(true)

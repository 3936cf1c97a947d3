"""A script laid over what was heard: the script's words, with the times of those that were heard."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onset.transcription.heard import HeardWord
from onset.transcription.matching import align, similarities
from onset.transcription.script import ScriptWord
from onset.transcription.spoken import spoken_tokens

UNHEARD_CONFIDENCE = 0.1
"""Of a word that only the script has."""
_SAME = 0.6
"""Tokens at least this alike are the same word, perhaps misheard."""
_SURE = 0.9
"""Tokens at least this alike were heard right."""
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
    pairs = [pair for pair in align(likeness) if likeness[pair] >= _SAME]
    hints = [_Hint() for _ in wanted]
    for row, column in pairs:
        token = said[column]
        hints[row] = _Hint(token.start_s, token.end_s, token.probability * float(likeness[row, column]), same=True)
    extras: dict[int, list[int]] = {}
    for rows, columns in _stretches(pairs, likeness, wanted, said):
        if _comparable(wanted[rows], said[columns]):
            hints[rows.start].start_s, hints[rows.stop - 1].end_s = said[columns][0].start_s, said[columns][-1].end_s
            for hint in hints[rows]:
                hint.confidence = max(hint.confidence, UNHEARD_CONFIDENCE)
        elif not _inside_one_word(wanted, rows):
            before = wanted[rows.stop].word if rows.stop < len(wanted) else len(script)
            extras.setdefault(before, []).extend(_whole_words(said, columns))
    by_word = _by_word(wanted, hints, len(script))
    matched = {column for _, column in pairs}
    return ScriptMatch(
        tuple(_entries(script, by_word, extras, entries_of(heard, language))),
        script_heard=_share([sum(hint.same for hint in own) * 2 >= len(own) for own in by_word]),
        speech_scripted=_share([column in matched for column in range(len(said))]),
    )


def _stretches(
    pairs: Sequence[tuple[int, int]],
    likeness: NDArray[np.float64],
    wanted: Sequence[_Token],
    said: Sequence[_Token],
) -> Iterator[tuple[slice, slice]]:
    """Where heard tokens lie between the pairs: rows of the script (maybe none) and columns of the speech.

    A name that was misheard as two words has one of them as its pair and the other beside it; so uncertain pairs divide
    a stretch only if its two sides cannot be the same words as a whole.
    """
    ends = (len(wanted), len(said))
    sure = [pair for pair in pairs if likeness[pair] >= _SURE]
    for rows, columns in _between(sure, (-1, -1), ends):
        inside = [pair for pair in pairs if rows.start <= pair[0] < rows.stop]
        if columns.start == columns.stop:
            continue
        if _comparable(wanted[rows], said[columns]):
            yield rows, columns
        else:
            divided = _between(inside, (rows.start - 1, columns.start - 1), (rows.stop, columns.stop))
            yield from (part for part in divided if part[1].start < part[1].stop)


def _between(
    anchors: Sequence[tuple[int, int]], before: tuple[int, int], after: tuple[int, int]
) -> Iterator[tuple[slice, slice]]:
    for (row, column), (next_row, next_column) in zip([before, *anchors], [*anchors, after], strict=True):
        yield slice(row + 1, next_row), slice(column + 1, next_column)


def _inside_one_word(wanted: Sequence[_Token], rows: slice) -> bool:
    """Whether the stretch divides the tokens of one written word, where nothing else can be shown."""
    beside = {token.word for token in (*wanted[: rows.start][-1:], *wanted[rows.stop :][:1])}
    return rows.start > 0 and rows.stop < len(wanted) and len(beside) == 1


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


def _whole_words(said: Sequence[_Token], columns: slice) -> list[int]:
    """Indices of the heard words that lie in a run of tokens as a whole."""
    outside = {token.word for token in (*said[: columns.start][-1:], *said[columns.stop :][:1])}
    return sorted({token.word for token in said[columns]} - outside)


def _by_word(tokens: Sequence[_Token], hints: Sequence[_Hint], words: int) -> list[list[_Hint]]:
    grouped: list[list[_Hint]] = [[] for _ in range(words)]
    for token, hint in zip(tokens, hints, strict=True):
        grouped[token.word].append(hint)
    return grouped


def _letters(tokens: Sequence[str]) -> int:
    return max(sum(len(token) for token in tokens), 1)


def _share(true: Sequence[bool]) -> float:
    return sum(true) / len(true)

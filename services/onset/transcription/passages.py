"""Words -> phrases and sentences."""

import re
from collections.abc import Sequence

from onset.timeline.script import EAST_ASIAN_LETTERS
from onset.timeline.speech import Passage, Word
from onset.timeline.time import SAMPLE_RATE_HZ

PHRASE_PAUSE = SAMPLE_RATE_HZ * 180 // 1000
"""Samples of silence that end a phrase."""
_LONG_PAUSE = SAMPLE_RATE_HZ * 350 // 1000
"""Samples of silence that end a phrase however short it is."""
_SENTENCE_PAUSE = SAMPLE_RATE_HZ * 900 // 1000
"""Samples of silence that end a sentence without a full stop."""
_SHORTEST_WORDS = 2
_LONGEST_WORDS = 12
_EAST_ASIAN_LETTERS_A_WORD = 2
"""A Chinese word has two on average. They come one by one, and a cut between them may divide a word."""
_EAST_ASIAN = re.compile(f"[{EAST_ASIAN_LETTERS}]")
_CLOSERS = "\"'\u201d\u2019\u00bb)]}*\u300d\u300f\uff09\u300b\u3011"
_OPENERS = "\"'\u201c\u2018\u00ab([{\u00bf\u00a1*"
_SENTENCE_END = re.compile(r"[.!?\u2026\u3002\uff01\uff1f]$")
_CLAUSE_END = re.compile(r"[,;:\u3001\uff0c\uff1b\uff1a\u2013\u2014\u2026)\-]$")
_TITLES = frozenset(  # A list of words reads best as words.
    "dr mr mrs ms prof st mt sgt capt lt gen rev hon sen rep gov vol approx vs e.g i.e cf".split()  # noqa: SIM905
)
_MAY_END = frozenset("inc ltd co corp jr sr etc a.m p.m u.s u.k ave blvd dept est".split())  # noqa: SIM905
"""Abbreviations that end a sentence only if the next word has a capital and a pause before it."""
_INITIAL = re.compile(r"[^\W\d_](?:\.[^\W\d_])*")
_JOINING = frozenset(
    "and or but so because that which who with for to from in on at when while if as than of".split()  # noqa: SIM905
)


def sentences_of(words: Sequence[Word]) -> tuple[Passage, ...]:
    """Runs that end with a full stop, question or exclamation mark, or at a long silence."""
    ends = [index + 1 for index in range(len(words) - 1) if _ends_sentence(words, index)]
    return _passages(words, ends)


def phrases_of(words: Sequence[Word], sentences: Sequence[Passage]) -> tuple[Passage, ...]:
    """Runs of 2 to 12 words between pauses or clause punctuation, of up to 24 letters in Chinese and Japanese.

    Sentence borders are always phrase borders.
    """
    ends: list[int] = []
    for sentence in sentences:
        start = sentence.first_word
        for index in range(sentence.first_word, sentence.end_word - 1):
            pause = _pause_after(words, index)
            clause = _CLAUSE_END.search(words[index].text.rstrip(_CLOSERS)) is not None
            enough = min(index + 1 - start, sentence.end_word - index - 1) >= _SHORTEST_WORDS
            if pause >= _LONG_PAUSE or ((clause or pause >= PHRASE_PAUSE) and enough):
                ends += [*_cuts_inside(words, start, index + 1), index + 1]
                start = index + 1
        ends += [*_cuts_inside(words, start, sentence.end_word), sentence.end_word]
    return _passages(words, ends[:-1])


def _ends_sentence(words: Sequence[Word], index: int) -> bool:
    pause = _pause_after(words, index)
    text = words[index].text.rstrip(_CLOSERS)
    if pause >= _SENTENCE_PAUSE or not _SENTENCE_END.search(text):
        return pause >= _SENTENCE_PAUSE
    if text.endswith(("!", "?", "\u3002", "\uff01", "\uff1f")):
        return True
    following = words[index + 1].text.lstrip(_OPENERS)[:1]
    stem = text.rstrip(".").lstrip(_OPENERS).casefold()
    if stem in _TITLES:
        return False
    if stem in _MAY_END or (_INITIAL.fullmatch(stem) and stem != "i"):
        return following.isupper() and pause >= PHRASE_PAUSE
    return not following.islower()


def _cuts_inside(words: Sequence[Word], start: int, end: int) -> list[int]:
    """Where to cut a run that is too long: near its middle, rather at a pause or before a joining word."""
    if sum(map(_share_of_a_word, words[start:end])) <= _LONGEST_WORDS:
        return []
    middle = (start + end) / 2

    def suits(cut: int) -> float:
        joint = words[cut].text.casefold().strip(_CLOSERS + ",;") in _JOINING
        pause = _pause_after(words, cut - 1) / PHRASE_PAUSE
        return 2 * joint + 4 * pause - abs(cut - middle) / (end - start) * 6

    cut = max(range(start + _SHORTEST_WORDS, end - _SHORTEST_WORDS + 1), key=suits)
    return [*_cuts_inside(words, start, cut), cut, *_cuts_inside(words, cut, end)]


def _share_of_a_word(word: Word) -> float:
    letters = len(_EAST_ASIAN.findall(word.text))
    return min(letters / _EAST_ASIAN_LETTERS_A_WORD, 1.0) if letters else 1.0


def _pause_after(words: Sequence[Word], index: int) -> int:
    return words[index + 1].start_sample - words[index].end_sample


def _passages(words: Sequence[Word], inner_ends: Sequence[int]) -> tuple[Passage, ...]:
    ends = [*inner_ends, len(words)] if words else []
    return tuple(
        Passage(
            text=" ".join(word.text for word in words[start:end]),
            first_word=start,
            end_word=end,
            start_sample=words[start].start_sample,
            end_sample=words[end - 1].end_sample,
        )
        for start, end in zip([0, *ends], ends, strict=False)
    )

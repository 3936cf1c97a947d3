"""Finding spoken words by what they say."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from onset.timeline.speech import Word

_MISHEARD = 0.8
"""Similarity from which other letters are taken for the same words misheard."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Words [first, end) that say, or nearly say, what was listened for."""

    first: int
    end: int
    similarity: float
    """0..1; 1 is letter for letter."""


def letters(text: str) -> str:
    """Letters and digits only, case folded, without accents."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(character for character in decomposed.casefold() if character.isalnum())


def listen(words: Sequence[Word], phrase: str) -> Heard | None:
    """The first run of words that says `phrase`, else the most similar run.

    Runs are compared by their letters, so `well lit`, `Well-lit,` and `WELLLIT` are one. A run other than the phrase
    counts as heard if `Heard.similarity` says so (see `is_match`); None if the phrase has no letters.
    """
    wanted = letters(phrase)
    if not wanted or not words:
        return None
    spoken = [letters(word.text) for word in words]
    best = Heard(0, 1, -1.0)
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    for first in range(len(spoken)):
        run = ""
        for end in range(first + 1, len(spoken) + 1):
            run += spoken[end - 1]
            if run == wanted and spoken[first]:
                return Heard(first, end, 1.0)
            matcher.set_seq1(run)
            if matcher.real_quick_ratio() > best.similarity and matcher.quick_ratio() > best.similarity:
                similarity = matcher.ratio()
                if similarity > best.similarity:
                    best = Heard(first, end, similarity)
            if len(run) > 1.5 * len(wanted):
                break
    return best


def is_match(heard: Heard) -> bool:
    """Whether the words are close enough to be the phrase, misheard at worst."""
    return heard.similarity >= _MISHEARD

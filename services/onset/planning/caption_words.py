"""What captions count as a word: what stands between blanks, and in Chinese, Japanese and Thai what is read as one."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from onset.planning.word_breaking import THAI, Breaker, breaker_for, unblanked
from onset.timeline.speech import Passage, Transcript, Word


def readable(transcript: Transcript) -> tuple[Transcript, frozenset[int]]:
    """A transcript in the words that captions show.

    Where a script has no blanks, neighbouring words of a phrase are read on and divided anew, into what is read as one.
    Such a word's time goes from its first character to its last, each having its share of the word it is from.

    Returns:
        The transcript, and which of its words follow the one before without a blank.
    """
    passages = (*transcript.phrases, *transcript.sentences)
    edges = {0, len(transcript.words), *(edge for p in passages for edge in (p.first_word, p.end_word))}
    breaker = breaker_for("".join(word.text for word in transcript.words))
    words: list[Word] = []
    joined: set[int] = set()
    moved = {0: 0}
    for first, end in pairwise(sorted(edges)):
        for script, run in groupby(transcript.words[first:end], key=lambda word: unblanked(word.text)):
            group = list(run)
            if script == "":
                words.extend(group)
            elif script == THAI:
                # Blanks in Thai end clauses: each word between blanks is divided by itself.
                for word in group:
                    _add(words, joined, _divided([word], breaker))
            else:
                _add(words, joined, _divided(group, breaker))
        moved[end] = len(words)

    def remade(found: tuple[Passage, ...]) -> tuple[Passage, ...]:
        return tuple(
            replace(passage, first_word=moved[passage.first_word], end_word=moved[passage.end_word])
            for passage in found
        )

    whole = replace(
        transcript, words=tuple(words), phrases=remade(transcript.phrases), sentences=remade(transcript.sentences)
    )
    return whole, frozenset(joined | _beside(whole.words))


def pieces(text: str) -> list[tuple[str, bool]]:
    """A written line as words, each with whether it follows the one before without a blank."""
    breaker, found = breaker_for(text), []
    for chunk in text.split():
        parts = breaker(chunk) if breaker and unblanked(chunk) else [chunk]
        found += [(part, number > 0) for number, part in enumerate(parts)]
    return found


def _add(words: list[Word], joined: set[int], divided: Sequence[Word]) -> None:
    joined.update(range(len(words) + 1, len(words) + len(divided)))
    words.extend(divided)


def _beside(words: Sequence[Word]) -> set[int]:
    """Words of a script without blanks that follow another such word."""
    return {
        index
        for index, (before, word) in enumerate(pairwise(words), start=1)
        if unblanked(before.text[-1:]) == unblanked(word.text[:1]) == "Hani"
    }


def _divided(group: Sequence[Word], breaker: Breaker | None) -> list[Word]:
    text = "".join(word.text for word in group)
    starts = [0]
    for word in group:
        starts.append(starts[-1] + len(word.text))

    def sample(character: int, *, ending: bool) -> int:
        index = min(max(bisect_right(starts, character - ending) - 1, 0), len(group) - 1)
        word = group[index]
        share = (character - starts[index]) / max(len(word.text), 1)
        return word.start_sample + round(share * (word.end_sample - word.start_sample))

    found, at = [], 0
    for part in breaker(text) if breaker else [text]:
        until = at + len(part)
        sure = min(word.confidence for word in group)
        found.append(Word(part, sample(at, ending=False), sample(until, ending=True), sure))
        at = until
    return found

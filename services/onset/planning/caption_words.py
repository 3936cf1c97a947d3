"""What captions count as a word: what stands between blanks, and in Chinese, Japanese and Thai what is read as one."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby, pairwise

import budoux

from onset.runtime.fonts.runs import JAPANESE, TRADITIONAL, region_of, script_of
from onset.timeline.speech import Passage, Transcript, Word

_WITHOUT_BLANKS = frozenset({"Hani", "Hira", "Kana", "Bopo"})
_THAI = "Thai"
_LONGEST_PIECE = 10
"""Characters; a phrase that is longer does not read as one word."""
_SHORT_PIECE = 4
_CLOSING = "、。，！？」』…"


def readable(transcript: Transcript) -> tuple[Transcript, frozenset[int]]:
    """A transcript in the words that captions show.

    Where a script has no blanks, neighbouring words of a phrase are read on and divided anew, where BudouX would break
    a line. Such a word's time goes from its first character to its last, each having its share of the word it is from.

    Returns:
        The transcript, and which of its words follow the one before without a blank.
    """
    passages = (*transcript.phrases, *transcript.sentences)
    edges = {0, len(transcript.words), *(edge for p in passages for edge in (p.first_word, p.end_word))}
    breaker = _breaker("".join(word.text for word in transcript.words))
    words: list[Word] = []
    joined: set[int] = set()
    moved = {0: 0}
    for first, end in pairwise(sorted(edges)):
        for script, run in groupby(transcript.words[first:end], key=lambda word: _unblanked(word.text)):
            group = list(run)
            if script == "":
                words.extend(group)
            elif script == _THAI:
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
    breaker, found = _breaker(text), []
    for chunk in text.split():
        parts = _broken(chunk, breaker) if _unblanked(chunk) else [chunk]
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
        if _unblanked(before.text[-1:]) == _unblanked(word.text[:1]) == "Hani"
    }


def _divided(group: Sequence[Word], breaker: budoux.Parser | None) -> list[Word]:
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
    for part in _broken(text, breaker):
        until = at + len(part)
        sure = min(word.confidence for word in group)
        found.append(Word(part, sample(at, ending=False), sample(until, ending=True), sure))
        at = until
    return found


def _broken(text: str, breaker: budoux.Parser | None) -> list[str]:
    return _even(breaker.parse(text)) if breaker else [text]


def _even(parts: Sequence[str]) -> list[str]:
    """Parts that read as words: single Chinese characters joined to their neighbours, very long phrases divided."""
    found: list[str] = []
    for part in parts:
        lonely = found and len(found[-1]) == 1 and found[-1] not in _CLOSING
        if lonely and len(part) < _SHORT_PIECE and _unblanked(found[-1] + part) == "Hani":
            found[-1] += part
            continue
        count = -(-len(part) // _LONGEST_PIECE) if _unblanked(part) == "Hani" else 1
        ends = [round(len(part) * number / count) for number in range(count + 1)]
        found.extend(part[start:end] for start, end in pairwise(ends))
    return found


def _unblanked(text: str) -> str:
    """`Thai`, or `Hani` for the East Asian scripts without blanks, if a text has letters of them; else empty."""
    scripts = {script_of(character) for character in text}
    if scripts & _WITHOUT_BLANKS or (text and all(character in f"{_CLOSING}「『・ー" for character in text)):
        return "Hani"
    return _THAI if _THAI in scripts else ""


def _breaker(text: str) -> budoux.Parser | None:
    if _unblanked(text) == _THAI:
        return _parser("thai")
    if not _unblanked(text):
        return None
    region = region_of(text)
    return _parser({JAPANESE: "japanese", TRADITIONAL: "traditional_chinese"}.get(region, "simplified_chinese"))


@cache
def _parser(language: str) -> budoux.Parser:
    parser: budoux.Parser = getattr(budoux, f"load_default_{language}_parser")()
    return parser

"""Where scripts without blanks are broken: Chinese between words of a dictionary, Japanese and Thai between phrases."""

import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from itertools import accumulate, pairwise

import budoux
import rjieba

from onset.runtime.fonts.runs import JAPANESE, clusters, region_of, script_of
from onset.runtime.han import simplified

_WITHOUT_BLANKS = frozenset({"Hani", "Hira", "Kana", "Bopo"})
THAI = "Thai"
_LONGEST_PIECE = 10
"""Characters; what is longer does not read as one word, nor may it fit a line."""
_LONGEST_MARKED = 20
"""Characters of a piece with its marks and particles; who writes more marks than that does not want them in a line."""
_SHORT_PIECE = 4
_CLOSING = "、。，！？」』…"
_OPENING_CATEGORIES = frozenset({"Ps", "Pi", "Sc"})
_OPENING_MARKS = "#@"
_LEANING = frozenset("的了着著地得吗呢吧啊呀嘛啦哦哇么们里中")
"""Particles and postpositions, in simplified script: they belong to the word before them and say nothing alone."""

Breaker = Callable[[str], list[str]]
"""Divides a text without blanks; nothing of it is lost."""


def unblanked(text: str) -> str:
    """`Thai`, or `Hani` for the East Asian scripts without blanks, if a text has letters of them; else empty."""
    scripts = {script_of(character) for character in text}
    if scripts & _WITHOUT_BLANKS or (text and all(character in f"{_CLOSING}「『・ー" for character in text)):
        return "Hani"
    return THAI if THAI in scripts else ""


def breaker_for(text: str) -> Breaker | None:
    """What divides a text's scripts without blanks; None where it has none."""
    script = unblanked(text)
    if not script:
        return None
    if script == THAI or region_of(text) == JAPANESE:
        parser = _parser("thai" if script == THAI else "japanese")
        return lambda part: _whole_clusters(_phrases(parser.parse(part)))
    return lambda part: _whole_clusters(_chinese(part))


def _phrases(parts: Iterable[str]) -> list[str]:
    """BudouX' phrases; single East Asian characters joined to their neighbours, very long phrases divided."""
    found: list[str] = []
    for part in parts:
        lonely = found and len(found[-1]) == 1 and found[-1] not in _CLOSING
        if lonely and len(part) < _SHORT_PIECE and unblanked(found[-1] + part) == "Hani":
            found[-1] += part
        else:
            found.extend(_evenly(part))
    return found


def _chinese(text: str) -> list[str]:
    """Words of the dictionary, each with its marks and particles; single characters joined to a short neighbour."""
    found: list[str] = []
    at = 0
    for word in _dictionary_words(text):
        leans = not _opens(text, at) and (
            unicodedata.category(word[0])[0] == "P"
            or (simplified(word) in _LEANING and found and len(found[-1]) < _LONGEST_PIECE)
        )
        fits = found and len(found[-1]) + len(word) <= _LONGEST_MARKED
        if fits and (leans or _opens(text, at - 1) or (_is_lonely(found[-1]) and _is_short(word))):
            found[-1] += word
        else:
            found.append(word)
        at += len(word)
    joined: list[str] = []
    for word in found:
        fits = joined and len(joined[-1]) + len(word) <= _LONGEST_MARKED
        lonely = word[0].isalnum() and _is_lonely("".join(filter(str.isalnum, word)))
        if fits and lonely and _is_short(joined[-1]):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _dictionary_words(text: str) -> list[str]:
    # The dictionary is simplified; each traditional character stands for one simplified one.
    plain = "".join(map(simplified, text))
    ends = accumulate((len(part) for word in rjieba.cut(plain) for part in _evenly(word)), initial=0)
    return [text[begin:end] for begin, end in pairwise(ends)]


def _evenly(part: str) -> list[str]:
    count = -(-len(part) // _LONGEST_PIECE) if unblanked(part) == "Hani" else 1
    ends = [round(len(part) * number / count) for number in range(count + 1)]
    return [part[begin:end] for begin, end in pairwise(ends)]


def _opens(text: str, at: int) -> bool:
    """Whether a mark stands there that belongs to what follows it."""
    mark = text[at]
    if mark == '"':
        return text.count(mark, 0, at) % 2 == 0
    return mark in _OPENING_MARKS or unicodedata.category(mark) in _OPENING_CATEGORIES


def _is_lonely(word: str) -> bool:
    return len(word) == 1 and unblanked(word) == "Hani"


def _is_short(word: str) -> bool:
    """Whether nothing but a few letters or digits."""
    return len(word) < _SHORT_PIECE and word.isalnum()


def _whole_clusters(parts: Iterable[str]) -> list[str]:
    """Parts none of which begins inside a letter with marks or a picture made of several characters."""
    found: list[str] = []
    ends = set(accumulate(map(len, clusters("".join(parts := list(parts)))), initial=0))
    at = 0
    for part in parts:
        if at in ends:
            found.append(part)
        else:
            found[-1] += part
        at += len(part)
    return found


@cache
def _parser(language: str) -> budoux.Parser:
    parser: budoux.Parser = getattr(budoux, f"load_default_{language}_parser")()
    return parser

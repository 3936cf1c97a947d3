"""What a sentence needs around it to make sense, and which phrases are clauses of their own. Told by its words."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from onset.planning.families import mentions

_PLAIN_IT = re.compile(r"\s*(?:it['’]s|it is)\s+(?:time|easy|simple|never|now|your)\b", re.IGNORECASE)
"""`It` that stands for nothing: "It's time to …"."""
_CONTRACTED = re.compile(r"\w+(?:['’](?:s|re|ll|ve|d|m)|n['’]t)\b", re.IGNORECASE)
_BORDER = (";", ":", "—", "–")
_FEWEST_WORDS = 3


def needs_previous(text: str, language: str, names: Sequence[str]) -> bool:
    """Whether a sentence refers back: it begins with a word that does, and does not name the product itself."""
    words = re.findall(r"\w+", text.casefold())
    return (
        bool(words)
        and words[0] in _words().get(f"referring_{language}", frozenset())
        and not _PLAIN_IT.match(text)
        and not mentions(text, tuple(name for name in names if name.strip()))
    )


def needs_next(text: str) -> bool:
    """Whether a sentence is a question, which its answer has to follow."""
    return text.rstrip("\"'”’» ").endswith(("?", "？", "؟"))


def clauses(phrases: Sequence[str], language: str) -> tuple[bool, ...] | None:
    """Which of a sentence's phrases could stand as sentences; None if it has fewer than two phrases or none could.

    Between semicolons, colons and dashes any phrase of three words can, in every language. Between commas and pauses
    only an English phrase that has a verb and does not begin with a word that hangs it on another.
    """
    alone = [_alone(phrase, before, language) for before, phrase in zip(("—", *phrases), phrases, strict=False)]
    return tuple(alone) if len(phrases) > 1 and any(alone) else None


def _alone(phrase: str, before: str, language: str) -> bool:
    if len(re.findall(r"\w+", phrase)) < _FEWEST_WORDS:
        return False
    if before.rstrip().endswith(_BORDER) and phrase.rstrip().endswith((*_BORDER, ".", "!", "?")):
        return True
    return language == "en" and _is_english_clause(phrase)


def _is_english_clause(phrase: str) -> bool:
    spelled = re.findall(r"\w+(?:['’]\w+)?", phrase.casefold())
    verbs = [index for index, word in enumerate(spelled) if word in _words()["verbs_en"] or _CONTRACTED.fullmatch(word)]
    return (
        bool(verbs)
        and spelled[0] not in _words()["leading_en"]
        and _words()["relative_en"].isdisjoint(spelled[: verbs[0]])
    )


@cache
def _words() -> dict[str, frozenset[str]]:
    """Closed classes of words, by name and language."""
    lists = tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))
    return {name: frozenset(text.split()) for name, text in lists.items()}

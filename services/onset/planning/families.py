"""The scene families that a picture model can be asked for, as data."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of scene."""

    name: str
    description: str
    """Begins every prompt for this family."""
    keywords: tuple[str, ...]
    """Words and phrases that ask a picture model for this family, wherever they stand in a prompt."""
    hints: tuple[str, ...]
    """Words that suggest it."""
    times: tuple[str, ...]
    """Times of day that suit it."""
    backdrop: bool
    """Calm enough to stand behind a product or the end card."""


@cache
def families() -> tuple[Family, ...]:
    """All families, by name."""
    tables = tomllib.loads((Path(__file__).parent / "families.toml").read_text("utf-8"))
    return tuple(
        Family(
            name,
            table["description"],
            tuple(table["keywords"]),
            tuple(table["hints"]),
            tuple(table["times"]),
            table.get("backdrop", False),
        )
        for name, table in sorted(tables.items())
    )


def tokens(text: str) -> tuple[str, ...]:
    """Words in lower case without punctuation, plurals cut to singulars."""
    return tuple(_singular(word) for word in re.findall(r"[a-z0-9]+", text.lower()))


def mentions(text: str, phrases: tuple[str, ...]) -> bool:
    """Whether a text has one of the phrases, word for word up to plurals."""
    spaced = f" {' '.join(tokens(text))} "
    return any(f" {' '.join(tokens(phrase))} " in spaced for phrase in phrases)


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word

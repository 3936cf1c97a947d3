"""The scene families the painter knows, as data."""

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Family:
    """One kind of scene."""

    name: str
    description: str
    """One line of English; a prompt that starts with it gets this family."""
    keywords: tuple[str, ...]
    """Words and phrases that ask for this family."""
    hints: tuple[str, ...]
    """Words that suggest it when no family is asked for."""
    times: tuple[str, ...]
    """Times of day that suit it, for prompts that name none."""
    abstract: bool
    """Whether it shows no real place; prompts that suggest nothing get one of these."""


def _load() -> dict[str, Family]:
    tables = tomllib.loads((Path(__file__).parent / "families.toml").read_text("utf-8"))
    return {
        name: Family(
            name,
            table["description"],
            tuple(table["keywords"]),
            tuple(table["hints"]),
            tuple(table["times"]),
            table.get("abstract", False),
        )
        for name, table in tables.items()
    }


FAMILIES: dict[str, Family] = _load()
"""By name."""

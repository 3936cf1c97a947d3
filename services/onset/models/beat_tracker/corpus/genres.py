"""The genres of genres.toml, and the choice of one for a metre and a tempo."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.random import Generator

METRES = {4: 0.57, 3: 0.18, 2: 0.1, 6: 0.13, 5: 0.01, 7: 0.01}
"""How often each metre is drawn: 4 leads in the world's music, the others need enough to be learnt."""


@dataclass(frozen=True)
class Genre:
    """How one kind of music is written; patterns are explained in genres.toml."""

    name: str
    weight: float
    bpm: tuple[float, float]
    grid: int
    """Steps a beat of every pattern."""
    feel: str
    harmony: list[str]
    drums: list[dict[str, str]]
    bass: list[str]
    chords: list[str]
    lead: str
    density: float
    syncopation: float
    colour: float
    metre: list[int] = field(default_factory=lambda: [4])
    scales: list[str] = field(default_factory=lambda: ["major", "minor"])
    swing: tuple[float, float] = (0.5, 0.5)
    swing16: tuple[float, float] = (0.5, 0.5)
    drumless: float = 0.0
    bass_on: str = "bass synbass"
    kit: str = "acoustic"
    pad: float = 0.15
    pump: float = 0.0
    triplet: bool = False
    compound: bool = False


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("genres.toml").read_text(encoding="utf-8"))


@cache
def families() -> dict[str, list[int]]:
    """General MIDI programs (from 0) of each instrument family."""
    table: dict[str, list[int]] = _tables()["families"]
    return table


@cache
def genres() -> list[Genre]:
    """All genres, in the file's order."""
    return [Genre(name=name, **table) for name, table in _tables().items() if name != "families"]


def choose(rng: Generator) -> tuple[Genre, int, float]:
    """A genre, its metre and its tempo in BPM: metre first, then tempo log-uniform over what its genres span."""
    metre = int(rng.choice(list(METRES), p=list(METRES.values())))
    able = [genre for genre in genres() if metre in genre.metre]
    low = np.log(min(genre.bpm[0] for genre in able))
    high = np.log(max(genre.bpm[1] for genre in able))
    bpm = float(np.exp(rng.uniform(low, high)))
    able = [genre for genre in able if genre.bpm[0] <= bpm <= genre.bpm[1]]
    weights = np.array([genre.weight / len(genre.metre) for genre in able])
    return able[int(rng.choice(len(able), p=weights / weights.sum()))], metre, bpm

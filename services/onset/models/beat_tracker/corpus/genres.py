"""The genres of genres.toml, and the choice of one for a metre and a tempo."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.random import Generator

METRES = {4: 0.5, 3: 0.17, 2: 0.14, 6: 0.17, 5: 0.01, 7: 0.01}
"""How often each metre is drawn: 4 leads in the world's music, the others need enough to be learnt."""
_SLOWEST_BPM = {6: 80.0}
"""Six slower beats are heard as two bars of three."""


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
    """A genre, its metre and its tempo in BPM.

    After the metre, half the time the tempo comes first, log-uniform over all that the metre's genres span, so that no
    tempo is rare; otherwise the genre comes first, so that no genre is.
    """
    metre = int(rng.choice(list(METRES), p=list(METRES.values())))
    slowest_bpm = _SLOWEST_BPM.get(metre, 0.0)
    able = [genre for genre in genres() if metre in genre.metre]
    if rng.random() < 0.5:
        bpm = _log_uniform(
            rng, max(min(genre.bpm[0] for genre in able), slowest_bpm), max(genre.bpm[1] for genre in able)
        )
        return _weighted(rng, [genre for genre in able if genre.bpm[0] <= bpm <= genre.bpm[1]]), metre, bpm
    genre = _weighted(rng, able)
    return genre, metre, _log_uniform(rng, max(genre.bpm[0], slowest_bpm), genre.bpm[1])


def _log_uniform(rng: Generator, low: float, high: float) -> float:
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def _weighted(rng: Generator, able: list[Genre]) -> Genre:
    weights = np.array([genre.weight / len(genre.metre) for genre in able])
    return able[int(rng.choice(len(able), p=weights / weights.sum()))]

"""Captions: a scene in varied words, as people say it and as the planner's prompts do."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from onset.models.painter.catalog import FAMILIES
from onset.models.painter.light import MOODS

TEST_WORDINGS = 20
"""Unheard captions per family, for the test of understanding."""


@dataclass(frozen=True)
class Wordings:
    """Names of one family of scenes."""

    heard: tuple[str, ...]
    """Trained on, beside the catalog's description and keywords."""
    unheard: tuple[str, ...]
    """Never trained on: they test understanding."""


def _load() -> dict[str, Wordings]:
    tables = tomllib.loads(Path(__file__).with_name("captions.toml").read_text("utf-8"))
    return {name: Wordings(tuple(table["heard"]), tuple(table["unheard"])) for name, table in tables.items()}


WORDINGS: dict[str, Wordings] = _load()
"""By family."""

_TIMES: dict[str, tuple[str, ...]] = {
    "dawn": ("at dawn", "at sunrise", "at daybreak", "in the first light"),
    "morning": ("in the morning", "on a bright morning", "morning"),
    "noon": ("at noon", "at midday", "in daylight", "on a sunny day"),
    "golden hour": ("at golden hour", "at sunset", "in the late afternoon", "in warm low light"),
    "dusk": ("at dusk", "in the evening", "at twilight", "in the blue hour"),
    "night": ("at night", "after dark", "at midnight", "by night"),
}
_MOODS: dict[str, tuple[str, ...]] = {
    "calm": ("calm", "peaceful", "serene", "quiet"),
    "energetic": ("energetic", "dynamic", "lively", "upbeat"),
    "dreamy": ("dreamy", "ethereal", "magical", "misty"),
    "bold": ("bold", "striking", "dramatic", "graphic"),
    "cosy": ("cosy", "warm", "intimate", "homely"),
    "fresh": ("fresh", "clean", "crisp", "airy"),
    "luxurious": ("luxurious", "elegant", "premium", "refined"),
    "playful": ("playful", "cheerful", "joyful", "colourful"),
    "hopeful": ("hopeful", "optimistic", "inspiring", "uplifting"),
    "serious": ("serious", "minimal", "sober", "professional"),
    "natural": ("natural", "simple", "plain"),
}
_ASIDES = (
    *("introducing", "today", "discover", "better", "smart", "new", "simple", "care", "together", "easy", "every day"),
    *(
        "for you",
        "made well",
        "feel good",
        "quality",
        "sleep better",
        "work less",
        "drops",
        "app",
        "save time",
        "try it",
    ),
)
"""Words of an advertisement that describe no scene; the planner's prompts end with such."""
_FRAMES = ("{}", "{}", "a picture of {}", "an illustration of {}", "{}, illustrated", "a view of {}", "scene: {}")


def caption(family: str, time_of_day: str, mood: str, rng: np.random.Generator, *, unheard: bool = False) -> str:
    """Words for a scene; time and mood are named more often than not.

    unheard: name the family by a wording that training never shows.
    """
    wordings = WORDINGS[family]
    if unheard:
        name = _one(wordings.unheard, rng)
    elif rng.random() < 0.3:
        return _as_planned(family, time_of_day, mood, rng)
    else:
        name = _one((*wordings.heard, *wordings.heard, FAMILIES[family].description, *FAMILIES[family].keywords), rng)
    text = _one(_FRAMES, rng).format(name)
    if rng.random() < 0.65:
        words = _one(_TIMES[time_of_day], rng)
        text = f"{text} {words}" if rng.random() < 0.6 else f"{text}, {words}"
    if rng.random() < 0.6:
        feeling = _one(_MOODS[mood], rng)
        text = f"{feeling}, {text}" if rng.random() < 0.5 else f"{text}, {feeling} mood"
    return text


def test_captions() -> list[str]:
    """TEST_WORDINGS unheard captions of each family in turn."""
    rng = np.random.default_rng(11)
    return [
        caption(name, _one(family.times, rng), _one(tuple(MOODS), rng), rng, unheard=True)
        for name, family in FAMILIES.items()
        for _ in range(TEST_WORDINGS)
    ]


def _as_planned(family: str, time_of_day: str, mood: str, rng: np.random.Generator) -> str:
    """In the form of the planner's prompts: description, time, mood, words of the voice."""
    parts = [FAMILIES[family].description, time_of_day]
    if rng.random() < 0.8:
        parts.append(_one(_MOODS[mood], rng))
    parts.extend(_one(_ASIDES, rng) for _ in range(int(rng.integers(0, 4))))
    return ", ".join(parts)


def _one(choices: tuple[str, ...], rng: np.random.Generator) -> str:
    return choices[int(rng.integers(len(choices)))]

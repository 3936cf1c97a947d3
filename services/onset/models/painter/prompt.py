"""From a prompt's words to a scene's parameters."""

import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from onset.models.painter.catalog import FAMILIES
from onset.models.painter.light import MOODS

_TIME_WORDS: dict[str, tuple[str, ...]] = {
    "dawn": ("dawn", "sunrise", "daybreak", "first light", "early morning", "waking up", "wake up"),
    "morning": ("morning", "breakfast"),
    "noon": ("noon", "midday", "daylight", "daytime", "by day", "sunny", "bright day", "clear day"),
    "golden hour": ("golden hour", "golden light", "sunset", "late afternoon", "low sun", "warm light"),
    "dusk": ("dusk", "twilight", "evening", "blue hour", "nightfall"),
    "night": ("night", "midnight", "moonlit", "moonlight", "starry", "after dark", "nocturnal", "late at night"),
}
_MOOD_WORDS: dict[str, tuple[str, ...]] = {
    "calm": ("calm", "peaceful", "quiet", "serene", "gentle", "relaxed", "relaxing", "soothing", "tranquil", "still"),
    "energetic": ("energetic", "dynamic", "fast", "powerful", "exciting", "intense", "driving", "upbeat", "lively"),
    "dreamy": ("dreamy", "dream", "soft", "ethereal", "magical", "misty", "hazy", "foggy", "floating"),
    "bold": ("bold", "strong", "striking", "confident", "dramatic", "graphic", "epic"),
    "cosy": ("cosy", "cozy", "warm", "homely", "intimate", "comfortable", "snug"),
    "fresh": ("fresh", "clean", "crisp", "cool", "light", "airy", "pure", "clear"),
    "luxurious": ("luxurious", "luxury", "premium", "elegant", "refined", "exclusive", "sophisticated"),
    "playful": ("playful", "fun", "joyful", "cheerful", "happy", "colourful", "colorful", "whimsical"),
    "hopeful": ("hopeful", "hope", "optimistic", "inspiring", "uplifting", "inspired"),
    "serious": ("serious", "sober", "minimal", "minimalist", "professional", "corporate", "sad", "melancholic"),
}
_ENERGY_OF_MOOD = {"calm": 0.25, "dreamy": 0.35, "serious": 0.35, "energetic": 0.9, "bold": 0.75, "playful": 0.7}


@dataclass(frozen=True)
class SceneParameters:
    """What a prompt asks for, completed where it is silent."""

    family: str
    time_of_day: str
    mood: str
    energy: float
    """0 still, 0.5 neutral, 1 restless."""


def scene_parameters(prompt: str, seed: int) -> SceneParameters:
    """Read a prompt; what it leaves open follows from the prompt's hash (family) and the seed (time of day).

    The longest keyword wins, the first among equals. Words that merely suggest a family count only if no keyword of any
    family is there.
    """
    words = normalise(prompt)
    family = (
        _best(words, {name: family.keywords for name, family in FAMILIES.items()})
        or _best(words, {name: family.hints for name, family in FAMILIES.items()})
        or _stable_choice(words)
    )
    times = FAMILIES[family].times
    time_of_day = _best(words, _TIME_WORDS) or times[zlib.crc32(f"{family} {seed}".encode()) % len(times)]
    mood = _best(words, _MOOD_WORDS) or "natural"
    assert mood in MOODS
    return SceneParameters(family, time_of_day, mood, _ENERGY_OF_MOOD.get(mood, 0.5))


def normalise(text: str) -> str:
    """Lower-case words separated, begun and ended by single blanks, plurals cut to singulars."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    return " " + " ".join(_singular(word) for word in words) + " "


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _best(words: str, choices: Mapping[str, Iterable[str]]) -> str | None:
    found = [
        (-len(key), words.index(key), name)
        for name, phrases in choices.items()
        for phrase in phrases
        if (key := normalise(phrase)) in words
    ]
    return min(found)[2] if found else None


def _stable_choice(words: str) -> str:
    abstract = sorted(name for name, family in FAMILIES.items() if family.abstract)
    return abstract[zlib.crc32(words.encode()) % len(abstract)]

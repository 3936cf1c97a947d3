"""The time of day of each scene, and the warmth of the mood."""

from collections.abc import Sequence

from onset.planning.families import mentions, tokens

TIME_WORDS: dict[str, tuple[str, ...]] = {
    "dawn": ("dawn", "sunrise", "daybreak", "first light", "early morning", "wake up", "waking up"),
    "morning": ("morning", "breakfast"),
    "noon": ("noon", "midday", "daylight", "daytime", "by day", "sunny", "bright day", "clear day"),
    "golden hour": ("golden hour", "golden light", "sunset", "late afternoon", "low sun", "warm light"),
    "dusk": ("dusk", "twilight", "evening", "blue hour", "nightfall"),
    "night": (
        "night",
        "midnight",
        "moonlit",
        "moonlight",
        "starry",
        "after dark",
        "nocturnal",
        "late at night",
        "in the dark",
        "darkness",
    ),
}
"""What a text says when it means a time of day; the names are understood in prompts."""
_WARM = frozenset(tokens("warm cosy cozy homely intimate golden hopeful happy joyful romantic sunny comfortable snug"))
_COOL = frozenset(tokens("cool fresh crisp clean icy cold serious technical professional futuristic sober"))
_TIME_OF_MOOD = (
    ("golden hour", _WARM | {"dreamy", "luxurious", "premium", "elegant"}),
    ("morning", _COOL | {"calm", "bright", "light", "pure", "gentle"}),
    ("dusk", frozenset({"bold", "dramatic", "powerful", "epic", "intense", "mysterious"})),
)


def times_of_day(texts: Sequence[str], order: str) -> tuple[str, ...]:
    """One time of day per scene.

    Where the voice speaks of times the pictures follow it, each scene keeping the last one spoken of; else one time,
    from the order's words, holds throughout.

    Args:
        texts: what is said during each scene.
        order: title, product and mood.
    """
    spoken = [_mentioned(text) for text in texts]
    current = next((time for time in spoken if time), None) or _mentioned(order) or _suited(order)
    found: list[str] = []
    for time in spoken:
        current = time or current
        found.append(current)
    return tuple(found)


def warmth(mood: str) -> float:
    """0.25 for a cool mood, 0.75 for a warm one, between them otherwise."""
    words = frozenset(tokens(mood))
    balance = len(words & _WARM) - len(words & _COOL)
    return 0.5 + 0.25 * max(-1, min(1, balance))


def _mentioned(text: str) -> str | None:
    """The time of day whose longest phrase is in the text."""
    found = [
        (len(phrase), time) for time, phrases in TIME_WORDS.items() for phrase in phrases if mentions(text, (phrase,))
    ]
    return max(found, key=lambda item: item[0])[1] if found else None


def _suited(order: str) -> str:
    words = frozenset(tokens(order))
    return next((time for time, moods in _TIME_OF_MOOD if words & moods), "golden hour")

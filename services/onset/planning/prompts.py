"""Prompts that say one thing: a family of scenes, a time of day, a mood, and what the voice speaks of."""

from collections.abc import Sequence
from functools import cache
from itertools import islice

from onset.planning.daylight import TIME_WORDS
from onset.planning.families import Family, families, tokens

_PHRASE_WORDS, _MOOD_WORDS, _PRODUCT_WORDS = 5, 4, 3
_LONGEST_PHRASE = 4
_STOP_WORDS = frozenset(
    tokens(
        "a about after again all also am an and any are aren as at be because been before being but by can "
        "could couldn d did didn do does doesn doing don down each every few for from further get got had has "
        "hasn have having he her here hers him his how i if in into is isn it its itself just let ll m ma me "
        "meet more most my need no nor not now of off on once one only or other our ours out over own re s "
        "same say she should so some such t than that the their them then there these they this those through "
        "to too under until up us ve very was way we were what when where which while who whom why will with "
        "won would you your yours "
    )
)


def prompt(family: Family, time_of_day: str, mood: str, text: str, product: str) -> str:
    """A prompt that any picture model reads as `family` at `time_of_day`.

    Words that would ask for another family or another time are left out of mood, text and product: a voice that says
    "moving mountains" over a kitchen must not move the kitchen.
    """
    said = list(tokens(f"{family.description} {time_of_day}"))
    known = len(said)
    for source, most in ((mood, _MOOD_WORDS), (text, _PHRASE_WORDS), (product, _PRODUCT_WORDS)):
        clear = (
            word
            for word in tokens(source)
            if len(word) > 2
            and word not in _STOP_WORDS
            and word not in said
            and not _asks_for_more([*said, word], family)
        )
        for word in islice(clear, most):
            said.append(word)
    return ", ".join([family.description, time_of_day, *said[known:]])


def _asks_for_more(said: Sequence[str], family: Family) -> bool:
    """Whether the last word completes a phrase that asks for another family or for a time of day."""
    reserved = _reserved(family)
    return any(tuple(said[-length:]) in reserved for length in range(1, _LONGEST_PHRASE + 1))


@cache
def _reserved(family: Family) -> frozenset[tuple[str, ...]]:
    others = (other.keywords for other in families() if other is not family)
    asking = {tokens(phrase) for phrases in (*others, *TIME_WORDS.values()) for phrase in phrases}
    return frozenset(asking - {tokens(phrase) for phrase in family.keywords})

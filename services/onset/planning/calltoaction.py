"""Where the voice begins to call to action."""

from onset.planning.families import tokens
from onset.planning.listening import letters
from onset.timeline.brief import Brand, Brief
from onset.timeline.speech import Passage, Transcript
from onset.timeline.time import samples_of_seconds

_VERBS = frozenset(
    tokens(
        "visit try order shop buy get download discover join start book call click tap learn find switch meet save "
        "subscribe sign upgrade explore see choose reserve preorder"
    )
)
_NOW = frozenset(tokens("today now tonight online free"))
_LONGEST_S = 5.0
"""An end card that opens longer before the voice ends would be a scene of its own."""


def call_to_action_word(brief: Brief, brand: Brand, transcript: Transcript) -> int | None:
    """Index of the first word of the closing sentences that call to action.

    A sentence calls if it names the brand, the address or two words of the end card, or begins with a verb that asks,
    or asks for something today. None if the last sentence does not, or if it is all that the voice says.
    """
    start = None
    for sentence in reversed(transcript.sentences[1:]):
        too_long = transcript.words[-1].end_sample - sentence.start_sample > samples_of_seconds(_LONGEST_S)
        if too_long or not _calls(sentence, brief, brand):
            break
        start = sentence.first_word
    return start


def _calls(sentence: Passage, brief: Brief, brand: Brand) -> bool:
    card = brief.call_to_action
    host = card.url.removeprefix("https://").removeprefix("http://").removeprefix("www.")
    names = [name for name in (letters(brand.name), letters(host)) if len(name) > 2]
    spoken = tokens(sentence.text)
    together = letters(sentence.text)
    return (
        any(name in together for name in names)
        or len(set(tokens(f"{card.headline} {card.button}")).intersection(spoken)) >= 2
        or (bool(spoken) and spoken[0] in _VERBS)
        or (not _VERBS.isdisjoint(spoken) and not _NOW.isdisjoint(spoken))
    )

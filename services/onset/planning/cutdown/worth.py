"""How much of the message each sentence carries."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from onset.planning.cutdown.units import Unit
from onset.planning.emphasis import emphasis
from onset.planning.families import mentions
from onset.planning.listening import is_match, listen
from onset.timeline.brief import Brand, Brief
from onset.timeline.sound import AudioAnalysis
from onset.timeline.speech import Transcript

_CENTRAL, _RELEVANT, _STRESSED = 0.6, 0.6, 0.4
"""Of what is near in meaning to the whole script, near to product and title, and leaned on by the voice."""
_NAMED = 0.6
"""For a sentence that names the brand or the product."""
_SHOWN = 0.5
"""For the words at which a picture of the brand is to appear."""
_OPENING, _CALLING = 0.3, 0.8
"""For the script's first sentence, written to be the hook, and for those that call to action."""
_BASE = 0.3
_DENSITY = 0.6
"""Exponent of the number of words: a longer sentence says more, but less than in proportion."""
_TYPICAL_WORDS = 8.0


def worths(
    parts: Sequence[Unit],
    vectors: NDArray[np.float32],
    about: NDArray[np.float32],
    brief: Brief,
    brand: Brand,
    analysis: AudioAnalysis,
    transcript: Transcript,
    call_word: int | None,
) -> NDArray[np.float64]:
    """(N,) what is lost with each part; about 1 for a sentence of eight words that carries its share.

    Args:
        parts: N sentences or clauses.
        vectors: (N, D) their unit vectors of meaning; `about` (D,) that of product and title.
        about: see above.
        brief: the order.
        brand: whose name counts.
        analysis: of the recording.
        transcript: of the recording.
        call_word: first word of the closing call to action, None if there is none.
    """
    words = transcript.words
    stress = emphasis(words, analysis)
    middle = vectors.mean(axis=0)
    central = _spread(vectors @ middle)
    relevant = _spread(vectors @ about)
    heard = [listen(words, moment.when_says) for moment in brief.moments if moment.when_says.strip()]
    shown = {index for found in heard if found and is_match(found) for index in range(found.first, found.end)}
    names = tuple(name for name in (brand.name, brief.product) if name.strip())
    found = []
    for number, part in enumerate(parts):
        first, end = part.passage.first_word, part.passage.end_word
        importance = _BASE + _CENTRAL * central[number] + _RELEVANT * relevant[number]
        importance += _STRESSED * float(stress[first:end].mean())
        importance += _NAMED * mentions(part.passage.text, names)
        importance += _SHOWN * (not shown.isdisjoint(range(first, end)))
        importance += _OPENING * (first == 0) + _CALLING * (call_word is not None and first >= call_word)
        found.append(importance * ((end - first) / _TYPICAL_WORDS) ** _DENSITY)
    return np.array(found)


def _spread(values: NDArray[np.float32]) -> NDArray[np.float64]:
    """From 0 for the least to 1 for the most; 0.5 where all are alike."""
    low, high = float(values.min()), float(values.max())
    if high - low < 1e-6:
        return np.full(len(values), 0.5)
    return np.asarray((values - low) / (high - low), np.float64)

"""Which family of scenes stands for what is said."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from onset.planning.families import Family, mentions
from onset.planning.seeds import share

_KEYWORD, _HINT = 0.3, 0.12
"""For words that ask for a family, and for words that suggest it."""
_BACKDROP = 0.5
"""For calm families behind a product or the end card."""
_REUSE, _RECENT = 0.2, 0.15
"""Against a family for each scene that had it, and for the scene before the last."""
_OUT_OF_TIME = 0.2
_JITTER = 0.04
"""Among families that fit alike the seed decides."""


def choose_families(
    subjects: Sequence[str],
    times: Sequence[str],
    behind: Sequence[bool],
    kinds: Sequence[Family],
    nearness: NDArray[np.float32],
    seed: int,
) -> list[Family]:
    """A family per scene: near to the words, fit for the time of day, rarely used before, never twice in a row.

    Args:
        subjects: what each scene is about.
        times: its time of day.
        behind: whether the picture stands behind something else.
        kinds: at least two families.
        nearness: (scenes, families) cosine of subject and description.
        seed: the order's.
    """
    penalty = np.zeros(len(kinds))
    sequence: list[int] = []
    for index, subject in enumerate(subjects):
        score = nearness[index] - penalty
        for number, family in enumerate(kinds):
            score[number] += _KEYWORD * mentions(subject, family.keywords) + _HINT * mentions(subject, family.hints)
            score[number] += _BACKDROP * (behind[index] and family.backdrop)
            score[number] -= _OUT_OF_TIME * (times[index] not in family.times)
            score[number] += _JITTER * share(seed, index, family.name)
        if len(sequence) > 1:
            score[sequence[-2]] -= _RECENT
        if sequence:
            score[sequence[-1]] = -np.inf
        sequence.append(int(np.argmax(score)))
        penalty[sequence[-1]] += _REUSE
    return [kinds[number] for number in sequence]

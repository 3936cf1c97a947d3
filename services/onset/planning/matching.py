"""Which scenes show a picture of the brand's own."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from onset.planning.families import mentions
from onset.timeline.brief import Picture, PictureRole

_THRESHOLD = 0.45
"""Cosine from which a picture's description is about what is said; unrelated English sentences lie around 0.1."""
_REUSE = 0.12
"""Each showing makes the next one of the same picture less fitting."""
_NAMED = 0.2
"""For the product's shots where the words name the brand or the product."""

Chosen = dict[int, tuple[Picture, str]]
"""By scene: the picture and, for people, why."""


def match_pictures(
    texts: Sequence[str],
    asked: Mapping[int, tuple[Picture, str]],
    pictures: Sequence[Picture],
    nearness: NDArray[np.float32],
    names: tuple[str, ...],
) -> Chosen:
    """Pictures that were asked for, those that match the words, and the product at least once.

    Args:
        texts: what is said during each scene before the end card, empty where nothing is.
        asked: pictures that must be shown, by scene.
        pictures: product shots and assets.
        nearness: (scenes, pictures) cosine of words and description; rows beyond `texts` are ignored.
        names: what the product is called.
    """
    chosen: Chosen = dict(asked)
    if not pictures or not texts:
        return chosen
    is_shot = np.array([picture.role is PictureRole.PRODUCT_SHOT for picture in pictures])
    called = tuple(name for name in names if name.strip())
    named = np.array([mentions(text, called) for text in texts])
    fitness = nearness[: len(texts)] + _NAMED * np.outer(named, is_shot)
    numbers = {picture.id: number for number, picture in enumerate(pictures)}
    used = np.zeros(len(pictures))
    for picture, _ in asked.values():
        if picture.id in numbers:
            used[numbers[picture.id]] += 1
    for index, text in enumerate(texts):
        if index in chosen or not text:
            continue
        scores = fitness[index] - _REUSE * used
        for near in (index - 1, index + 1):
            if near in chosen and chosen[near][0].id in numbers:
                scores[numbers[chosen[near][0].id]] = -np.inf
        best = int(np.argmax(scores))
        if scores[best] >= _THRESHOLD:
            used[best] += 1
            nearness_text = f"({nearness[index, best]:.2f})"
            chosen[index] = (pictures[best], f'"{text}" matches the picture "{pictures[best].id}" {nearness_text}')
    free = [index for index in range(len(texts)) if index not in chosen]
    if free and is_shot.any() and not any(shown.role is PictureRole.PRODUCT_SHOT for shown, _ in chosen.values()):
        among = np.where(is_shot, fitness[free], -np.inf)
        row, number = divmod(int(np.argmax(among)), len(pictures))
        chosen[free[row]] = (pictures[number], "the product is seen at least once, where the words fit it best")
    return chosen

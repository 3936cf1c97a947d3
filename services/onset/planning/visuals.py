"""What each scene shows: a picture asked for, a brand picture that fits the words, or a picture to be made."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from onset.planning.daylight import times_of_day
from onset.planning.families import Family, families, mentions
from onset.planning.moments import PlacedMoment
from onset.planning.prompts import prompt
from onset.planning.seeds import derive, share
from onset.timeline.brief import Brand, Brief, Picture, PictureRole
from onset.timeline.plan import Visual, VisualKind

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts to (N, D) vectors whose cosines say how near the texts are in meaning."""

_PICTURE_THRESHOLD = 0.45
"""Cosine from which a brand picture is about what is said. Unrelated English sentences lie around 0.1."""
_PICTURE_REUSE = 0.12
_PRODUCT_WEIGHT = 0.25
"""Share of the product, against the words, in what a generated picture is about."""
_KEYWORD_BONUS, _HINT_BONUS, _BACKDROP_BONUS = 0.3, 0.12, 0.35
_FAMILY_REUSE, _FAMILY_RECENT = 0.1, 0.15
_JITTER = 0.04
"""Among families that fit alike the seed decides."""


def choose_visuals(
    texts: Sequence[str],
    moments: Mapping[int, PlacedMoment],
    brief: Brief,
    brand: Brand,
    embed: Embed,
) -> tuple[Visual, ...]:
    """One visual per scene; the last is the end card.

    Args:
        texts: what is said during each scene, empty where nothing is.
        moments: by scene index, the picture that must be shown.
        brief: the order.
        brand: its pictures and name.
        embed: the text encoder; called once.
    """
    product = f"{brief.product}. {brief.title}"
    pictures = brand.with_role(PictureRole.PRODUCT_SHOT) + brand.with_role(PictureRole.ASSET)
    kinds = families()
    described = [text or product for text in texts]
    vectors = _unit(
        embed([*described, product, *(p.description or p.id for p in pictures), *(f.description for f in kinds)])
    )
    said, about = vectors[: len(texts)], vectors[len(texts)]
    shown = vectors[len(texts) + 1 : len(texts) + 1 + len(pictures)]
    drawn = vectors[len(texts) + 1 + len(pictures) :]

    chosen = _pictures(texts, moments, pictures, said @ shown.T, brief, brand)
    subjects = (1 - _PRODUCT_WEIGHT) * said + _PRODUCT_WEIGHT * about
    wanted = _family_sequence(described, chosen, kinds, subjects @ drawn.T, brief.seed)
    times = times_of_day(texts, f"{brief.title} {brief.product} {brief.mood}")
    visuals = []
    for index, text in enumerate(texts):
        family, seed = wanted[index], derive(brief.seed, "scene", index)
        words = prompt(family, times[index], brief.mood, text, f"{brief.product} {brand.name}")
        if index == len(texts) - 1:
            visuals.append(Visual(VisualKind.END_CARD, "", words, seed, "the call to action closes the film"))
        elif index in chosen:
            picture, reason = chosen[index]
            fills = picture.role is PictureRole.ASSET
            kind = VisualKind.BRAND_ASSET if fills else VisualKind.PRODUCT_SHOT
            visuals.append(Visual(kind, picture.id, "" if fills else words, seed, reason))
        else:
            reason = (
                f'the scene "{family.name}" suits "{text}"' if text else f'the scene "{family.name}" suits the product'
            )
            visuals.append(Visual(VisualKind.GENERATED, "", words, seed, reason))
    return tuple(visuals)


def _pictures(
    texts: Sequence[str],
    moments: Mapping[int, PlacedMoment],
    pictures: Sequence[Picture],
    nearness: NDArray[np.float32],
    brief: Brief,
    brand: Brand,
) -> dict[int, tuple[Picture, str]]:
    """Brand pictures by scene, with reasons: those asked for, those that match, and the product at least once."""
    content = range(len(texts) - 1)
    chosen = {index: (moment.picture, moment.reason) for index, moment in moments.items() if index in content}
    uses = [sum(picture.id == shown.id for shown, _ in chosen.values()) for picture in pictures]
    for index in content:
        if index in chosen or not pictures or not texts[index]:
            continue
        beside = {chosen[near][0].id for near in (index - 1, index + 1) if near in chosen}
        scores = [
            -1.0 if picture.id in beside else float(nearness[index, number]) - _PICTURE_REUSE * uses[number]
            for number, picture in enumerate(pictures)
        ]
        best = int(np.argmax(scores))
        if scores[best] >= _PICTURE_THRESHOLD:
            cosine = nearness[index, best]
            chosen[index] = (
                pictures[best],
                f'"{texts[index]}" matches the picture "{pictures[best].id}" ({cosine:.2f})',
            )
            uses[best] += 1
    shots = [number for number, picture in enumerate(pictures) if picture.role is PictureRole.PRODUCT_SHOT]
    free = [index for index in content if index not in chosen]
    if shots and free and not any(picture.role is PictureRole.PRODUCT_SHOT for picture, _ in chosen.values()):
        names = tuple(name for name in (brand.name, brief.product) if name)

        def fitness(pair: tuple[int, int]) -> float:
            index, number = pair
            return float(nearness[index, number]) + (_KEYWORD_BONUS if mentions(texts[index], names) else 0.0)

        index, number = max(((index, number) for index in free for number in shots), key=fitness)
        chosen[index] = (pictures[number], "the product is seen at least once, where the words fit it best")
    return chosen


def _family_sequence(
    texts: Sequence[str],
    chosen: Mapping[int, tuple[Picture, str]],
    kinds: Sequence[Family],
    nearness: NDArray[np.float32],
    seed: int,
) -> list[Family]:
    """A family per scene: near to the words, rarely used before, never the same twice in a row."""
    penalty = np.zeros(len(kinds))
    sequence: list[int] = []
    for index, text in enumerate(texts):
        behind = index in chosen or index == len(texts) - 1
        liking = np.array(
            [_liking(family, text, behind) + _JITTER * share(seed, index, family.name) for family in kinds]
        )
        score = nearness[index] + liking - penalty
        if len(sequence) > 1:
            score[sequence[-2]] -= _FAMILY_RECENT
        if sequence:
            score[sequence[-1]] = -np.inf
        sequence.append(int(np.argmax(score)))
        penalty[sequence[-1]] += _FAMILY_REUSE
    return [kinds[number] for number in sequence]


def _liking(family: Family, text: str, behind: bool) -> float:
    bonus = _BACKDROP_BONUS if behind and family.backdrop else 0.0
    return bonus + _KEYWORD_BONUS * mentions(text, family.keywords) + _HINT_BONUS * mentions(text, family.hints)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-9), np.float32)

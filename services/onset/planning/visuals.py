"""What each scene shows: a picture asked for, a brand picture that fits the words, or a picture to be made."""

import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from onset.planning.daylight import times_of_day
from onset.planning.families import families
from onset.planning.matching import match_pictures
from onset.planning.moments import PlacedMoment
from onset.planning.prompts import prompt
from onset.planning.scenery import choose_families
from onset.planning.seeds import derive
from onset.timeline.brief import Brand, Brief, PictureRole
from onset.timeline.plan import Visual, VisualKind

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts to (N, D) vectors whose cosines say how near the texts are in meaning."""

_PRODUCT_WEIGHT = 0.25
"""Share of the product, against the words, in what a generated picture is about."""


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
    subjects = [_unnamed(text or product, brand) for text in [*texts, product]]
    said, about, shown, drawn = _embedded(
        embed,
        [text or product for text in texts],
        subjects,
        [picture.description or picture.id for picture in pictures],
        [family.description for family in kinds],
    )
    asked = {index: (moment.picture, moment.reason) for index, moment in moments.items()}
    chosen = match_pictures(texts[:-1], asked, pictures, said @ shown.T, (brand.name, brief.product))
    times = times_of_day(texts, f"{brief.title} {brief.product} {brief.mood}")
    behind = [index in chosen or index == len(texts) - 1 for index in range(len(texts))]
    meant = (1 - _PRODUCT_WEIGHT) * about[:-1] + _PRODUCT_WEIGHT * about[-1]
    scenery = choose_families(subjects[:-1], times, behind, kinds, meant @ drawn.T, brief.seed)

    visuals = []
    for index, text in enumerate(texts):
        seed = derive(brief.seed, "scene", index)
        words = prompt(scenery[index], times[index], brief.mood, text, f"{brief.product} {brand.name}")
        if index == len(texts) - 1:
            visual = Visual(VisualKind.END_CARD, "", words, seed, "the call to action closes the film")
        elif index in chosen:
            picture, reason = chosen[index]
            fills = picture.role is PictureRole.ASSET
            kind = VisualKind.BRAND_ASSET if fills else VisualKind.PRODUCT_SHOT
            visual = Visual(kind, picture.id, "" if fills else words, seed, reason)
        else:
            reason = f'the scene "{scenery[index].name}" suits ' + (f'"{text}"' if text else "the product")
            visual = Visual(VisualKind.GENERATED, "", words, seed, reason)
        visuals.append(visual)
    return tuple(visuals)


def unit_vectors(embed: Embed, texts: Sequence[str]) -> NDArray[np.float32]:
    """(N, D) vectors of length 1, whose products are cosines."""
    vectors = embed(texts)
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), np.float32)


def _unnamed(text: str, brand: Brand) -> str:
    """The text without the brand's name, whose own meaning (an aurora, a jaguar, a shell) is not what is spoken of."""
    name = brand.name.strip()
    return re.sub(rf"\b{re.escape(name)}\b", "the product", text, flags=re.IGNORECASE) if name else text


def _embedded(embed: Embed, *groups: Sequence[str]) -> list[NDArray[np.float32]]:
    """Unit vectors of each group of texts, in one call."""
    borders = np.cumsum([len(group) for group in groups])[:-1]
    return np.split(unit_vectors(embed, [text for group in groups for text in group]), borders)

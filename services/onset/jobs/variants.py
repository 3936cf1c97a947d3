"""Variants: the order with some things changed."""

import re

from onset.runtime.errors import InvalidArgumentError
from onset.timeline.naming import slug
from onset.v1 import video_service_pb2 as pb

_IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{1,40}")
MOST = 50


def orders(ad: pb.VoiceoverAdSpec, path: str) -> list[tuple[str, str, pb.VoiceoverAdSpec]]:
    """What is to be made: (variant's id, path of what is its own, its whole order); the order itself without variants.

    Raises:
        InvalidArgumentError: TOO_MANY_VARIANTS, BAD_VARIANT_ID, UNKNOWN_PICTURE, SAME_VARIANT.
    """
    if not ad.variants:
        return [("", path, ad)]
    if len(ad.variants) > MOST:
        raise InvalidArgumentError(
            "TOO_MANY_VARIANTS", f"An order has at most {MOST} variants.", field=f"{path}.variants"
        )
    found: list[tuple[str, str, pb.VoiceoverAdSpec]] = []
    for index, variant in enumerate(ad.variants):
        here = f"{path}.variants[{index}]"
        if not _IDENTIFIER.fullmatch(variant.id) or slug(variant.id) in {slug(known) for known, _, _ in found}:
            raise InvalidArgumentError(
                "BAD_VARIANT_ID",
                f"{variant.id!r} is no identifier of 1-40 characters of A-Z a-z 0-9 _ -, or is used twice.",
                field=f"{here}.id",
            )
        changed = _applied(ad, variant, here)
        twin = next((known for known, _, other in found if other == changed), None)
        if twin is not None:
            raise InvalidArgumentError(
                "SAME_VARIANT",
                f"Variant {variant.id} is the same as {twin}; change something or leave it out.",
                field=here,
            )
        found.append((variant.id, here, changed))
    return found


def _applied(ad: pb.VoiceoverAdSpec, variant: pb.Variant, path: str) -> pb.VoiceoverAdSpec:
    changed = pb.VoiceoverAdSpec()
    changed.CopyFrom(ad)
    changed.ClearField("variants")
    for name in ("headline", "button", "url"):
        if text := getattr(variant, name):
            setattr(changed.brief.call_to_action, name, text)
    for name in ("hook", "product", "caption_script"):
        if text := getattr(variant, name):
            setattr(changed.brief, name, text)
    if variant.HasField("colors"):
        changed.brand.colors.CopyFrom(variant.colors)
    if variant.deliveries:
        changed.ClearField("deliveries")
        changed.deliveries.extend(variant.deliveries)
    pictures = {picture.id: picture for picture in changed.brand.pictures}
    for index, swap in enumerate(variant.pictures):
        if swap.picture_id not in pictures:
            known = ", ".join(sorted(pictures)) or "none"
            raise InvalidArgumentError(
                "UNKNOWN_PICTURE",
                f"The brand kit has no picture {swap.picture_id!r}; it has: {known}.",
                field=f"{path}.pictures[{index}].picture_id",
            )
        pictures[swap.picture_id].asset = swap.asset
    return changed

"""The checkpoints that lie in the folder of weights."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from onset.models.checkpoints.card import FILE, read_card
from onset.models.errors import InvalidInputError

ONSET_MINI = "onset-mini"
_STAMP = "stamp"
"""What setup writes last: the digests of every source file and of the converting code. An import's card has those of
every source file and of all that was made of them."""


@dataclass(frozen=True, slots=True)
class AtHand:
    """A checkpoint that can be used."""

    name: str
    digest: str
    """Changes with its weights, and with what they were exported to."""
    side_px: int
    """Of the square pictures that it was trained on."""
    steps: int
    """That it usually takes."""
    text_scale: float
    """Its usual guidance by the text."""
    takes_looks: bool
    """Whether it heeds a palette and a reference's style."""
    hears: bool
    """Whether it heeds sound."""


def checkpoints(weights: Path) -> list[AtHand]:
    """Onset's own if it was set up, and those that were imported, by name; what is being written is not among them."""
    found = []
    own = weights / ONSET_MINI / _STAMP
    if own.is_file():
        found.append(
            AtHand(ONSET_MINI, _digest(own), side_px=256, steps=24, text_scale=3.0, takes_looks=True, hears=True)
        )
    for file in sorted(weights.glob(f"[!.]*/{FILE}")):
        try:
            card = read_card(file.parent)
        except InvalidInputError:
            continue  # damaged, or of another version of Onset: of no use to this one; `picture` says so
        found.append(
            AtHand(
                card.name,
                _digest(file),
                side_px=card.native_side_px,
                steps=card.default_steps,
                text_scale=card.default_guidance,
                takes_looks=False,
                hears=card.hears,
            )
        )
    return found


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()

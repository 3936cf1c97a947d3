"""What the sampler must know of an imported checkpoint: `checkpoint.json` beside its networks."""

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar, get_origin

from onset.models.checkpoints.schedule import Schedule
from onset.models.errors import InvalidInputError

FILE = "checkpoint.json"
FORMAT = 2
"""Rises when older files cannot be read any more."""

Made = TypeVar("Made", "Card", Schedule)


@dataclass(frozen=True, slots=True)
class Card:
    """One imported checkpoint."""

    name: str
    architecture: str
    """`sd` or `sdxl`."""
    schedule: Schedule
    latent_channels: int
    latent_factor: int
    """Pixels to a side of a latent."""
    text_width: int
    pooled_width: int
    """Of the pooled text, 0 if the U-Net takes none."""
    empty_prompt_is_zero: bool
    """Whether guidance leads away from zeros rather than from the empty prompt (SDXL)."""
    hears: bool
    """Whether its adapter was trained; one that was not changes nothing, and costs no pass."""
    native_side_px: int
    """Of a square as large as the pictures that it was trained on."""
    default_steps: int
    default_guidance: float
    source: str
    """Folder that it was imported from."""
    sha256: dict[str, str]
    """Of each file of the source, by its path in it, and of the adapter."""
    exported_sha256: dict[str, str]
    """Of each file that was made of them, which another version of Onset may make otherwise."""
    licence: str
    """What the source says of its licence; empty if nothing."""

    def write(self, folder: Path) -> None:
        """Into the checkpoint's folder."""
        text = json.dumps({"format": FORMAT, **asdict(self)}, indent=1, ensure_ascii=False)
        (folder / FILE).write_text(f"{text}\n", "utf-8")


def read_card(folder: Path) -> Card:
    """The card of an imported checkpoint.

    Raises:
        InvalidInputError: there is none, another version of Onset wrote it, or it is damaged.
    """
    try:
        return card_of(folder.name, (folder / FILE).read_bytes())
    except FileNotFoundError as error:
        raise InvalidInputError(f"CHECKPOINT {folder.name!r} is not at hand: none is imported by that name") from error


def card_of(name: str, text: bytes) -> Card:
    """The card that a file holds.

    Raises:
        InvalidInputError: another version of Onset wrote it, or it is damaged.
    """
    try:
        value: dict[str, Any] = json.loads(text)
        if value.pop("format") != FORMAT:
            raise ValueError("written in another format")
        schedule = value.pop("schedule")
        schedule["sigmas"] = tuple(schedule["sigmas"])
        return _made(Card, {**value, "schedule": _made(Schedule, schedule)})
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InvalidInputError(
            f"CHECKPOINT {name!r} cannot be read: its {FILE} is damaged, or another version of Onset wrote it; "
            "import it again"
        ) from error


def _made(kind: type[Made], values: dict[str, Any]) -> Made:
    """A dataclass of fields that are what they should be.

    Raises:
        TypeError: one is missing, unknown or of another type.
    """
    made = kind(**values)
    for field in fields(made):
        wanted: Any = get_origin(field.type) or field.type
        if not isinstance(getattr(made, field.name), (int, float) if wanted is float else wanted):
            raise TypeError(field.name)
    return made

"""Names of imported checkpoints."""

import re
from pathlib import Path

from onset.models.checkpoints.card import FILE
from onset.models.checkpoints.errors import CheckpointError
from onset.models.manifest import read_manifest

_PLAIN = re.compile(r"[a-z][a-z0-9-]{0,39}")
"""What folders, Triton's models and orders can all be called."""
_RESERVED = ("sources",)


def is_plain(name: str) -> bool:
    """Whether a checkpoint can be called so."""
    return _PLAIN.fullmatch(name) is not None


def check_name(name: str, weights: Path, *, replace: bool) -> None:
    """Refuse names that are no plain word or not free.

    Raises:
        CheckpointError: CHECKPOINT_NAME_INVALID or CHECKPOINT_NAME_TAKEN.
    """
    if not is_plain(name):
        raise CheckpointError(
            "CHECKPOINT_NAME_INVALID",
            f"The name {name!r} is no plain word: up to 40 small letters, digits and hyphens, a letter first.",
        )
    if name in _RESERVED or any(name == entry.name for entry in read_manifest()):
        raise CheckpointError("CHECKPOINT_NAME_TAKEN", f"The name {name} is Onset's own; choose another.")
    there = weights / name
    if there.exists() and not (replace and (there / FILE).is_file()):
        raise CheckpointError(
            "CHECKPOINT_NAME_TAKEN", f"{there} is there already; choose another name, or import with --replace."
        )

"""What a safetensors file holds, read from its header alone."""

import json
import math
from dataclasses import dataclass
from pathlib import Path

from onset.models.checkpoints.errors import damaged

_MAX_HEADER_BYTES = 100 << 20
"""As the safetensors library has it."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One tensor."""

    dtype: str
    shape: tuple[int, ...]

    @property
    def count(self) -> int:
        """Numbers in it."""
        return math.prod(self.shape)


def stored_tensors(path: Path) -> dict[str, Stored]:
    """Tensors by name.

    Raises:
        CheckpointError: CHECKPOINT_DAMAGED, the file is cut off or no safetensors file.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if size < 8 or length > min(size - 8, _MAX_HEADER_BYTES):
            raise damaged(f"{path} is no safetensors file, or was cut off while it was copied ({size} bytes).")
        head = file.read(length)
    try:
        entries = json.loads(head)
        entries.pop("__metadata__", None)
        found = {name: Stored(entry["dtype"], tuple(entry["shape"])) for name, entry in entries.items()}
        end = max((entry["data_offsets"][1] for entry in entries.values()), default=0)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise damaged(f"{path} is no safetensors file: its header cannot be read ({error}).") from error
    if 8 + length + end != size:
        raise damaged(f"{path} was cut off: it has {size} bytes, its header tells of {8 + length + end}.")
    return found

"""Weights as files: half precision, in parts that are small enough to carry."""

from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import nn

from onset.models.files import replacing

PART_BYTES = 15 << 20
"""At most so much in one file."""


def save_parts(net: nn.Module, folder: Path, name: str) -> list[Path]:
    """Write the network as `name`-0.safetensors, `name`-1.safetensors, ..."""
    parts: list[dict[str, torch.Tensor]] = [{}]
    size = 0
    for key, value in net.state_dict().items():
        half = value.half().contiguous().cpu()
        if size + half.nbytes > PART_BYTES:
            parts.append({})
            size = 0
        parts[-1][key] = half
        size += half.nbytes
    paths = [folder / f"{name}-{index}.safetensors" for index in range(len(parts))]
    for path, part in zip(paths, parts, strict=True):
        with replacing(path) as temporary:
            save_file(part, temporary)
    return paths


def load_parts(net: nn.Module, folder: Path, name: str) -> None:
    """Fill the network from the files that `save_parts` wrote.

    Raises:
        FileNotFoundError: there is none.
    """
    paths = sorted(folder.glob(f"{name}-*.safetensors"))
    if not paths:
        raise FileNotFoundError(f"{folder} has no {name}-0.safetensors")
    state: dict[str, torch.Tensor] = {}
    for path in paths:
        state |= {key: value.float() for key, value in load_file(path).items()}
    net.load_state_dict(state)

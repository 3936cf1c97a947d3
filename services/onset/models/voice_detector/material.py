"""What the training is made of, as the corpus packs it: tracks of one thing alone, and scenes to validate with."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from onset.models.voice_detector.corpus.packing import unpacked


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """Tracks of 12 s: (N, T, 128) uint8 decibels over the floor of -80 dB, on the device that trains."""

    voice: Tensor
    voiced: Tensor
    """(N, T) uint8: share of each frame of `voice` in which somebody speaks, times 255."""
    music: Tensor
    noise: Tensor
    events: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Scenes:
    """Scenes of 12 s: (N, T, 128) uint8 decibels over the floor, and (N, T) uint8 share of voice times 255."""

    mixture: Tensor
    voiced: Tensor


def read_material(folder: Path, device: str) -> Material:
    """All shards to train on.

    Raises:
        FileNotFoundError: there are none.
    """
    shards = _read(folder, "train-*.npz")
    return Material(
        *(_tracks(shards, key, device) for key in ("voice", "voiced", "music", "noise", "events")),
    )


def read_scenes(folder: Path, device: str) -> Scenes:
    """All shards held out.

    Raises:
        FileNotFoundError: there are none.
    """
    shards = _read(folder, "held-out-*.npz")
    return Scenes(*(_tracks(shards, key, device) for key in ("mixture", "voiced")))


def _read(folder: Path, pattern: str) -> list[dict[str, np.ndarray]]:
    paths = sorted(folder.glob(pattern))
    if not paths:
        raise FileNotFoundError(f"{folder} has no {pattern}; onset.models.voice_detector.corpus makes them")
    return [dict(np.load(path)) for path in paths]


def _tracks(shards: list[dict[str, np.ndarray]], key: str, device: str) -> Tensor:
    whole = np.concatenate([shard[key] if key == "voiced" else unpacked(shard[key]) for shard in shards])
    return torch.from_numpy(whole).to(device)

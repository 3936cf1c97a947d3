"""The clips to learn from and to validate with: shards that another process goes on adding."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

FRAMES_PER_S = 50
MEL_BANDS = 128
_HELD_OUT_EVERY = 10
"""One shard in ten is never trained on. The first of every seed is such a one, so that there is always something to
validate with."""
_SHARD = re.compile(r"(\d+)-(\d+)\.npz")


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """One clip of music, or of something without a beat."""

    mel_db: np.ndarray
    """(T, 128) float16, not normalised."""
    loudest_db: float
    """What the whole clip is normalised by."""
    beats_s: np.ndarray
    """(B,) from the clip's first sample; empty without a beat."""
    downbeats_s: np.ndarray
    """Those of `beats_s` that begin a bar."""
    metre: int
    """Beats a bar; 0 without a beat."""
    genre: str


@dataclass(slots=True)
class Corpus:
    """All clips of a folder, split into those to learn from and those to validate with."""

    folder: Path
    held_out: list[Clip] = field(default_factory=list)
    _read: set[str] = field(default_factory=set)

    def read_new(self) -> list[Clip]:
        """The clips to learn from of the shards that were not there the last time; `held_out` takes the others."""
        training = []
        for path in sorted(self.folder.glob("*.npz")):
            name = _SHARD.fullmatch(path.name)
            if name is None or path.name in self._read:
                continue
            clips = read_shard(path)
            held_out = int(name[2]) // len(clips) % _HELD_OUT_EVERY == 0
            (self.held_out if held_out else training).extend(clips)
            self._read.add(path.name)
        return training


def read_shard(path: Path) -> list[Clip]:
    """The clips of one shard; its format is described in `corpus`."""
    with np.load(path) as shard:
        return [_clip(shard, index) for index in range(int(shard["clips"]))]


def _clip(shard: np.lib.npyio.NpzFile, index: int) -> Clip:
    beats_s = shard[f"beats_{index}"]
    return Clip(
        shard[f"mel_{index}"],
        float(shard[f"loudest_db_{index}"]),
        beats_s,
        beats_s[shard[f"positions_{index}"] == 1],
        int(shard[f"metre_{index}"]),
        str(shard[f"genre_{index}"]),
    )

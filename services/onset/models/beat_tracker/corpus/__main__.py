"""python -m onset.models.beat_tracker.corpus: make the training clips."""

import argparse
import os
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np

from onset.models.beat_tracker.corpus.clips import make_clip, record
from onset.models.beat_tracker.corpus.sources import Sources

SHARD_CLIPS = 50
_NICENESS = 5


def make_shard(start: int, *, clips: int, seed: int, out: Path, sources: Sources) -> str:
    """Write clips `start`… of one shard unless it is there; a line for the log."""
    path = out / f"{seed}-{start:05d}.npz"
    if path.exists():
        return f"{path.name} is there"
    began = time.monotonic()
    entries: dict[str, object] = {"clips": np.int64(clips)}
    seconds = 0.0
    for place in range(clips):
        clip = make_clip(seed, start + place, sources)
        seconds += len(clip.wave) / 48_000
        entries |= record(clip, place)
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        np.savez(file, **entries)  # type: ignore[arg-type]
    unfinished.rename(path)
    return f"{path.name}: {seconds:.0f} s of sound, {seconds / (time.monotonic() - began):.0f} x real time"


def main() -> None:
    """Parse the arguments, make all shards."""
    parser = argparse.ArgumentParser(prog="python -m onset.models.beat_tracker.corpus", description=__doc__)
    parser.add_argument("--clips", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--sources", type=Path, default=Path(".build/beat_tracker"), help="folder of sources.toml's files"
    )
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    os.nice(_NICENESS)
    sources = Sources.below(options.sources)
    work = partial(make_shard, clips=SHARD_CLIPS, seed=options.seed, out=options.out, sources=sources)
    with ProcessPoolExecutor(options.processes) as pool:
        for line in pool.map(work, range(0, options.clips, SHARD_CLIPS)):
            print(line, flush=True)


if __name__ == "__main__":
    main()

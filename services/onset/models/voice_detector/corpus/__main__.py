"""python -m onset.models.voice_detector.corpus: make the training scenes."""

import argparse
import os
import time
from collections import defaultdict
from pathlib import Path

import numpy as np

from onset.models.beat_tracker.corpus.sources import Sources
from onset.models.files import replacing
from onset.models.places import PROJECT_ROOT
from onset.models.voice_detector.corpus import music
from onset.models.voice_detector.corpus.pieces import pieces
from onset.models.voice_detector.corpus.scenes import compose
from onset.models.voice_detector.corpus.spectrograms import mel_db
from onset.models.voice_detector.corpus.voices import Sound, training_voices

BUILD = PROJECT_ROOT / ".build"
SCENES_PER_SHARD = 60
_UTTERANCES, _MUSIC_PIECES = 48, 60
"""New for each shard."""
_LOUDEST_PERCENTILE = 99.9
_NICENESS = 10


def make_shard(rng: np.random.Generator, sources: Sources) -> dict[str, np.ndarray]:
    """The entries of a shard."""
    spoken: dict[str, list[Sound]] = defaultdict(list)
    for name, sound in training_voices(rng, each=_UTTERANCES):
        spoken[name] += pieces(sound)
    invented = [cut for name, cut in spoken.items() if cut and name.startswith("espeak")]
    recorded = [cut for name, cut in spoken.items() if cut and not name.startswith("espeak")]
    # As often those that sound like people as those that only speak like them.
    speakers = invented + recorded * (len(invented) // len(recorded))
    beds = [music.piece(rng, sources) for _ in range(_MUSIC_PIECES)]
    beds = [bed for bed in beds if bed.std() > 1e-4]
    scenes = [compose(rng, speakers, beds) for _ in range(SCENES_PER_SHARD)]
    mels = [mel_db(scene.samples) for scene in scenes]
    return {
        "mel": np.stack([mel.T for mel in mels]).astype(np.float16),
        "loudest": np.array([np.percentile(mel.max(axis=0), _LOUDEST_PERCENTILE) for mel in mels], np.float32),
        "voiced": np.stack([scene.voiced for scene in scenes]),
    }


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m onset.models.voice_detector.corpus", description=__doc__)
    parser.add_argument("--shards", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", type=Path, default=BUILD / "voice_detector" / "corpus")
    parser.add_argument("--sources", type=Path, default=BUILD / "beat_tracker", help="what music is rendered from")
    options = parser.parse_args()
    sources = Sources.below(options.sources)
    os.nice(_NICENESS)
    for shard in range(options.shards):
        path = options.out / f"{options.seed}-{shard:03d}.npz"
        if path.exists():
            continue
        began = time.monotonic()
        entries = make_shard(np.random.default_rng([options.seed, shard]), sources)
        with replacing(path) as unfinished, unfinished.open("wb") as file:
            np.savez(file, **entries)
        print(f"{path.name}: {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()

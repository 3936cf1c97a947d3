"""python -m onset.models.phones.corpus: make what the training needs; Debian's `flite` must be installed."""

import argparse
import os
import time
from pathlib import Path

import numpy as np

from onset.models import places
from onset.models.files import replacing
from onset.models.phones.corpus import speech, texts
from onset.models.phones.corpus.speech import Speech
from onset.models.phones.corpus.windows import windows
from onset.models.voice_detector.corpus.noises import Random
from onset.models.voice_detector.corpus.voices import FLITE_VOICES, UNHEARD_FLITE_VOICE, drawn_manner

CORPUS = places.PROJECT_ROOT / ".build" / "phones" / "corpus"
_BY_PIPER, _BY_EACH_OF_FLITE, _BY_ESPEAK = 130, 60, 200
"""Utterances of a shard, some half an hour."""
_STRETCHES = (0.75, 1.4)
_NICENESS = 10


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m onset.models.phones.corpus", description=__doc__)
    parser.add_argument("--shards", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--held-out", action="store_true", help="of voices to validate with, and not spoiled")
    parser.add_argument("--out", type=Path, default=CORPUS)
    options = parser.parse_args()
    os.nice(_NICENESS)
    words = texts.vocabulary(places.weights_folder() / "minilm" / "tokenizer.json")
    for shard in range(options.shards):
        path = options.out / f"{'held-out' if options.held_out else 'train'}-{options.seed}-{shard:03d}.npz"
        if path.exists():
            continue
        began = time.monotonic()
        rng = np.random.default_rng([options.seed, shard])
        said = _utterances(rng, words, held_out=options.held_out)
        sounds, classes = zip(*windows(rng, said, spoiled=not options.held_out), strict=True)
        with replacing(path) as unfinished, unfinished.open("wb") as file:
            np.savez_compressed(file, sounds=np.stack(sounds), classes=np.stack(classes))
        print(f"{path.name}: {len(sounds)} windows in {time.monotonic() - began:.0f} s", flush=True)


def _utterances(rng: Random, words: list[str], *, held_out: bool) -> list[Speech]:
    """By all voices; Piper's, being one, says new texts in those that are held out."""
    orders = [
        (texts.drawn(rng, words), float(rng.uniform(*_STRETCHES)), int(rng.integers(1 << 30))) for _ in range(_BY_PIPER)
    ]
    said = list(speech.piper(orders))
    for voice in (UNHEARD_FLITE_VOICE,) if held_out else FLITE_VOICES:
        for _ in range(_BY_EACH_OF_FLITE):
            said.append(speech.flite(texts.drawn(rng, words), voice, stretch=rng.uniform(*_STRETCHES)))
    for _ in range(_BY_ESPEAK):
        said.append(speech.espeak(texts.drawn(rng, words), drawn_manner(rng, held_out=held_out)))
    return said


if __name__ == "__main__":
    main()

"""python -m onset.models.voice_detector.corpus: make what the training needs."""

import argparse
import os
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from onset.models.beat_tracker.corpus import sources
from onset.models.beat_tracker.corpus.sources import Sources
from onset.models.files import replacing
from onset.models.places import PROJECT_ROOT
from onset.models.spectrograms import mel_db
from onset.models.voice_detector.corpus import beds, music, noises, people, scenes, spoiling, voices
from onset.models.voice_detector.corpus.noises import Random, Samples
from onset.models.voice_detector.corpus.packing import Bytes, packed
from onset.models.voice_detector.corpus.pieces import pieces
from onset.models.voice_detector.corpus.scenes import SCENE_SAMPLES
from onset.models.voice_detector.corpus.voices import Sound

BUILD = PROJECT_ROOT / ".build"
_UTTERANCES, _EACH = 60, 5
"""By eSpeak's voices and by each of Flite's and Piper's, new for each shard."""
_RECORDINGS = 16
"""Of each of the people, drawn anew for each shard."""
_VOICE, _COMPOSED, _BEDS, _NOISE, _EVENTS = 44, 24, 12, 8, 8
"""Tracks of a shard to train on."""
_SCENES = 60
"""Of a shard held out."""
_KINDS = {"espeak": 0.35, "flite": 0.08, "piper": 0.12, "people": 0.45}
"""How often each speaks."""
_PEAK = 0.9
_NICENESS = 10

Speakers = dict[str, list[list[Sound]]]
"""By kind, everybody's words."""


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes shards out of what was fetched."""

    sources: Sources
    people: Path

    def training(self, rng: Random) -> dict[str, Bytes]:
        """Tracks, each of one thing alone."""
        cast = _cast(self._speakers(rng, held_out=False), rng)
        spoken = [_spoken(rng, cast) for _ in range(_VOICE)]
        composed = self._music(rng, _COMPOSED)
        chords = [beds.bed(rng, SCENE_SAMPLES) for _ in range(_BEDS)]
        return {
            "voice": _spectrograms(voice for voice, _ in spoken),
            "voiced": _shares(voiced for _, voiced in spoken),
            "music": _spectrograms([*(scenes.played(rng, [piece]) for piece in composed), *chords]),
            "noise": _spectrograms(rng.choice(noises.STEADY)(rng, SCENE_SAMPLES) for _ in range(_NOISE)),
            "events": _spectrograms(rng.choice(noises.EVENTS)(rng, SCENE_SAMPLES) for _ in range(_EVENTS)),
        }

    def held_out(self, rng: Random) -> dict[str, Bytes]:
        """Scenes of voices that train nothing."""
        made = list(self.scenes(rng, _SCENES))
        return {
            "mixture": np.stack([packed(mel_db(scene.samples).T) for scene in made]),
            "voiced": _shares(scene.voiced for scene in made),
        }

    def scenes(self, rng: Random, count: int) -> Iterable[scenes.Scene]:
        """The scenes of a shard that is held out, as sound."""
        cast = _cast(self._speakers(rng, held_out=True), rng)
        music_pieces = self._music(rng, count // 2) + [beds.bed(rng, SCENE_SAMPLES) for _ in range(count // 4)]
        return (scenes.compose(rng, cast, music_pieces) for _ in range(count))

    def _speakers(self, rng: Random, *, held_out: bool) -> Speakers:
        said: dict[str, list[Sound]] = defaultdict(list)
        for name, sound in voices.invented(rng, _UTTERANCES, held_out=held_out):
            said[name] += pieces(sound)
        if not held_out:
            for name, sound in voices.imitated(rng, _EACH):
                said[name] += pieces(sound)
        for name, words in people.speakers(self.people, rng, _RECORDINGS).items():
            if (name in people.HELD_OUT) == held_out:
                said[f"people/{name}"] = words
        by_kind: Speakers = defaultdict(list)
        for name, words in said.items():
            if words:
                by_kind[name.split("/")[0]].append(words)
        return by_kind

    def _music(self, rng: Random, count: int) -> list[Sound]:
        made = (music.piece(rng, self.sources) for _ in range(count))
        return [piece for piece in made if piece.std() > 1e-4]


def _cast(speakers: Speakers, rng: Random) -> list[list[Sound]]:
    """Everybody, as often as his kind shall speak."""
    drawn = []
    shares = np.array([_KINDS[kind] for kind in speakers])
    for kind in rng.choice(list(speakers), 400, p=shares / shares.sum()):
        drawn.append(speakers[kind][int(rng.integers(len(speakers[kind])))])
    return drawn


def _spoken(rng: Random, cast: list[list[Sound]]) -> tuple[Samples, np.ndarray]:
    voice, mask = scenes.spoken(rng, cast)
    for spoil, how_often in ((spoiling.narrowed, 0.1), (spoiling.coded, 0.2)):
        if rng.random() < how_often:
            voice = spoil(rng, voice)
    return voice, scenes.by_frame(mask)


def _spectrograms(tracks: Iterable[np.ndarray]) -> Bytes:
    """(N, T, 128) packed, of sounds whose peak is brought just under full scale."""
    return np.stack([packed(mel_db(track * (_PEAK / max(np.abs(track).max(), 1e-9))).T) for track in tracks])


def _shares(voiced: Iterable[np.ndarray]) -> Bytes:
    return np.rint(255 * np.stack(list(voiced))).astype(np.uint8)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m onset.models.voice_detector.corpus", description=__doc__)
    parser.add_argument("--shards", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--held-out", action="store_true", help="make scenes to validate with")
    parser.add_argument("--out", type=Path, default=BUILD / "voice_detector" / "corpus")
    parser.add_argument("--sources", type=Path, default=BUILD / "beat_tracker", help="what music is rendered from")
    parser.add_argument("--recordings", type=Path, default=BUILD / "voice_detector", help="of people")
    options = parser.parse_args()
    os.nice(_NICENESS)
    sources.fetch(options.sources)
    sources.fetch(options.recordings, people.SOURCES)
    maker = Maker(Sources.below(options.sources), options.recordings / "people")
    kind, make = ("held-out", maker.held_out) if options.held_out else ("train", maker.training)
    for shard in range(options.shards):
        path = options.out / f"{kind}-{options.seed}-{shard:03d}.npz"
        if path.exists():
            continue
        began = time.monotonic()
        entries = make(np.random.default_rng([options.seed, shard]))
        with replacing(path) as unfinished, unfinished.open("wb") as file:
            np.savez_compressed(file, **entries)  # type: ignore[arg-type]  # numpy's stub takes its options for arrays
        print(f"{path.name}: {path.stat().st_size >> 10} KiB in {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()

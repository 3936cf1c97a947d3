"""Training of the voice detector: `python -m onset.models.voice_detector.train`, in the models' environment.

Learns from the shards that `onset.models.voice_detector.corpus` makes, on one core, and writes the weights beside this
file. Prints their size and SHA-256 for the manifest.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

from onset.models.files import replacing, sha256_of
from onset.models.places import PROJECT_ROOT
from onset.models.voice_detector.network import MEL_BANDS, REACH_FRAMES, VoiceDetector

FOLDER = PROJECT_ROOT / ".build" / "voice_detector"
WEIGHTS = Path(__file__).with_name("weights.safetensors")
_CROP_FRAMES, _BATCH = 400, 24
_MIXED, _UNDER_DB = 0.5, (-3.0, 22.0)
"""How often the sounds of a scene without a voice are added, and how far under the loudest of a crop."""
_OCTAVES_PER_DB = np.float32(np.log2(10) / 10)
_SHIFT_BANDS = 3
"""Other throats and other keys."""
_HELD_OUT_EVERY = 12
_MAX_GRADIENT = 1.0
_EMA = 0.995
_REPORT_EVERY = 200
_RANGE_DB = 80.0
"""As in the analysis service: 1 at the loudest, 0 at 80 dB below it."""

Scenes = tuple[np.ndarray, np.ndarray, np.ndarray]
"""(S, T, 128) float16 dB, (S,) the loudest of each, (S, T) share of each frame that is voice."""


def read(folder: Path) -> tuple[Scenes, Scenes]:
    """All shards: those to learn from and those held out.

    Raises:
        FileNotFoundError: there are none.
    """
    shards = [np.load(path) for path in sorted(folder.glob("*.npz"))]
    if not shards:
        raise FileNotFoundError(f"{folder} has no shard; onset.models.voice_detector.corpus makes them")
    mel, loudest, voiced = (np.concatenate([shard[key] for shard in shards]) for key in ("mel", "loudest", "voiced"))
    held_out = np.arange(len(mel)) % _HELD_OUT_EVERY == 0
    return (mel[~held_out], loudest[~held_out], voiced[~held_out]), (mel[held_out], loudest[held_out], voiced[held_out])


def crops(scenes: Scenes, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
    """A batch of crops at other levels, heard through other loudspeakers, half of them over another scene's sounds."""
    mels, loudest, voiced = scenes
    voiceless = np.flatnonzero(voiced.max(axis=1) == 0)
    inputs, targets = [], []
    for _ in range(_BATCH):
        scene = int(rng.integers(len(mels)))
        where = _somewhere(mels, rng)
        mel, level = mels[scene, where].astype(np.float32), loudest[scene]
        if rng.random() < _MIXED:
            other = int(rng.choice(voiceless))
            under_db = rng.uniform(*_UNDER_DB)
            beside = mels[other, _somewhere(mels, rng)].astype(np.float32) + (level - loudest[other] - under_db)
            mel = np.logaddexp2(mel * _OCTAVES_PER_DB, beside * _OCTAVES_PER_DB) / _OCTAVES_PER_DB
            level = max(level, level - under_db)
        mel = mel[:, np.clip(np.arange(MEL_BANDS) + rng.integers(-_SHIFT_BANDS, _SHIFT_BANDS + 1), 0, MEL_BANDS - 1)]
        mel += np.interp(np.arange(MEL_BANDS), np.linspace(0, MEL_BANDS - 1, 6), rng.normal(0, 2.5, 6))
        # What is quiet here may stand beside something louder elsewhere in the track.
        inputs.append(normalised(mel, level + max(0.0, rng.normal(0, 6))))
        targets.append(voiced[scene, where])
    return torch.from_numpy(np.stack(inputs)), torch.from_numpy(np.stack(targets))


def _somewhere(mels: np.ndarray, rng: np.random.Generator) -> slice:
    start = int(rng.integers(mels.shape[1] - _CROP_FRAMES + 1))
    return slice(start, start + _CROP_FRAMES)


def normalised(mel_db: np.ndarray, loudest_db: float) -> np.ndarray:
    """(T, 128) in 0..1."""
    return np.clip((mel_db - loudest_db) / _RANGE_DB + 1, 0, 1).astype(np.float32)


def train(
    net: VoiceDetector, training: Scenes, held_out: Scenes, *, steps: int, peak_lr: float, seed: int
) -> VoiceDetector:
    """Train `net`; the running mean of the networks on the way, which is steadier than the last."""
    mean = VoiceDetector().requires_grad_(requires_grad=False)
    mean.load_state_dict(net.state_dict())
    optimizer = torch.optim.AdamW(net.parameters(), peak_lr, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, peak_lr, steps, pct_start=0.15)
    rng, began, losses = np.random.default_rng(seed), time.monotonic(), []
    for step in range(1, steps + 1):
        mel, target = crops(training, rng)
        with torch.autocast("cpu", torch.bfloat16):
            logits = net(mel)
        loss = loss_of(logits.float(), target)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), _MAX_GRADIENT)
        optimizer.step()
        schedule.step()
        share = 1 - min(_EMA, step / (step + 10))
        with torch.no_grad():
            for kept, new in zip(mean.parameters(), net.parameters(), strict=True):
                kept.lerp_(new, share)
        losses.append(loss.item())
        if step % _REPORT_EVERY == 0 or step == steps:
            minutes = (time.monotonic() - began) / 60
            print(f"step {step} minutes {minutes:.1f} loss {np.mean(losses):.4f} {report(mean, held_out)}", flush=True)
            losses.clear()
    return mean


def loss_of(logits: Tensor, target: Tensor) -> Tensor:
    """Cross-entropy of frames that know their surroundings; at a crop's ends these are cut off."""
    inside = slice(REACH_FRAMES // 2, -REACH_FRAMES // 2)
    return binary_cross_entropy_with_logits(logits[:, inside], target[:, inside])


def report(network: VoiceDetector, scenes: Scenes) -> str:
    """Share of frames that are right, of voices missed, of other sounds taken for one."""
    mels, loudest, voiced = scenes
    with torch.inference_mode():
        said = np.concatenate(
            [
                network(torch.from_numpy(normalised(mel.astype(np.float32), level))[None]).numpy() > 0
                for mel, level in zip(mels, loudest, strict=True)
            ]
        )
    truth = voiced > 0.5
    return f"right {np.mean(said == truth):.4f} missed {np.mean(~said[truth]):.4f} invented {np.mean(said[~truth]):.4f}"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m onset.models.voice_detector.train", description=__doc__)
    parser.add_argument("--corpus", type=Path, default=FOLDER / "corpus")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--lr", type=float, default=4e-3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--from", dest="start", type=Path, help="weights to go on from")
    options = parser.parse_args()
    # Other trainings may want the other cores.
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    start = VoiceDetector()
    if options.start:
        start.load_state_dict({name: value.float() for name, value in load_file(options.start).items()})
    network = train(start, *read(options.corpus), steps=options.steps, peak_lr=options.lr, seed=options.seed)
    with replacing(options.out) as path:
        save_file({name: value.half().contiguous() for name, value in network.state_dict().items()}, path)
    print(f'size_bytes = {options.out.stat().st_size}\nsha256 = "{sha256_of(options.out)}"')


if __name__ == "__main__":
    main()

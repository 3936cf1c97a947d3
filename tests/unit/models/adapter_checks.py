"""What the training of an adapter changes; imported by `checkpoint_checks.py`."""

import csv
from copy import deepcopy
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from checkpoint_parity import Local, diffusers_picture, order
from checkpoint_refusals import rewritten
from safetensors.torch import load_file

from onset.models import places
from onset.models.checkpoints import importing, loading, train_adapter
from onset.models.checkpoints.card import read_card
from onset.models.checkpoints.errors import CheckpointError
from onset.models.checkpoints.folder import read_folder
from onset.models.checkpoints.imported import Imported
from onset.models.checkpoints.material import Material, Painted, Pictures
from onset.models.checkpoints.prompts import Tokenizers
from onset.models.checkpoints.request import Import
from onset.models.checkpoints.training import AdapterTraining
from onset.models.picture.data.orders import GROUP, caption_of
from onset.models.picture.data.orders import order as painted_order
from onset.models.picture.data.pool import Pool
from onset.models.picture.sampler import pictures as sampled
from onset.models.picture.walk import Guidance


def training(root: Path) -> dict[str, Any]:
    """Fit the adapter of the first to a folder of pictures, stop, go on, and import what was learnt."""
    pictures, run = root / "pictures", root / "run"
    pictures.mkdir()
    rng = np.random.default_rng(0)
    for number in range(3):
        shade = np.full((80, 72, 3), 60 + 60 * number, np.uint8)
        cv2.imwrite(str(pictures / f"{number}.png"), shade + rng.integers(0, 30, shade.shape, np.uint8))
        (pictures / f"{number}.txt").write_text(f"a vase {number}")
    np.save(pictures / "1.npy", rng.random((16, 20), np.float32))
    arguments = ["--checkpoint", "tiny-sd", "--pictures", str(pictures), "--run", str(run), "--side", "64"]
    arguments += ["--lr", "0.01", "--batch", "4", "--log-every", "0"]
    for steps in (12, 24):
        train_adapter.train(train_adapter.parser().parse_args([*arguments, "--steps", str(steps)]))
    with (run / "progress.csv").open() as file:
        rows = list(csv.DictReader(file))
    adapter = load_file(run / "adapter.safetensors")
    gates = [float(value) for name, value in adapter.items() if name.endswith(".gate")]
    importing.run(Import(root / "sd", "heard", adapter=run / "adapter.safetensors"))
    local = Local("heard")
    checkpoint = Imported(read_card(places.weights_folder() / "heard"), local)
    heard = order(guidance=Guidance(3.0, 1.5))
    deaf = order(guidance=Guidance(3.0, 0.0))
    frames, with_sound = sampled(heard, checkpoint, lambda: False)[0], local.rows
    silent = sampled(deaf, checkpoint, lambda: False)[0]
    plain = diffusers_picture("sd", read_folder(root / "sd"), deaf)
    return {
        "learnt": {kind: _learnt(root / kind, pictures) for kind in ("turbo", "xl")},
        "steps": [int(row["step"]) for row in rows],
        "held_out": [float(row["held_out"]) for row in rows],
        "gates": gates,
        "drawn": [_drawn(Pictures(pictures, 64), held_out=held_out) for held_out in (False, True)],
        "rows": [with_sound, local.rows],
        "sounds_differ": float(np.abs(frames[0].astype(int) - frames[1]).mean()),
        "without_sound": int(np.abs(silent[0].astype(int) - plain).max()),
        "painted": _painted(root / "pool"),
        "refusals": _refused_material(root, arguments),
    }


def _learnt(source: Path, pictures: Path) -> dict[str, Any]:
    """What two steps change, of a checkpoint that knows few noises, and of one that is told sizes."""
    folder = places.weights_folder() / f"tiny-{source.name}"
    nets = loading.load_networks(read_folder(source))
    training = AdapterTraining(read_card(folder), nets, Tokenizers(folder), torch.device("cpu"), 0.01)
    parts = {"unet": nets.unet, "vae": nets.vae, "text": torch.nn.ModuleList(nets.text_encoders), "ears": training.net}
    before = {name: deepcopy(part.state_dict()) for name, part in parts.items()}
    material, rng = Pictures(pictures, 64), np.random.default_rng(4)
    losses = [float(training.learn(material.batch(2, rng), 0.0)) for _ in range(2)]
    return {
        "finite": bool(np.isfinite(losses).all()),
        "changed": [
            name
            for name, part in parts.items()
            if any(not torch.equal(value, before[name][key]) for key, value in part.state_dict().items())
        ],
    }


def _painted(folder: Path) -> dict[str, Any]:
    """Pictures of the painter's scenes."""
    pool = Pool(folder, 2)
    material, rng = Painted(pool, 64), np.random.default_rng(0)
    ready = [material.is_ready()]
    for index in range(2 * GROUP):
        pool.put(painted_order(index))
        ready.append(material.is_ready())
    batch = material.batch(3, rng)
    return {
        "shape": list(batch.pictures.shape),
        "range": [float(batch.pictures.min()), float(batch.pictures.max())],
        "captions": batch.captions,
        "ready": ready,
        "learnt": _drawn(material, held_out=False),
        "held_out": _drawn(material, held_out=True),
        "scenes": [[caption_of(painted_order(GROUP * group + member)) for member in range(GROUP)] for group in (0, 1)],
    }


def _drawn(material: Material, *, held_out: bool) -> list[str]:
    """Captions of what is drawn, each once."""
    rng = np.random.default_rng(5)
    return sorted({caption for _ in range(8) for caption in material.batch(8, rng, held_out=held_out).captions})


def _refused_material(root: Path, arguments: list[str]) -> list[str]:
    """Reasons of a checkpoint that is not there, one whose source has changed, and of material that does not fit."""
    odd, noise = root / "odd", root / "sd" / "scheduler" / "scheduler_config.json"
    original = noise.read_bytes()
    odd.mkdir()
    reasons = []
    for change, more in (
        (lambda: None, ["--checkpoint", "nobody"]),
        (lambda: None, ["--pictures", str(odd)]),
        (lambda: (odd / "a.png").write_bytes(b"no picture"), ["--pictures", str(odd)]),
        (lambda: (odd / "b.png").write_bytes(b"no picture"), ["--pictures", str(odd)]),
        (lambda: np.save(odd / "a.npy", np.full((16, 20), 2.0)), ["--pictures", str(odd)]),
        (lambda: rewritten(noise, steps_offset=0), []),
    ):
        change()
        try:
            train_adapter.train(train_adapter.parser().parse_args([*arguments, "--steps", "1", *more]))
        except CheckpointError as error:
            reasons.append(f"{error.reason}: {error.message}")
    noise.write_bytes(original)
    return reasons

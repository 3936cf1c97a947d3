"""What is refused once an import has begun; imported by `checkpoint_checks.py`."""

import json
import shutil
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

from onset.models import places
from onset.models.checkpoints import importing, loading
from onset.models.checkpoints.errors import CheckpointError
from onset.models.checkpoints.folder import read_folder
from onset.models.checkpoints.request import Import


def refusals(whole: Path, copies: Path) -> dict[str, tuple[str, str]]:
    """Reason and message of what is found only when the networks are loaded."""
    unet, text = "unet/diffusion_pytorch_model.safetensors", "text_encoder/model.safetensors"
    words = json.loads((whole / "tokenizer" / "vocab.json").read_text())
    token = "text_model.embeddings.token_embedding.weight"
    damages: dict[str, Any] = {
        "missing": lambda root: _resaved(root / unet, lambda state: state.pop("conv_in.weight")),
        "unknown": lambda root: _resaved(
            root / unet, lambda state: state.update({f"bogus.{k}": torch.zeros(1) for k in range(4)})
        ),
        "shape": lambda root: _resaved(root / text, lambda state: state.update({token: torch.zeros(5, 32)})),
        "vocabulary": lambda root: (root / "tokenizer" / "vocab.json").write_text(json.dumps({**words, "more": 192})),
        "merges": lambda root: (root / "tokenizer" / "merges.txt").write_text("#version: 0.2\nun known\n"),
        "noise": lambda root: rewritten(root / "scheduler" / "scheduler_config.json", beta_start=0.0, beta_end=0.0),
    }
    found = {}
    for case, damage in damages.items():
        shutil.copytree(whole, copies / case)
        damage(copies / case)
        folder = read_folder(copies / case)
        try:
            loading.load_schedule(folder)
            loading.load_tokenizers(folder)
            loading.load_networks(folder)
        except CheckpointError as error:
            found[case] = (error.reason, error.message)
    return found


def failed(source: Path) -> dict[str, Any]:
    """An import that is refused when it has begun, and what it leaves."""
    before = set(places.weights_folder().iterdir())
    unfit = source / "unet" / "diffusion_pytorch_model.safetensors"
    try:
        importing.run(Import(source, "new", adapter=unfit))
    except CheckpointError as error:
        left = [str(path) for path in set(places.weights_folder().iterdir()) - before]
        return {"reason": error.reason, "message": error.message, "left": left}
    raise AssertionError("it was not refused")


def _resaved(path: Path, change: Any) -> None:
    state = load_file(path)
    change(state)
    save_file(state, path, {"format": "pt"})


def rewritten(path: Path, **changes: Any) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))

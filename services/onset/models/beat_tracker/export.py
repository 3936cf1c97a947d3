"""Weights of a training run -> the file in this package: `python -m onset.models.beat_tracker.export`.

Prints size and SHA-256 for the manifest. Runs in the models' environment.
"""

import argparse
from pathlib import Path

import torch

from onset.models.beat_tracker.train import FOLDER
from onset.models.files import sha256_of
from onset.models.learning import save_weights

WEIGHTS = Path(__file__).with_name("weights.safetensors")


def export(checkpoint: Path, out: Path) -> None:
    """Write the run's mean weights as fp16."""
    state = torch.load(checkpoint, weights_only=True)
    save_weights(state["mean"], out)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m onset.models.beat_tracker.export", description=__doc__)
    parser.add_argument("--checkpoint", type=Path, default=FOLDER / "run" / "checkpoint.pt")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    export(options.checkpoint, options.out)
    print(f'size_bytes = {options.out.stat().st_size}\nsha256 = "{sha256_of(options.out)}"')


if __name__ == "__main__":
    main()

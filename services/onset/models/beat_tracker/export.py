"""Weights of training runs -> the file in this package: `python -m onset.models.beat_tracker.export`.

Prints size and SHA-256 for the manifest. Runs in the models' environment.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch

from onset.models.beat_tracker.train import FOLDER
from onset.models.files import sha256_of
from onset.models.learning import save_weights

_ROUNDING = 1e-6
WEIGHTS = Path(__file__).with_name("weights.safetensors")


def export(checkpoints: Sequence[Path], shares: Sequence[float], out: Path) -> None:
    """Write the mean of the runs' weights as fp16.

    Runs of which one went on from another's end lie in one valley: their mean is better than either (Wortsman et al.,
    "Model soups", 2022).

    Args:
        checkpoints: of the runs.
        shares: of each in the mean, 1 together.
        out: safetensors file.

    Raises:
        ValueError: not one share for each checkpoint, or shares that are not 1 together.
    """
    if len(shares) != len(checkpoints) or abs(sum(shares) - 1) > _ROUNDING:
        raise ValueError(f"{len(checkpoints)} checkpoints need as many shares, 1 together, got {list(shares)}")
    states = [torch.load(checkpoint, weights_only=True, map_location="cpu")["mean"] for checkpoint in checkpoints]
    weights = {
        name: torch.stack([share * state[name] for share, state in zip(shares, states, strict=True)]).sum(0)
        for name in states[0]
    }
    save_weights(weights, out)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m onset.models.beat_tracker.export", description=__doc__)
    parser.add_argument("--checkpoints", type=Path, nargs="+", default=[FOLDER / "run" / "checkpoint.pt"])
    parser.add_argument("--shares", type=float, nargs="+", default=[1.0], help="of each checkpoint in the mean")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    try:
        export(options.checkpoints, options.shares, options.out)
    except ValueError as error:
        parser.error(str(error))
    print(f'size_bytes = {options.out.stat().st_size}\nsha256 = "{sha256_of(options.out)}"')


if __name__ == "__main__":
    main()

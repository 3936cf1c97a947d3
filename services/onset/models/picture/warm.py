"""Fills the compiler's cache while something else trains: `python -m onset.models.picture.warm`.

Runs one step of the denoiser's training for each size, with made-up data; the training then finds its kernels ready.
"""

import argparse
import time

import torch

from onset.models.picture.conditions import Conditions
from onset.models.picture.data.orders import SIZES
from onset.models.picture.data.sounds import TOKENS
from onset.models.picture.denoiser_training import DenoiserTraining
from onset.models.picture.shapes import CHANNELS, FACTOR, MAX_COLOURS, STYLE_SIZE, TEXT_TOKENS, TEXT_WIDTH


def warm(batch: int) -> None:
    """Train for a step at every size."""
    device = torch.device("cuda")
    training = DenoiserTraining(device)
    yes = torch.ones(batch, dtype=torch.bool, device=device)
    given = Conditions(
        text=torch.randn(batch, TEXT_TOKENS, TEXT_WIDTH, device=device).half(),
        text_mask=yes[:, None].expand(-1, TEXT_TOKENS),
        sound=torch.rand(batch, TOKENS, 20, device=device),
        sound_mask=yes,
        palette=torch.rand(batch, MAX_COLOURS, 3, device=device),
        palette_mask=yes[:, None].expand(-1, MAX_COLOURS),
        style=torch.rand(batch, STYLE_SIZE, device=device),
        style_mask=yes,
    )
    for width, height in SIZES:
        began = time.monotonic()
        latents = torch.randn(batch, CHANNELS, height // FACTOR, width // FACTOR, device=device)
        loss = float(training.learn(latents, given, 0.0))
        print(f"warm: {width}x{height} after {time.monotonic() - began:.0f} s, loss {loss:.2f}", flush=True)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m onset.models.picture.warm", description=__doc__)
    parser.add_argument("--batch", type=int, required=True)
    torch.set_float32_matmul_precision("high")
    warm(parser.parse_args().batch)


if __name__ == "__main__":
    main()

"""What each way of a sound into the trained denoiser is worth: `python -m onset.models.picture.ablation`.

Of one network that was trained with both, one way is closed at a time: the gates of the cross-attention to the sound's
sixteen moments, or the picture's own moment that modulates every layer (FiLM). A network trained with one alone might
make more of it. Prints Spearman's rho of each feature and the property that answers it.
"""

import argparse
import copy
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from onset.models.picture import control
from onset.models.picture.data import sounds
from onset.models.picture.data.tokens import CaptionEncoder
from onset.models.picture.denoiser import Denoiser
from onset.models.picture.export import load_parts
from onset.models.picture.report import SOUNDS_PER_SCENE, Report, four_colours
from onset.models.picture.train import FOLDER
from onset.models.picture.vae import Autoencoder
from onset.models.picture.walk import Guidance


def whole(net: Denoiser) -> Denoiser:
    """As it was trained."""
    return net


def by_film(net: Denoiser) -> Denoiser:
    """The same with the gates of the cross-attention to sound closed."""
    net = copy.deepcopy(net)
    with torch.no_grad():
        for level in (net.middle, net.coarse):
            for block in level.blocks:
                block.audio_gate.zero_()
    return net


def by_attention(net: Denoiser) -> Denoiser:
    """The same with a moment that says what a missing one says, whatever sounds."""
    net = copy.deepcopy(net)
    last = net.asked.moment[-1]
    with torch.no_grad():
        last.weight.zero_()
        last.bias.copy_(net.asked.no_moment)
    return net


WAYS: dict[str, Callable[[Denoiser], Denoiser]] = {
    "both": whole,
    "cross-attention only": by_attention,
    "FiLM only": by_film,
}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m onset.models.picture.ablation", description=__doc__)
    parser.add_argument("--weights", type=Path, default=FOLDER / "out")
    parser.add_argument("--carried", type=Path, default=FOLDER / "captions", help="what data.tokens wrote")
    parser.add_argument("--scenes", type=int, default=8, help=f"each under {SOUNDS_PER_SCENE} sounds")
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    net, vae = Denoiser(), Autoencoder()
    load_parts(net, options.weights, "denoiser")
    load_parts(vae, options.weights, "vae")
    captions = CaptionEncoder(options.carried, torch.device("cpu"))
    rng = np.random.default_rng(12)
    rows = np.repeat(rng.permutation(captions.test_count)[: options.scenes], SOUNDS_PER_SCENE)
    palettes = np.repeat(np.stack([four_colours(rng) for _ in range(options.scenes)]), SOUNDS_PER_SCENE, axis=0)
    windows = sounds.windows(rng, len(rows))
    heard = np.split(control.heard(windows), options.scenes)
    print(f"| the sound enters by | {' | '.join(control.ANSWERS.values())} |")
    print("|---" * (len(control.ANSWERS) + 1) + "|", flush=True)
    for name, way in WAYS.items():
        report = Report(way(net), vae, captions, options.steps)
        given = report.given(rows, windows, palettes)
        latents = report.sample(given, Guidance(), torch.Generator().manual_seed(12), alike=SOUNDS_PER_SCENE)
        pictures = report.pictures(latents)
        starts = range(0, len(pictures), SOUNDS_PER_SCENE)
        seen = [control.seen(pictures[start : start + SOUNDS_PER_SCENE]) for start in starts]
        found = np.diag(control.correlations(heard, seen))
        print(f"| {name} | {' | '.join(f'{rho:.2f}' for rho in found)} |", flush=True)


if __name__ == "__main__":
    main()

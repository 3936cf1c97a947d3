"""Measures samples: `python -m onset.models.picture.judge`, in the models' environment.

Reads the latents that a training or a benchmark left in `--out` (`text.npz`, `control.npz`) and prints a table: whether
pictures show the family that was asked for, how near they come to the asked colours, how surely sounds steer them. The
judge of families learns on the painter's scenes first, and is tried on others of them.
"""

import argparse
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from onset.models.painter.catalog import FAMILIES
from onset.models.picture import control, probe
from onset.models.picture.brand import palette_distance
from onset.models.picture.data import sounds
from onset.models.picture.data.captions import TEST_WORDINGS
from onset.models.picture.data.orders import GROUP, canvas_of, order
from onset.models.picture.export import load_parts
from onset.models.picture.grade import graded
from onset.models.picture.report import SOUNDS_PER_SCENE
from onset.models.picture.shapes import MAX_COLOURS
from onset.models.picture.train import FOLDER
from onset.models.picture.vae import Autoencoder

_LEARNT_ON, _TRIED_ON = 1560, 208
"""Scenes of the judge."""
_CHUNK = 16
_GROUND_SCENES = 160
"""Of which two in five have four colours."""
_CEILING_SCENES = 20
"""Each under as many sounds as the samples."""

Pictures = NDArray[np.uint8]


def decoded(vae: Autoencoder, latents: NDArray[np.float16]) -> Pictures:
    """SRGB pictures (N, H, W, 3)."""
    with torch.inference_mode():
        parts = [vae.decode(part.float()) for part in torch.from_numpy(latents).split(_CHUNK)]
    pictures: Pictures = (torch.cat(parts).permute(0, 2, 3, 1) * 255 + 0.5).byte().numpy()
    return pictures


def right(net: probe.Probe, pictures: Pictures, captions: NDArray[np.intp]) -> NDArray[np.bool_]:
    """(N,) whether each picture shows its caption's family."""
    planes = torch.from_numpy(pictures).permute(0, 3, 1, 2)
    named = np.concatenate([probe.named(net, part.float() / 255) for part in planes.split(_CHUNK)])
    return np.asarray(named == captions // TEST_WORDINGS)


def of_families(net: probe.Probe, pictures: Pictures, captions: NDArray[np.intp]) -> str:
    """Share of all, and the three families that are worst."""
    hits, families = right(net, pictures, captions), captions // TEST_WORDINGS
    shares = {name: float(hits[families == index].mean()) for index, name in enumerate(FAMILIES)}
    worst = ", ".join(f"{name} {shares[name]:.0%}" for name in sorted(shares, key=shares.__getitem__)[:3])
    return f"{hits.mean():.1%} of {len(hits)} (least: {worst})"


def of_palettes(pictures: Pictures, palettes: Pictures) -> str:
    """Mean CIEDE2000 of the asked colours to the pictures' own, and to those of other pictures."""
    own = np.mean([palette_distance(*pair) for pair in zip(pictures, palettes, strict=True)])
    other = np.mean([palette_distance(*pair) for pair in zip(pictures, np.roll(palettes, 1, axis=0), strict=True)])
    return f"{own:.1f} (another picture's {MAX_COLOURS} colours: {other:.1f})"


def of_the_painter(scenes: int) -> str:
    """The same of the painter's own scenes of four colours, as painted and finished under their sounds: the ground."""
    painted, finished = [], []
    for index in range(scenes):
        item = order(index * GROUP)
        if len(item.palette) < MAX_COLOURS:
            continue
        canvas = canvas_of(item)
        heard = torch.from_numpy(item.window[None])
        flash = torch.from_numpy(sounds.flash(item.window[None]))
        picture = graded(torch.from_numpy(canvas[None]).float() / 255, heard[:, sounds.NOW], flash).clamp(0, 1)
        for found, planes in ((painted, canvas), (finished, (picture[0] * 255 + 0.5).byte().numpy())):
            found.append(palette_distance(np.ascontiguousarray(planes.transpose(1, 2, 0)), item.palette))
    return f"{np.mean(painted):.1f} as painted, {np.mean(finished):.1f} under a sound, of {len(painted)}"


@torch.inference_mode()
def ceiling(vae: Autoencoder, scenes: int) -> tuple[str, str]:
    """`of_sounds` of the painter's own scenes under sounds, and of the same as the autoencoder restores them."""
    finished, restored, windows = [], [], []
    square = (index for index in range(GROUP * scenes) if order(index).size == 0)
    for index in islice(square, scenes):
        heard = sounds.windows(np.random.default_rng([index, 4]), SOUNDS_PER_SCENE)
        canvas = torch.from_numpy(canvas_of(order(index))).float().expand(SOUNDS_PER_SCENE, -1, -1, -1) / 255
        planes = graded(canvas, torch.from_numpy(heard[:, sounds.NOW]), torch.from_numpy(sounds.flash(heard)))
        finished.append((planes.permute(0, 2, 3, 1) * 255 + 0.5).byte().numpy())
        restored.append(decoded(vae, vae.encode(planes).half().numpy()))
        windows.append(heard)
    told = [of_sounds(np.concatenate(pictures), np.concatenate(windows)) for pictures in (finished, restored)]
    return told[0], told[1]


def of_sounds(pictures: Pictures, windows: NDArray[np.float32]) -> str:
    """Spearman's rho of each feature and the property that answers it."""
    scenes = len(windows) // SOUNDS_PER_SCENE
    answers = [control.seen(list(part)) for part in np.split(pictures, scenes)]
    rho = np.diag(control.correlations(np.split(control.heard(windows), scenes), answers))
    return ", ".join(f"{name} {value:.2f}" for name, value in zip(control.ANSWERS.values(), rho, strict=True))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m onset.models.picture.judge", description=__doc__)
    parser.add_argument("--out", type=Path, default=FOLDER / "out", help="what `train` wrote")
    parser.add_argument("--weights", type=Path, help="folder of the autoencoder, if another")
    options = parser.parse_args()
    out = options.out
    vae = Autoencoder().eval()
    load_parts(vae, options.weights or out, "vae")
    net = probe.train(*probe.painted(_LEARNT_ON, 0))
    canvas, labels = probe.painted(_TRIED_ON, _LEARNT_ON)
    tried = probe.named(net, probe.heard(canvas, np.random.default_rng(1)))
    print("| what | found |\n|---|---|")
    print(f"| the judge itself, other painter scenes | {np.mean(tried == labels):.1%} of {_TRIED_ON} |", flush=True)
    text = np.load(out / "text.npz")
    pictures = decoded(vae, text["latents"])
    print(f"| family, unheard captions | {of_families(net, pictures, text['captions'])} |")
    print(f"| the painter's own colours | {of_the_painter(_GROUND_SCENES)} |", flush=True)
    print(f"| colours, CIEDE2000 | {of_palettes(pictures, text['palettes'])} |", flush=True)
    painted, restored = ceiling(vae, _CEILING_SCENES)
    print(f"| the painter's own under sounds: Spearman | {painted} |")
    print(f"| the same through the autoencoder: Spearman | {restored} |", flush=True)
    steered = np.load(out / "control.npz")
    for name in sorted(set(steered.files) - {"windows", "palettes", "captions"}):
        pictures = decoded(vae, steered[name])
        # Some are drawn of the first scenes alone.
        share = right(net, pictures, steered["captions"][: len(pictures)]).mean()
        print(f"| sound {name}: family | {share:.1%} of {len(pictures)} |")
        print(f"| sound {name}: Spearman | {of_sounds(pictures, steered['windows'][: len(pictures)])} |", flush=True)


if __name__ == "__main__":
    main()

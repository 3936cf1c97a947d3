"""A judge of pictures: which family a picture shows, learned on the painter's scenes alone."""

from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, interpolate

from onset.models.learning import learning_rate
from onset.models.painter.catalog import FAMILIES
from onset.models.painter.prompt import SceneParameters
from onset.models.painter.scene import canvases
from onset.models.picture.data import sounds
from onset.models.picture.data.orders import draw_palette, response_to
from onset.models.picture.grade import graded

SIDE_PX = 64
"""Pictures are judged at this size: what they show, not how finely."""
_PAINTED_PX = 128
"""Painted larger than judged: thin things must not vanish."""
_STEPS, _BATCH = 700, 64


class Probe(nn.Module):
    """(B, 3, H, W) in 0..1 -> logits (B, families)."""

    def __init__(self) -> None:
        super().__init__()
        widths = (3, 32, 64, 128, 192)
        self.layers = nn.Sequential(
            *[
                nn.Sequential(
                    nn.Conv2d(a, b, 3, padding=1), nn.BatchNorm2d(b), nn.ReLU(), nn.Conv2d(b, b, 3, 2, 1), nn.ReLU()
                )
                for a, b in zip(widths[:-1], widths[1:], strict=True)
            ]
        )
        self.name = nn.Linear(widths[-1] * 16, len(FAMILIES))

    def forward(self, pictures: Tensor) -> Tensor:
        small = interpolate(pictures, size=(SIDE_PX, SIDE_PX), mode="area")
        return self.name(nn.functional.dropout(self.layers(small).flatten(1), 0.3, self.training))


def painted(count: int, first: int) -> tuple[NDArray[np.uint8], NDArray[np.intp]]:
    """Canvases (N, 3, 64, 64) of the families in turn, each with a look of its own; their families' indices."""
    names = list(FAMILIES)
    canvas, labels = np.empty((count, 3, SIDE_PX, SIDE_PX), np.uint8), np.arange(count) % len(names)
    for index in range(count):
        rng = np.random.default_rng([index + first, 3])
        family = FAMILIES[names[labels[index]]]
        parameters = SceneParameters(family.name, str(rng.choice(family.times)), "natural", 0.5)
        response = response_to(sounds.windows(rng, 1)[0])
        time_s = np.array([rng.uniform(0, 8)], np.float32)
        (planes,) = canvases(parameters, [response], time_s, draw_palette(rng), index + first, _PAINTED_PX, _PAINTED_PX)
        small = [cv2.resize(plane, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA) for plane in planes]
        canvas[index] = np.clip(np.stack(small) * 255 + 0.5, 0, 255)
    return canvas, labels


def train(canvas: NDArray[np.uint8], labels: NDArray[np.intp], steps: int = _STEPS) -> Probe:
    """A probe that has seen these canvases under many sounds, mirrored and softened too."""
    net, rng = Probe(), np.random.default_rng(0)
    optimizer = torch.optim.AdamW(net.parameters(), lr=1e-3, weight_decay=0.02)
    for step in range(steps):
        optimizer.param_groups[0]["lr"] = learning_rate(1e-3, step, step / steps)
        rows = rng.integers(len(canvas), size=_BATCH)
        pictures = heard(canvas[rows], rng)
        if rng.random() < 0.5:
            pictures = pictures.flip(3)
        if rng.random() < 0.5:
            pictures = interpolate(pictures, scale_factor=float(rng.uniform(0.4, 0.9)), mode="area")
        loss = cross_entropy(net(pictures), torch.from_numpy(labels[rows]), label_smoothing=0.05)
        net.zero_grad()
        loss.backward()
        optimizer.step()
    return net.eval()


@torch.no_grad()
def heard(canvas: NDArray[np.uint8], rng: np.random.Generator) -> Tensor:
    """Finished pictures of canvases (N, 3, H, W), each under a sound of its own."""
    windows = sounds.windows(rng, len(canvas))
    now, flash = torch.from_numpy(windows[:, sounds.NOW]), torch.from_numpy(sounds.flash(windows))
    return graded(torch.from_numpy(canvas).float() / 255, now, flash).clamp(0, 1)


@torch.no_grad()
def named(net: Probe, pictures: Tensor) -> NDArray[np.intp]:
    """Indices of the families that pictures (B, 3, H, W) show."""
    return np.concatenate([net(part).argmax(1).numpy() for part in pictures.split(64)])


def save(net: Probe, path: Path) -> None:
    """Write its weights."""
    save_file({name: value.contiguous() for name, value in net.state_dict().items()}, path)


def load(path: Path) -> Probe:
    """Read them again."""
    net = Probe()
    net.load_state_dict(load_file(path))
    return net.eval()

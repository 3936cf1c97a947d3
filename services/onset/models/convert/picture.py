"""Onset-mini: our own weights -> ONNX, one file a network, for any batch and any size in steps of 32 pixels."""

from pathlib import Path

import torch
from torch import Tensor, nn

from onset.models.convert.export import export_onnx
from onset.models.painter.audio import FEATURES
from onset.models.picture import style
from onset.models.picture.conditions import FIELDS, Conditions
from onset.models.picture.data.sounds import TOKENS
from onset.models.picture.denoiser import Denoiser
from onset.models.picture.export import load_parts
from onset.models.picture.shapes import CHANNELS, FACTOR, MAX_COLOURS, STYLE_SIZE, TEXT_WIDTH, THUMBNAIL
from onset.models.picture.vae import Autoencoder

_TRACED_TOKENS = 7
_TRACED_SIZE = (8, 12)


def convert(sources: Path, out: Path) -> None:
    """Write `denoiser.onnx`, `vae_encoder.onnx`, `vae_decoder.onnx` and `style.onnx`."""
    denoiser, vae = Denoiser(), Autoencoder()
    load_parts(denoiser, sources, "denoiser")
    load_parts(vae, sources, "vae")
    export(denoiser, vae, out)
    export_style(out)


def export_style(out: Path) -> None:
    """`style.onnx`: THUMBNAILS (B, 3, 48, 48) in 0..1 -> STYLE (B, 42), for samplers that have no PyTorch."""
    axes = {"THUMBNAILS": {0: "B"}, "STYLE": {0: "B"}}
    example = torch.rand(2, 3, THUMBNAIL, THUMBNAIL)
    export_onnx(OfThumbnails(), (example,), out / "style.onnx", ["THUMBNAILS"], ["STYLE"], axes)


def export(denoiser: Denoiser, vae: Autoencoder, out: Path) -> None:
    """The same of networks at hand."""
    height, width = _TRACED_SIZE
    latents, pictures = torch.randn(2, CHANNELS, height, width), torch.rand(2, 3, FACTOR * height, FACTOR * width)
    grid, pixels = {0: "B", 2: "h", 3: "w"}, {0: "B", 2: "H", 3: "W"}
    names = [name.upper() for name in FIELDS]
    axes = {name: {0: "B"} for name in ("TIME", *names)}
    axes["TEXT"] = axes["TEXT_MASK"] = {0: "B", 1: "L"}
    export_onnx(
        OfTensors(denoiser),
        (latents, torch.rand(2), *example_conditions(2).tensors()),
        out / "denoiser.onnx",
        ["LATENTS", "TIME", *names],
        ["VELOCITY"],
        {"LATENTS": grid, "VELOCITY": grid, **axes},
    )
    for net, example, name, inputs, outputs in (
        (Encoding(vae), pictures, "vae_encoder", "PICTURES", "LATENTS"),
        (Decoding(vae), latents, "vae_decoder", "LATENTS", "PICTURES"),
    ):
        dynamic = {"PICTURES": pixels, "LATENTS": grid}
        export_onnx(net, (example,), out / f"{name}.onnx", [inputs], [outputs], dynamic)


def example_conditions(count: int) -> Conditions:
    """Random conditions, some of them missing."""
    return Conditions(
        text=torch.randn(count, _TRACED_TOKENS, TEXT_WIDTH),
        text_mask=torch.rand(count, _TRACED_TOKENS) < 0.7,
        sound=torch.rand(count, TOKENS, len(FEATURES)),
        sound_mask=torch.rand(count) < 0.7,
        palette=torch.rand(count, MAX_COLOURS, 3),
        palette_mask=torch.rand(count, MAX_COLOURS) < 0.7,
        style=torch.randn(count, STYLE_SIZE),
        style_mask=torch.rand(count) < 0.7,
    )


class OfTensors(nn.Module):
    """The denoiser with its conditions as tensors in the order of FIELDS."""

    def __init__(self, net: Denoiser) -> None:
        super().__init__()
        self.net = net

    def forward(self, latents: Tensor, time: Tensor, *conditions: Tensor) -> Tensor:
        return self.net(latents, time, Conditions(*conditions))


class Encoding(nn.Module):
    """Pictures (B, 3, H, W) in 0..1 -> normalised latents."""

    def __init__(self, net: Autoencoder) -> None:
        super().__init__()
        self.net = net

    def forward(self, pictures: Tensor) -> Tensor:
        return self.net.encode(pictures)


class Decoding(nn.Module):
    """Normalised latents -> pictures (B, 3, H, W) in 0..1."""

    def __init__(self, net: Autoencoder) -> None:
        super().__init__()
        self.net = net

    def forward(self, latents: Tensor) -> Tensor:
        return self.net.decode(latents)


class OfThumbnails(nn.Module):
    """The style as a network."""

    def forward(self, thumbnails: Tensor) -> Tensor:
        return style.style_of_thumbnails(thumbnails)

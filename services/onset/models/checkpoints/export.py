"""A pipeline's networks -> ONNX, one graph and one file of weights each, for any batch and any size."""

import shutil
import tempfile
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

from onset.models.checkpoints.adapter import Hearing, SoundAdapter
from onset.models.checkpoints.limits import TEXT_TOKENS, TIME_IDS
from onset.models.checkpoints.networks import Decoding, Encoding, Networks, TextEncoding
from onset.models.convert.export import export_onnx
from onset.models.painter.audio import FEATURES
from onset.models.picture.data.sounds import TOKENS

_TRACED_BATCH = 2
_TRACED_SIZE = (9, 13)
"""Of latents, odd: only then does the traced U-Net ask for its skips' sizes, and heed them at any size."""
_SMALLEST_OUTSIDE_BYTES = 1024
"""Smaller tensors stay in the graph."""


def export_networks(nets: Networks, adapter: SoundAdapter, out: Path) -> None:
    """Write `denoiser`, `text_encoder`, `vae_encoder` and `vae_decoder`, each as .onnx with its .onnx.data beside it.

    Raises:
        OSError: the disk is full.
    """
    height, width = _TRACED_SIZE
    grid, pixels, batch = {0: "B", 2: "h", 3: "w"}, {0: "B", 2: "H", 3: "W"}, {0: "B"}
    latents = torch.randn(_TRACED_BATCH, nets.vae.config.latent_channels, height, width)
    factor = 2 ** (len(nets.vae.config.block_out_channels) - 1)
    pictures = torch.rand(_TRACED_BATCH, 3, factor * height, factor * width)
    ids = torch.ones(_TRACED_BATCH, TEXT_TOKENS, dtype=torch.int64)
    texts = (ids,) * len(nets.text_encoders)
    encoder = TextEncoding(nets.text_encoders)
    with torch.inference_mode():
        told = encoder(*texts)
    given = {
        "LATENTS": latents,
        "TIMESTEP": torch.tensor([[999.0], [1.0]]),
        "TEXT": told[0],
        "SOUND": torch.rand(_TRACED_BATCH, TOKENS, len(FEATURES)),
        "SOUND_MASK": torch.tensor([[True], [False]]),
    }
    if len(told) > 1:
        given |= {"POOLED": told[1], "TIME_IDS": torch.ones(_TRACED_BATCH, TIME_IDS)}
    outputs = ["TEXT", "POOLED"][: len(told)]
    inputs = ["IDS", "IDS_2"][: len(texts)]
    _export(encoder, texts, out / "text_encoder.onnx", inputs, outputs, dict.fromkeys((*inputs, *outputs), batch))
    axes = {**dict.fromkeys(given, batch), "LATENTS": grid, "ANSWER": grid}
    _export(Hearing(nets.unet, adapter), tuple(given.values()), out / "denoiser.onnx", list(given), ["ANSWER"], axes)
    sizes = {"PICTURES": pixels, "LATENTS": grid}
    _export(Encoding(nets.vae), (pictures,), out / "vae_encoder.onnx", ["PICTURES"], ["LATENTS"], sizes)
    _export(Decoding(nets.vae), (latents,), out / "vae_decoder.onnx", ["LATENTS"], ["PICTURES"], sizes)


def _export(
    net: nn.Module,
    example: tuple[Tensor, ...],
    path: Path,
    inputs: list[str],
    outputs: list[str],
    axes: dict[str, dict[int, str]],
) -> None:
    # By way of a folder of its own: above 2 GB the exporter writes each tensor as a file.
    with tempfile.TemporaryDirectory(prefix=".export-", dir=path.parent) as folder:
        export_onnx(net, example, Path(folder) / path.name, inputs, outputs, axes)
        model = onnx.load(Path(folder) / path.name)
        # Removes the exporter's files before ours are written: a big network need not lie on the disk twice.
        shutil.rmtree(folder)
        Path(folder).mkdir()
    onnx.save_model(
        model,
        path,
        save_as_external_data=True,
        location=f"{path.name}.data",
        size_threshold=_SMALLEST_OUTSIDE_BYTES,
    )
    onnx.checker.check_model(str(path))

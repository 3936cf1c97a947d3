"""The beat tracker: our own weights -> ONNX."""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from onset.models.beat_tracker.clips import MEL_BANDS
from onset.models.beat_tracker.network import BeatTracker
from onset.models.convert.export import export_onnx


def convert(sources: Path, out: Path) -> None:
    """Write `beat_tracker.onnx`: MEL [B, T, 128] in 0..1 -> ACTIVATIONS [B, T, 2], probabilities."""
    axes = {0: "B", 1: "T"}
    export_onnx(
        Probabilities(load_network(sources / "weights.safetensors")),
        (torch.rand(2, 50, MEL_BANDS),),
        out / "beat_tracker.onnx",
        ["MEL"],
        ["ACTIVATIONS"],
        {"MEL": axes, "ACTIVATIONS": axes},
    )


def load_network(weights: Path) -> BeatTracker:
    """The network with the weights of a safetensors file."""
    net = BeatTracker()
    net.load_state_dict({name: value.float() for name, value in load_file(weights).items()})
    return net.eval()


class Probabilities(nn.Module):
    """The network's beats and downbeats with their sigmoid. The metre is not asked for: the decoder finds it as well."""

    def __init__(self, net: BeatTracker) -> None:
        super().__init__()
        self.net = net

    def forward(self, mel: Tensor) -> Tensor:
        return self.net(mel)[..., :2].sigmoid()

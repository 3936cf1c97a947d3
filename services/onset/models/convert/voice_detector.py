"""The voice detector: our own weights -> ONNX."""

from pathlib import Path

import torch
from torch import Tensor, nn

from onset.models.convert.export import export_onnx
from onset.models.learning import load_weights
from onset.models.listener import MEL_BANDS
from onset.models.voice_detector.network import VoiceDetector


def convert(sources: Path, out: Path) -> None:
    """Write `voice_detector.onnx`: MEL [B, T, 128] in 0..1 -> VOICE [B, T], probabilities."""
    axes = {0: "B", 1: "T"}
    export_onnx(
        Probabilities(load_weights(VoiceDetector(), sources / "weights.safetensors")),
        (torch.rand(2, 50, MEL_BANDS),),
        out / "voice_detector.onnx",
        ["MEL"],
        ["VOICE"],
        {"MEL": axes, "VOICE": axes},
    )


class Probabilities(nn.Module):
    """The network with its sigmoid."""

    def __init__(self, net: VoiceDetector) -> None:
        super().__init__()
        self.net = net

    def forward(self, mel: Tensor) -> Tensor:
        return self.net(mel).sigmoid()

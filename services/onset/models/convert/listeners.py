"""The networks that listen: our own weights -> ONNX, MEL [B, T, 128] in 0..1 -> probabilities of each frame."""

from pathlib import Path

import torch
from torch import Tensor, nn

from onset.models.beat_tracker.network import BeatTracker
from onset.models.convert.export import export_onnx
from onset.models.learning import load_weights
from onset.models.listener import MEL_BANDS, Listener
from onset.models.voice_detector.network import VoiceDetector


def convert_beat_tracker(sources: Path, out: Path) -> None:
    """Write `beat_tracker.onnx`: ACTIVATIONS [B, T, 2]."""
    _convert(BeatProbabilities(_loaded(BeatTracker(), sources)), out / "beat_tracker.onnx", "ACTIVATIONS")


def convert_voice_detector(sources: Path, out: Path) -> None:
    """Write `voice_detector.onnx`: VOICE [B, T]."""
    _convert(Probabilities(_loaded(VoiceDetector(), sources)), out / "voice_detector.onnx", "VOICE")


class Probabilities(nn.Module):
    """A network with its sigmoid."""

    def __init__(self, net: Listener) -> None:
        super().__init__()
        self.net = net

    def forward(self, mel: Tensor) -> Tensor:
        return self.net(mel).sigmoid()


class BeatProbabilities(Probabilities):
    """Beats and downbeats alone. The metre is not asked for: the decoder finds it as well."""

    def forward(self, mel: Tensor) -> Tensor:
        return self.net(mel)[..., :2].sigmoid()


def _loaded(net: Listener, sources: Path) -> Listener:
    return load_weights(net, sources / "weights.safetensors")


def _convert(net: Probabilities, out: Path, output: str) -> None:
    axes = {0: "B", 1: "T"}
    export_onnx(net, (torch.rand(2, 50, MEL_BANDS),), out, ["MEL"], [output], {"MEL": axes, output: axes})

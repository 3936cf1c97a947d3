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
    """Write `beat_tracker.onnx`: ACTIVATIONS [B, T, 2] and METRE [B, T, 4]."""
    _convert(BeatProbabilities(_loaded(BeatTracker(), sources)), out / "beat_tracker.onnx", "ACTIVATIONS", "METRE")


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


class BeatProbabilities(nn.Module):
    """The beat tracker's: of a beat and a downbeat, and of each metre, which are 1 together."""

    def __init__(self, net: Listener) -> None:
        super().__init__()
        self.net = net

    def forward(self, mel: Tensor) -> tuple[Tensor, Tensor]:
        logits = self.net(mel)
        return logits[..., :2].sigmoid(), logits[..., 2:].softmax(-1)


def _loaded(net: Listener, sources: Path) -> Listener:
    return load_weights(net, sources / "weights.safetensors")


def _convert(net: nn.Module, out: Path, *outputs: str) -> None:
    axes = {name: {0: "B", 1: "T"} for name in ("MEL", *outputs)}
    export_onnx(net, (torch.rand(2, 50, MEL_BANDS),), out, ["MEL"], outputs, axes)

"""The network: Whisper's spectrogram -> which sound of speech is heard, a hundred times a second.

Whisper's encoder hears phones, whoever speaks and through whatever noise: it was trained on 680,000 hours of people
(Radford and others, "Robust speech recognition via large-scale weak supervision", 2022). What is learnt here reads its
tokens: a few convolutions, which see the spectrogram too, as Whisper's clock is half as fast.
"""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn.functional import gelu
from whisper.model import AudioEncoder

from onset.models.phones.classes import NAMES

WHISPER_WIDTH = 512
_MEL_BANDS = 80
_WIDTH = 192
_DILATIONS = (1, 2, 4)
_DROPOUT = 0.1
SHARES = "shares"
"""Name of what lies in the file of weights beside those of `PhoneReader`: each class's share of the frames."""
_PRIOR_POWER = 0.5
_RAREST = 1e-4


class PhoneReader(nn.Module):
    """(B, T, 512) Whisper's tokens and (B, 80, 2 T) spectrogram -> (B, 2 T, classes) logits; this is trained.

    Reach: 9 frames of 10 ms to either side, beyond what Whisper hears.
    """

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(WHISPER_WIDTH)
        self.drop = nn.Dropout(_DROPOUT)
        self.up = nn.Linear(WHISPER_WIDTH, 2 * _WIDTH)
        self.mel = nn.Conv1d(_MEL_BANDS, _WIDTH, 5, padding=2)
        self.layers = nn.ModuleList(_Residual(dilation) for dilation in _DILATIONS)
        self.out = nn.Sequential(nn.LayerNorm(_WIDTH), nn.Linear(_WIDTH, len(NAMES)))

    def forward(self, heard: Tensor, mel: Tensor) -> Tensor:
        batch, steps, _ = heard.shape
        x = self.up(self.drop(self.norm(heard))).reshape(batch, 2 * steps, _WIDTH)
        x = x + gelu(self.mel(mel)).transpose(1, 2)
        for layer in self.layers:
            x = layer(x)
        logits: Tensor = self.out(x)
        return logits


class _Residual(nn.Module):
    """x + what a frame and its neighbours at a distance say."""

    def __init__(self, dilation: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(_WIDTH)
        self.mix = nn.Conv1d(_WIDTH, _WIDTH, 3, padding=dilation, dilation=dilation)
        self.out = nn.Linear(_WIDTH, _WIDTH)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.out(gelu(self.mix(self.norm(x).transpose(1, 2)).transpose(1, 2)))


class PhoneListener(nn.Module):
    """(B, 80, 2 T) spectrogram -> (B, 2 T, classes) log-likelihoods, up to a constant of each frame; what is served."""

    def __init__(self, encoder: AudioEncoder, reader: PhoneReader, shares: Tensor) -> None:
        """Put the two together.

        Args:
            encoder: Whisper's.
            reader: trained.
            shares: (classes,) of the frames that it was trained on. By Bayes' rule posteriors are divided by them, as a
                rare sound is no less likely where a word needs it; by their root only, as frames beside each other tell
                the same thing twice.
        """
        super().__init__()
        self.encoder, self.reader = encoder, reader
        self.register_buffer("offset", -_PRIOR_POWER * shares.clamp_min(_RAREST).log())

    def forward(self, mel: Tensor) -> Tensor:
        return torch.log_softmax(self.reader(self.encoder(mel), mel), -1) + self.offset


def phone_listener(encoder: AudioEncoder, weights: Path) -> PhoneListener:
    """Whisper's encoder, and the file that the training wrote -> what is served, ready to be asked."""
    state = {name: value.float() for name, value in load_file(weights).items()}
    shares = state.pop(SHARES)
    reader = PhoneReader()
    reader.load_state_dict(state)
    return PhoneListener(encoder, reader, shares).eval()

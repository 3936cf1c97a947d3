"""The autoencoder: a picture <-> latents of an eighth of its sides and four channels.

No normalisation layers and few channels where pixels are many: the decoder's time on a CPU is what a frame costs.
"""

import torch
from torch import Tensor, nn
from torch.nn.functional import relu

from onset.models.picture.shapes import CHANNELS


class Encoder(nn.Module):
    """(B, 3, H, W) in -1..1 -> mean and log-variance of the latents, each (B, 4, H/8, W/8)."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.PixelUnshuffle(4),
            nn.Conv2d(48, 96, 3, padding=1),
            _Residual(96),
            nn.Conv2d(96, 160, 3, stride=2, padding=1),
            _Residual(160),
            _Residual(160),
            nn.ReLU(),
            nn.Conv2d(160, 2 * CHANNELS, 3, padding=1),
        )

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        mean, spread = self.layers(pictures).chunk(2, dim=1)
        return mean, spread.clamp(-12, 4)


class Decoder(nn.Module):
    """(B, 4, H/8, W/8) -> (B, 3, H, W) in about -1..1."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(CHANNELS, 128, 3, padding=1),
            _Residual(128),
            _Residual(128),
            _Residual(128),
            nn.Conv2d(128, 64 * 4, 1),
            nn.PixelShuffle(2),
            _Residual(64),
            nn.Conv2d(64, 32 * 4, 1),
            nn.PixelShuffle(2),
            _Residual(32),
            nn.ReLU(),
            nn.Conv2d(32, 3 * 4, 3, padding=1),
            nn.PixelShuffle(2),
        )

    def forward(self, latents: Tensor) -> Tensor:
        # Latents beyond this range are errors of a sampler; a decoder without normalisation would blow them up.
        return self.layers(3 * torch.tanh(latents / 3))


class Autoencoder(nn.Module):
    """Both, and the statistics that make the latents' channels unit normal for the denoiser."""

    mean: Tensor
    deviation: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.encoder, self.decoder = Encoder(), Decoder()
        self.register_buffer("mean", torch.zeros(CHANNELS, 1, 1))
        self.register_buffer("deviation", torch.ones(CHANNELS, 1, 1))

    def encode(self, pictures: Tensor) -> Tensor:
        """(B, 3, H, W) in 0..1 -> normalised latents."""
        return (self.encoder(pictures * 2 - 1)[0] - self.mean) / self.deviation

    def decode(self, latents: Tensor) -> Tensor:
        """Normalised latents -> (B, 3, H, W) in 0..1."""
        return ((self.decoder(latents * self.deviation + self.mean) + 1) / 2).clamp(0, 1)


class _Residual(nn.Module):
    """x + two convolutions, the second of which starts at nothing."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(width, width, 3, padding=1)
        self.second = nn.Conv2d(width, width, 3, padding=1)
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(relu(self.first(relu(x))))

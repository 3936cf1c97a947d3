"""A pipeline's networks, and what is asked of them beside the U-Net."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn


@dataclass(frozen=True, eq=False)
class Networks:
    """A pipeline's networks in float32, ready to be asked."""

    unet: Any
    vae: Any
    text_encoders: tuple[Any, ...]


class TextEncoding(nn.Module):
    """CLIP's text encoders, one or two, as SD and SDXL read them."""

    def __init__(self, encoders: tuple[nn.Module, ...]) -> None:
        super().__init__()
        self.encoders = nn.ModuleList(encoders)

    def forward(self, *ids: Tensor) -> tuple[Tensor, ...]:
        """Ids (B, 77) of each -> tokens (B, 77, D), and for two encoders the pooled text (B, P) too."""
        if len(self.encoders) == 1:
            return (self.encoders[0](ids[0]).last_hidden_state,)
        told = [net(part, output_hidden_states=True) for net, part in zip(self.encoders, ids, strict=True)]
        return torch.cat([one.hidden_states[-2] for one in told], dim=2), told[1].text_embeds


class Encoding(nn.Module):
    """Pictures (B, 3, H, W) in 0..1 -> latents of the size that the U-Net knows."""

    def __init__(self, vae: nn.Module) -> None:
        super().__init__()
        self.vae = vae

    def forward(self, pictures: Tensor) -> Tensor:
        return self.vae.encode(pictures * 2 - 1).latent_dist.mode() * self.vae.config.scaling_factor


class Decoding(nn.Module):
    """Such latents -> pictures (B, 3, H, W) in 0..1."""

    def __init__(self, vae: nn.Module) -> None:
        super().__init__()
        self.vae = vae

    def forward(self, latents: Tensor) -> Tensor:
        pictures = self.vae.decode(latents / self.vae.config.scaling_factor, return_dict=False)[0]
        return (pictures / 2 + 0.5).clamp(0, 1)

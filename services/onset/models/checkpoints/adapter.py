"""The ears that a pretrained U-Net gets: gated cross-attention to sound and FiLM in each of its transformer blocks.

Both begin at zero, and are zero for a picture without a sound, so that the U-Net then computes exactly what it was
trained to. Attention is narrow, as the U-Net's own layers do nearly all of the work (in the manner of IP-Adapter, Ye et
al., 2023; gates after Alayrac et al., "Flamingo", 2022; FiLM after Perez et al., 2018).
"""

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, scaled_dot_product_attention

from onset.models.painter.audio import FEATURES
from onset.models.picture.data.sounds import NOW, TOKENS

WIDTH = 256
"""Of a sound's tokens, and of the attention's queries, keys and values."""
_HEADS = 4
_LAYERS = 2


class SoundAdapter(nn.Module):
    """A window of sound -> tokens and a moment; and for each transformer block what it does with them."""

    def __init__(self, widths: list[int]) -> None:
        """Begin at zero effect.

        Args:
            widths: channels of the U-Net's transformer blocks, in the order of `transformer_blocks`.
        """
        super().__init__()
        self.enter = nn.Linear(len(FEATURES), WIDTH)
        self.when = nn.Parameter(0.02 * torch.randn(TOKENS, WIDTH))
        self.mixing = nn.ModuleList(nn.Conv1d(WIDTH, WIDTH, 3, padding=1) for _ in range(_LAYERS))
        self.norm = nn.LayerNorm(WIDTH)
        self.moment = nn.Sequential(nn.Linear(len(FEATURES), WIDTH), nn.SiLU(), nn.Linear(WIDTH, WIDTH), nn.SiLU())
        self.ears = nn.ModuleList(Ear(width) for width in widths)

    def heard(self, sound: Tensor) -> tuple[Tensor, Tensor]:
        """Windows (B, 16, 20) in 0..1 -> tokens (B, 16, 256) and the moment's vector (B, 256)."""
        sound = sound * 2 - 1
        tokens = self.enter(sound) + self.when
        for layer in self.mixing:
            tokens = tokens + layer(gelu(tokens).transpose(1, 2)).transpose(1, 2)
        return self.norm(tokens), self.moment(sound[:, NOW])


class Ear(nn.Module):
    """What one transformer block of a U-Net does with a sound."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.query = nn.Linear(width, WIDTH, bias=False)
        self.key_value = nn.Linear(WIDTH, 2 * WIDTH, bias=False)
        self.out = nn.Linear(WIDTH, width)
        # The gate alone is zero: were the projection zero too, neither would ever get a gradient.
        self.gate = nn.Parameter(torch.zeros(()))
        self.film = nn.Linear(WIDTH, 2 * width)
        nn.init.zeros_(self.film.weight)
        nn.init.zeros_(self.film.bias)

    def forward(self, x: Tensor, tokens: Tensor, moment: Tensor, mask: Tensor) -> Tensor:
        """X (B, N, C), tokens (B, 16, 256), moment (B, 256), mask (B,) of 1 and 0."""
        key, value = self.key_value(tokens).chunk(2, dim=2)
        answer = scaled_dot_product_attention(_heads(self.query(self.norm(x))), _heads(key), _heads(value))
        told = self.out(answer.transpose(1, 2).flatten(2))
        x = x + (mask * torch.tanh(self.gate))[:, None, None] * told
        scale, shift = (mask[:, None] * self.film(moment))[:, None].chunk(2, dim=2)
        return x * (1 + scale) + shift


class Hearing(nn.Module):
    """A U-Net with ears."""

    def __init__(self, unet: Any, adapter: SoundAdapter) -> None:
        super().__init__()
        self.unet, self.adapter = unet, adapter
        self._heard: tuple[Tensor, Tensor, Tensor] | None = None
        for number, block in enumerate(transformer_blocks(unet)):
            block.register_forward_hook(self._listening(number))

    def forward(
        self, latents: Tensor, timestep: Tensor, text: Tensor, sound: Tensor, sound_mask: Tensor, *added: Tensor
    ) -> Tensor:
        """The U-Net's answer.

        Args:
            latents: (B, C, h, w) as the U-Net takes them.
            timestep: (B, 1) training steps.
            text: (B, 77, D).
            sound: (B, 16, 20) in 0..1.
            sound_mask: (B, 1) bool; False where there is no sound to heed.
            added: pooled text (B, P) and sizes (B, 6), for an SDXL U-Net.
        """
        self._heard = (*self.adapter.heard(sound), sound_mask[:, 0].to(latents.dtype))
        beside = {"added_cond_kwargs": {"text_embeds": added[0], "time_ids": added[1]}} if added else {}
        answer: Tensor = self.unet(latents, timestep[:, 0], text, return_dict=False, **beside)[0]
        return answer

    def _listening(self, number: int) -> Any:
        def listen(_block: nn.Module, _given: Any, x: Tensor) -> Tensor:
            assert self._heard is not None
            answer: Tensor = self.adapter.ears[number](x, *self._heard)
            return answer

        return listen


def transformer_blocks(unet: Any) -> list[Any]:
    """All transformer blocks of a U-Net, from its entrance to its exit."""
    levels = (*unet.down_blocks, unet.mid_block, *unet.up_blocks)
    attentions = (attention for level in levels for attention in getattr(level, "attentions", ()))
    return [block for attention in attentions for block in attention.transformer_blocks]


def adapter_for(unet: Any) -> SoundAdapter:
    """A fresh adapter that fits the U-Net."""
    return SoundAdapter([block.dim for block in transformer_blocks(unet)])


def _heads(x: Tensor) -> Tensor:
    """(B, N, 256) -> (B, 4, N, 64)."""
    return x.reshape(x.shape[0], -1, _HEADS, WIDTH // _HEADS).transpose(1, 2)

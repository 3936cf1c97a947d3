"""Parts of the denoiser: attention that looks at the picture, at words and at sound."""

import math

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, normalize, scaled_dot_product_attention

HEAD = 64


class Attention(nn.Module):
    """Multi-head attention with queries and keys of unit length, so that no step of training makes it collapse."""

    def __init__(self, width: int, context_width: int) -> None:
        super().__init__()
        self.heads = width // HEAD
        self.query = nn.Linear(width, width, bias=False)
        self.key = nn.Linear(context_width, width, bias=False)
        self.value = nn.Linear(context_width, width, bias=False)
        self.out = nn.Linear(width, width)
        self.sharpness = nn.Parameter(torch.full((self.heads, 1, 1), math.log(10.0)))

    def forward(self, x: Tensor, context: Tensor) -> Tensor:
        """X (B, N, D) asks context (B, M, C)."""
        query = normalize(self._split(self.query(x)), dim=-1) * self.sharpness.exp().to(x.dtype)
        key = normalize(self._split(self.key(context)), dim=-1)
        heard = scaled_dot_product_attention(query, key, self._split(self.value(context)), scale=1.0)
        return self.out(heard.transpose(1, 2).flatten(2))

    def _split(self, x: Tensor) -> Tensor:
        return x.unflatten(2, (self.heads, HEAD)).transpose(1, 2)


class Block(nn.Module):
    """Self-attention, words, sound, and a perceptron; words and sound each behind a learned gate."""

    def __init__(self, width: int, context_width: int, expansion: int = 3) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width, elementwise_affine=False)
        self.shape = nn.Parameter(torch.zeros(6 * width))
        self.look = Attention(width, width)
        self.read = Attention(width, context_width)
        self.hear = Attention(width, context_width)
        self.text_gate = nn.Parameter(torch.tensor(0.5))
        self.audio_gate = nn.Parameter(torch.tensor(0.5))
        self.wide = nn.Linear(width, expansion * width)
        self.narrow = nn.Linear(expansion * width, width)

    def forward(self, x: Tensor, film: Tensor, looks: Tensor, words: Tensor, sound: Tensor) -> Tensor:
        """X (B, N, D), film (B, 6 D), looks (B, M, D) of palette and style, words and sound (B, L, C)."""
        scale1, shift1, gate1, scale2, shift2, gate2 = (film + self.shape).chunk(6, dim=1)
        own = self._modulated(x, scale1, shift1)
        x = x + gate1[:, None] * self.look(own, torch.cat([own, looks], dim=1))
        plain = self.norm(x)
        x = x + torch.tanh(self.text_gate) * self.read(plain, words)
        x = x + torch.tanh(self.audio_gate) * self.hear(plain, sound)
        inner = gelu(self.wide(self._modulated(x, scale2, shift2)), approximate="tanh")
        return x + gate2[:, None] * self.narrow(inner)

    def _modulated(self, x: Tensor, scale: Tensor, shift: Tensor) -> Tensor:
        """FiLM (Perez et al., 2018) in place of the norm's own weights."""
        return self.norm(x) * (1 + scale[:, None]) + shift[:, None]


class Convolutions(nn.Module):
    """Two convolutions with FiLM: what a transformer of patches cannot see, edges between them."""

    def __init__(self, width_in: int, width: int, condition: int) -> None:
        super().__init__()
        self.enter = nn.Conv2d(width_in, width, 1) if width_in != width else nn.Identity()
        self.norm1, self.norm2 = nn.GroupNorm(8, width), nn.GroupNorm(8, width)
        self.first = nn.Conv2d(width, width, 3, padding=1)
        self.second = nn.Conv2d(width, width, 3, padding=1)
        self.film = nn.Linear(condition, 2 * width)
        nn.init.zeros_(self.second.weight)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        """X (B, C, H, W), condition (B, K)."""
        x = self.enter(x)
        scale, shift = self.film(condition)[:, :, None, None].chunk(2, dim=1)
        inner = self.first(gelu(self.norm1(x), approximate="tanh"))
        return x + self.second(gelu(self.norm2(inner) * (1 + scale) + shift, approximate="tanh"))


def positions(height: int, width: int, x: Tensor) -> Tensor:
    """(H W, 20): where each place lies, in steps from the middle and as a share of the picture; any size."""
    rows = torch.arange(height, device=x.device, dtype=torch.float32) - (height - 1) / 2
    columns = torch.arange(width, device=x.device, dtype=torch.float32) - (width - 1) / 2
    waves = [2 * math.pi / period for period in (4.0, 9.0, 20.0, 44.0)]

    def axis(steps: Tensor, length: int) -> Tensor:
        share = steps / length * 2
        return torch.stack(
            [f(steps * wave) for wave in waves for f in (torch.sin, torch.cos)] + [share, share**2], dim=1
        )

    down, across = axis(rows, height), axis(columns, width)
    grid = [down[:, None].expand(-1, width, -1), across[None].expand(height, -1, -1)]
    return torch.cat(grid, dim=2).flatten(0, 1).to(x.dtype)

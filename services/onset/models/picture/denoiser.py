"""The denoiser: latents and what they should become -> the velocity of rectified flow.

Convolutions at the latents' own resolution, transformers at half and a quarter of it with skips between (a U of
transformers, after Bao et al., "All are worth words", 2023, and Tian et al., "U-DiTs", 2024). Words and sound have
cross-attention of their own behind learned gates; the moment's sound, palette and style also modulate every layer
(FiLM); palette and style are tokens beside the picture's own.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, silu

from onset.models.painter.audio import FEATURES
from onset.models.picture.attention import Block, Convolutions, positions
from onset.models.picture.conditions import Conditions
from onset.models.picture.data.sounds import NOW, TOKENS
from onset.models.picture.shapes import CHANNELS, MAX_COLOURS, STYLE_SIZE, TEXT_WIDTH

CONTEXT = 256
"""Width of words, sounds and of the condition that modulates."""
_FINE, _MIDDLE, _COARSE = 96, 256, 320
_STYLE_TOKENS = 4
_TIME_WAVES = 64
_POSITIONS = 20


class Denoiser(nn.Module):
    """Latents (B, 4, h, w) with h and w divisible by 4, time (B,) from 0 (picture) to 1 (noise) -> velocity."""

    def __init__(self, middle_blocks: int = 2, coarse_blocks: int = 3) -> None:
        super().__init__()
        self.asked = Asked()
        self.enter = nn.Conv2d(CHANNELS, _FINE, 3, padding=1)
        self.fine_down = Convolutions(_FINE, _FINE, CONTEXT)
        self.to_middle = nn.Conv2d(_FINE, _MIDDLE, 2, stride=2)
        self.middle = _Level(_MIDDLE, 2 * middle_blocks)
        self.to_coarse = nn.Conv2d(_MIDDLE, _COARSE, 2, stride=2)
        self.coarse = _Level(_COARSE, coarse_blocks)
        self.from_coarse = nn.Conv2d(_COARSE, 4 * _MIDDLE, 1)
        self.join_middle = nn.Linear(2 * _MIDDLE, _MIDDLE)
        self.from_middle = nn.Conv2d(_MIDDLE, 4 * _FINE, 1)
        self.fine_up = nn.ModuleList([Convolutions(2 * _FINE, _FINE, CONTEXT), Convolutions(_FINE, _FINE, CONTEXT)])
        self.norm = nn.GroupNorm(8, _FINE)
        self.leave = nn.Conv2d(_FINE, CHANNELS, 3, padding=1)
        self._down = middle_blocks
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)

    def forward(self, latents: Tensor, time: Tensor, conditions: Conditions) -> Tensor:
        asked = self.asked(time, conditions)
        condition, grid = asked[0], latents.shape[2:]
        fine = self.fine_down(self.enter(latents), condition)
        middle, size = _tokens(self.to_middle(fine))
        middle = self.middle.placed(middle, size)
        middle = self.middle(middle, asked, slice(0, self._down))
        coarse, small = _tokens(self.to_coarse(_grid(middle, size)))
        coarse = self.coarse(self.coarse.placed(coarse, small), asked, slice(None))
        back, _ = _tokens(nn.functional.pixel_shuffle(self.from_coarse(_grid(coarse, small)), 2))
        middle = self.join_middle(torch.cat([middle, back], dim=2))
        middle = self.middle(middle, asked, slice(self._down, None))
        up = nn.functional.pixel_shuffle(self.from_middle(_grid(middle, size)), 2)
        x = torch.cat([fine, up], dim=1)
        for layer in self.fine_up:
            x = layer(x, condition)
        assert x.shape[2:] == grid
        return self.leave(gelu(self.norm(x), approximate="tanh"))


class _Level(nn.Module):
    """Blocks of one width, their places, and the one FiLM that they share (Chen et al., "PixArt-alpha", 2023)."""

    def __init__(self, width: int, blocks: int) -> None:
        super().__init__()
        self.place = nn.Linear(_POSITIONS, width)
        self.film = nn.Linear(CONTEXT, 6 * width)
        self.looks = nn.Linear(CONTEXT, width)
        self.blocks = nn.ModuleList(Block(width, CONTEXT) for _ in range(blocks))
        # Gates of the residual branches start closed but for a little.
        nn.init.normal_(self.film.weight, std=0.01)
        with torch.no_grad():
            self.film.bias.zero_()
            self.film.bias.view(6, width)[[2, 5]] = 0.3

    def placed(self, x: Tensor, size: tuple[int, int]) -> Tensor:
        """Tokens with their places added."""
        return x + self.place(positions(*size, x))

    def forward(self, x: Tensor, asked: tuple[Tensor, ...], which: slice) -> Tensor:
        condition, looks, words, sound = asked
        film, looks = self.film(silu(condition)), self.looks(looks)
        for block in self.blocks[which]:
            x = block(x, film, looks, words, sound)
        return x


class Asked(nn.Module):
    """Conditions as tokens, and as one vector that modulates; what is missing has an embedding of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.time = nn.Sequential(nn.Linear(2 * _TIME_WAVES, CONTEXT), nn.SiLU(), nn.Linear(CONTEXT, CONTEXT))
        self.words = nn.Linear(TEXT_WIDTH, CONTEXT)
        self.sound = nn.Linear(len(FEATURES), CONTEXT)
        self.moment = nn.Sequential(nn.Linear(len(FEATURES), CONTEXT), nn.SiLU(), nn.Linear(CONTEXT, CONTEXT))
        self.colour = nn.Sequential(nn.Linear(3, CONTEXT), nn.SiLU(), nn.Linear(CONTEXT, CONTEXT))
        self.palette = nn.Linear(MAX_COLOURS * CONTEXT, CONTEXT)
        self.style = nn.Sequential(
            nn.Linear(STYLE_SIZE, CONTEXT), nn.SiLU(), nn.Linear(CONTEXT, _STYLE_TOKENS * CONTEXT)
        )
        self.manner = nn.Linear(_STYLE_TOKENS * CONTEXT, CONTEXT)
        self.no_word, self.no_moment = _embedding(CONTEXT), _embedding(CONTEXT)
        self.no_sound, self.when = _embedding(TOKENS, CONTEXT), _embedding(TOKENS, CONTEXT)
        self.no_colour, self.rank = _embedding(MAX_COLOURS, CONTEXT), _embedding(MAX_COLOURS, CONTEXT)
        self.no_style, self.part = _embedding(_STYLE_TOKENS, CONTEXT), _embedding(_STYLE_TOKENS, CONTEXT)

    def forward(self, time: Tensor, given: Conditions) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """The modulating vector (B, C), tokens of looks (B, 8, C), of words (B, L, C) and of sound (B, 16, C)."""
        dtype = self.words.weight.dtype
        heard = given.sound_mask[:, None]
        sound = given.sound.to(dtype) * 2 - 1
        words = torch.where(given.text_mask[:, :, None], self.words(given.text.to(dtype)), self.no_word)
        tokens = torch.where(heard[:, :, None], self.sound(sound) + self.when, self.no_sound)
        moment = torch.where(heard, self.moment(sound[:, NOW]), self.no_moment)
        colours = self.colour(given.palette.to(dtype) * given.palette.new_tensor([2.0, 6.0, 6.0]).to(dtype))
        colours = torch.where(given.palette_mask[:, :, None], colours + self.rank, self.no_colour)
        manner = self.style(given.style.to(dtype)).unflatten(1, (_STYLE_TOKENS, CONTEXT))
        manner = torch.where(given.style_mask[:, None, None], manner + self.part, self.no_style)
        waves = torch.exp(torch.arange(_TIME_WAVES, device=time.device) * (-math.log(10_000) / _TIME_WAVES))
        angles = 1000 * time[:, None] * waves
        moment_of_noise = self.time(torch.cat([angles.sin(), angles.cos()], dim=1).to(dtype))
        condition = moment_of_noise + moment + self.palette(colours.flatten(1)) + self.manner(manner.flatten(1))
        return condition, torch.cat([colours, manner], dim=1), words, tokens


def _embedding(*shape: int) -> nn.Parameter:
    return nn.Parameter(0.02 * torch.randn(*shape))


def _tokens(x: Tensor) -> tuple[Tensor, tuple[int, int]]:
    """(B, C, H, W) -> (B, H W, C) and (H, W)."""
    return x.flatten(2).transpose(1, 2), (x.shape[2], x.shape[3])


def _grid(x: Tensor, size: tuple[int, int]) -> Tensor:
    # Not `unflatten`, whose sizes an export would take for constants.
    return x.transpose(1, 2).reshape(x.shape[0], x.shape[2], *size)

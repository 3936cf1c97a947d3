"""Rectified flow (Liu et al., 2022): straight ways from noise to pictures, learned and walked."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from onset.models.picture.conditions import Conditions

Velocity = Callable[[Tensor, Tensor, Conditions], Tensor]
"""(latents, time (B,), conditions) -> d latents / d time."""


def noised(latents: Tensor, noise: Tensor, time: Tensor) -> tuple[Tensor, Tensor]:
    """Where the way from picture (0) to noise (1) is at `time` (B,), and its direction there."""
    at = time[:, None, None, None]
    return (1 - at) * latents + at * noise, noise - latents


def drawn_times(count: int, device: torch.device) -> Tensor:
    """Logit-normal times (Esser et al., "Scaling rectified flow transformers", 2024): the middle is hardest."""
    return torch.sigmoid(torch.randn(count, device=device) + 0.2)


@dataclass(frozen=True)
class Guidance:
    """How far each modality pulls the picture beyond what the network gives without it; 0 ignores it, 1 heeds it."""

    text: float = 3.0
    audio: float = 1.5
    style: float = 1.0
    palette: float = 1.0
    """1 leaves the palette as every pass has it."""


def guided(net: Velocity, guidance: Guidance) -> Velocity:
    """Each modality by its own pass, the palette in all of them.

    v = v_p + s_text (v_text - v_p) + s_audio (v_audio - v_p) + s_style (v_style - v_p) + (s_palette - 1) (v_p - v_0),
    where v_p knows the palette alone and v_0 nothing. A term of scale zero, or of a style that nobody gave, costs no
    pass.
    """
    scales = {"text": guidance.text, "sound": guidance.audio, "style": guidance.style}

    def velocity(latents: Tensor, time: Tensor, conditions: Conditions) -> Tensor:
        heeded = {
            name: scale for name, scale in scales.items() if scale and bool(getattr(conditions, f"{name}_mask").any())
        }
        bare = conditions.without(*scales)
        passes = [bare] + [conditions.without(*(other for other in scales if other != name)) for name in heeded]
        if guidance.palette != 1:
            passes.append(bare.without("palette"))
        count = len(passes)
        answers = net(latents.repeat(count, 1, 1, 1), time.repeat(count), Conditions.joined(passes)).chunk(count)
        result = answers[0]
        for scale, answer in zip(heeded.values(), answers[1:], strict=False):
            result = result + scale * (answer - answers[0])
        if guidance.palette != 1:
            result = result + (guidance.palette - 1) * (answers[0] - answers[-1])
        return result

    return velocity


def jointly_guided(net: Velocity, scale: float) -> Velocity:
    """All modalities in one pass: v0 + s (v_all - v0)."""

    def velocity(latents: Tensor, time: Tensor, conditions: Conditions) -> Tensor:
        both = Conditions.joined([conditions.without("text", "sound", "style"), conditions])
        bare, full = net(latents.repeat(2, 1, 1, 1), time.repeat(2), both).chunk(2)
        return bare + scale * (full - bare)

    return velocity


def schedule(steps: int, device: torch.device, shift: float = 1.5) -> Tensor:
    """(steps + 1,) times from noise, 1, to picture, 0; a `shift` above 1 takes smaller steps near the noise."""
    even = torch.linspace(1, 0, steps + 1, device=device)
    return shift * even / (1 + (shift - 1) * even)


@torch.no_grad()
def sampled(velocity: Velocity, noise: Tensor, conditions: Conditions, steps: int) -> Tensor:
    """Walk from noise to latents in `steps` Euler steps."""
    return walked(velocity, noise, conditions, schedule(steps, noise.device))


@torch.no_grad()
def walked(velocity: Velocity, x: Tensor, conditions: Conditions, times: Tensor) -> Tensor:
    """Euler steps from the first of `times` to the last; times (N,) or (N, B), one row a picture."""
    for now, after in zip(times[:-1], times[1:], strict=True):
        step = (after - now).expand(len(x))[:, None, None, None]
        x = x + step * velocity(x, now.expand(len(x)), conditions)
    return x

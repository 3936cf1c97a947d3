"""Rectified flow (Liu et al., 2022): straight ways from noise to pictures, learned and walked."""

from collections.abc import Callable

import torch
from torch import Tensor

from onset.models.picture import walk
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


def guided(net: Velocity, guidance: walk.Guidance) -> Velocity:
    """The network's answers to all passes of the guidance, asked as one batch and weighted."""

    def velocity(latents: Tensor, time: Tensor, conditions: Conditions) -> Tensor:
        given = [name for name in walk.MODALITIES if bool(getattr(conditions, f"{name}_mask").any())]
        asked = walk.passes(guidance, given)
        count = len(asked)
        rows = Conditions.joined([conditions.without(*one.missing) for one in asked])
        return walk.weighted(asked, net(latents.repeat(count, 1, 1, 1), time.repeat(count), rows).chunk(count))

    return velocity


def schedule(steps: int, device: torch.device) -> Tensor:
    """(steps + 1,) times from noise, 1, to picture, 0."""
    return torch.tensor(walk.schedule(steps), device=device)


@torch.no_grad()
def sampled(velocity: Velocity, noise: Tensor, conditions: Conditions, steps: int) -> Tensor:
    """Walk from noise to latents in `steps` Euler steps."""
    return walked(velocity, noise, conditions, schedule(steps, noise.device))


@torch.no_grad()
def walked(velocity: Velocity, x: Tensor, conditions: Conditions, times: Tensor) -> Tensor:
    """Euler steps from the first of `times` to the last; times (N,) or (N, B), one row a picture."""
    stops = [time.expand(len(x))[:, None, None, None] for time in times]
    return walk.walked(lambda at, now: velocity(at, now.flatten(), conditions), x, stops)

"""What both trainings share: a running mean of the weights, and a learning rate that follows the clock."""

import copy

import torch
from torch import nn

_DECAY = 0.999
"""Of the mean: it remembers about a thousand steps."""
_WARM_UP_STEPS = 60
_COOL_DOWN = 0.45
"""Share of the time in which the learning rate falls to nothing."""


def mean_of(net: nn.Module) -> nn.Module:
    """A copy of a network to follow it."""
    return copy.deepcopy(net).requires_grad_(requires_grad=False)


@torch.no_grad()
def follow(mean: nn.Module, net: nn.Module, step: int) -> None:
    """Move the mean towards the network; early on it must not remember the random start."""
    share = 1 - min(_DECAY, (step + 1) / (step + 10))
    torch._foreach_lerp_(list(mean.parameters()), [p.detach() for p in net.parameters()], share)


def clip(net: nn.Module, longest: float) -> None:
    """Shorten the gradient to at most `longest`; one that is not finite becomes none, and its step goes straight on."""
    nn.utils.clip_grad_norm_(net.parameters(), longest)
    for parameter in net.parameters():
        if parameter.grad is not None:
            parameter.grad.nan_to_num_(0.0, 0.0, 0.0)


def rate(step: int, progress: float) -> float:
    """Factor of the learning rate: linear rise, plateau, linear fall; `progress` is the share of the time gone by."""
    return min(1.0, (step + 1) / _WARM_UP_STEPS, max(1 - progress, 0.0) / _COOL_DOWN)

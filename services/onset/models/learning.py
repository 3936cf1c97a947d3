"""What the trainings of our networks have in common."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from onset.models.files import replacing

AnyNet = TypeVar("AnyNet", bound=nn.Module)

WARM_UP_STEPS = 100
COOL_DOWN = 0.4
_WEIGHT_DECAY = 0.02
_MUON_TIMES = 2.0
"""Muon's learning rate, in units of AdamW's."""


class Optimizers:
    """Muon (Jordan, 2024) for the matrices between hidden layers, AdamW for what reads the input and gives the output.

    With AdamW for all, the beat tracker's held-out loss of 400 steps took 800.
    """

    def __init__(self, net: nn.Module, hidden: list[nn.Module]) -> None:
        """Of a network.

        Args:
            net: all of it.
            hidden: its parts of which all matrices lie between hidden layers.
        """
        matrices = [p for part in hidden for p in part.parameters() if p.ndim == 2]
        known = set(map(id, matrices))
        others = [p for p in net.parameters() if id(p) not in known]
        self._each = (
            torch.optim.Muon(matrices, weight_decay=_WEIGHT_DECAY, adjust_lr_fn="match_rms_adamw"),
            torch.optim.AdamW(others, betas=(0.9, 0.98), weight_decay=0.0),
        )

    def step(self, lr: float) -> None:
        """Learn at a rate."""
        for optimizer, times in zip(self._each, (_MUON_TIMES, 1.0), strict=True):
            for group in optimizer.param_groups:
                group["lr"] = lr * times
            optimizer.step()

    def state(self) -> list[dict[str, object]]:
        """To go on with later."""
        return [optimizer.state_dict() for optimizer in self._each]

    def load(self, state: list[dict[str, object]]) -> None:
        """Go on."""
        for optimizer, saved in zip(self._each, state, strict=True):
            optimizer.load_state_dict(saved)


def learning_rate(peak: float, step: int, progress: float) -> float:
    """Linear rise, plateau, linear fall over the last part of the progress from 0 to 1."""
    return peak * max(0.0, min(1.0, (step + 1) / WARM_UP_STEPS, (1 - progress) / COOL_DOWN))


def load_weights(net: AnyNet, weights: Path) -> AnyNet:
    """The network with the weights of a safetensors file, ready to be asked."""
    net.load_state_dict({name: value.float() for name, value in load_file(weights).items()})
    net.eval()
    return net


def save_weights(state: Mapping[str, Tensor], out: Path) -> None:
    """Write a network's state as fp16."""
    with replacing(out) as path:
        save_file({name: value.half().cpu().contiguous() for name, value in state.items()}, path)

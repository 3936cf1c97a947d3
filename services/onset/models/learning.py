"""What the trainings of the networks have in common."""

import copy
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Generic, TypeVar

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from onset.models.files import replacing
from onset.models.listener import Listener

AnyNet = TypeVar("AnyNet", bound=nn.Module)
AnyListener = TypeVar("AnyListener", bound=Listener)

_WARM_UP_STEPS = 100
_COOL_DOWN = 0.4
_WEIGHT_DECAY = 0.02
_MUON_TIMES = 2.0
"""Muon's learning rate, in units of AdamW's."""


class Learner(Generic[AnyNet]):
    """A network that learns, and the running mean of what it has been."""

    def __init__(
        self,
        net: AnyNet,
        optimizers: Sequence[tuple[torch.optim.Optimizer, float]],
        *,
        memory: float,
        max_gradient: float = 1.0,
    ) -> None:
        """Begin.

        Args:
            net: on the device where it learns.
            optimizers: of its parameters, each with its learning rate in units of what `descend` is given.
            memory: how much of its past `mean` keeps with each step, below 1.
            max_gradient: norm to which gradients are shortened.
        """
        self.net = net
        self.mean = copy.deepcopy(net).requires_grad_(requires_grad=False)
        """Running mean of the networks on the way, steadier than the last."""
        self._optimizers = optimizers
        self._memory, self._max_gradient = memory, max_gradient
        self.step, self.minutes = 0, 0.0
        """So far, those of earlier starts included; `minutes` is kept by the training."""
        self._lost = torch.zeros((), dtype=torch.int64, device=next(net.parameters()).device)

    @property
    def lost(self) -> int:
        """Steps of this start whose gradient was not finite, and from which nothing was learnt."""
        return int(self._lost)

    def descend(self, loss: Tensor, lr: float) -> None:
        """One step down the gradient of a loss of `net`."""
        self.net.zero_grad()
        loss.backward()
        norm = nn.utils.clip_grad_norm_(self.net.parameters(), self._max_gradient)
        self._lost += ~norm.isfinite()
        for parameter in self.net.parameters():
            if parameter.grad is not None:
                # Only then is there anything to replace, and then it is all of the gradient.
                parameter.grad.nan_to_num_(0.0, 0.0, 0.0)
        for optimizer, times in self._optimizers:
            for group in optimizer.param_groups:
                group["lr"] = lr * times
            optimizer.step()
        # Early on the mean must not remember the random start.
        share = 1 - min(self._memory, (self.step + 1) / (self.step + 10))
        with torch.no_grad():
            torch._foreach_lerp_(list(self.mean.parameters()), list(self.net.parameters()), share)
        self.step += 1

    def state(self) -> dict[str, Any]:
        """Everything that a later start needs."""
        return {
            "net": self.net.state_dict(),
            "mean": self.mean.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer, _ in self._optimizers],
            "step": self.step,
            "minutes": self.minutes,
        }

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a `state`."""
        self.net.load_state_dict(state["net"])
        self.mean.load_state_dict(state["mean"])
        for (optimizer, _), saved in zip(self._optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(saved)
        self.step, self.minutes = state["step"], state["minutes"]


class Run(Learner[AnyListener]):
    """A listener in training, with a folder to go on from later."""

    def __init__(
        self, make: Callable[[], AnyListener], folder: Path, device: torch.device | str, memory: float
    ) -> None:
        """Go on from the folder's checkpoint, or begin.

        Args:
            make: a network with random weights.
            folder: where the checkpoint lies.
            device: where to train.
            memory: how much of its past `mean` keeps with each step, below 1.
        """
        net = make().to(device)
        super().__init__(net, _optimizers(net), memory=memory)
        folder.mkdir(parents=True, exist_ok=True)
        self._checkpoint = folder / "checkpoint.pt"
        if self._checkpoint.exists():
            self.load(torch.load(self._checkpoint, weights_only=True, map_location=device))

    def save(self) -> None:
        """So that another start goes on from here."""
        with replacing(self._checkpoint) as path:
            torch.save(self.state(), path)


def _optimizers(net: Listener) -> list[tuple[torch.optim.Optimizer, float]]:
    """Muon (Jordan, 2024) for the matrices between hidden layers, AdamW for what reads the input and gives the output.

    With AdamW for all, the beat tracker's held-out loss of 400 steps took 800.
    """
    hidden = [p for part in net.hidden_parts for p in part.parameters() if p.ndim == 2]
    known = set(map(id, hidden))
    others = [p for p in net.parameters() if id(p) not in known]
    return [
        (torch.optim.Muon(hidden, weight_decay=_WEIGHT_DECAY, adjust_lr_fn="match_rms_adamw"), _MUON_TIMES),
        (torch.optim.AdamW(others, betas=(0.9, 0.98), weight_decay=0.0), 1.0),
    ]


def learning_rate(peak: float, step: int, progress: float) -> float:
    """Linear rise, plateau, linear fall over the last part of the progress from 0 to 1."""
    return peak * max(0.0, min(1.0, (step + 1) / _WARM_UP_STEPS, (1 - progress) / _COOL_DOWN))


def load_weights(net: AnyNet, weights: Path) -> AnyNet:
    """The network with the weights of a safetensors file, ready to be asked."""
    net.load_state_dict({name: value.float() for name, value in load_file(weights).items()})
    net.eval()
    return net


def save_weights(state: Mapping[str, Tensor], out: Path) -> None:
    """Write a network's state as fp16."""
    with replacing(out) as path:
        save_file({name: value.half().cpu().contiguous() for name, value in state.items()}, path)

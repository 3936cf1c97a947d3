"""What the trainings of the networks that listen have in common."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Generic, TypeVar

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
_LR_TIMES = (2.0, 1.0)
"""Muon's learning rate and AdamW's, in units of the run's."""
_MAX_GRADIENT = 1.0


class Run(Generic[AnyListener]):
    """A network in training, with all that is needed to go on later."""

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
        folder.mkdir(parents=True, exist_ok=True)
        self._checkpoint = folder / "checkpoint.pt"
        self._memory = memory
        self.net = make().to(device)
        self.mean = make().to(device).requires_grad_(requires_grad=False)
        """Running mean of the networks on the way, steadier than the last."""
        self.mean.load_state_dict(self.net.state_dict())
        self._optimizers = _optimizers(self.net)
        self.step, self.minutes = 0, 0.0
        """So far, those of earlier starts included; `minutes` is kept by the training."""
        if self._checkpoint.exists():
            state = torch.load(self._checkpoint, weights_only=True, map_location=device)
            self.net.load_state_dict(state["net"])
            self.mean.load_state_dict(state["mean"])
            for optimizer, saved in zip(self._optimizers, state["optimizers"], strict=True):
                optimizer.load_state_dict(saved)
            self.step, self.minutes = state["step"], state["minutes"]

    def learn(self, loss: Tensor, lr: float) -> None:
        """One step down the gradient of a loss of `net`."""
        self.net.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.net.parameters(), _MAX_GRADIENT)
        for optimizer, times in zip(self._optimizers, _LR_TIMES, strict=True):
            for group in optimizer.param_groups:
                group["lr"] = lr * times
            optimizer.step()
        # Early on the mean must not remember the random start.
        share = 1 - min(self._memory, (self.step + 1) / (self.step + 10))
        with torch.no_grad():
            torch._foreach_lerp_(list(self.mean.parameters()), list(self.net.parameters()), share)
        self.step += 1

    def save(self) -> None:
        """So that another start goes on from here."""
        state = {
            "net": self.net.state_dict(),
            "mean": self.mean.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer in self._optimizers],
            "step": self.step,
            "minutes": self.minutes,
        }
        with replacing(self._checkpoint) as path:
            torch.save(state, path)


def _optimizers(net: Listener) -> tuple[torch.optim.Optimizer, torch.optim.Optimizer]:
    """Muon (Jordan, 2024) for the matrices between hidden layers, AdamW for what reads the input and gives the output.

    With AdamW for all, the beat tracker's held-out loss of 400 steps took 800.
    """
    hidden = [p for part in net.hidden_parts for p in part.parameters() if p.ndim == 2]
    known = set(map(id, hidden))
    others = [p for p in net.parameters() if id(p) not in known]
    return (
        torch.optim.Muon(hidden, weight_decay=_WEIGHT_DECAY, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(others, betas=(0.9, 0.98), weight_decay=0.0),
    )


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

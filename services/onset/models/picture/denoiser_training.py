"""Training of the denoiser."""

import torch
from torch import Tensor
from torch.nn.functional import mse_loss

from onset.models.picture.averages import clip, follow, mean_of, rate
from onset.models.picture.conditions import Conditions
from onset.models.picture.denoiser import Denoiser
from onset.models.picture.flow import drawn_times, noised
from onset.models.picture.muon import Muon

DROPPED = {"text": 0.12, "sound": 0.15, "palette": 0.1, "style": 0.6}
"""Chance of each modality to be left out of a picture, independently; most orders come without a reference."""
_LR_MUON, _LR_ADAM = 1.5e-3, 6e-4
_WEIGHT_DECAY = 0.01
_MAX_GRADIENT = 1.0


class DenoiserTraining:
    """The state of a run."""

    def __init__(self, device: torch.device, pace: float = 1.0) -> None:
        """A small batch, or a network that has learned before, wants a `pace` below 1: it scales the learning rates."""
        self.device, self.pace = device, pace
        self.net = Denoiser().to(device)
        self.mean = mean_of(self.net)
        if device.type == "cuda":
            compile_blocks(self.net)
        self.optimizers = _optimizers(self.net, fused=device.type == "cuda")
        self.step, self.minutes = 0, 0.0

    def learn(self, latents: Tensor, conditions: Conditions, progress: float) -> Tensor:
        """One step on normalised latents (B, 4, h, w); the loss."""
        for optimizer, lr in zip(self.optimizers, (_LR_MUON, _LR_ADAM), strict=True):
            for group in optimizer.param_groups:
                group["lr"] = lr * self.pace * rate(self.step, progress)
        loss = flow_loss(self.net, latents, conditions.dropped(DROPPED))
        self.net.zero_grad()
        loss.backward()
        clip(self.net, _MAX_GRADIENT)
        for optimizer in self.optimizers:
            optimizer.step()
        follow(self.mean, self.net, self.step)
        self.step += 1
        return loss.detach()

    def state(self) -> dict[str, object]:
        """Everything that a later run needs."""
        return {
            "net": self.net.state_dict(),
            "mean": self.mean.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer in self.optimizers],
            "step": self.step,
            "minutes": self.minutes,
        }

    def load(self, state: dict[str, object]) -> None:
        """Go on from `state`."""
        self.net.load_state_dict(state["net"])
        self.mean.load_state_dict(state["mean"])
        for optimizer, saved in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(saved)
        self.step, self.minutes = state["step"], state["minutes"]


def flow_loss(net: Denoiser, latents: Tensor, conditions: Conditions) -> Tensor:
    """Mean squared error of the velocity at random times."""
    noise = torch.randn_like(latents)
    time = drawn_times(len(latents), latents.device)
    at, velocity = noised(latents, noise, time)
    with torch.autocast(latents.device.type, torch.bfloat16):
        answer = net(at, time, conditions)
    return mse_loss(answer.float(), velocity)


def compile_blocks(net: Denoiser) -> None:
    """Compile block by block: blocks of one width share their code, so it takes seconds, not minutes."""
    torch._dynamo.config.cache_size_limit = 64
    # A block that cannot be compiled runs as it is, and says so.
    torch._dynamo.config.suppress_errors = True
    for block in (*net.middle.blocks, *net.coarse.blocks, net.fine_down, *net.fine_up):
        block.compile(dynamic=False)


def _optimizers(net: Denoiser, *, fused: bool) -> tuple[torch.optim.Optimizer, torch.optim.Optimizer]:
    """Muon for the matrices of the blocks and their convolutions, AdamW for everything else."""
    blocks = (*net.middle.blocks, *net.coarse.blocks, net.fine_down, *net.fine_up)
    hidden = [p for block in blocks for p in block.parameters() if p.ndim >= 2]
    known = set(map(id, hidden))
    others = [p for p in net.parameters() if id(p) not in known]
    return (
        Muon(hidden, _LR_MUON, weight_decay=_WEIGHT_DECAY),
        torch.optim.AdamW(others, lr=_LR_ADAM, betas=(0.9, 0.98), weight_decay=0.0, fused=fused),
    )

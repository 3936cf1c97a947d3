"""Training of the denoiser."""

import torch
from torch import Tensor
from torch.nn.functional import mse_loss

from onset.models.learning import Learner, learning_rate
from onset.models.picture.conditions import Conditions
from onset.models.picture.denoiser import Denoiser
from onset.models.picture.flow import drawn_times, noised
from onset.models.picture.muon import Muon

DROPPED = {"text": 0.12, "sound": 0.15, "palette": 0.1, "style": 0.6}
"""Chance of each modality to be left out of a picture, independently; most orders come without a reference."""
_LR_MUON, _LR_ADAM = 1.5e-3, 6e-4
_WEIGHT_DECAY = 0.01
_MEMORY = 0.999


class DenoiserTraining(Learner[Denoiser]):
    """The state of a run."""

    def __init__(self, device: torch.device, pace: float = 1.0) -> None:
        """A small batch, or a network that has learned before, wants a `pace` below 1: it scales the learning rates."""
        net = Denoiser().to(device)
        super().__init__(net, _optimizers(net, fused=device.type == "cuda"), memory=_MEMORY)
        self._pace = pace
        if device.type == "cuda":
            compile_blocks(net)

    def learn(self, latents: Tensor, conditions: Conditions, progress: float) -> Tensor:
        """One step on normalised latents (B, 4, h, w); the loss."""
        loss = flow_loss(self.net, latents, conditions.dropped(DROPPED))
        self.descend(loss, learning_rate(self._pace, self.step, progress))
        return loss.detach()


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


def _optimizers(net: Denoiser, *, fused: bool) -> list[tuple[torch.optim.Optimizer, float]]:
    """Muon for the matrices of the blocks and their convolutions, AdamW for everything else."""
    blocks = (*net.middle.blocks, *net.coarse.blocks, net.fine_down, *net.fine_up)
    hidden = [p for block in blocks for p in block.parameters() if p.ndim >= 2]
    known = set(map(id, hidden))
    others = [p for p in net.parameters() if id(p) not in known]
    return [
        (Muon(hidden, _LR_MUON, weight_decay=_WEIGHT_DECAY), _LR_MUON),
        (torch.optim.AdamW(others, betas=(0.9, 0.98), weight_decay=0.0, fused=fused), _LR_ADAM),
    ]

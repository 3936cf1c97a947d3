"""Training of the autoencoder."""

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, interpolate, l1_loss

from onset.models.learning import Learner, learning_rate
from onset.models.picture.muon import Muon
from onset.models.picture.shapes import CHANNELS
from onset.models.picture.vae import Autoencoder

_LR_MUON, _LR_ADAM = 1.5e-3, 1.2e-3
_MAX_GRADIENT, _MEMORY = 0.5, 0.999
_EDGES = (0.7, 0.5, 0.3)
"""Weights of gradients at full, half and quarter size: L1 on pixels alone leaves edges soft."""
_KL = 3e-4
_SMALLER_EVERY = 5
"""Once in so many steps latents are shrunk before they are decoded, to a shrunk picture: latents that behave
under scaling are smoother, and easier to generate (Kouzelis et al., "EQ-VAE", 2025)."""


class AutoencoderTraining(Learner[Autoencoder]):
    """The state of a run."""

    def __init__(self, device: torch.device) -> None:
        net = Autoencoder().to(device, memory_format=torch.channels_last)
        super().__init__(net, _optimizers(net), memory=_MEMORY, max_gradient=_MAX_GRADIENT)
        self._device = device

    def learn(self, pictures: Tensor, progress: float) -> Tensor:
        """One step on (B, 3, H, W) in 0..1; the loss."""
        loss = self._loss(pictures.contiguous(memory_format=torch.channels_last))
        self.descend(loss, learning_rate(1.0, self.step, progress))
        return loss.detach()

    def _loss(self, pictures: Tensor) -> Tensor:
        with torch.autocast(self._device.type, torch.bfloat16):
            mean, spread = self.net.encoder(pictures * 2 - 1)
        mean, spread = mean.float(), spread.float()
        latents = mean + torch.randn_like(mean) * (0.5 * spread).exp()
        target = pictures
        if self.step % _SMALLER_EVERY == 0:
            latents, target = avg_pool2d(latents, 2), interpolate(pictures, scale_factor=0.5, mode="area")
        with torch.autocast(self._device.type, torch.bfloat16):
            restored = self.net.decoder(latents)
        restored = (restored.float() + 1) / 2
        loss = l1_loss(restored, target)
        for scale, weight in enumerate(_EDGES):
            if scale:
                restored, target = avg_pool2d(restored, 2), avg_pool2d(target, 2)
            loss = loss + weight * (_slopes(restored - target))
        return loss + _KL * 0.5 * (mean**2 + spread.exp() - 1 - spread).mean()

    @torch.no_grad()
    def settle(self, pictures: list[Tensor]) -> None:
        """Measure the latents' statistics, after which `mean` encodes to unit normal latents."""
        latents = [self.mean.encoder(part * 2 - 1)[0].transpose(0, 1).flatten(1) for part in pictures]
        values = torch.cat(latents, dim=1)
        self.mean.mean.copy_(values.mean(1).view(CHANNELS, 1, 1))
        self.mean.deviation.copy_(values.std(1).view(CHANNELS, 1, 1))

    @torch.no_grad()
    def psnr(self, pictures: Tensor) -> float:
        """Decibels of held-out pictures (B, 3, H, W) that went through."""
        error = ((self.mean.decode(self.mean.encode(pictures)) - pictures) ** 2).mean((1, 2, 3))
        return float((-10 * torch.log10(error)).mean())


def _optimizers(net: Autoencoder) -> list[tuple[torch.optim.Optimizer, float]]:
    """Muon for what lies between the layers that read and write pixels or latents, AdamW for those and for biases."""
    ends = {id(layer.weight) for half in (net.encoder, net.decoder) for layer in _ends(half.layers)}
    inner = [p for p in net.parameters() if p.ndim == 4 and id(p) not in ends]
    known = set(map(id, inner))
    others = [p for p in net.parameters() if id(p) not in known]
    return [
        (Muon(inner, _LR_MUON), _LR_MUON),
        (torch.optim.AdamW(others, betas=(0.9, 0.98), weight_decay=0.0), _LR_ADAM),
    ]


def _ends(layers: nn.Sequential) -> tuple[nn.Conv2d, nn.Conv2d]:
    found = [layer for layer in layers if isinstance(layer, nn.Conv2d)]
    return found[0], found[-1]


def _slopes(error: Tensor) -> Tensor:
    """Mean absolute difference between neighbours."""
    return error.diff(dim=2).abs().mean() + error.diff(dim=3).abs().mean()

"""Training of an adapter: the checkpoint's networks stay as they are, its ears learn."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import mse_loss

from onset.models.checkpoints.adapter import Hearing, SoundAdapter, adapter_for
from onset.models.checkpoints.card import Card
from onset.models.checkpoints.material import Batch
from onset.models.checkpoints.networks import Encoding, Networks, TextEncoding
from onset.models.checkpoints.prompts import Tokenizers
from onset.models.learning import Learner, learning_rate

TEXT_DROPPED = 0.5
"""Chance of a picture to come without its words: guidance asks what a sound does by itself."""
_MEMORY = 0.999
_FEW_STEPS = 8
"""Up to so many steps by default, a checkpoint was distilled: it knows no other noise than that of its own steps."""


class AdapterTraining(Learner[SoundAdapter]):
    """The state of a run."""

    def __init__(self, card: Card, nets: Networks, tokenizers: Tokenizers, device: torch.device, lr: float) -> None:
        """Begin with a fresh adapter.

        Args:
            card: of the imported checkpoint.
            nets: its networks, of which nothing is changed.
            tokenizers: its tokenizers.
            device: where to train; the networks are taken there.
            lr: learning rate at its highest.
        """
        adapter = adapter_for(nets.unet).to(device)
        optimizer = torch.optim.AdamW(adapter.parameters(), betas=(0.9, 0.99), weight_decay=0.0)
        super().__init__(adapter, [(optimizer, 1.0)], memory=_MEMORY)
        self._card, self._device, self._lr, self._tokenizers = card, device, lr, tokenizers
        self._hearing = Hearing(nets.unet.to(device), adapter)
        self._vae, self._text = Encoding(nets.vae.to(device)), TextEncoding(nets.text_encoders).to(device)
        sigmas = np.array(card.schedule.sigmas)
        if card.default_steps <= _FEW_STEPS:
            sigmas = card.schedule.times(card.default_steps)[:-1]
        self._sigmas = torch.tensor(sigmas, device=device, dtype=torch.float32)
        self._timesteps = torch.tensor([card.schedule.timestep(float(sigma)) for sigma in sigmas], device=device)

    def learn(self, batch: Batch, progress: float) -> Tensor:
        """One step; the loss."""
        loss = self._loss(batch, TEXT_DROPPED)
        self.descend(loss, learning_rate(self._lr, self.step, progress))
        return loss.detach()

    @torch.no_grad()
    def judged(self, batch: Batch, seed: int) -> float:
        """The mean's loss on a batch, with noise of a seed and all words."""
        self._hearing.adapter = self.mean
        try:
            with torch.random.fork_rng([self._device] if self._device.type == "cuda" else []):
                torch.manual_seed(seed)
                return float(self._loss(batch, 0.0))
        finally:
            self._hearing.adapter = self.net

    def _loss(self, batch: Batch, text_dropped: float) -> Tensor:
        """Mean squared error of the network's own kind of answer at random noise."""
        count = len(batch.captions)
        with torch.no_grad():
            latents = self._vae(batch.pictures.to(self._device))
            told = self._told(batch, text_dropped)
        noise = torch.randn_like(latents)
        at = torch.randint(len(self._sigmas), (count,), device=self._device)
        sigma = self._sigmas[at][:, None, None, None]
        alpha = 1 / torch.hypot(sigma, torch.ones_like(sigma))
        seen = alpha * (latents + sigma * noise)
        target = noise if self._card.schedule.prediction == "epsilon" else alpha * (noise - sigma * latents)
        sound = torch.from_numpy(batch.windows).to(self._device)
        heeded = torch.ones(count, 1, dtype=torch.bool, device=self._device)
        with torch.autocast(self._device.type, torch.bfloat16):
            answer = self._hearing(seen, self._timesteps[at][:, None], told[0], sound, heeded, *told[1:])
        return mse_loss(answer.float(), target)

    def _told(self, batch: Batch, dropped: float) -> Sequence[Tensor]:
        """Text, and for SDXL pooled text and sizes."""
        silent = torch.rand(len(batch.captions)) < dropped
        captions = ["" if quiet else caption for caption, quiet in zip(batch.captions, silent, strict=True)]
        ids = self._tokenizers.ids(captions)
        told: list[Tensor] = list(self._text(*(torch.from_numpy(part).to(self._device) for part in ids.values())))
        if self._card.empty_prompt_is_zero:
            empty = torch.tensor([not caption for caption in captions], device=self._device)
            told = [value.masked_fill(empty.view(-1, *[1] * (value.ndim - 1)), 0.0) for value in told]
        if self._card.pooled_width:
            height, width = batch.pictures.shape[2:]
            sizes = torch.tensor([height, width, 0, 0, height, width], device=self._device, dtype=torch.float32)
            told.append(sizes.expand(len(captions), -1))
        return told

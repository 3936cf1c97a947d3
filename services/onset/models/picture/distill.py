"""Distillation to four steps of one pass: `python -m onset.models.picture.distill`, after `train`.

The student learns to go in one step where the teacher goes in several, guidance included (Salimans and Ho, "Progressive
distillation", 2022; Meng et al., "On distillation of guided diffusion models", 2023). Every target is computed, none is
the student's own guess, so that a few hundred steps are enough.
"""

import argparse
import copy
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import mse_loss

from onset.models.learning import Learner, learning_rate
from onset.models.picture.conditions import Conditions
from onset.models.picture.data import painters
from onset.models.picture.data.orders import SIZES
from onset.models.picture.data.pool import Pool
from onset.models.picture.data.scenes import Scenes
from onset.models.picture.data.tokens import CaptionEncoder
from onset.models.picture.denoiser import Denoiser
from onset.models.picture.denoiser_training import compile_blocks
from onset.models.picture.export import load_parts, save_parts
from onset.models.picture.flow import guided, noised, schedule, walked
from onset.models.picture.report import Report
from onset.models.picture.train import FOLDER, SHARES
from onset.models.picture.vae import Autoencoder
from onset.models.picture.walk import Guidance

STEPS = 4
"""Of the student."""
_TEACHER_STEPS = 4
"""For each one of the student's."""
_LR, _MEMORY = 2e-4, 0.999
_DROPPED = {"text": 0.05, "sound": 0.2, "palette": 0.05, "style": 0.7}


class Distillation(Learner[Denoiser]):
    """A teacher and its student."""

    def __init__(self, teacher: Denoiser, device: torch.device) -> None:
        net = copy.deepcopy(teacher).requires_grad_()
        optimizer = torch.optim.AdamW(net.parameters(), betas=(0.9, 0.98), weight_decay=0.0)
        super().__init__(net, [(optimizer, _LR)], memory=_MEMORY)
        self.device = device
        self.teacher = teacher.requires_grad_(requires_grad=False)
        if device.type == "cuda":
            # Of the same shapes as in the training, whose kernels are kept; the teacher's would be new.
            compile_blocks(self.net)

    def learn(self, latents: Tensor, conditions: Conditions, progress: float) -> Tensor:
        """One step on normalised latents (B, 4, h, w); the loss."""
        given = conditions.dropped(_DROPPED)
        stops = schedule(STEPS, self.device)
        at = torch.randint(STEPS, (len(latents),), device=self.device)
        start, end = stops[at], stops[at + 1]
        noisy, _ = noised(latents, torch.randn_like(latents), start)
        between = torch.linspace(0, 1, _TEACHER_STEPS + 1, device=self.device)[:, None]
        reached = walked(guided(self._taught, Guidance()), noisy, given, start + (end - start) * between)
        target = (reached - noisy) / (end - start)[:, None, None, None]
        with torch.autocast(self.device.type, torch.bfloat16):
            answer = self.net(noisy, start, given)
        loss = mse_loss(answer.float(), target)
        self.descend(loss, learning_rate(1.0, self.step, progress))
        return loss.detach()

    def _taught(self, latents: Tensor, times: Tensor, given: Conditions) -> Tensor:
        with torch.autocast(self.device.type, torch.bfloat16):
            return self.teacher(latents, times, given).float()


def main() -> None:
    """Command line."""
    began = time.monotonic()
    parser = argparse.ArgumentParser(prog="python -m onset.models.picture.distill", description=__doc__)
    parser.add_argument("--minutes", type=float, default=300.0, help="all included")
    parser.add_argument("--report-minutes", type=float, default=5.0)
    parser.add_argument("--carried", type=Path, default=FOLDER / "captions", help="what data.tokens wrote")
    parser.add_argument("--weights", type=Path, default=FOLDER / "out", help="what `train` wrote")
    parser.add_argument("--pool", type=Path, default=FOLDER / "pool")
    parser.add_argument("--out", type=Path, default=FOLDER / "out")
    parser.add_argument("--groups", type=int, default=2000)
    parser.add_argument("--painters", type=int, default=1)
    parser.add_argument("--first-scenes", type=int, default=400)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--log-every", type=float, default=60.0, help="seconds")
    parser.add_argument("--report-captions", type=int, default=2)
    parser.add_argument("--report-scenes", type=int, default=4)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    torch.set_float32_matmul_precision("high")
    options.out.mkdir(parents=True, exist_ok=True)
    teacher, vae = Denoiser().to(device), Autoencoder().to(device)
    load_parts(teacher, options.weights, "denoiser")
    load_parts(vae, options.weights, "vae")
    captions = CaptionEncoder(options.carried, device)
    pool = Pool(options.pool, options.groups)
    painters.start(options.pool, options.groups, options.painters)
    scenes = Scenes(pool, captions, device)
    deadline = began + 60 * (options.minutes - options.report_minutes)
    scenes.wait(options.first_scenes, deadline)
    distillation = Distillation(teacher, device)
    _train(distillation, scenes, vae, options.batch, deadline, options.log_every)
    save_parts(distillation.mean, options.out, "few")
    report = Report(distillation.mean, vae, captions, STEPS, distilled=True)
    report.write(options.out, options.report_captions, options.report_scenes)
    print(f"done after {time.monotonic() - began:.0f} s", flush=True)


def _train(
    distillation: Distillation, scenes: Scenes, vae: Autoencoder, batch: int, deadline: float, log_every_s: float
) -> None:
    started = logged_at = time.monotonic()
    losses = []
    while (now := time.monotonic()) < deadline:
        rng = np.random.default_rng([9, distillation.step])
        drawn = scenes.batch(int(rng.choice(len(SIZES), p=SHARES)), batch, rng)
        with torch.no_grad(), torch.autocast(distillation.device.type, torch.bfloat16):
            latents = vae.encode(drawn.pictures).float()
        losses.append(distillation.learn(latents, drawn.conditions, (now - started) / (deadline - started)))
        if now - logged_at > log_every_s:
            loss = float(torch.stack(losses).mean())
            told = f"loss {loss:.4f} lost {distillation.lost} seconds {now - started:.0f}"
            print(f"distill step {distillation.step} {told}", flush=True)
            scenes.refresh()
            logged_at, losses = time.monotonic(), []


if __name__ == "__main__":
    main()

"""What is true of Onset-mini's training, found out in the models' environment, printed as JSON."""

import json
import tempfile
from pathlib import Path

import torch
from whole_conditions import whole_conditions

from onset.models.learning import Learner
from onset.models.picture.denoiser_training import DROPPED, DenoiserTraining
from onset.models.picture.muon import orthogonal
from onset.models.picture.vae_training import AutoencoderTraining


def facts() -> dict[str, object]:
    """All of them."""
    torch.manual_seed(0)
    return {
        "dropout": _dropout(),
        "muon": _muon(),
        "learning": _learning(),
        "lost": _lost(),
    }


def _dropout() -> dict[str, object]:
    """How often each modality is left out, and how often two are together against chance."""
    given = whole_conditions(1)[torch.zeros(4000, dtype=torch.long)].dropped(DROPPED, torch.Generator().manual_seed(0))
    out = {name: ~getattr(given, f"{name}_mask").reshape(4000, -1).any(1) for name in DROPPED}
    both = (out["text"] & out["sound"]).float().mean() - out["text"].float().mean() * out["sound"].float().mean()
    return {
        "shares": {name: float(rows.float().mean()) for name, rows in out.items()},
        "asked": DROPPED,
        "together": float(both),
    }


def _muon() -> list[float]:
    """Range of the singular values of what Muon makes of random matrices, wide and tall."""
    values = [
        torch.linalg.svdvals(orthogonal(torch.randn(2, *shape)).float()).flatten() for shape in ((16, 40), (40, 16))
    ]
    return [float(torch.cat(values).min()), float(torch.cat(values).max())]


def _learning() -> dict[str, object]:
    """Losses of a few steps on one batch, and that a run which was stopped and loaded goes on as it would have."""
    torch.manual_seed(1)
    pictures = torch.rand(2, 3, 8, 8).repeat_interleave(8, 2).repeat_interleave(8, 3)
    vae = AutoencoderTraining(torch.device("cpu"))
    vae_losses = [float(vae.learn(pictures, 0.0)) for _ in range(12)]
    latents, given = torch.randn(2, 4, 8, 8), whole_conditions(2)
    training = DenoiserTraining(torch.device("cpu"))
    for _ in range(2):
        training.learn(latents, given, 0.0)
    other = DenoiserTraining(torch.device("cpu"))
    with tempfile.TemporaryDirectory() as folder:
        torch.save(training.state(), Path(folder) / "state")
        other.load(torch.load(Path(folder) / "state", weights_only=True))
    losses = []
    for run in (training, other):
        torch.manual_seed(2)
        losses.append([float(run.learn(latents, given, 0.0)) for _ in range(2)])
    return {"vae_first": vae_losses[0], "vae_last": vae_losses[-1], "resumed": losses}


def _lost() -> dict[str, object]:
    """What a step from a loss that is no number does to a network that has just begun, and how it is told."""
    net = torch.nn.Linear(2, 1)
    before = net.weight.detach().clone()
    learner = Learner(net, [(torch.optim.AdamW(net.parameters(), weight_decay=0.0), 1.0)], memory=0.9)
    learner.descend(net(torch.ones(1, 2)).sum() * float("nan"), 0.1)
    lost, unchanged = learner.lost, bool(torch.equal(net.weight, before))
    learner.descend(net(torch.ones(1, 2)).sum(), 0.1)
    return {"lost": lost, "unchanged": unchanged, "then": [learner.lost, bool(torch.equal(net.weight, before))]}


if __name__ == "__main__":
    torch.set_num_threads(1)
    print(json.dumps(facts()))

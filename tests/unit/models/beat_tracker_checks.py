"""What is true of the beat tracker's network, found out in the models' environment and printed as JSON."""

import contextlib
import csv
import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file

from onset.models.beat_tracker.export import WEIGHTS
from onset.models.beat_tracker.network import REACH_FRAMES
from onset.models.beat_tracker.train import Training, loss_of
from onset.models.beat_tracking import BeatTracking
from onset.models.convert.beats import Probabilities, load_network
from onset.models.places import weights_folder


def facts() -> dict[str, object]:
    """All of them."""
    random = torch.Generator().manual_seed(0)
    net = load_network(WEIGHTS)
    served = BeatTracking(weights_folder() / "beat-tracker")
    errors = {}
    for frames in (1, 7, 50, 500, 1503):
        mel = torch.rand(2, frames, 128, generator=random)
        with torch.inference_mode():
            expected = Probabilities(net)(mel).numpy()
        errors[str(frames)] = float(abs(served.activations(mel.numpy()) - expected).max())

    mel = torch.rand(1, 3 * REACH_FRAMES, 128, generator=random)
    changed = mel.clone()
    middle = 3 * REACH_FRAMES // 2
    changed[:, middle] = 1 - changed[:, middle]
    with torch.inference_mode():
        change = (net(changed) - net(mel)).abs()[0].amax(1)
    near = (torch.arange(len(change)) - middle).abs() <= REACH_FRAMES
    return {
        "onnx_errors": errors,
        "reach_frames": REACH_FRAMES,
        "change_within_reach": float(change[near].max()),
        "change_beyond_reach": float(change[~near].max()),
        "parameters": sum(p.numel() for p in net.parameters()),
        "types": sorted({str(tensor.dtype) for tensor in load_file(WEIGHTS).values()}),
        "loss": _losses(),
        "resumed": _resumed(),
    }


def _losses() -> dict[str, float]:
    target = torch.zeros(1, 100, 2)
    target[:, ::10] = 1
    right = 12 * target - 6
    missed, invented = right.clone(), right.clone()
    missed[:, 20, 1] = -6
    invented[:, 25, 1] = 6
    return {
        name: float(loss_of(logits, target))
        for name, logits in {"right": right, "missed": missed, "invented": invented}.items()
    }


def _resumed() -> dict[str, object]:
    """Two steps of a training that was ended after the first, and of one that was not."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder)
        for first in (0, 1):
            beats_s = np.arange(0.1, 2, 0.5)
            clip = {"mel": np.zeros((100, 128), np.float16), "loudest_db": np.float32(0), "genre": "silence"}
            clip |= {"beats": beats_s, "positions": np.array([1, 2, 1, 2], np.int8)}
            np.savez(corpus / f"1-{first}.npz", clips=1, **{f"{key}_0": value for key, value in clip.items()})
        losses = {}
        for name, ends in {"whole": (2,), "resumed": (1, 2)}.items():
            torch.manual_seed(0)
            for end in ends:
                training = Training(corpus, corpus / name, 1e-3)
                with contextlib.redirect_stdout(sys.stderr):
                    training.train(end)
            with (corpus / name / "log.csv").open(newline="") as file:
                rows = list(csv.DictReader(file))
            losses[name] = [float(rows[-1]["held_out_loss"]), len(rows), training.step]
    return losses


if __name__ == "__main__":
    print(json.dumps(facts()))

"""What is true of the beat tracker's network, found out in the models' environment and printed as JSON."""

import json

import torch
from safetensors.torch import load_file

from onset.models.beat_tracker.export import WEIGHTS
from onset.models.beat_tracker.network import REACH_FRAMES
from onset.models.beat_tracker.train import loss_of
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


if __name__ == "__main__":
    print(json.dumps(facts()))

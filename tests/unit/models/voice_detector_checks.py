"""What is true of the voice detector's network, found out in the models' environment and printed as JSON."""

import json
import tempfile
from pathlib import Path

import numpy as np
import torch

from onset.models.convert.listeners import Probabilities
from onset.models.hearing import Hearing
from onset.models.learning import load_weights
from onset.models.places import weights_folder
from onset.models.voice_detector.material import Material
from onset.models.voice_detector.mixing import Mixer
from onset.models.voice_detector.network import REACH_FRAMES, VoiceDetector
from onset.models.voice_detector.train import WEIGHTS, Limits, Training


def facts() -> dict[str, object]:
    """All of them."""
    random = torch.Generator().manual_seed(0)
    net = load_weights(VoiceDetector(), WEIGHTS)
    served = Hearing(weights_folder() / "voice-detector" / "voice_detector.onnx", 2000)
    errors = {}
    for frames in (1, 7, 50, 500, 1503):
        mel = torch.rand(2, frames, 128, generator=random)
        with torch.inference_mode():
            expected = Probabilities(net)(mel).numpy()
        errors[str(frames)] = float(abs(served.probabilities(mel.numpy())["VOICE"] - expected).max())

    mel = torch.rand(1, 3 * REACH_FRAMES, 128, generator=random)
    changed = mel.clone()
    middle = 3 * REACH_FRAMES // 2
    changed[:, middle] = 1 - changed[:, middle]
    with torch.inference_mode():
        change = (net(changed) - net(mel)).abs()[0]
    far = (torch.arange(len(change)) - middle).abs() > REACH_FRAMES
    return {
        "onnx_errors": errors,
        "change_beyond_reach": float(change[far].max()),
        "parameters": sum(p.numel() for p in net.parameters()),
        "batch": _batch(),
        "training": _training(),
    }


def _material() -> Material:
    """Tracks of one loud band, which is the voice, and of others, which are not."""
    rng = np.random.default_rng(1)

    def tracks(first_band: int) -> tuple[np.ndarray, np.ndarray]:
        levels = rng.integers(0, 5, (6, 1201, 128), np.uint8)
        sounding = np.zeros((6, 1201), np.uint8)
        for track in range(6):
            for start in range(20 * track, 1100, 200):
                sounding[track, start : start + 100] = 255
                levels[track, start : start + 100, first_band : first_band + 20] = 60
        return levels, sounding

    voice, voiced = tracks(30)
    others = [torch.from_numpy(tracks(first_band)[0]) for first_band in (60, 80, 100)]
    return Material(torch.from_numpy(voice), torch.from_numpy(voiced), *others)


def _batch() -> dict[str, object]:
    """How much louder the voice's band is where the voice is said to be, among others."""
    mel, share = Mixer(_material(), torch.Generator().manual_seed(1)).batch(40, 300)
    again, _ = Mixer(_material(), torch.Generator().manual_seed(1)).batch(40, 300)
    inside = mel[..., 33:47].mean(2)
    return {
        "shapes": [list(mel.shape), list(share.shape)],
        "range": [float(mel.min()), float(mel.max())],
        "share": [float(share.min()), float(share.max()), float((share > 0.5).float().mean())],
        "louder": float(inside[share > 0.9].mean() - inside[share == 0].mean()),
        "without_voice": float((share.amax(1) == 0).float().mean()),
        "repeated": bool((mel == again).all()),
    }


def _training() -> dict[str, object]:
    """Losses of one run, and whether another that was interrupted goes on as the first did."""
    limits = (Limits(4, 60.0), Limits(8, 60.0))
    losses: dict[str, list[float]] = {"whole": [], "halves": []}
    ends = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, stops in (("whole", limits[1:]), ("halves", limits)):
            for limit in stops:
                torch.manual_seed(0)
                training = Training(_material(), Path(folder) / name, lr=3e-3, batch_frames=4000)
                # Where a run is to end is known from its start; here only the break is of interest.
                for _ in range(training.run.step, limit.steps):
                    losses[name].append(float(training.learn(2e-3)))
                training.run.save()
            ends[name] = training.run.mean.out[1].weight.detach()
    return {
        "losses": losses["whole"],
        "difference_after_a_break": float((ends["whole"] - ends["halves"]).abs().max()),
        "progress": [Limits(10, 4.0).progress(5, 1.0), Limits(10, 4.0).progress(1, 3.0)],
    }


if __name__ == "__main__":
    torch.set_num_threads(1)
    print(json.dumps(facts()))

"""What is true of the voice detector's network, found out in the models' environment and printed as JSON."""

import json

import numpy as np
import torch

from onset.models.convert.voice_detector import Probabilities, load_network
from onset.models.places import weights_folder
from onset.models.voice_detection import VoiceDetection
from onset.models.voice_detector.network import REACH_FRAMES, VoiceDetector
from onset.models.voice_detector.train import WEIGHTS, Scenes, crops, loss_of


def facts() -> dict[str, object]:
    """All of them."""
    random = torch.Generator().manual_seed(0)
    net = load_network(WEIGHTS)
    served = VoiceDetection(weights_folder() / "voice-detector")
    errors = {}
    for frames in (1, 7, 50, 500, 1503):
        mel = torch.rand(2, frames, 128, generator=random)
        with torch.inference_mode():
            expected = Probabilities(net)(mel).numpy()
        errors[str(frames)] = float(abs(served.probabilities(mel.numpy()) - expected).max())

    mel = torch.rand(1, 3 * REACH_FRAMES, 128, generator=random)
    changed = mel.clone()
    middle = 3 * REACH_FRAMES // 2
    changed[:, middle] = 1 - changed[:, middle]
    with torch.inference_mode():
        change = (net(changed) - net(mel)).abs()[0]
    far = (torch.arange(len(change)) - middle).abs() > REACH_FRAMES
    mel, target = crops(_scenes(), np.random.default_rng(0))
    return {
        "onnx_errors": errors,
        "change_beyond_reach": float(change[far].max()),
        "parameters": sum(p.numel() for p in net.parameters()),
        "crops": {
            "mel_shape": list(mel.shape),
            "target_shape": list(target.shape),
            "range": [float(mel.min()), float(mel.max())],
        },
        "losses": _losses(),
    }


def _scenes() -> Scenes:
    """Twelve scenes of soft noise; in all but every third a loud band is the voice."""
    rng = np.random.default_rng(1)
    mel = rng.uniform(-70, -60, (12, 1201, 128)).astype(np.float16)
    voiced = np.zeros((12, 1201), np.float32)
    for scene in range(12):
        if scene % 3:
            for start in range(50, 1100, 200):
                voiced[scene, start : start + 100] = 1
                mel[scene, start : start + 100, 30:60] = -20
    return mel, np.full(12, -20, np.float32), voiced


def _losses() -> tuple[float, float]:
    torch.manual_seed(0)
    net, rng, scenes = VoiceDetector(), np.random.default_rng(0), _scenes()
    optimizer = torch.optim.AdamW(net.parameters(), 3e-3)
    losses = []
    for _ in range(8):
        mel, target = crops(scenes, rng)
        loss = loss_of(net(mel), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses[0], min(losses[-3:])


if __name__ == "__main__":
    torch.set_num_threads(1)
    print(json.dumps(facts()))

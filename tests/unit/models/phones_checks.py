"""What is true of the reader of phones and its training, found out in the models' environment and printed as JSON."""

import contextlib
import json
import sys
import tempfile
from pathlib import Path

import torch
from torch import Tensor

from onset.models.learning import learning_rate
from onset.models.phones.classes import NAMES
from onset.models.phones.material import Material
from onset.models.phones.network import WHISPER_WIDTH, PhoneReader
from onset.models.phones.train import Training, scores, shares
from onset.models.progress import tell

_WINDOWS, _STEPS = 4, 420


def facts() -> dict[str, object]:
    """All of them."""
    torch.manual_seed(0)
    net = PhoneReader().eval()
    heard, mel = torch.randn(1, 40, WHISPER_WIDTH), torch.randn(1, 80, 80)
    other = mel.clone()
    other[:, :, 40] += 1
    with torch.inference_mode():
        change = (net(heard, other) - net(heard, mel)).abs().amax((0, 2))
    return {
        "parameters": sum(parameter.numel() for parameter in net.parameters()),
        "shape": list(net(heard, mel).shape),
        "changed": [int(frame) for frame in change.nonzero().flatten()],
        "training": _training(),
    }


def _material() -> Material:
    """Sounds of 100 ms, each heard as a direction of its own among noise."""
    random = torch.Generator().manual_seed(1)
    steps = torch.randint(len(NAMES), (_WINDOWS, _STEPS // 5), generator=random).repeat_interleave(5, dim=1)
    directions = torch.randn(len(NAMES), WHISPER_WIDTH, generator=random)
    heard = directions[steps] + torch.randn(_WINDOWS, _STEPS, WHISPER_WIDTH, generator=random)
    mel = torch.randn(_WINDOWS, 80, 2 * _STEPS, generator=random)
    return Material(heard.half(), mel.half(), steps.repeat_interleave(2, dim=1).to(torch.uint8))


def _training() -> dict[str, object]:
    """What one run learns and tells, and whether another that was interrupted goes on as the first did."""
    material = _material()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        log = folder / "log.csv"

        def training(run: str) -> Training:
            torch.manual_seed(0)
            return Training(material, folder / run, lr=2e-3, batch=2)

        whole = training("whole")
        before = scores(whole.learner.net, material)
        # Standard output is for the facts.
        with contextlib.redirect_stdout(sys.stderr):
            whole.train(12, lambda loss, lr: tell(log, ("loss", "lr"), (f"{loss:.3f}", f"{lr:.5f}")), 6)
        broken = training("broken")
        for _ in range(6):
            broken.learn(_lr(broken))
        torch.save(broken.learner.state(), folder / "broken" / "checkpoint.pt")
        broken = training("broken")
        for _ in range(6):
            broken.learn(_lr(broken))
        return {
            "right": [before[1], scores(whole.learner.net, material)[1]],
            "difference_after_a_break": float((_flat(whole.learner.mean) - _flat(broken.learner.mean)).abs().max()),
            "shares": float(shares(material).sum()),
            "log": log.read_text().splitlines(),
        }


def _lr(training: Training) -> float:
    return learning_rate(2e-3, training.learner.step, training.learner.step / 12)


def _flat(net: PhoneReader) -> Tensor:
    return torch.cat([parameter.detach().flatten() for parameter in net.parameters()])


if __name__ == "__main__":
    torch.set_num_threads(1)
    print(json.dumps(facts()))

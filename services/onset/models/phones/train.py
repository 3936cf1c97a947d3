"""Training of the reader of phones: `python -m onset.models.phones.train`, in the models' environment.

Learns from what `onset.models.phones.corpus` makes, on a CPU: `--steps` steps, the learning rate falling to 0 towards
the last. Started again, it goes on from `--run`. Writes the weights, and a log beside the checkpoint, with every
report.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn.functional import cross_entropy
from whisper.model import AudioEncoder, Whisper

from onset.models.files import replacing, sha256_of
from onset.models.learning import Learner, learning_rate, save_weights
from onset.models.phones.classes import NAMES
from onset.models.phones.material import Material, read
from onset.models.phones.network import SHARES, PhoneReader
from onset.models.places import PROJECT_ROOT, weights_folder
from onset.models.progress import tell
from onset.models.transcriber import DIMENSIONS

FOLDER = PROJECT_ROOT / ".build" / "phones"
WEIGHTS = Path(__file__).with_name("weights.safetensors")
COLUMNS = ("step", "minutes", "lr", "loss", "held_out_loss", "held_out_right")
_CROP_STEPS = 400
"""8 s."""
_SMOOTHING = 0.05
"""No border is as exact as its label."""
_EMA = 0.99
_WEIGHT_DECAY = 0.05


class Training:
    """The state of a run."""

    def __init__(self, material: Material, run: Path, *, lr: float, batch: int) -> None:
        """Go on from `run`, or begin."""
        net = PhoneReader()
        optimizer = torch.optim.AdamW(net.parameters(), betas=(0.9, 0.98), weight_decay=_WEIGHT_DECAY)
        self.learner = Learner(net, [(optimizer, 1.0)], memory=_EMA)
        self._material, self._lr, self._batch = material, lr, batch
        self._checkpoint = run / "checkpoint.pt"
        run.mkdir(parents=True, exist_ok=True)
        if self._checkpoint.exists():
            self.learner.load(torch.load(self._checkpoint, weights_only=True))

    def train(self, steps: int, report: Callable[[float, float], None], every: int) -> None:
        """Up to a step, those of earlier starts included; `report` gets the mean loss and the learning rate."""
        learner = self.learner
        began = time.monotonic() - 60 * learner.minutes
        losses: list[Tensor] = []
        while learner.step < steps:
            lr = learning_rate(self._lr, learner.step, learner.step / steps)
            losses.append(self.learn(lr))
            learner.minutes = (time.monotonic() - began) / 60
            if learner.step % every == 0 or learner.step == steps:
                with replacing(self._checkpoint) as path:
                    torch.save(learner.state(), path)
                report(float(torch.stack(losses).mean()), lr)
                losses.clear()

    def learn(self, lr: float) -> Tensor:
        """One step; its loss."""
        # Seeded by the step, for what is dropped out too: a run that was interrupted goes on as it would have.
        torch.manual_seed(self.learner.step)
        count, length, _ = self._material.heard.shape
        windows = torch.randint(count, (self._batch,))
        starts = torch.randint(length - _CROP_STEPS + 1, (self._batch,))
        heard, mel, classes = self._material.crop(windows, starts, _CROP_STEPS)
        logits = self.learner.net.train()(heard, mel)
        loss = cross_entropy(logits.flatten(0, 1), classes.flatten(), label_smoothing=_SMOOTHING)
        self.learner.descend(loss, lr)
        return loss.detach()


@torch.inference_mode()
def scores(net: PhoneReader, held_out: Material) -> tuple[float, float]:
    """Mean cross-entropy in nats, and the share of frames whose class is the most probable."""
    net.eval()
    logits = torch.cat(
        [net(heard[None].float(), mel[None].float()) for heard, mel in zip(held_out.heard, held_out.mel, strict=True)]
    )
    classes = held_out.classes.long()
    loss = cross_entropy(logits.flatten(0, 1), classes.flatten())
    return float(loss), float((logits.argmax(-1) == classes).float().mean())


def shares(material: Material) -> Tensor:
    """(classes,) of the frames."""
    counts = torch.bincount(material.classes.flatten().long(), minlength=len(NAMES)).float()
    return counts / counts.sum()


def whisper_encoder() -> AudioEncoder:
    """Of the Whisper that is served."""
    state = load_file(weights_folder() / "whisper-base" / "whisper.safetensors")
    state.pop("alignment_heads")
    model = Whisper(DIMENSIONS)
    model.load_state_dict(state)
    return model.encoder.eval().requires_grad_(requires_grad=False)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m onset.models.phones.train", description=__doc__)
    parser.add_argument("--corpus", type=Path, default=FOLDER / "corpus")
    parser.add_argument("--run", type=Path, default=FOLDER / "run")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--steps", type=int, default=800)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--lr", type=float, default=2e-3)
    parser.add_argument("--report-every", type=int, default=50)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    encoder = whisper_encoder()
    held_out = read(options.corpus, "held-out-*[0-9].npz", encoder)
    material = read(options.corpus, "train-*[0-9].npz", encoder)
    training = Training(material, options.run, lr=options.lr, batch=options.batch)
    log = options.run / "log.csv"

    def report(loss: float, lr: float) -> None:
        mean = training.learner.mean
        row = [str(training.learner.step), f"{training.learner.minutes:.2f}", f"{lr:.1e}", f"{loss:.4f}"]
        row += [f"{score:.4f}" for score in scores(mean, held_out)]
        save_weights({**mean.state_dict(), SHARES: shares(material)}, options.out)
        tell(log, COLUMNS, row)

    training.train(options.steps, report, options.report_every)
    print(f'size_bytes = {options.out.stat().st_size}\nsha256 = "{sha256_of(options.out)}"')


if __name__ == "__main__":
    main()

"""Training of the voice detector: `python -m onset.models.voice_detector.train`, in the models' environment.

Learns from mixtures of what `onset.models.voice_detector.corpus` makes, on a CPU or on a GPU, until `--minutes` or
`--steps` are over; the learning rate falls to 0 towards whichever ends first. Started again, it goes on from `--run`.
Writes the weights and their log with every report.
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from onset.models.files import sha256_of
from onset.models.learning import Run, learning_rate, save_weights
from onset.models.places import PROJECT_ROOT
from onset.models.progress import tell
from onset.models.voice_detector.corpus.packing import FLOOR_DB
from onset.models.voice_detector.material import Material, Scenes, read_material, read_scenes
from onset.models.voice_detector.mixing import Mixer, normalised
from onset.models.voice_detector.network import VoiceDetector

FOLDER = PROJECT_ROOT / ".build" / "voice_detector"
CORPUS = FOLDER / "corpus"
WEIGHTS = Path(__file__).with_name("weights.safetensors")
COLUMNS = ("step", "minutes", "hours_heard", "lr", "loss", "right", "missed", "invented", "invented_without", "lost")
_CROP_FRAMES = (250, 500, 1000)
_CROP_SHARES = (0.2, 0.4, 0.4)
"""Short ones as a live analysis hears them."""
_EMA = 0.998


@dataclass(frozen=True, slots=True)
class Limits:
    """When a training is over, whichever comes first."""

    steps: int
    minutes: float

    def progress(self, step: int, minutes: float) -> float:
        """From 0 to 1."""
        return max(step / self.steps, minutes / self.minutes)


class Training:
    """The state of a run."""

    def __init__(self, material: Material, run: Path, *, lr: float, batch_frames: int) -> None:
        """Go on from `run`, or begin; on the device of the material."""
        self._material = material
        self._device = material.voice.device
        self._lr, self._batch_frames = lr, batch_frames
        self.run = Run(VoiceDetector, run, self._device, _EMA)

    def train(self, limits: Limits, report: Callable[[float, float], None], every_s: float) -> None:
        """Up to the limits.

        Args:
            limits: of steps and minutes, those of earlier starts included.
            report: called now and then, and at the end, with the mean loss and the learning rate.
            every_s: how often.
        """
        run = self.run
        began = time.monotonic() - 60 * run.minutes
        reported, losses = time.monotonic(), []
        while (progress := limits.progress(run.step, run.minutes)) < 1:
            lr = learning_rate(self._lr, run.step, progress)
            losses.append(self.learn(lr))
            run.minutes = (time.monotonic() - began) / 60
            if time.monotonic() - reported > every_s or limits.progress(run.step, run.minutes) >= 1:
                run.save()
                report(float(torch.stack(losses).mean()), lr)
                reported = time.monotonic()
                losses.clear()

    def learn(self, lr: float) -> Tensor:
        """One step; its loss."""
        # Seeded by the step: a run that was interrupted goes on as it would have.
        random = torch.Generator(self._device).manual_seed(self.run.step)
        frames = int(np.random.default_rng(self.run.step).choice(_CROP_FRAMES, p=_CROP_SHARES))
        mel, target = Mixer(self._material, random).batch(max(self._batch_frames // frames, 1), frames)
        with torch.autocast(self._device.type, torch.bfloat16):
            logits = self.run.net(mel)
        loss = binary_cross_entropy_with_logits(logits.float(), target)
        self.run.descend(loss, lr)
        return loss.detach()


@torch.inference_mode()
def scores(net: VoiceDetector, scenes: Scenes) -> tuple[float, float, float, float]:
    """Shares of frames: right; of voice, missed; of the others, taken for one; likewise where nobody speaks at all."""
    mel_db = scenes.mixture.float() + FLOOR_DB
    mel = normalised(mel_db, mel_db.amax(2).quantile(0.999, dim=1))
    said = torch.cat([net(some) for some in mel.split(12)]) > 0
    truth = scenes.voiced > 127
    without = ~truth.any(1)
    shares = ((said == truth), ~said[truth], said[~truth], said[without])
    right, missed, invented, invented_without = (float(share.float().mean()) for share in shares)
    return right, missed, invented, invented_without


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m onset.models.voice_detector.train", description=__doc__)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--run", type=Path, default=FOLDER / "run")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--batch-frames", type=int, default=64_000)
    parser.add_argument("--lr", type=float, default=3e-3)
    parser.add_argument("--report-every-s", type=float, default=20.0)
    parser.add_argument("--threads", type=int, default=1, help="of a CPU, which may have other work")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.set_float32_matmul_precision("high")
    torch.manual_seed(0)
    held_out = read_scenes(options.corpus, options.device)
    training = Training(
        read_material(options.corpus, options.device), options.run, lr=options.lr, batch_frames=options.batch_frames
    )
    log = options.out.with_name("voice_detector.csv")

    def report(loss: float, lr: float) -> None:
        hours = training.run.step * options.batch_frames / 100 / 3600
        row = [str(training.run.step), f"{training.run.minutes:.2f}", f"{hours:.1f}", f"{lr:.1e}", f"{loss:.4f}"]
        row += [*(f"{score:.4f}" for score in scores(training.run.mean, held_out)), str(training.run.lost)]
        save_weights(training.run.mean.state_dict(), options.out)
        tell(log, COLUMNS, row)

    training.train(Limits(options.steps, options.minutes), report, options.report_every_s)
    print(f'size_bytes = {options.out.stat().st_size}\nsha256 = "{sha256_of(options.out)}"')


if __name__ == "__main__":
    main()

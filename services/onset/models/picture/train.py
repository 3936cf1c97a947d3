"""Training of Onset-mini: `python -m onset.models.picture.train`, in the models' environment, on a GPU or a CPU.

Painter processes fill a pool of scenes while the autoencoder and then the denoiser learn from what is there. Goes on
from the checkpoint in `--run`; whatever the time, weights and samples are in `--out` when it ends.
"""

import argparse
import atexit
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from onset.models.files import replacing
from onset.models.picture.data import painters
from onset.models.picture.data.orders import SIZES
from onset.models.picture.data.pool import Pool
from onset.models.picture.data.scenes import Scenes
from onset.models.picture.data.tokens import CaptionEncoder
from onset.models.picture.denoiser_training import DenoiserTraining, flow_loss
from onset.models.picture.export import load_parts, save_parts
from onset.models.picture.report import Report
from onset.models.picture.vae_training import AutoencoderTraining
from onset.models.places import PROJECT_ROOT
from onset.models.progress import tell

FOLDER = PROJECT_ROOT / ".build" / "picture"
SHARES = (0.5, 0.25, 0.25)
"""Of the sizes among the batches."""
_COLUMNS = ("phase", "step", "minutes", "scenes", "loss", "held_out", "pictures_per_s", "lost")


@dataclass(frozen=True)
class Plan:
    """How long, how much at once."""

    vae_minutes: float
    denoiser_minutes: float
    pace: float
    vae_batch: int
    batch: int
    log_every_s: float
    save_every_s: float
    first_scenes: int
    report_captions: int
    report_scenes: int
    report_steps: int


class Run:
    """Both trainings over one pool."""

    def __init__(
        self, plan: Plan, pool: Pool, carried: Path, run: Path, out: Path, start: Path | None, device: torch.device
    ) -> None:
        """Go on from `run`, else from the exported weights in `start`, or begin."""
        self.plan, self.run, self.out, self.device = plan, run, out, device
        self.captions = CaptionEncoder(carried, device)
        self.scenes = Scenes(pool, self.captions, device)
        self.vae, self.denoiser = AutoencoderTraining(device), DenoiserTraining(device, plan.pace)
        self._saved_at = time.monotonic()
        if self._checkpoint.exists():
            state = torch.load(self._checkpoint, weights_only=True, map_location=device)
            self.vae.load(state["vae"])
            self.denoiser.load(state["denoiser"])
        elif start is not None:
            self.vae.minutes = plan.vae_minutes
            load_parts(self.vae.mean, start, "vae")
            for net in (self.denoiser.net, self.denoiser.mean):
                load_parts(net, start, "denoiser")
        self._settled = start is not None
        for folder in (run, out):
            folder.mkdir(parents=True, exist_ok=True)

    @property
    def _checkpoint(self) -> Path:
        return self.run / "checkpoint.pt"

    def train(self, deadline: float) -> None:
        """Both networks, each for its share of the time, until `deadline` at the latest."""
        self._phase("vae", self.vae, self.plan.vae_minutes, self.plan.vae_batch, deadline)
        if self.vae.minutes >= self.plan.vae_minutes and not self.denoiser.step and not self._settled:
            rng = np.random.default_rng(1)
            self.vae.settle([self.scenes.batch(size, 64, rng).pictures for size in (0, 1, 2, 0)])
            print(f"latents: mean {self.vae.mean.mean.flatten().tolist()}")
            print(f"latents: deviation {self.vae.mean.deviation.flatten().tolist()}", flush=True)
            self._save()
        if self.vae.minutes >= self.plan.vae_minutes:
            self._phase("denoiser", self.denoiser, self.plan.denoiser_minutes, self.plan.batch, deadline)
        self._save()

    def report(self) -> None:
        """Samples and measures of what there is."""
        report = Report(self.denoiser.mean, self.vae.mean, self.captions, self.plan.report_steps)
        report.write(self.out, self.plan.report_captions, self.plan.report_scenes)

    def _phase(
        self,
        name: str,
        training: AutoencoderTraining | DenoiserTraining,
        planned_minutes: float,
        batch: int,
        deadline: float,
    ) -> None:
        before, began = training.minutes, time.monotonic()
        logged_at, pictures, losses = began, 0, []
        while training.minutes < planned_minutes and time.monotonic() < deadline:
            # Seeded by the step: a run that was interrupted goes on with pictures that it has not seen.
            rng = np.random.default_rng([len(name), training.step])
            size = int(rng.choice(len(SIZES), p=SHARES))
            losses.append(self._learn(training, size, batch, rng, training.minutes / planned_minutes))
            pictures += batch
            now = time.monotonic()
            training.minutes = before + (now - began) / 60
            if now - logged_at > self.plan.log_every_s:
                loss = float(torch.stack(losses).mean())
                self._log(name, training, loss, pictures / (time.monotonic() - logged_at))
                self.scenes.refresh()
                if now - self._saved_at > self.plan.save_every_s:
                    self._save()
                logged_at, pictures, losses = time.monotonic(), 0, []

    def _learn(
        self,
        training: AutoencoderTraining | DenoiserTraining,
        size: int,
        batch: int,
        rng: np.random.Generator,
        progress: float,
    ) -> torch.Tensor:
        drawn = self.scenes.batch(size, batch, rng)
        if isinstance(training, AutoencoderTraining):
            return training.learn(drawn.pictures, progress)
        with torch.no_grad(), torch.autocast(self.device.type, torch.bfloat16):
            latents = self.vae.mean.encode(drawn.pictures)
        return training.learn(latents.float(), drawn.conditions, progress)

    def _log(self, name: str, training: AutoencoderTraining | DenoiserTraining, loss: float, speed: float) -> None:
        row = (
            name,
            training.step,
            f"{training.minutes:.2f}",
            self.scenes.count,
            f"{loss:.4f}",
            f"{self._held_out(training):.4f}",
            f"{speed:.0f}",
            training.lost,
        )
        log = self.run / "progress.csv"
        tell(log, _COLUMNS, row)

    @torch.no_grad()
    def _held_out(self, training: AutoencoderTraining | DenoiserTraining) -> float:
        """PSNR in dB of the autoencoder, or the denoiser's loss, on scenes that nobody trains on."""
        batch = self.scenes.batch(0, self.plan.vae_batch, np.random.default_rng(2), held_out=True)
        if isinstance(training, AutoencoderTraining):
            return training.psnr(batch.pictures)
        latents = self.vae.mean.encode(batch.pictures)
        devices = [self.device] if self.device.type == "cuda" else []
        with torch.random.fork_rng(devices):
            torch.manual_seed(3)
            return float(flow_loss(training.mean, latents, batch.conditions))

    def _save(self) -> None:
        with replacing(self._checkpoint) as path:
            torch.save({"vae": self.vae.state(), "denoiser": self.denoiser.state()}, path)
        save_parts(self.vae.mean, self.out, "vae")
        if self.denoiser.step:
            save_parts(self.denoiser.mean, self.out, "denoiser")
        log = self.run / "progress.csv"
        if log.exists():
            (self.out / "progress.csv").write_bytes(log.read_bytes())
        self._saved_at = time.monotonic()


def main() -> None:
    """Command line."""
    began = time.monotonic()
    parser = argparse.ArgumentParser(prog="python -m onset.models.picture.train", description=__doc__)
    parser.add_argument("--minutes", type=float, default=600.0, help="of this call, all included")
    parser.add_argument("--vae-minutes", type=float, default=120.0, help="of all calls")
    parser.add_argument("--denoiser-minutes", type=float, default=470.0, help="of all calls")
    parser.add_argument("--pace", type=float, default=1.0, help="factor of the denoiser's learning rates")
    parser.add_argument("--start", type=Path, help="folder of exported weights to begin with")
    parser.add_argument("--report-minutes", type=float, default=5.0, help="kept for samples at the end")
    parser.add_argument("--carried", type=Path, default=FOLDER / "captions", help="what data.tokens wrote")
    parser.add_argument("--run", type=Path, default=FOLDER / "run")
    parser.add_argument("--pool", type=Path, default=FOLDER / "pool")
    parser.add_argument("--out", type=Path, default=FOLDER / "out")
    parser.add_argument("--groups", type=int, default=2000, help="of four scenes, to paint at most")
    parser.add_argument("--painters", type=int, default=1)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--vae-batch", type=int, default=8)
    parser.add_argument("--log-every", type=float, default=60.0, help="seconds")
    parser.add_argument("--save-every", type=float, default=300.0, help="seconds")
    parser.add_argument("--first-scenes", type=int, default=400)
    parser.add_argument("--report-captions", type=int, default=2, help="of each family")
    parser.add_argument("--report-scenes", type=int, default=4)
    parser.add_argument("--report-steps", type=int, default=12)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    torch.set_float32_matmul_precision("high")
    torch.backends.cudnn.benchmark = True
    pool = Pool(options.pool, options.groups)
    painters.start(options.pool, options.groups, options.painters)
    if device.type == "cuda":
        warming = subprocess.Popen([sys.executable, "-m", "onset.models.picture.warm", "--batch", str(options.batch)])
        atexit.register(warming.kill)
    plan = Plan(
        options.vae_minutes,
        options.denoiser_minutes,
        options.pace,
        options.vae_batch,
        options.batch,
        options.log_every,
        options.save_every,
        options.first_scenes,
        options.report_captions,
        options.report_scenes,
        options.report_steps,
    )
    deadline = began + 60 * (options.minutes - options.report_minutes)
    run = Run(plan, pool, options.carried, options.run, options.out, options.start, device)
    run.scenes.wait(plan.first_scenes, deadline)
    print(f"{device}: {run.scenes.count} scenes after {time.monotonic() - began:.0f} s", flush=True)
    run.train(deadline)
    if run.denoiser.step:
        run.report()
    print(f"done after {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()

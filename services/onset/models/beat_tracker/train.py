"""Training of the beat tracker: `python -m onset.models.beat_tracker.train`, in the models' environment.

Goes on from its last checkpoint, with whatever shards have been added since. The learning rate rises, stays, and falls
over the last two fifths of `--steps`; a run may be prolonged or ended early by starting again with another number.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from onset.models.beat_tracker.clips import FRAMES_PER_S, Clip, Corpus
from onset.models.beat_tracker.crops import NO_METRE, Bank, Batch, crops, whole
from onset.models.beat_tracker.network import BeatTracker
from onset.models.beat_tracker.scores import f_measure, peaks_s
from onset.models.learning import Run, learning_rate
from onset.models.places import PROJECT_ROOT
from onset.models.progress import tell

FOLDER = PROJECT_ROOT / ".build" / "beat_tracker"
COLUMNS = (
    *("step", "minutes", "hours_heard", "clips", "lr", "loss"),
    *("held_out_loss", "beat_f", "downbeat_f", "metre", "lost"),
)
_CROP_FRAMES = (150, 300, 500, 1000, 1500)
_CROP_SHARES = (0.05, 0.1, 0.2, 0.3, 0.35)
"""Short ones as a live analysis hears them, 3 to 10 s; long ones in which bars and metre show."""
_POSITIVE_WEIGHTS = (2.0, 4.0)
"""Of beats and downbeats, which are rare: about 1 frame in 12 and 1 in 45."""
_METRE_WEIGHT = 0.1
"""Of the metre's cross-entropy beside that of beats and downbeats."""
_EMA = 0.98
_VALIDATE_EVERY = 500
_VALIDATION_CLIPS = 150


class Training:
    """The state of a run."""

    def __init__(self, corpus: Path, run: Path, lr: float, batch_frames: int = 12_000, device: str = "cpu") -> None:
        """Go on from `run`, or begin."""
        self.corpus = Corpus(corpus)
        self.bank: Bank | None = None
        self.folder = run
        self.lr, self.batch_frames, self.device = lr, batch_frames, device
        self.run = Run(BeatTracker, run, device, _EMA)

    def train(self, steps: int) -> None:
        """Up to step `steps`, validating and saving on the way.

        Raises:
            FileNotFoundError: there is no training clip.
        """
        losses: list[Tensor] = []
        run = self.run
        began = time.monotonic() - 60 * run.minutes
        while run.step < steps:
            if not losses:
                bank = self._read()
            # Seeded by the step: a run that was interrupted goes on as it would have.
            random = torch.Generator(self.device).manual_seed(run.step)
            frames = int(np.random.default_rng(run.step).choice(_CROP_FRAMES, p=_CROP_SHARES))
            batch = crops(bank, self.batch_frames // frames, frames, random)
            lr = learning_rate(self.lr, run.step, run.step / steps)
            losses.append(self._learn(batch, lr))
            if run.step % _VALIDATE_EVERY == 0 or run.step == steps:
                run.minutes = (time.monotonic() - began) / 60
                self._log(float(torch.stack(losses).mean()), lr)
                run.save()
                losses.clear()

    def _read(self) -> Bank:
        """All clips to learn from that are there by now."""
        clips = self.corpus.read_new()
        if clips:
            new = Bank.of(clips, self.device)
            self.bank = self.bank.joined(new) if self.bank else new
        if self.bank is None:
            raise FileNotFoundError(f"{self.corpus.folder} has no shard to train on")
        return self.bank

    def _learn(self, batch: Batch, lr: float) -> Tensor:
        with torch.autocast(self.device, torch.bfloat16):
            logits = self.run.net(batch.mel)
        loss = loss_of(logits.float(), batch)
        self.run.descend(loss, lr)
        return loss.detach()

    def _log(self, loss: float, lr: float) -> None:
        held_out = self.corpus.held_out[:: max(len(self.corpus.held_out) // _VALIDATION_CLIPS, 1)]
        scores = validate(self.run.mean, held_out, self.device)
        hours = self.run.step * self.batch_frames / FRAMES_PER_S / 3600
        clips = len(self._read().first)
        row = (self.run.step, f"{self.run.minutes:.1f}", f"{hours:.1f}", clips, f"{lr:.1e}", f"{loss:.4f}")
        row += (*(f"{value:.4f}" for value in scores), self.run.lost)
        log = self.folder / "log.csv"
        tell(log, COLUMNS, row)


def loss_of(logits: Tensor, batch: Batch) -> Tensor:
    """Binary cross-entropy of beats and downbeats, weighted up, and a part of the metre's cross-entropy.

    Args:
        logits: (B, T, 6) of the network.
        batch: what it heard.
    """
    weights = torch.tensor(_POSITIVE_WEIGHTS, device=logits.device)
    events = binary_cross_entropy_with_logits(logits[..., :2], batch.events, pos_weight=weights)
    told = batch.metre != NO_METRE
    metre = cross_entropy(logits[..., 2:].flatten(0, 1), batch.metre.flatten(), ignore_index=NO_METRE, reduction="sum")
    return events + _METRE_WEIGHT * metre / told.sum().clamp(min=1)


def validate(net: BeatTracker, clips: list[Clip], device: str) -> tuple[float, float, float, float]:
    """Over whole clips: mean loss, F-measures of beats and of downbeats by peaks alone, share of right metres."""
    results = []
    metres = []
    for clip in clips:
        batch = whole(clip, device)
        with torch.inference_mode(), torch.autocast(device, torch.bfloat16):
            logits = net(batch.mel).float()
        beat, downbeat = logits[0, :, :2].sigmoid().cpu().numpy().T
        results.append(
            (
                float(loss_of(logits, batch)),
                f_measure(peaks_s(beat), clip.beats_s),
                f_measure(peaks_s(downbeat), clip.downbeats_s),
            )
        )
        told = batch.metre != NO_METRE
        if told.any():
            heard = logits[..., 2:].log_softmax(-1)[told].mean(0).argmax()
            metres.append(float(heard == batch.metre[told][0]))
    loss, beat_f, downbeat_f = np.mean(results, axis=0)
    return float(loss), float(beat_f), float(downbeat_f), float(np.mean(metres)) if metres else float("nan")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m onset.models.beat_tracker.train", description=__doc__)
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--lr", type=float, default=2e-3)
    parser.add_argument("--batch-frames", type=int, default=12_000)
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--corpus", type=Path, default=FOLDER / "corpus")
    parser.add_argument("--run", type=Path, default=FOLDER / "run")
    # Two threads wait for each other's every step: on a machine that does other work too, one is much faster.
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    Training(options.corpus, options.run, options.lr, options.batch_frames, options.device).train(options.steps)


if __name__ == "__main__":
    main()

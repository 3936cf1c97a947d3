"""Training of an imported checkpoint's adapter: `python -m onset.models.checkpoints.train_adapter --checkpoint NAME`.

In the models' environment, on a GPU or (patiently) a CPU. Nothing but the adapter is trained. Goes on from the state in
`--run`; whatever the time, `adapter.safetensors` there is the mean of what was learnt so far, for `onset models import
--adapter`.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import torch

from onset.models import environment, places
from onset.models.checkpoints.adapter_file import save_adapter
from onset.models.checkpoints.card import Card, read_card
from onset.models.checkpoints.errors import CheckpointError
from onset.models.checkpoints.folder import Folder, read_folder
from onset.models.checkpoints.importing import reported
from onset.models.checkpoints.material import Material, Painted, Pictures
from onset.models.checkpoints.prompts import Tokenizers
from onset.models.checkpoints.training import AdapterTraining
from onset.models.errors import InvalidInputError
from onset.models.files import replacing, sha256_of
from onset.models.picture.data import painters
from onset.models.picture.data.pool import Pool
from onset.models.places import PROJECT_ROOT
from onset.models.progress import tell

FOLDER = PROJECT_ROOT / ".build" / "checkpoints"
ADAPTER = "adapter.safetensors"
_STATE = "checkpoint.pt"
_COLUMNS = ("step", "minutes", "loss", "held_out", "pictures_per_s", "lost")
_WAIT_S = 600.0


def train(options: argparse.Namespace) -> None:
    """Until the step or the time that was asked for.

    Raises:
        CheckpointError: the checkpoint is not imported, its source has changed or gone, or there is no material.
    """
    environment.add(Path(sys.prefix), environment.CHECKPOINT_REQUIREMENTS, print)
    # Only now can the libraries be imported.
    from onset.models.checkpoints.loading import load_networks  # noqa: PLC0415

    folder = places.weights_folder() / options.checkpoint
    card = _card(folder)
    source = _source(card, options.source)
    material = _material(options, card)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    training = AdapterTraining(card, load_networks(source), Tokenizers(folder), device, options.lr)
    run = options.run or FOLDER / options.checkpoint
    run.mkdir(parents=True, exist_ok=True)
    if (run / _STATE).exists():
        training.load(torch.load(run / _STATE, weights_only=True, map_location=device))
    _go_on(training, material, options, run)


def _go_on(training: AdapterTraining, material: Material, options: argparse.Namespace, run: Path) -> None:
    held_out = material.batch(options.batch, np.random.default_rng(1), held_out=True)
    began, before = time.monotonic(), training.minutes
    logged_at, first, losses = began, training.step, []
    saved_at = began
    while training.step < options.steps and training.minutes - before < options.minutes:
        progress = max(training.step / options.steps, (training.minutes - before) / options.minutes)
        # Seeded by the step: a run that was interrupted goes on with pictures that it has not seen.
        batch = material.batch(options.batch, np.random.default_rng([2, training.step]))
        losses.append(training.learn(batch, progress))
        now = time.monotonic()
        training.minutes = before + (now - began) / 60
        last = training.step >= options.steps or training.minutes - before >= options.minutes
        if last or now - logged_at > options.log_every:
            speed = (training.step - first) * options.batch / (now - logged_at)
            _log(run, training, float(torch.stack(losses).mean()), training.judged(held_out, 3), speed)
            logged_at, first, losses = time.monotonic(), training.step, []
        if last or now - saved_at > options.save_every:
            _save(run, training, options.checkpoint)
            saved_at = time.monotonic()
    print(f"onset models import --replace --adapter {run / ADAPTER} … gives {options.checkpoint} its ears.", flush=True)


def _save(run: Path, training: AdapterTraining, checkpoint: str) -> None:
    with replacing(run / _STATE) as path:
        torch.save(training.state(), path)
    save_adapter(training.mean, run / ADAPTER, trained_for=checkpoint)


def _log(run: Path, training: AdapterTraining, loss: float, held_out: float, speed: float) -> None:
    row = (
        training.step,
        f"{training.minutes:.2f}",
        f"{loss:.4f}",
        f"{held_out:.4f}",
        f"{speed:.2f}",
        training.lost,
    )
    log = run / "progress.csv"
    tell(log, _COLUMNS, row)


def _card(folder: Path) -> Card:
    try:
        return read_card(folder)
    except InvalidInputError as error:
        raise CheckpointError("CHECKPOINT_NOT_FOUND", f"{error}. Import it first: onset models import.") from error


def _source(card: Card, moved_to: Path | None) -> Folder:
    folder = read_folder(moved_to or Path(card.source))
    for path in folder.described_by():
        name = str(path.relative_to(folder.root))
        if card.sha256.get(name) != sha256_of(path):
            raise CheckpointError(
                "CHECKPOINT_CHANGED", f"{path} is not what {card.name} was imported from; import anew."
            )
    return folder


def _material(options: argparse.Namespace, card: Card) -> Material:
    side_px = options.side or card.native_side_px
    if options.pictures is not None:
        return Pictures(options.pictures, side_px)
    pool = Pool(options.pool, options.groups)
    painters.start(options.pool, options.groups, options.painters)
    painted = Painted(pool, side_px)
    deadline = time.monotonic() + _WAIT_S
    while not painted.is_ready():
        if time.monotonic() > deadline:
            raise CheckpointError("MATERIAL_UNFIT", f"The painters made no two groups of scenes in {_WAIT_S:.0f} s.")
        time.sleep(0.2)
    return painted


def parser() -> argparse.ArgumentParser:
    """Of the command line."""
    made = argparse.ArgumentParser(prog="python -m onset.models.checkpoints.train_adapter", description=__doc__)
    made.add_argument("--checkpoint", required=True, metavar="NAME", help="an imported one")
    made.add_argument("--source", type=Path, metavar="DIR", help="its diffusers folder, if that has moved")
    made.add_argument("--pictures", type=Path, metavar="DIR", help="own pictures in place of the painter's scenes")
    made.add_argument("--side", type=int, metavar="PX", help="of the pictures; by default what the checkpoint knows")
    made.add_argument("--steps", type=int, default=100_000, help="of all calls")
    made.add_argument("--minutes", type=float, default=600.0, help="of this call")
    made.add_argument("--batch", type=int, default=8)
    made.add_argument("--lr", type=float, default=2e-4)
    made.add_argument("--run", type=Path, metavar="DIR", help="for state, log and adapter")
    made.add_argument("--pool", type=Path, default=FOLDER / "pool")
    made.add_argument("--groups", type=int, default=2000, help="of four scenes, to paint at most")
    made.add_argument("--painters", type=int, default=1, help="processes")
    made.add_argument("--log-every", type=float, default=60.0, help="seconds")
    made.add_argument("--save-every", type=float, default=300.0, help="seconds")
    return made


def main() -> int:
    """Command line; returns the exit status."""
    options = parser().parse_args()
    torch.manual_seed(time.time_ns() % (1 << 31))
    return reported(lambda: train(options))


if __name__ == "__main__":
    sys.exit(main())

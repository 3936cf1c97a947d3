"""`onset models import`: a diffusers folder -> networks, adapter and Triton models under ONSET_HOME/weights.

Runs in the models' environment. diffusers and transformers are needed by this and by the adapter's training alone; they
are installed into it when they are asked for first.
"""

import argparse
import errno
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from onset.models import environment, places
from onset.models.checkpoints.errors import CheckpointError
from onset.models.checkpoints.folder import Folder, read_folder
from onset.models.checkpoints.naming import check_name
from onset.models.checkpoints.request import Import
from onset.models.files import remove_leftovers, replacing_folder
from onset.models.lock import locked
from onset.models.picture.order import MAX_SCALE, MAX_STEPS

_FAILED, _INTERRUPTED = 1, 130
_ROOM = 1.2
"""Of the networks' size in float32: what an import needs on the disk."""


def run(asked: Import) -> None:
    """Import a checkpoint.

    Raises:
        CheckpointError: naming what is wrong with folder, name or disk.
        SetupError: the libraries cannot be installed.
    """
    with locked(places.home(), _say):
        _import(asked)


def _import(asked: Import) -> None:
    target = places.weights_folder() / asked.name
    remove_leftovers(target)
    check_name(asked.name, places.weights_folder(), replace=asked.replace)
    folder = read_folder(asked.checkpoint)
    if asked.adapter is not None and not asked.adapter.is_file():
        raise CheckpointError("ADAPTER_NOT_FOUND", f"{asked.adapter} is not there.")
    _check_room(folder)
    for part in folder.ignored:
        _say(f"{part} is not used.")
    environment.add(Path(sys.prefix), environment.CHECKPOINT_REQUIREMENTS, _say)
    # Only now can the libraries be imported.
    from onset.models.checkpoints.conversion import convert  # noqa: PLC0415

    with replacing_folder(target) as out:
        card = convert(folder, asked, out, _say)
    heard = "It hears." if card.hears else "Its adapter is untrained: sounds change nothing yet."
    _say(
        f"{card.name} is imported: {card.schedule.prediction}, {card.default_steps} steps, guidance "
        f"{card.default_guidance:g}. {heard}"
    )
    _say("Its licence is yours to heed. The next start of Onset serves it; one that runs now does not have it.")


def _check_room(folder: Folder) -> None:
    needed = int(_ROOM * 4 * folder.numbers)
    weights = places.weights_folder()
    weights.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(weights).free
    if free < needed:
        raise CheckpointError(
            "DISK_FULL", f"{weights} has {free >> 20} MiB free; {needed >> 20} MiB are needed to import {folder.root}."
        )


def main() -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="onset models import",
        description="Bring in a checkpoint of the Stable Diffusion family (1.5, 2, XL, Turbo) in diffusers' format.",
    )
    parser.add_argument("--checkpoint", type=Path, required=True, metavar="DIR", help="folder with a model_index.json")
    parser.add_argument("--name", required=True, help="what orders will call it: a plain word")
    parser.add_argument("--adapter", type=Path, metavar="FILE", help="what train_adapter wrote, so that it hears")
    parser.add_argument("--steps", type=_steps, metavar="N", help="usual number of steps, if the scheduler misleads")
    parser.add_argument("--guidance", type=_scale, metavar="S", help="usual text guidance; 1 is none")
    parser.add_argument("--replace", action="store_true", help="take the place of a checkpoint of that name")
    options = parser.parse_args()
    return reported(lambda: run(Import(**vars(options))))


def reported(work: Callable[[], None]) -> int:
    """Do it; foreseen failures become one message and its reason. The exit status."""
    try:
        work()
    except CheckpointError as error:
        return _fail(error.message, error.reason)
    except environment.SetupError as error:
        return _fail(str(error), "SETUP_FAILED")
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        what = f"{error.strerror}: {error.filename}" if error.filename else str(error)
        return _fail(f"{what}. Nothing was kept.", "DISK_FULL" if full else "CHECKPOINT_UNREADABLE")
    except MemoryError:
        return _fail("There is not enough memory for these networks. Nothing was kept.", "OUT_OF_MEMORY")
    except KeyboardInterrupt:
        return _INTERRUPTED
    return 0


def _steps(text: str) -> int:
    steps = int(text)
    if not 1 <= steps <= MAX_STEPS:
        raise argparse.ArgumentTypeError(f"{steps} is not in 1..{MAX_STEPS}")
    return steps


def _scale(text: str) -> float:
    scale = float(text)
    if not 0 <= scale <= MAX_SCALE:
        raise argparse.ArgumentTypeError(f"{scale:g} is not in 0..{MAX_SCALE:g}")
    return scale


def _say(line: str) -> None:
    print(line, flush=True)


def _fail(message: str, reason: str) -> int:
    print(f"error: {message}\n       {reason}", file=sys.stderr)
    return _FAILED


if __name__ == "__main__":
    sys.exit(main())

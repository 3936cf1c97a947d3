"""Set-up of all that Triton needs: `python -m onset.models.setup`.

Makes `.venv-triton`, fetches the weights that `manifest.toml` lists and converts them. Does only what is missing, and
whatever it was doing when it was interrupted it does again.
"""

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from onset.models import environment, places
from onset.models.fetch import FetchError, fetch
from onset.models.files import remove_leftovers, replacing_folder
from onset.models.lock import locked
from onset.models.manifest import Weights, read_manifest
from onset.runtime.weights import STAMP, fingerprint

_CONVERT_TIMEOUT_S = 600


def set_up(say: Callable[[str], None]) -> None:
    """Bring environment and weights up to date.

    Raises:
        SetupError: the environment cannot be made, or a conversion failed.
        FetchError: a weight file cannot be had.
    """
    folder = places.environment_folder()
    with locked(places.home(), say):
        environment.ensure(folder, say)
        for weights in read_manifest():
            _ensure_weights(weights, environment.python_of(folder), say)


def _ensure_weights(weights: Weights, python: Path, say: Callable[[str], None]) -> None:
    target = places.weights_folder() / weights.name
    present = fingerprint(Path(__file__).parent, (file.sha256 for file in weights.files))
    stamp = target / STAMP
    remove_leftovers(target)
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == present:
        return
    sources = places.weights_folder() / "sources" / weights.name
    megabytes = sum(file.size_bytes for file in weights.files) / 1e6
    say(f"Fetching {weights.name}: {weights.version} ({megabytes:.0f} MB, {weights.licence})")
    for file in weights.files:
        fetch(file, sources / file.name, entry=weights.name, python=python)
    say(f"Converting {weights.name} for {', '.join(weights.serves)}")
    with replacing_folder(target) as out:
        _convert(weights.name, sources, out, python)
        (out / STAMP).write_text(present, encoding="utf-8")
    # The originals are not needed any more; should a conversion change, they come from pip's cache.
    shutil.rmtree(sources)


def _convert(name: str, sources: Path, out: Path, python: Path) -> None:
    done = subprocess.run(
        [python, "-m", "onset.models.convert", name, sources, out],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        timeout=_CONVERT_TIMEOUT_S,
        check=False,
    )
    if done.returncode != 0:
        last = done.stderr.strip().splitlines()[-1:] or [f"exit status {done.returncode}"]
        raise environment.SetupError(f"{name} could not be converted: {last[0]}")


def main() -> int:
    """Command line; returns the exit status."""
    try:
        set_up(lambda line: print(line, flush=True))
    except (FetchError, environment.SetupError) as error:
        return _fail(str(error))
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return _fail(f"The disk is full: {error.filename or places.home()}. About 4 GB are needed; run this again.")
        return _fail(f"{error.strerror}: {error.filename}" if error.filename else str(error))
    except subprocess.TimeoutExpired as error:
        return _fail(f"Gave up after {error.timeout:.0f} s: {' '.join(map(str, error.cmd))}")
    except KeyboardInterrupt:
        return _fail("Interrupted. Nothing half-written was kept; run this again.")
    print("Models are ready.")
    return 0


def _fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())

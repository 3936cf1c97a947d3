"""What these commands have in common: options, and foreseen failures as one readable message."""

import argparse
import errno
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from onset.models import places
from onset.models.engines.catalog import Network, checkpoint_catalog, chosen, read_catalog
from onset.models.engines.errors import EngineError

_FAILED, _INTERRUPTED = 1, 130


def parser(command: str, description: str, out: str, *, models: bool = True) -> argparse.ArgumentParser:
    """With the options that many have: `--model`, and `--out`, by default the folder `out` of Onset's home."""
    made = argparse.ArgumentParser(prog=f"onset models {command}", description=description)
    if models:
        made.add_argument(
            "--model", nargs="+", action="extend", default=[], metavar="NAME", help="only these networks (default: all)"
        )
        made.add_argument("--checkpoint", metavar="NAME", help="an imported checkpoint's networks, not Onset's own")
    made.add_argument(
        "--out", type=Path, default=places.home() / out, metavar="DIR", help="folder for the results (%(default)s)"
    )
    return made


def networks(arguments: argparse.Namespace) -> tuple[Network, ...]:
    """Those that `--checkpoint` and `--model` choose.

    Raises:
        EngineError: there is none of a name.
    """
    known = checkpoint_catalog(arguments.checkpoint) if arguments.checkpoint else read_catalog()
    return chosen(known, arguments.model)


def run(work: Callable[[], None]) -> int:
    """Do it; the exit status."""
    try:
        work()
    except EngineError as error:
        return _fail(str(error))
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return _fail(f"The disk is full: {_where(error)}. Free some space, then run this again.")
        return _fail(f"{error.strerror}: {_where(error)}")
    except KeyboardInterrupt:
        # Whoever was asked to stop needs no explanation; nothing half-written was kept.
        return _INTERRUPTED
    return 0


def _where(error: OSError) -> str:
    return str(error.filename or tempfile.gettempdir())


def _fail(message: str) -> int:
    print(f"error: {message}", file=sys.stderr)
    return _FAILED

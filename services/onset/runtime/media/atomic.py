"""Files that exist only when they are complete."""

import errno
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from onset.runtime.errors import ResourceExhaustedError


def disk_full() -> ResourceExhaustedError:
    """The error of every writer here that runs out of space."""
    return ResourceExhaustedError("DISK_FULL", "The disk is full; free some space and run it again.")


@contextmanager
def complete_file(target: Path) -> Iterator[Path]:
    """A name beside `target` to write to; it becomes `target` at the end, or is removed if that is not reached.

    Raises:
        ResourceExhaustedError: the disk filled up within.
    """
    partial = target.with_name(f".{target.name}.{uuid.uuid4().hex[:12]}.partial")
    try:
        yield partial
        with partial.open("rb") as file:
            os.fsync(file.fileno())
        partial.replace(target)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise disk_full() from error
        raise
    finally:
        partial.unlink(missing_ok=True)

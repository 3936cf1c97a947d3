"""Who may write a home's weights and the models' environment. Standard library only."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked(home: Path, say: Callable[[str], None]) -> Iterator[None]:
    """One set-up or import at a time for one home; whoever must wait for another says so.

    The kernel ends it with its process, so nobody waits for one that died.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / "setup.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Waiting for another set-up or import into {home}")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield

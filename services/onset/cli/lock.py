"""Which Onset runs with a home: one at a time, and its lock file tells others where it serves."""

import fcntl
import os
import time
from contextlib import suppress

from onset.runtime.errors import FailedPreconditionError
from onset.runtime.settings import Settings

_STARTING_S = 60.0
_POLL_S = 0.2


class Lock:
    """Held by the stack that runs with a home."""

    def __init__(self, settings: Settings) -> None:
        """Take it.

        Raises:
            FailedPreconditionError: ALREADY_UP.
        """
        self._path = settings.home / "up.lock"
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._file)
            raise FailedPreconditionError(
                "ALREADY_UP", f"Onset already runs with {settings.home}; use it or stop it first."
            ) from None
        os.ftruncate(self._file, 0)

    def announce(self, address: str) -> None:
        """Tell others where the stack serves."""
        os.pwrite(self._file, address.encode(), 0)

    def release(self) -> None:
        """Let others have it."""
        with suppress(OSError):
            os.ftruncate(self._file, 0)
        os.close(self._file)


def running_address(settings: Settings) -> str | None:
    """The address of the stack that runs with this home; empty while it starts, None if there is none."""
    path = settings.home / "up.lock"
    if not path.exists():
        return None
    with path.open("r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return file.read().decode()
    return None


def announced_address(settings: Settings) -> str | None:
    """The address of the stack that runs with this home, waited for while that starts; None if there is none.

    Raises:
        FailedPreconditionError: ALREADY_UP, it starts and is never ready.
    """
    give_up_at = time.monotonic() + _STARTING_S
    while (address := running_address(settings)) == "":
        if time.monotonic() > give_up_at:
            raise FailedPreconditionError("ALREADY_UP", f"An Onset with {settings.home} is starting and never ready.")
        time.sleep(_POLL_S)
    return address

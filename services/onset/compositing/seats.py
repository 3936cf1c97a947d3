"""How many pictures' encoders this process has at once, whatever the number of chunks that it renders."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from onset.runtime.errors import CancelledError
from onset.runtime.heed import Cancelled

_LEAST = 2
"""One is fed while another drains."""
_CORES_EACH = 2
"""That an encoder of full-sized pictures and those who draw for it keep busy."""
_POLL_S = 0.05


class Seats:
    """Encoders hold most of a film's memory: so many at once, and no more."""

    def __init__(self, count: int) -> None:
        """All are free."""
        self._free = BoundedSemaphore(count)

    @contextmanager
    def taken(self, cancelled: Cancelled) -> Iterator[None]:
        """One of the seats, as soon as there is one. Who has one needs no other to come to an end.

        Raises:
            CancelledError: `cancelled` returned true before there was one.
        """
        while not self._free.acquire(timeout=_POLL_S):
            if cancelled():
                raise CancelledError("RENDER_CANCELLED", "The render was cancelled while it waited for an encoder.")
        try:
            yield
        finally:
            self._free.release()


ENCODERS = Seats(max(_LEAST, len(os.sched_getaffinity(0)) // _CORES_EACH))

"""Requests of a stream, waited for with a limit: gRPC's own iterator would wait until the call's deadline."""

import queue
import threading
from collections.abc import Iterator
from typing import Generic, TypeVar

R = TypeVar("R")

_CAPACITY = 4
_POLL_S = 0.2


class SilentPeerError(Exception):
    """Nothing came in time."""


class Inbox(Generic[R]):
    """Takes requests from an iterator in a thread; while nobody reads them it stops taking, and the sender waits."""

    def __init__(self, requests: Iterator[R], patience_s: float) -> None:
        """Begin to take.

        Args:
            requests: ends, or raises, when the call does.
            patience_s: how long to wait for each.
        """
        self._requests = requests
        self._patience_s = patience_s
        self._queue: queue.Queue[tuple[R | None, Exception | None]] = queue.Queue(_CAPACITY)
        self._closed = threading.Event()
        threading.Thread(target=self._take, name="inbox", daemon=True).start()

    def __iter__(self) -> Iterator[R]:
        """The requests in order.

        Raises:
            SilentPeerError: none came for `patience_s`.
            Exception: what the requests' iterator raised.
        """
        while True:
            try:
                request, error = self._queue.get(timeout=self._patience_s)
            except queue.Empty:
                raise SilentPeerError from None
            if error is not None:
                raise error
            if request is None:
                return
            yield request

    def close(self) -> None:
        """Stop taking; the thread ends when the call does."""
        self._closed.set()

    def _take(self) -> None:
        try:
            for request in self._requests:
                if not self._put((request, None)):
                    return
        except Exception as error:  # raised again where the requests are read
            self._put((None, error))
        else:
            self._put((None, None))

    def _put(self, item: tuple[R | None, Exception | None]) -> bool:
        while not self._closed.is_set():
            try:
                self._queue.put(item, timeout=_POLL_S)
            except queue.Full:
                continue
            return True
        return False

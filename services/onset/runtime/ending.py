"""Wait for the signals that ask a program to end, and miss none."""

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_SIGNALS = {signal.SIGTERM, signal.SIGINT}
_READ_BYTES = 64


@contextmanager
def ending() -> Iterator[Callable[[], None]]:
    """Take SIGTERM and Ctrl-C for a wish to end; only in the main thread.

    Not by an event that a handler sets: Python runs handlers in the main thread, between two instructions. There a
    signal that comes just as the thread lies down to wait, or to another thread, wakes nobody; and one that comes while
    `threading.Event` holds its own lock has the handler wait for it for ever.

    Yields:
        A function that returns once there is such a wish, also if it came earlier.
    """
    told, tell = socket.socketpair()
    with told, tell:
        tell.setblocking(False)
        fd = signal.set_wakeup_fd(tell.fileno(), warn_on_full_buffer=False)
        handlers = {number: signal.signal(number, lambda *_: None) for number in _SIGNALS}

        def wait() -> None:
            while not _SIGNALS & set(told.recv(_READ_BYTES)):
                pass

        try:
            yield wait
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(fd)

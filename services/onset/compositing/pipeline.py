"""Frames drawn ahead of the encoder by a thread of their own, into a few buffers that go round."""

import queue
import threading
from collections.abc import Generator
from contextlib import suppress

from onset.compositing.film import Film
from onset.compositing.planes import Planes
from onset.timeline.brief import Size

_BUFFERS = 6
_POLL_S = 0.1


def drawn_ahead(film: Film, size: Size, frames: range) -> Generator[Planes, None, None]:
    """Some frames of a film in order; each is valid until the next is asked for.

    Drawing and encoding overlap: OpenCV, the compiled loops and the encoder all let other threads run. Closing the
    iterator ends the thread.

    Raises:
        Whatever drawing raises.
    """
    free: queue.Queue[Planes] = queue.Queue()
    ready: queue.Queue[Planes | BaseException] = queue.Queue()
    ended = threading.Event()
    for _ in range(_BUFFERS):
        free.put(Planes.empty(size))
    painter = threading.Thread(target=_paint, args=(film, frames, free, ready, ended), name="onset-paint", daemon=True)
    painter.start()
    try:
        for _ in frames:
            frame = ready.get()
            if isinstance(frame, BaseException):
                raise frame
            yield frame
            free.put(frame)
    finally:
        ended.set()
        painter.join()


def _paint(
    film: Film,
    frames: range,
    free: queue.Queue[Planes],
    ready: queue.Queue[Planes | BaseException],
    ended: threading.Event,
) -> None:
    try:
        with film:
            for number in frames:
                frame = None
                while frame is None and not ended.is_set():
                    with suppress(queue.Empty):
                        frame = free.get(timeout=_POLL_S)
                if frame is None:
                    return
                film.draw(number, frame)
                ready.put(frame)
    except BaseException as error:
        ready.put(error)

"""Idempotent steps: a result's name is a function of its inputs, so a repeated step finds its own result."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from google.protobuf.message import DecodeError, Message

from onset.runtime.heed import Cancelled, check
from onset.runtime.storage import ObjectStore

R = TypeVar("R", bound=Message)

_POLL_S = 0.1


@dataclass
class _Turn:
    """Who works on a step, and how many want its result."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    callers: int = 0


_under_way: dict[str, _Turn] = {}
_guard = threading.Lock()


def memoized(
    store: ObjectStore,
    step: str,
    request: Message,
    response_type: type[R],
    produce: Callable[[], R],
    cancelled: Cancelled,
) -> R:
    """The stored response of this step to this request, or a fresh one that is then stored.

    Of several calls at once in this process one works and the others take its result; if it fails, or its caller
    leaves, the next tries. None waits longer than its own caller does.

    Args:
        store: where responses are bound.
        step: the step's name and version, e.g. `analyze/1`; raise the version when its results change.
        request: all of the step's inputs; blobs in it are digests, so equal requests mean equal inputs.
        response_type: the response message's class.
        produce: does the work.
        cancelled: whether the caller has left or its deadline has passed; polled while another call works.

    Raises:
        CancelledError: `cancelled` returned true before the other call was done.
    """
    digest = hashlib.sha256(request.SerializeToString(deterministic=True)).hexdigest()
    name = f"{step}/{digest}"
    with _alone(name, cancelled):
        stored = store.bound(name)
        if stored is not None:
            try:
                return response_type.FromString(stored)
            except DecodeError:
                pass  # Written by an incompatible version: the work below replaces it.
        response = produce()
        store.bind(name, response.SerializeToString(deterministic=True))
        return response


@contextmanager
def _alone(name: str, cancelled: Cancelled) -> Iterator[None]:
    with _guard:
        turn = _under_way.setdefault(name, _Turn())
        turn.callers += 1
    try:
        while not turn.lock.acquire(timeout=_POLL_S):
            check(cancelled)
        try:
            yield
        finally:
            turn.lock.release()
    finally:
        with _guard:
            turn.callers -= 1
            if not turn.callers:
                del _under_way[name]

"""Work that ends soon after nobody wants it any more."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from onset.runtime.errors import CancelledError

T = TypeVar("T")

Cancelled = Callable[[], bool]
"""Whether the caller has left or its deadline has passed."""


def withdrawn() -> CancelledError:
    """The error of all work that ends before it is done because nobody wants it."""
    return CancelledError("MEDIA_WORK_CANCELLED", "The work was cancelled.")


def check(cancelled: Cancelled) -> None:
    """Go on only if the work is wanted.

    Raises:
        CancelledError: MEDIA_WORK_CANCELLED.
    """
    if cancelled():
        raise withdrawn()


def heeded(items: Iterable[T], cancelled: Cancelled) -> Iterator[T]:
    """The items, as long as they are wanted.

    Raises:
        CancelledError: MEDIA_WORK_CANCELLED.
    """
    for item in items:
        check(cancelled)
        yield item

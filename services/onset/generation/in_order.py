"""Work done by several at once, results in order, few of them waiting."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, wait
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")
S = TypeVar("S")

_CHECK_S = 0.1
"""Between two looks at whether the wait is still worth it."""


def in_order(
    pool: Executor, work: Callable[[T], R], items: Iterable[T], ahead: int, check: Callable[[], None]
) -> Iterator[R]:
    """Yield `work` of each item in the items' order while at most `ahead` are under way or done and not yet taken.

    When the caller stops, or one fails, what has not begun is not done any more. While it waits, as for a pool that is
    busy with the work of others, it asks `check` now and then, whose error ends it, too.
    """
    waiting: deque[Future[R]] = deque()
    try:
        for item in items:
            if len(waiting) == ahead:
                yield _result(waiting.popleft(), check)
            waiting.append(pool.submit(work, item))
        while waiting:
            yield _result(waiting.popleft(), check)
    finally:
        for future in waiting:
            future.cancel()


def in_turn(
    pool: Executor,
    work: Callable[[T, S], tuple[R, S]],
    items: Iterable[T],
    begun: tuple[R, S],
    check: Callable[[], None],
) -> Iterator[R]:
    """Yield a result that is there, then `work` of each item, which goes on from the state that the one before it left.

    One is made while the one before it is used, and no more. `check` is as for `in_order`.
    """
    result, state = begun
    del begun  # what was taken is not held any longer
    for item in items:
        due = pool.submit(work, item, state)
        try:
            yield result
            result, state = _result(due, check)
        finally:
            due.cancel()
    yield result


def _result(future: Future[R], check: Callable[[], None]) -> R:
    try:
        while not wait((future,), _CHECK_S).done:
            check()
        return future.result()
    finally:
        future.cancel()

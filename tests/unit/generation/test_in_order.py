"""Work by several hands: in order, in parallel, bounded, and ended with its caller."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from onset.generation.in_order import in_order

DEADLINE_S = 20


def wanted() -> None:
    """Nothing ends the work."""


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


@pytest.mark.parametrize("ahead", [1, 3, 50])
def test_results_come_in_the_items_order(pool: ThreadPoolExecutor, ahead: int) -> None:
    assert list(in_order(pool, lambda item: item * item, range(20), ahead, wanted)) == [
        item * item for item in range(20)
    ]
    assert list(in_order(pool, str, [], ahead, wanted)) == []


def test_as_many_work_at_once_as_may(pool: ThreadPoolExecutor) -> None:
    """Three meet at a barrier: with fewer at work none would get past it."""
    barrier = threading.Barrier(3)
    found = in_order(pool, lambda item: barrier.wait(DEADLINE_S) >= 0 and item, range(9), 3, wanted)
    assert list(found) == list(range(9))


def test_no_more_begin_than_may_wait(pool: ThreadPoolExecutor) -> None:
    begun: list[int] = []
    results = in_order(pool, begun.append, range(100), 4, wanted)
    next(results)
    assert len(begun) <= 5
    results.close()  # type: ignore[attr-defined]


def test_a_failure_is_raised_in_its_place_and_ends_the_rest(pool: ThreadPoolExecutor) -> None:
    begun: list[int] = []

    def work(item: int) -> int:
        begun.append(item)
        if item == 2:
            raise ValueError("the third")
        return item

    results = in_order(pool, work, range(100), 4, wanted)
    assert [next(results), next(results)] == [0, 1]
    with pytest.raises(ValueError, match="the third"):
        next(results)
    assert len(begun) <= 7


def test_who_waits_behind_the_work_of_others_hears_that_it_is_not_wanted_any_more() -> None:
    free = threading.Event()
    asked: list[bool] = []
    begun: list[int] = []

    def check() -> None:
        asked.append(True)
        if len(asked) == 2:
            raise InterruptedError("enough")

    with ThreadPoolExecutor(1) as busy:
        others = busy.submit(free.wait, DEADLINE_S)
        try:
            with pytest.raises(InterruptedError, match="enough"):
                next(in_order(busy, begun.append, range(9), 3, check))
            assert not others.done()
        finally:
            free.set()
    assert begun == [], "what nobody waits for was done all the same"

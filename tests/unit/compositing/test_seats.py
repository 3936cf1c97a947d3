"""Encoders at once: so many and no more, however many chunks are rendered; each gives its memory back."""

import gc
import threading
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest

from onset.compositing import chunk, encoder
from onset.compositing.seats import Seats
from onset.runtime.errors import CancelledError
from tests.support.rendering import render_part, spread
from tests.unit.compositing.material import small_order


def never() -> bool:
    return False


def told(_frames: int) -> None:
    """Progress that nobody watches."""


def test_no_more_are_taken_than_there_are() -> None:
    seats, sitting, most, lock = Seats(2), 0, 0, threading.Lock()
    met = threading.Barrier(2, timeout=30)

    def sit(_turn: int) -> None:
        nonlocal sitting, most
        with seats.taken(never):
            with lock:
                sitting += 1
                most = max(most, sitting)
            met.wait()  # comes to an end only if two sit at once
            with lock:
                sitting -= 1

    with ThreadPoolExecutor(6) as many:
        list(many.map(sit, range(12)))
    assert most == 2


def test_who_waits_for_one_can_leave() -> None:
    seats, asked = Seats(1), []

    def gone() -> bool:
        asked.append(1)
        return len(asked) > 1

    with seats.taken(never), pytest.raises(CancelledError) as withdrawn, seats.taken(gone):
        pass
    assert withdrawn.value.reason == "RENDER_CANCELLED"
    with seats.taken(never):
        pass  # nothing was kept by who left


@pytest.fixture
def no_collector() -> Iterator[None]:
    """What is only let go by the collector of cycles lives on for long."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collector")
def test_chunks_at_once_share_the_encoders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three chunks of two groups each, where two encoders may live."""
    job = small_order(tmp_path, frames=360)
    living: weakref.WeakSet[Any] = weakref.WeakSet()
    counts, opened = [], encoder.GroupWriter

    def open_one(*arguments: Any) -> encoder.GroupWriter:
        writer = opened(*arguments)
        living.add(writer)
        counts.append(len(living))
        return writer

    monkeypatch.setattr(encoder, "GroupWriter", open_one)
    monkeypatch.setattr(chunk, "ENCODERS", Seats(2))
    with ThreadPoolExecutor(3) as workers:
        parts = [workers.submit(render_part, job, due, tmp_path, told, never) for due in spread(job.groups, 3)]
        assert [len(part.result()) for part in parts] == [2, 2, 2]
    assert len(counts) == 6
    assert max(counts) <= 2, f"encoders alive as each was opened: {counts}"
    assert not living


def free_count(seats: Seats) -> int:
    """How many nobody has."""
    count = 0
    with suppress(CancelledError), ExitStack() as taken:
        while True:
            taken.enter_context(seats.taken(lambda: True))
            count += 1
    return count


def test_a_cancelled_chunk_keeps_the_seat_of_an_encoder_that_drains(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first group drains while the second is withdrawn; it ends only after all else of the chunk has."""
    job, seats, draining = small_order(tmp_path, frames=120), Seats(2), threading.Event()
    done, finish = [0], encoder.GroupWriter.finish
    free: list[int] = []

    def finish_late(writer: encoder.GroupWriter) -> None:
        painters = [thread for thread in threading.enumerate() if thread.name == "onset-paint"]
        draining.set()
        for painter in painters:
            painter.join(30)
        free.append(free_count(seats))
        finish(writer)

    monkeypatch.setattr(encoder.GroupWriter, "finish", finish_late)
    monkeypatch.setattr(chunk, "ENCODERS", seats)
    with pytest.raises(CancelledError):
        render_part(job, job.groups, tmp_path, done.append, lambda: done[-1] >= 60 and draining.wait(30))
    assert 60 <= done[-1] < 120, "the second group was withdrawn"
    assert free == [1], "while one drains, only the other's seat is free"
    assert free_count(seats) == 2

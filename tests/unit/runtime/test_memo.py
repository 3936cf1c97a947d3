"""A step with the same request runs once; another request or version runs anew."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from onset.runtime.errors import CancelledError
from onset.runtime.heed import Cancelled
from onset.runtime.memo import memoized
from onset.runtime.storage import LocalStore
from onset.v1 import analysis_service_pb2 as pb
from onset.v1 import media_pb2


def never() -> bool:
    return False


def test_runs_once_per_request_and_version(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    runs = []

    def produce() -> pb.AnalyzeResponse:
        runs.append(1)
        return pb.AnalyzeResponse(analysis=media_pb2.Blob(sha256=str(len(runs))))

    first = pb.AnalyzeRequest(audio=media_pb2.Blob(sha256="a"))
    other = pb.AnalyzeRequest(audio=media_pb2.Blob(sha256="b"))
    answers = [
        memoized(store, step, request, pb.AnalyzeResponse, produce, never).analysis.sha256
        for step, request in (("s/1", first), ("s/1", first), ("s/1", other), ("s/2", first), ("s/1", first))
    ]
    assert answers == ["1", "1", "2", "3", "1"]


def test_unreadable_memory_is_replaced(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    request = pb.AnalyzeRequest()
    response = pb.AnalyzeResponse(analysis=media_pb2.Blob(sha256="x"))
    assert memoized(store, "s", request, pb.AnalyzeResponse, lambda: response, never) == response
    for path in (tmp_path / "names").rglob("*"):
        if path.is_file():
            path.chmod(0o644)
            path.write_bytes(b"\xff\xff\xff")
    assert memoized(store, "s", request, pb.AnalyzeResponse, lambda: response, never) == response


def test_of_calls_at_once_one_works_and_the_others_take_its_result(tmp_path: Path) -> None:
    store, runs, gate = LocalStore(tmp_path), [], threading.Event()

    def produce() -> pb.AnalyzeResponse:
        runs.append(1)
        assert gate.wait(10)
        return pb.AnalyzeResponse(analysis=media_pb2.Blob(sha256=str(len(runs))))

    def ask() -> str:
        return memoized(store, "s", pb.AnalyzeRequest(), pb.AnalyzeResponse, produce, never).analysis.sha256

    with ThreadPoolExecutor(6) as pool:
        answers = [pool.submit(ask) for _ in range(6)]
        gate.set()
        assert [answer.result() for answer in answers] == ["1"] * 6
    assert len(runs) == 1


def test_if_the_one_that_works_fails_the_next_tries(tmp_path: Path) -> None:
    store, turns = LocalStore(tmp_path), iter([ValueError("no"), None])
    first, second = threading.Event(), threading.Event()

    def produce() -> pb.AnalyzeResponse:
        first.set()
        assert second.wait(10)
        if fault := next(turns):
            raise fault
        return pb.AnalyzeResponse(analysis=media_pb2.Blob(sha256="x"))

    def ask() -> str:
        return memoized(store, "s", pb.AnalyzeRequest(), pb.AnalyzeResponse, produce, never).analysis.sha256

    with ThreadPoolExecutor(2) as pool:
        failing = pool.submit(ask)
        assert first.wait(10)
        following = pool.submit(ask)
        second.set()
        with pytest.raises(ValueError, match="no"):
            failing.result()
        assert following.result() == "x"


def test_nobody_waits_for_another_longer_than_their_own_caller_does(tmp_path: Path) -> None:
    store, working, gate, left = LocalStore(tmp_path), threading.Event(), threading.Event(), threading.Event()

    def produce() -> pb.AnalyzeResponse:
        working.set()
        assert gate.wait(10)
        return pb.AnalyzeResponse(analysis=media_pb2.Blob(sha256="x"))

    def ask(cancelled: Cancelled) -> str:
        return memoized(store, "s", pb.AnalyzeRequest(), pb.AnalyzeResponse, produce, cancelled).analysis.sha256

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(ask, never)
        assert working.wait(10)
        waiting = pool.submit(ask, left.is_set)
        left.set()
        with pytest.raises(CancelledError):
            waiting.result(10)
        assert not first.done()
        gate.set()
        assert first.result() == "x"
    assert ask(never) == "x"


def test_if_the_one_that_works_is_withdrawn_the_next_works(tmp_path: Path) -> None:
    store, working, left = LocalStore(tmp_path), threading.Event(), threading.Event()

    def withdrawn() -> pb.AnalyzeResponse:
        working.set()
        assert left.wait(10)
        raise CancelledError("CALL_CANCELLED", "gone")

    def done() -> pb.AnalyzeResponse:
        return pb.AnalyzeResponse(analysis=media_pb2.Blob(sha256="x"))

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(memoized, store, "s", pb.AnalyzeRequest(), pb.AnalyzeResponse, withdrawn, never)
        assert working.wait(10)
        second = pool.submit(memoized, store, "s", pb.AnalyzeRequest(), pb.AnalyzeResponse, done, never)
        left.set()
        with pytest.raises(CancelledError):
            first.result(10)
        assert second.result(10) == done()

"""A step with the same request runs once; another request or version runs anew."""

from pathlib import Path

from onset.runtime.memo import memoized
from onset.runtime.storage import LocalStore
from onset.v1 import analysis_service_pb2 as pb
from onset.v1 import media_pb2


def test_runs_once_per_request_and_version(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    runs = []

    def produce() -> pb.AnalyzeResponse:
        runs.append(1)
        return pb.AnalyzeResponse(analysis=media_pb2.Blob(sha256=str(len(runs))))

    first = pb.AnalyzeRequest(audio=media_pb2.Blob(sha256="a"))
    other = pb.AnalyzeRequest(audio=media_pb2.Blob(sha256="b"))
    answers = [
        memoized(store, step, request, pb.AnalyzeResponse, produce).analysis.sha256
        for step, request in (("s/1", first), ("s/1", first), ("s/1", other), ("s/2", first), ("s/1", first))
    ]
    assert answers == ["1", "1", "2", "3", "1"]


def test_unreadable_memory_is_replaced(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    request = pb.AnalyzeRequest()
    response = pb.AnalyzeResponse(analysis=media_pb2.Blob(sha256="x"))
    assert memoized(store, "s", request, pb.AnalyzeResponse, lambda: response) == response
    for path in (tmp_path / "names").rglob("*"):
        if path.is_file():
            path.chmod(0o644)
            path.write_bytes(b"\xff\xff\xff")
    assert memoized(store, "s", request, pb.AnalyzeResponse, lambda: response) == response

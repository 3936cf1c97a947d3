"""Workers that go, and disks that fill, while chunks render: only what was lost is done again, and is told."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import pytest

from onset.compositing.server import CompositingServicer
from onset.jobs.chunk_call import ChunkCall
from onset.jobs.peers import Peers
from onset.runtime.errors import OnsetError, UnavailableError
from onset.runtime.interceptor import ErrorInterceptor
from onset.runtime.service import Runtime
from onset.runtime.settings import Settings
from onset.runtime.storage import LocalStore
from onset.runtime.triton import TritonClient
from onset.v1 import compositing_service_pb2 as pb
from onset.v1 import compositing_service_pb2_grpc
from tests.contract.test_compositing_service import ordered


class Worker(CompositingServicer):
    """A compositor that goes in the middle of its first chunk."""

    def __init__(self, runtime: Runtime) -> None:
        super().__init__(runtime)
        self.losses = 1
        self.calls: list[tuple[int, int]] = []

    def RenderChunk(  # noqa: N802
        self, request: pb.RenderChunkRequest, context: grpc.ServicerContext
    ) -> Iterator[pb.RenderChunkResponse]:
        self.calls.append((request.first_group, request.end_group))
        if self.losses:
            self.losses -= 1
            yield pb.RenderChunkResponse(frames_done=40)
            raise UnavailableError("WORKER_GONE", "The worker is shutting down.")
        yield from super().RenderChunk(request, context)


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[tuple[Worker, LocalStore, Peers]]:
    store = LocalStore(tmp_path / "store")
    runtime = Runtime(Settings.from_environment({"ONSET_HOME": str(tmp_path)}), store, TritonClient("127.0.0.1:1"))
    server, servicer = grpc.server(ThreadPoolExecutor(4), interceptors=[ErrorInterceptor()]), Worker(runtime)
    compositing_service_pb2_grpc.add_CompositingServiceServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    peers = Peers(f"127.0.0.1:{port}")
    yield servicer, store, peers
    peers.close()
    server.stop(None).wait()


def test_a_lost_chunk_alone_is_rendered_again(worker: tuple[Worker, LocalStore, Peers], tmp_path: Path) -> None:
    servicer, store, peers = worker
    order = ordered(store, tmp_path, frames=130)
    frames = 0

    def count(more: int) -> None:
        nonlocal frames
        frames += more

    chunks = [ChunkCall(peers, order.chunk(number, number + 1), count).run() for number in (0, 1)]
    assert servicer.calls == [(0, 1), (0, 1), (1, 2)], "the first is asked for again, the second once"
    assert [len(chunk.groups) for chunk in chunks] == [1, 1]
    assert frames == 130, "frames that were lost do not count twice"


def test_a_chunk_is_not_asked_for_for_ever(worker: tuple[Worker, LocalStore, Peers], tmp_path: Path) -> None:
    servicer, store, peers = worker
    servicer.losses = 99
    with pytest.raises(UnavailableError):
        ChunkCall(peers, ordered(store, tmp_path).chunk(), lambda _more: None).run()
    assert len(servicer.calls) == 4


def test_a_chunk_that_is_cancelled_ends(worker: tuple[Worker, LocalStore, Peers], tmp_path: Path) -> None:
    servicer, store, peers = worker
    servicer.losses = 0
    begun = threading.Event()
    call = ChunkCall(peers, ordered(store, tmp_path, frames=900).chunk(0, 15), lambda _more: begun.set())
    with ThreadPoolExecutor(1) as other:
        result = other.submit(call.run)
        assert begun.wait(30)
        call.cancel()
        with pytest.raises(OnsetError) as ended:
            result.result(30)
    assert ended.value.code is grpc.StatusCode.CANCELLED


def test_a_disk_that_fills_half_way_keeps_what_was_complete(tmp_path: Path) -> None:
    """On a file system that holds two groups of noise and no third."""
    namespaces = ["unshare", "--user", "--map-root-user", "--mount"]
    if subprocess.run([*namespaces, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets no user mount a small file system")
    code = f"""
from pathlib import Path
import numpy as np
from dataclasses import replace
from onset.runtime.errors import ResourceExhaustedError
from tests.support.rendering import render_part
from tests.unit.compositing.material import SMALL, small_order, write_clip
disk, materials = Path({str(tmp_path / "disk")!r}), Path({str(tmp_path)!r})
random = np.random.default_rng(0)
noise = lambda frame: random.integers(0, 256, (SMALL.height, SMALL.width, 3), dtype=np.uint8)
job = small_order(materials, frames=200)
job = replace(job, clips=(write_clip(materials / "noise.mkv", 0, range(200), SMALL, noise),))
done = []
try:
    render_part(job, job.groups, disk, done.append, lambda: False)
except ResourceExhaustedError as error:
    print(error.reason, *sorted(path.name for path in disk.iterdir()))
"""
    (tmp_path / "disk").mkdir()
    shell = 'mount -t tmpfs -o size=3m none "$0" && exec "$1" -c "$2"'
    command = [*namespaces, "sh", "-c", shell, str(tmp_path / "disk"), sys.executable, code]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    reason, *kept = finished.stdout.split() or [finished.stderr]
    assert reason == "DISK_FULL", finished.stderr
    assert kept
    assert set(kept) < {f"group-{start}.mp4" for start in range(0, 200, 60)}, "nothing half-written is there"

"""Triton dies in every way it can; calls survive, nothing is left behind, and what cannot be mended is said."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from onset.runtime import embedded_triton, triton_layout
from onset.runtime.embedded_triton import EmbeddedTriton
from onset.runtime.errors import FailedPreconditionError, ResourceExhaustedError, UnavailableError
from onset.runtime.settings import PROJECT_ROOT
from onset.runtime.triton import TritonClient
from tests.triton_fixture import HOME, SUPPORT_MODELS, MakeTriton


def eventually(condition: Callable[[], bool], what: str, timeout_s: float = 60) -> None:
    deadline = time.monotonic() + timeout_s
    waiting = threading.Event()
    while not condition():
        assert time.monotonic() < deadline, f"not within {timeout_s:g} s: {what}"
        waiting.wait(0.05)


def running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def models_of(pid: int) -> list[int]:
    stats = Path("/proc").glob("[0-9]*/stat")
    return [int(s.parent.name) for s in stats if s.exists() and s.read_text().rpartition(")")[2].split()[1] == str(pid)]


def work(client: TritonClient, seconds: float, began: threading.Event) -> np.ndarray:
    def cancelled() -> bool:
        began.set()
        return False

    return client.infer("faulty", {"ORDER": [f"work {seconds}"]}, timeout_s=100, cancelled=cancelled)["ANSWER"]


@pytest.mark.parametrize("victim", ["server", "model"])
def test_a_call_survives_a_kill_in_its_middle(faulty_triton: EmbeddedTriton, victim: str) -> None:
    address, restarts, pid = faulty_triton.address, faulty_triton.restarts, faulty_triton.pid
    assert pid is not None
    client = TritonClient(address)
    began = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(work, client, 1.0, began)
        assert began.wait(10)
        os.kill(pid if victim == "server" else models_of(pid)[0], signal.SIGKILL)
        assert call.result() == [1]
    assert faulty_triton.restarts == restarts + 1
    assert faulty_triton.address == address
    assert faulty_triton.failure is None


def test_a_restart_serves_what_is_there_then(make_triton: MakeTriton) -> None:
    triton = make_triton(["faulty"])
    weights = triton._layout.home / "weights"
    weights.unlink()
    weights.mkdir()
    for folder in (HOME / "weights").iterdir():
        (weights / folder.name).symlink_to(folder)
    client = TritonClient(triton.start())
    imported = weights / "mine" / "triton" / "mine_denoiser"
    shutil.copytree(SUPPORT_MODELS / "faulty", imported)
    config = imported / "config.pbtxt"
    config.write_text(config.read_text().replace('"faulty"', '"mine_denoiser"'))
    _kill(triton)
    for model in ("faulty", "mine_denoiser"):
        assert client.infer(model, {"ORDER": ["ok"]}, timeout_s=60)["ANSWER"] == [1]
    shutil.rmtree(weights / "mine")
    _kill(triton)
    assert client.infer("faulty", {"ORDER": ["ok"]}, timeout_s=60)["ANSWER"] == [1]
    assert triton.failure is None
    client.close()


def _kill(triton: EmbeddedTriton) -> None:
    assert triton.pid is not None
    os.kill(triton.pid, signal.SIGKILL)


def test_nothing_outlives_a_parent_that_is_killed(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib\n"
        "from onset.runtime.embedded_triton import EmbeddedTriton\n"
        "triton = EmbeddedTriton(pathlib.Path(sys.argv[1]), project_root=pathlib.Path(sys.argv[2]))\n"
        "triton.start()\n"
        "print(triton.pid, flush=True)\n"
        "sys.stdin.read()\n"
    )
    root = tmp_path / "root"
    (root / "model_repository").mkdir(parents=True)
    for name in (".venv-triton", "services"):
        (root / name).symlink_to(PROJECT_ROOT / name)
    (root / "model_repository" / "faulty").symlink_to(PROJECT_ROOT / "tests" / "support" / "models" / "faulty")
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "weights").symlink_to(HOME / "weights")
    parent = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "home"), str(root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with parent:
        assert parent.stdout is not None
        server = int(parent.stdout.readline())
        processes = [server, *models_of(server)]
        assert len(processes) == 2, processes
        left = list(triton_layout.SHARED_MEMORY.glob(f"onset-triton-{parent.pid}-*"))
        assert left, "the server has no shared memory of the name that clean-up looks for"
        parent.kill()
    eventually(lambda: not any(map(running, processes)), "server and model are gone")
    triton_layout.remove_stale_regions()
    assert not any(region.exists() for region in left)


def test_a_clean_stop_leaves_nothing(make_triton: MakeTriton) -> None:
    triton = make_triton(["faulty"])
    triton.start()
    pid = triton.pid
    assert pid is not None
    processes = [pid, *models_of(pid)]
    regions = list(triton_layout.SHARED_MEMORY.glob(f"{triton._region_prefix}*"))
    assert regions
    triton.stop()
    triton.stop()
    assert not any(region.exists() for region in regions)
    assert not any(map(running, processes))
    assert triton.pid is None


def test_a_first_start_that_is_killed_is_made_again(make_triton: MakeTriton) -> None:
    triton = make_triton(["faulty"])
    triton.launch()
    eventually(lambda: triton.pid is not None, "Triton's process is there")
    _kill(triton)
    client = TritonClient(triton.wait_ready())
    assert client.infer("faulty", {"ORDER": ["ok"]}, timeout_s=60)["ANSWER"] == [1]
    client.close()
    assert triton.restarts == 1
    assert triton.failure is None


def test_first_starts_that_are_killed_again_and_again_are_told(
    make_triton: MakeTriton, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded_triton, "_FIRST_BACKOFF_S", 0.01)
    triton = make_triton(["faulty"])
    triton.launch()
    for start in range(embedded_triton.MAX_RAPID_DEATHS):
        eventually(lambda start=start: triton.restarts == start and triton.pid is not None, f"start {start}")  # type: ignore[misc]
        _kill(triton)
    with pytest.raises(UnavailableError, match=f"Triton died {embedded_triton.MAX_RAPID_DEATHS} times in a row"):
        triton.wait_ready()
    assert triton.pid is None


def test_a_model_that_cannot_be_loaded_is_told_with_its_reason(make_triton: MakeTriton) -> None:
    with pytest.raises(UnavailableError, match="weights of unloadable are broken") as caught:
        make_triton(["unloadable"]).start()
    assert caught.value.reason == "TRITON_FAILED"


def test_it_gives_up_on_a_server_that_keeps_dying(make_triton: MakeTriton, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_triton, "MAX_RAPID_DEATHS", 2)
    triton = make_triton(["faulty"])
    triton.start()
    killed: set[int] = set()

    def kill_next() -> bool:
        pid = triton.pid
        if pid is not None and pid not in killed:
            killed.add(pid)
            os.kill(pid, signal.SIGKILL)
        return triton.failure is not None

    eventually(kill_next, "supervision gives up", timeout_s=120)
    assert triton.failure is not None
    assert triton.failure.reason == "TRITON_FAILED"
    assert "2 times in a row" in triton.failure.message
    assert triton.restarts == 1


def test_a_port_in_use_is_refused_before_anything_starts(make_triton: MakeTriton) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        triton = make_triton(["faulty"], port=taken.getsockname()[1])
        with pytest.raises(FailedPreconditionError, match="in use") as caught:
            triton.start()
    assert caught.value.reason == "PORT_IN_USE"
    assert triton.pid is None


def test_a_missing_environment_is_told_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(FailedPreconditionError, match="make setup") as caught:
        EmbeddedTriton(tmp_path, project_root=tmp_path).start()
    assert caught.value.reason == "MODELS_NOT_SET_UP"


def test_missing_weights_are_named_with_their_remedy(tmp_path: Path) -> None:
    with pytest.raises(FailedPreconditionError, match=r"whisper-base, .*beat-tracker, .*make setup") as caught:
        EmbeddedTriton(tmp_path).start()
    assert caught.value.reason == "MODELS_NOT_SET_UP"


def test_small_shared_memory_is_refused_with_its_remedy(
    make_triton: MakeTriton, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(triton_layout, "SHARED_MEMORY_MIN_BYTES", 1 << 60)
    with pytest.raises(ResourceExhaustedError, match="--shm-size") as caught:
        make_triton(["faulty"]).start()
    assert caught.value.reason == "SHARED_MEMORY_TOO_SMALL"

"""Confined children: no network, no more than their limits, and never longer than their parent."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from onset.runtime.errors import CancelledError, DeadlineError, InternalError, ResourceExhaustedError
from onset.runtime.media import confine, sandbox
from onset.runtime.media.process import STDERR_TAIL_BYTES, Child, Limits
from tests.support.media_samples import children, tone, wav


def eventually(condition: Callable[[], bool], *, within_s: float = 10.0) -> None:
    """Poll until the condition holds."""
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.01)


def python(code: str) -> list[str]:
    """A command that runs some Python."""
    return [sys.executable, "-I", "-c", code]


def run(code: str, limits: Limits | None = None, timeout_s: float = 30.0) -> tuple[int, str]:
    """Run some Python in a confined child."""
    with Child(python(code), limits=limits) as child:
        finished = child.wait(timeout_s=timeout_s)
    return finished.returncode, finished.stderr


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_UNIX"])
def test_no_sockets(family: str) -> None:
    """The kernel refuses them, in the child and in what it starts."""
    code = f"import socket; socket.socket(socket.{family})"
    for command in (code, f"import subprocess, sys; subprocess.run([sys.executable, '-c', {code!r}], check=True)"):
        returncode, stderr = run(command)
        assert returncode == 1
        assert "PermissionError" in stderr


def test_this_process_keeps_its_network() -> None:
    """The filter is the child's alone."""
    run("pass")
    socket.socket().close()


def test_memory_limit() -> None:
    """An allocation beyond it fails."""
    returncode, stderr = run("bytearray(1 << 30)", Limits(memory_bytes=1 << 29))
    assert returncode == 1
    assert "MemoryError" in stderr


def test_cpu_limit() -> None:
    """An endless loop ends."""
    returncode, _ = run("while True: pass", Limits(cpu_s=1))
    assert -returncode in (signal.SIGXCPU, signal.SIGKILL)


def test_file_limit(tmp_path: Path) -> None:
    """A write beyond it fails; nothing is killed."""
    code = f"file = open({str(tmp_path / 'big')!r}, 'wb', 0); file.write(bytes(4096)); file.write(b'x')"
    returncode, stderr = run(code, Limits(file_bytes=4096))
    assert returncode == 1
    assert "File too large" in stderr


def test_input_is_fed_and_output_collected() -> None:
    """More of both than a pipe holds."""
    data = os.urandom(1 << 20)
    code = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read()[::-1])"
    with Child(python(code), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.wait(timeout_s=30, stdin=data).stdout == data[::-1]


def test_stderr_is_bounded() -> None:
    """A talkative child neither blocks nor fills memory; its last words are kept."""
    returncode, stderr = run("import sys; sys.stderr.write('x' * (1 << 20) + 'the end')")
    assert returncode == 0
    assert len(stderr) == STDERR_TAIL_BYTES
    assert stderr.endswith("the end")


def test_time_limit_and_cancellation_kill() -> None:
    """Both reap the child."""
    before = children()
    with pytest.raises(DeadlineError), Child(python("import time; time.sleep(60)")) as child:
        child.wait(timeout_s=0.1)
    asked = iter([False, True])
    with pytest.raises(CancelledError), Child(python("import time; time.sleep(60)")) as child:
        child.wait(timeout_s=60, cancelled=lambda: next(asked))
    assert children() <= before


def test_a_child_outlives_the_thread_that_started_it() -> None:
    """The parent-death signal is per thread; a pool that drops a thread must not lose an encoder."""
    started: list[Child] = []
    thread = threading.Thread(target=lambda: started.append(Child(python("input()"), stdin=subprocess.PIPE)))
    thread.start()
    thread.join()
    with started[0] as child:
        assert child.wait(timeout_s=30, stdin=b"go\n").returncode == 0


def test_a_child_dies_with_its_parent(tmp_path: Path) -> None:
    """Even when the parent is killed and can clean up nothing."""
    told = tmp_path / "pid"
    code = (
        "import pathlib, sys, time\n"
        "from onset.runtime.media.process import Child\n"
        f"child = Child([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"path = pathlib.Path({str(told)!r})\n"
        "path.with_suffix('.new').write_text(str(child.pid))\n"
        "path.with_suffix('.new').rename(path)\n"
        "time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code]) as parent:
        eventually(told.exists)
        grandchild = Path("/proc") / told.read_text()
        assert grandchild.exists()
        parent.kill()
    eventually(lambda: not grandchild.exists() or "State:\tZ" in (grandchild / "status").read_text())


def test_what_cannot_be_confined_does_not_start() -> None:
    """A missing program, and a machine whose system calls are not known."""
    with (
        pytest.raises(InternalError, match="cannot confine /no/such/program") as caught,
        Child(["/no/such/program"]) as child,
    ):
        child.wait(timeout_s=30)
    assert caught.value.reason == "SANDBOX_UNAVAILABLE"
    with pytest.raises(OSError, match="no system call filter for vax"):
        confine.network_filter("vax")


def test_a_full_disk_is_said_so(tmp_path: Path) -> None:
    """The device that is always full stands for it."""
    source = tmp_path / "a.wav"
    source.write_bytes(wav(tone(0.5)))
    arguments = {"container": "wav", "demuxer": "wav", "max_duration_s": 10.0}
    with (
        source.open("rb") as file,
        Path("/dev/full").open("wb") as full,
        pytest.raises(ResourceExhaustedError, match="disk is full") as caught,
    ):
        sandbox.run_job("audio", arguments, source=file, output=full, limits=Limits(), timeout_s=30)
    assert caught.value.reason == "DISK_FULL"


def test_a_defect_of_ours_is_not_blamed_on_the_file(tmp_path: Path) -> None:
    """Only refusals, crashes and limits are; a wrong call is an internal error that says what happened."""
    source = tmp_path / "a.wav"
    source.write_bytes(wav(tone(0.5)))
    with source.open("rb") as file, pytest.raises(InternalError, match="TypeError") as caught:
        sandbox.run_job("audio", {"nonsense": 1}, source=file, output=None, limits=Limits(), timeout_s=30)
    assert caught.value.reason == "DECODER_FAILED"

"""Child processes that end when told, when time is up, and when their parent ends."""

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from onset.runtime.errors import DeadlineError, InternalError
from onset.runtime.heed import Cancelled, withdrawn
from onset.runtime.media import confine

STDERR_TAIL_BYTES = 32 * 1024
_POLL_S = 0.05
_JOIN_S = 5.0

# The parent-death signal fires when the *thread* that forked ends, so all children come from one that never does.
_spawner = ThreadPoolExecutor(max_workers=1, thread_name_prefix="onset-spawn")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use at most; 0 means unlimited."""

    memory_bytes: int = 0
    """Address space."""
    cpu_s: int = 0
    file_bytes: int = 0
    """Size of any file it writes."""


@dataclass(frozen=True, slots=True)
class Finished:
    """How a child ended."""

    returncode: int
    """Exit status; negative: the number of the signal that ended it."""
    stdout: bytes
    stderr: str
    """The last `STDERR_TAIL_BYTES` of it."""


class Child:
    """A confined child process (no network, limits, dies with this process); a context manager that never leaves one.

    Its standard error is always drained into a bounded tail: a talkative child can neither block nor fill memory.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        stdin: int | IO[bytes] = subprocess.DEVNULL,
        stdout: int | IO[bytes] = subprocess.DEVNULL,
        pass_fds: Sequence[int] = (),
        env: Mapping[str, str] | None = None,
        limits: Limits | None = None,
    ) -> None:
        limits = limits or Limits()
        launcher = [sys.executable, "-I", "-S", str(Path(confine.__file__)), f"--parent={os.getpid()}"]
        launcher += [f"--memory-bytes={limits.memory_bytes}", f"--cpu-s={limits.cpu_s}"]
        launcher += [f"--file-bytes={limits.file_bytes}", "--"]
        read_end, write_end = os.pipe()
        try:
            self._process: subprocess.Popen[bytes] = _spawner.submit(
                subprocess.Popen,
                [*launcher, *command],
                stdin=stdin,
                stdout=stdout,
                stderr=write_end,
                pass_fds=tuple(pass_fds),
                env=None if env is None else dict(env),
                bufsize=0,
            ).result()
        except BaseException:
            os.close(read_end)
            raise
        finally:
            os.close(write_end)
        self._tail = b""
        self._collected = bytearray()
        self._drain = _in_background(self._drain_stderr, os.fdopen(read_end, "rb", buffering=0))
        self._pipes = [self._drain]
        if self._process.stdout is not None:
            self._pipes.append(_in_background(self._collect_stdout, self._process.stdout))

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    @property
    def stdin(self) -> IO[bytes]:
        """The pipe to the child; only where `stdin=PIPE` was asked for."""
        assert self._process.stdin is not None
        return self._process.stdin

    def poll(self) -> int | None:
        """The exit status, or None while it runs."""
        return self._process.poll()

    def wait(self, *, timeout_s: float, cancelled: Cancelled | None = None, stdin: bytes | None = None) -> Finished:
        """Wait for the end, feeding `stdin` and collecting stdout where these are pipes.

        Raises:
            DeadlineError: it ran longer than `timeout_s`; it is killed.
            CancelledError: `cancelled` returned true; it is killed.
            InternalError: it could not be confined and was not started.
        """
        self._feed(stdin)
        deadline = time.monotonic() + timeout_s
        while not self._ended_within(_POLL_S):
            if cancelled is not None and cancelled():
                self.kill()
                raise withdrawn()
            if time.monotonic() > deadline:
                self.kill()
                raise DeadlineError("MEDIA_WORK_TIMEOUT", f"A media process was stopped after its {timeout_s:g} s.")
        self._join()
        if self._process.returncode == confine.CANNOT_CONFINE:
            raise InternalError("SANDBOX_UNAVAILABLE", self.stderr().strip())
        return Finished(self._process.returncode, bytes(self._collected), self.stderr())

    def stderr(self) -> str:
        """What it last wrote to standard error."""
        return self._tail.decode("utf-8", "replace")

    def kill(self) -> None:
        """End it now and reap it; harmless if it ended already."""
        self._process.kill()
        self._process.wait()
        self._join()
        if self._process.stdin is not None:
            self._process.stdin.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def _feed(self, data: bytes | None) -> None:
        if self._process.stdin is None:
            return
        if data is None:
            self._process.stdin.close()
        else:
            self._pipes.append(_in_background(_write_and_close, self._process.stdin, data))

    def _ended_within(self, seconds: float) -> bool:
        self._drain.join(seconds)  # its standard error ends when it does: no delay by polling
        if self._drain.is_alive():
            return self.poll() is not None
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _join(self) -> None:
        """Wait for the threads at its pipes; not for ever, as a process that it started may hold them open."""
        for thread in self._pipes:
            thread.join(_JOIN_S)

    def _drain_stderr(self, pipe: IO[bytes]) -> None:
        with pipe:
            while chunk := pipe.read(4096):
                self._tail = (self._tail + chunk)[-STDERR_TAIL_BYTES:]

    def _collect_stdout(self, pipe: IO[bytes]) -> None:
        with pipe:
            while chunk := pipe.read(1 << 16):
                self._collected += chunk


def _in_background(work: Callable[..., None], *arguments: object) -> threading.Thread:
    thread = threading.Thread(target=work, args=arguments, name="onset-pipe", daemon=True)
    thread.start()
    return thread


def _write_and_close(pipe: IO[bytes], data: bytes) -> None:
    rest = memoryview(data)
    # A child may end without having read everything; its status says whether that is an error.
    with contextlib.suppress(BrokenPipeError), pipe:
        while rest:
            rest = rest[pipe.write(rest) :]

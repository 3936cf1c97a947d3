"""Child processes that end when told, when time is up, and when their parent ends."""

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

from onset.runtime.errors import CancelledError, DeadlineError, InternalError
from onset.runtime.media import confine

STDERR_TAIL_BYTES = 32 * 1024
_POLL_S = 0.05

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
        self._drain = threading.Thread(target=self._drain_stderr, args=(read_end,), name="onset-stderr", daemon=True)
        self._drain.start()

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

    def wait(
        self, *, timeout_s: float, cancelled: Callable[[], bool] | None = None, stdin: bytes | None = None
    ) -> Finished:
        """Wait for the end, feeding `stdin` and collecting stdout where these are pipes.

        Raises:
            DeadlineError: it ran longer than `timeout_s`; it is killed.
            CancelledError: `cancelled` returned true; it is killed.
            InternalError: it could not be confined and was not started.
        """
        deadline = time.monotonic() + timeout_s
        while True:
            try:
                stdout, _ = self._process.communicate(stdin, timeout=_POLL_S)
                break
            except subprocess.TimeoutExpired:
                stdin = None  # it is taken; communicate() refuses it a second time
                if cancelled is not None and cancelled():
                    self.kill()
                    raise CancelledError("MEDIA_WORK_CANCELLED", "The work was cancelled.") from None
                if time.monotonic() > deadline:
                    self.kill()
                    message = f"A media process was stopped after its {timeout_s:g} s."
                    raise DeadlineError("MEDIA_WORK_TIMEOUT", message) from None
        self._drain.join()
        if self._process.returncode == confine.CANNOT_CONFINE:
            raise InternalError("SANDBOX_UNAVAILABLE", self.stderr().strip())
        return Finished(self._process.returncode, stdout or b"", self.stderr())

    def stderr(self) -> str:
        """What it last wrote to standard error."""
        return self._tail.decode("utf-8", "replace")

    def kill(self) -> None:
        """End it now and reap it; harmless if it ended already."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait()
        self._drain.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def _drain_stderr(self, read_end: int) -> None:
        with open(read_end, "rb", buffering=0) as pipe:
            while chunk := pipe.read(4096):
                self._tail = (self._tail + chunk)[-STDERR_TAIL_BYTES:]

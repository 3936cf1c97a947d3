"""The Triton of the embedded run: started as a child, watched, restarted when it dies, gone when we are gone."""

import contextlib
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from onset.runtime import die_with_parent, triton_layout
from onset.runtime.errors import FailedPreconditionError, OnsetError, UnavailableError
from onset.runtime.settings import PROJECT_ROOT
from onset.runtime.triton import TritonClient
from onset.runtime.triton_layout import TritonLayout

LOG = logging.getLogger(__name__)
READY_TIMEOUT_S = 120.0
RAPID_DEATH_S = 30.0
MAX_RAPID_DEATHS = 5
"""After so many deaths in a row, each while starting or within RAPID_DEATH_S of being ready, none is made up for."""
_FIRST_BACKOFF_S, _MAX_BACKOFF_S = 0.25, 8.0
_POLL_S = 0.1
_GONE_S, _GONE_POLL_S = 5.0, 0.01
"""The kernel needs a moment to take apart what was killed, and longer where a disk does not answer."""
_LOG_TAIL_LINES = 10
_LOG_LINE_LENGTH = 400


class _KilledWhileStartingError(UnavailableError):
    """By a signal: the kernel's where memory is short, its own where its models' processes get no time to begin."""


class EmbeddedTriton:
    """One tritonserver under supervision, serving on 127.0.0.1. Also a context manager.

    The port stays the same over restarts, so that a client only has to retry.
    """

    def __init__(
        self, home: Path, *, port: int = 0, models: tuple[str, ...] = (), project_root: Path = PROJECT_ROOT
    ) -> None:
        """Say where things are; nothing is started.

        Args:
            home: Onset's folder of state, which holds the weights and gets the log.
            port: gRPC port, 0 for a free one.
            models: those to serve; all of them if none is named.
            project_root: folder with `.venv-triton`, `model_repository` and `services`.
        """
        self._layout = TritonLayout(project_root, home, models)
        self._port = port
        self._metrics_port = 0
        self._log_start = 0
        self._ready_since: float | None = None
        self._region_prefix = triton_layout.new_region_prefix()
        self._process: subprocess.Popen[bytes] | None = None
        self._supervisor: threading.Thread | None = None
        self._started = threading.Event()
        self._stopping = threading.Event()
        self._failure: OnsetError | None = None
        self.restarts = 0
        """How often Triton has been started again after it had died."""

    @property
    def address(self) -> str:
        """host:port of the gRPC endpoint; stable once started."""
        return f"127.0.0.1:{self._port}"

    @property
    def metrics_url(self) -> str:
        """Prometheus metrics."""
        return f"http://127.0.0.1:{self._metrics_port}/metrics"

    @property
    def pid(self) -> int | None:
        """Process id of the running server, None between a death and the restart."""
        process = self._process
        return process.pid if process is not None else None

    @property
    def failure(self) -> OnsetError | None:
        """Why supervision has given up, None while it has not."""
        return self._failure

    def start(self) -> str:
        """Start Triton and return its gRPC address once every model is ready.

        Raises:
            OnsetError: as `launch` and `wait_ready` do.
        """
        self.launch()
        return self.wait_ready()

    def launch(self) -> None:
        """Begin to start Triton.

        Raises:
            FailedPreconditionError: PORT_IN_USE.
            ResourceExhaustedError: SHARED_MEMORY_TOO_SMALL.
        """
        if self._supervisor is not None:
            raise RuntimeError("this EmbeddedTriton was started before")
        triton_layout.remove_stale_regions()
        triton_layout.check_shared_memory()
        self._port = _claimed_port(self._port)
        self._metrics_port = _claimed_port(0)
        self._supervisor = threading.Thread(target=self._supervise, name="triton-supervisor", daemon=True)
        self._supervisor.start()

    def wait_ready(self) -> str:
        """Return the gRPC address of a Triton that was launched, once every model is ready.

        Raises:
            FailedPreconditionError: MODELS_NOT_SET_UP.
            UnavailableError: TRITON_FAILED, it ended, was killed again and again or was not ready in time; the message
                ends with its log.
        """
        self._started.wait()
        if self._failure is not None:
            self.stop()
            raise self._failure
        return self.address

    def stop(self) -> None:
        """Stop Triton at once; calls in flight find it unavailable. May be called more than once."""
        self._stopping.set()
        if self._supervisor is not None:
            self._supervisor.join()
            triton_layout.remove_regions(self._region_prefix)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _supervise(self) -> None:
        """Runs in one thread all the time, as the kernel ties a child's death to that of the thread it came from."""
        try:
            self._keep_up()
        finally:
            self._started.set()  # also if there was nothing to start: whoever waits must not wait for ever

    def _keep_up(self) -> None:
        rapid_deaths = 0
        while not self._stopping.is_set():
            self._ready_since = None
            try:
                self._run_once()
            except OnsetError as error:
                self._failure = error
            except Exception as error:
                self._failure = UnavailableError("TRITON_FAILED", f"Triton could not be started: {error}")
                LOG.exception("Triton could not be started")
            in_vain = not self._started.is_set() and not isinstance(self._failure, _KilledWhileStartingError)
            if self._stopping.is_set() or in_vain:
                return
            lived_s = 0.0 if self._ready_since is None else time.monotonic() - self._ready_since
            rapid_deaths = rapid_deaths + 1 if lived_s < RAPID_DEATH_S else 0
            if rapid_deaths >= MAX_RAPID_DEATHS:
                self._failure = self._failed(f"Triton died {rapid_deaths} times in a row")
                LOG.error("%s", self._failure)
                return
            self._failure = None
            backoff_s = min(_FIRST_BACKOFF_S * 2**rapid_deaths, _MAX_BACKOFF_S)
            LOG.warning("Triton died; starting it again in %.2f s", backoff_s)
            if not self._stopping.wait(backoff_s):
                self.restarts += 1

    def _run_once(self) -> None:
        """One server from its start to its end.

        Raises:
            FailedPreconditionError: MODELS_NOT_SET_UP.
            UnavailableError: TRITON_FAILED, it was never ready.
        """
        repository = self._layout.prepare()
        triton_layout.remove_regions(self._region_prefix)
        with self._layout.log_file.open("ab") as log:
            self._log_start = log.tell()
            process = subprocess.Popen(
                [
                    sys.executable,
                    die_with_parent.__file__,
                    str(os.getpid()),
                    *self._layout.command(repository, self._port, self._metrics_port, self._region_prefix),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._layout.variables(),
                # Its own process group: Ctrl-C in a terminal is for us, and its model processes can be ended with it.
                start_new_session=True,
            )
        self._process = process
        models: list[int] = []
        try:
            self._wait_ready(process)
            self._started.set()
            models = _children(process.pid)
            while process.poll() is None and not self._stopping.wait(_POLL_S):
                # Triton does not start a model's process again when that alone dies (as it does when memory runs out).
                if not all(map(_alive, models)):
                    LOG.error("The process of a model died; Triton is restarted")
                    process.kill()
                    process.wait()
        finally:
            self._process = None
            _end(process, models)

    def _wait_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + READY_TIMEOUT_S
        client = TritonClient(self.address)
        try:
            while not self._stopping.is_set():
                if (status := process.poll()) is not None:
                    kind = _KilledWhileStartingError if status < 0 else UnavailableError
                    raise self._failed(f"Triton ended with status {status} while starting", kind)
                if time.monotonic() > deadline:
                    raise self._failed(f"Triton was not ready within {READY_TIMEOUT_S:.0f} s")
                if client.ready():
                    self._ready_since = time.monotonic()
                    return
                self._stopping.wait(_POLL_S)
        finally:
            client.close()

    def _failed(self, what: str, kind: type[UnavailableError] = UnavailableError) -> UnavailableError:
        with self._layout.log_file.open("rb") as log:
            log.seek(self._log_start)
            lines = log.read().decode("utf-8", "replace").splitlines()
        # Errors start with E and the date; where there are none, any last words must do.
        errors = [line for line in lines if re.match(r"E\d{4} |error:", line)] or lines
        tail = "\n".join(line[:_LOG_LINE_LENGTH] for line in errors[-_LOG_TAIL_LINES:])
        return kind("TRITON_FAILED", f"{what}. The end of {self._layout.log_file}:\n{tail}")


def _claimed_port(port: int) -> int:
    """`port`, or a free one for 0, having made sure that it can be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise FailedPreconditionError(
                "PORT_IN_USE", f"Port {port} on 127.0.0.1 is in use: stop what listens there or choose another port."
            ) from error
        return int(probe.getsockname()[1])


def _children(pid: int) -> list[int]:
    return [int(stat.parent.name) for stat in Path("/proc").glob("[0-9]*/stat") if _stat(stat)[1:2] == [str(pid)]]


def _alive(pid: int) -> bool:
    return _stat(Path("/proc", str(pid), "stat"))[:1] not in ([], ["Z"], ["X"])


def _stat(path: Path) -> list[str]:
    """State, parent and further fields of a process (proc(5)), empty if it is gone."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def _end(process: subprocess.Popen[bytes], models: Sequence[int]) -> None:
    """End a server and the model processes in its group.

    At once: models keep nothing, who stops a server asks no more of it, and by itself it would take five seconds and
    more, as the Python backend takes leave of one process after the other.

    Args:
        process: of the server; when it has died already, the models' are no longer its children.
        models: their processes as far as they are known.
    """
    models = [*models, *_children(process.pid)]
    with contextlib.suppress(ProcessLookupError):  # nobody is left
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    give_up_at = time.monotonic() + _GONE_S
    while any(map(_alive, models)) and time.monotonic() < give_up_at:
        time.sleep(_GONE_POLL_S)

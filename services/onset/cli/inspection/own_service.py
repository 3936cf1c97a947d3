"""An AnalysisService of one's own, in this process, with a Triton that has the models of analysis only."""

import os
import shutil
import uuid
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from onset.runtime.embedded_triton import EmbeddedTriton
from onset.runtime.server import Server
from onset.runtime.service import Runtime
from onset.runtime.settings import Settings
from onset.runtime.storage import LocalStore
from onset.runtime.triton import TritonClient

MODELS = ("beat_tracker", "voice_detector")
"""What analysis asks of Triton; with these alone it starts in a fraction of the time that all take."""


class OwnService:
    """Everything it needs lies in a folder of its own, so that any number of them may run, beside an Onset or not."""

    def __init__(self, settings: Settings) -> None:
        """Begin to start; the rest goes on in the background."""
        all_homes = settings.home / "inspect"
        _remove_stale(all_homes)
        self._home = all_homes / f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self._home.mkdir(parents=True)
        (self._home / "weights").symlink_to(settings.home / "weights")
        self.store = LocalStore(self._home / "store")
        self._settings = replace(settings, home=self._home, listen="127.0.0.1:0")
        self._triton = EmbeddedTriton(self._home, models=MODELS)
        self._server: Server | None = None
        self._client: TritonClient | None = None
        self._background = ThreadPoolExecutor(1, thread_name_prefix="analysis-service")
        self._starting = self._background.submit(self._triton.start)
        self._stopping: Future[None] | None = None

    def address(self) -> str:
        """host:port, once it serves.

        Raises:
            OnsetError: as `EmbeddedTriton.start`.
        """
        # Imported late, while Triton starts.
        from onset.analysis.server import register

        settings = replace(self._settings, triton_address=self._starting.result())
        self._client = TritonClient(settings.triton_address)
        self._server = Server(Runtime(settings, self.store, self._client), [register])
        return f"127.0.0.1:{self._server.start()}"

    def begin_stop(self) -> None:
        """Stop in the background; `stop` waits for it."""
        if self._stopping is None:
            if not self._starting.done():
                self._triton.stop()  # ends the start
            self._stopping = self._background.submit(self._stop)

    def stop(self) -> None:
        """Stop, and leave nothing behind. May be called more than once."""
        self.begin_stop()
        assert self._stopping is not None
        self._stopping.result()
        self._background.shutdown()

    def _stop(self) -> None:
        if self._server:
            self._server.stop()
        if self._client:
            self._client.close()
        self._triton.stop()
        shutil.rmtree(self._home, ignore_errors=True)


def _remove_stale(all_homes: Path) -> None:
    """Remove what killed processes have left."""
    for home in all_homes.glob("[0-9]*-*"):
        if not Path("/proc", home.name.partition("-")[0]).exists():
            shutil.rmtree(home, ignore_errors=True)

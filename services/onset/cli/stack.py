"""All of Onset in this process, Triton as its child: `onset up` serves it, `onset ad` starts it if none is running."""

from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Self

from onset.cli.lock import Lock
from onset.runtime.embedded_triton import EmbeddedTriton
from onset.runtime.server import Server
from onset.runtime.service import Runtime
from onset.runtime.settings import Settings
from onset.runtime.storage import LocalStore
from onset.runtime.triton import TritonClient

if TYPE_CHECKING:
    from onset.jobs.server import VideoServicer


class Stack:
    """The whole system on one machine; a context manager."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.address = settings.listen

    def __enter__(self) -> Self:
        """Start everything.

        Raises:
            FailedPreconditionError: ALREADY_UP, PORT_IN_USE, or what Triton lacks.
        """
        self._settings.home.mkdir(parents=True, exist_ok=True)
        self._lock = Lock(self._settings)
        self._triton: EmbeddedTriton | None = None
        self._server: Server | None = None
        self._front: VideoServicer | None = None
        try:
            self._start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def _start(self) -> None:
        store = LocalStore(self._settings.home / "store")
        store.sweep()
        self._triton = EmbeddedTriton(self._settings.home)
        self._triton.launch()
        # This takes a good part of the time that Triton's models do.
        from onset.cli.services import SERVICES
        from onset.jobs.server import add_to

        triton_address = self._triton.wait_ready()
        settings = replace(self._settings, triton_address=triton_address, services_address=self._settings.listen)
        runtime = Runtime(settings, store, TritonClient(triton_address))
        fronts: list[VideoServicer] = []
        self._server = Server(runtime, [*SERVICES, lambda server, given: fronts.append(add_to(server, given))])
        self._server.start()
        self._front = fronts[0]
        self._front.launch()
        self._lock.announce(self.address)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._front:
            self._front.close()
        if self._server:
            self._server.stop()
        if self._triton:
            self._triton.stop()
        self._lock.release()

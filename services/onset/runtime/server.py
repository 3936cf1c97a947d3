"""Start a gRPC server, say when it is ready, and drain it."""

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from onset.runtime.ending import ending
from onset.runtime.errors import FailedPreconditionError
from onset.runtime.interceptor import ErrorInterceptor
from onset.runtime.service import Runtime
from onset.runtime.settings import Settings
from onset.runtime.storage import LocalStore
from onset.runtime.triton import TritonClient

log = logging.getLogger(__name__)

Register = Callable[[grpc.Server, Runtime], None]

MAX_MESSAGE_BYTES = 16 << 20
_DRAIN_PAUSE_S = 1.0
_DRAIN_GRACE_S = 20.0


class Server:
    """A gRPC server with health, reflection and a graceful end."""

    def __init__(self, runtime: Runtime, registers: Sequence[Register]) -> None:
        """Build the server; it listens after `start`."""
        settings = runtime.settings
        self._health = health.HealthServicer()
        self._server = grpc.server(
            ThreadPoolExecutor(settings.max_workers, thread_name_prefix="rpc"),
            interceptors=[ErrorInterceptor()],
            maximum_concurrent_rpcs=settings.max_workers,
            options=[
                ("grpc.so_reuseport", 0),
                ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
                ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
            ],
        )
        for register in registers:
            register(self._server, runtime)
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        reflection.enable_server_reflection([reflection.SERVICE_NAME, health.SERVICE_NAME], self._server)
        self._listen = settings.listen
        self._health.set("", health_pb2.HealthCheckResponse.NOT_SERVING)

    def start(self) -> int:
        """Listen and serve; the port.

        Raises:
            FailedPreconditionError: PORT_IN_USE.
        """
        try:
            port = self._server.add_insecure_port(self._listen)
        except RuntimeError as error:
            raise FailedPreconditionError(
                "PORT_IN_USE", f"Cannot listen on {self._listen}; stop what uses it or set ONSET_LISTEN."
            ) from error
        self._server.start()
        self._health.set("", health_pb2.HealthCheckResponse.SERVING)
        log.info("serving on port %d", port)
        return port

    def drain(self) -> None:
        """Say NOT_SERVING, give load balancers a moment, then let running calls finish within a grace period."""
        self._health.enter_graceful_shutdown()
        threading.Event().wait(_DRAIN_PAUSE_S)
        self._server.stop(_DRAIN_GRACE_S).wait()

    def stop(self) -> None:
        """Stop at once; running calls are cancelled."""
        self._server.stop(None).wait()


def cancelled(context: grpc.ServicerContext) -> Callable[[], bool]:
    """Whether the caller has left or its deadline has passed; for work that polls."""
    return lambda: not context.is_active()


def main(register: Register) -> None:
    """Run one service as a process of its own until SIGTERM or SIGINT."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    settings = Settings.from_environment()
    runtime = Runtime(settings, LocalStore(settings.home / "store"), TritonClient(settings.triton_address))
    server = Server(runtime, [register])
    with ending() as wait_for_end:
        server.start()
        wait_for_end()
        server.drain()

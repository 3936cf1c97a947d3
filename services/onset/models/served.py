"""Base of the Python models that Triton runs: tensors in, tensors out, and one way to report errors.

Imported by `model_repository/*/1/model.py` only: `triton_python_backend_utils` exists inside Triton alone.
"""

import json
import os
import select
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import triton_python_backend_utils as pb

from onset.models.asking import AskedNetwork
from onset.models.errors import AskedInVainError, InvalidInputError, WithdrawnError
from onset.models.places import weights_folder

if TYPE_CHECKING:
    from onset.models.networks import Network

Tensors = dict[str, np.ndarray]


class Inputs(Tensors):
    """A request's tensors, and what it wants."""

    def __init__(self, request: Any) -> None:
        super().__init__({tensor.name(): tensor.as_numpy() for tensor in request.inputs()})
        self.wanted = frozenset(request.requested_output_names())
        """Names of outputs."""
        self.ends = time.monotonic() + request.timeout() / 1e6 if request.timeout() else None
        """When whoever asked gives up, on the monotonic clock; None if that was not said. Time in the queue is not
        counted, so it is not before that."""


Withdrawn = Callable[[], bool]
"""Whether the caller has cancelled; long loops ask between steps."""


class ServedModel:
    """What Triton's Python backend calls. A model implements `load` and either `infer` or `infer_batch`."""

    def load(self) -> None:
        """Load weights and run once, so that the first request is as quick as the next. Readiness waits for this."""
        raise NotImplementedError

    def infer(self, inputs: Inputs, withdrawn: Withdrawn) -> Tensors:
        """Answer one request.

        Raises:
            InvalidInputError: the caller's fault; its text is sent as it is.
        """
        raise NotImplementedError

    def infer_batch(self, batch: list[Inputs], withdrawn: list[Withdrawn]) -> list[Tensors | Exception]:
        """Answer requests that Triton delivered together; by default one after the other."""
        return [self._guarded(inputs, ask) for inputs, ask in zip(batch, withdrawn, strict=True)]

    def network(self, onnx: str) -> "Network":
        """The network of this model: the engine that its configuration names, else the ONNX file below the weights."""
        if self.engine:
            return AskedNetwork(self.engine)
        # Imported late: models without a network need no ONNX Runtime.
        from onset.models.networks import onnx_session  # noqa: PLC0415

        return onnx_session(weights_folder() / onnx)

    def initialize(self, args: dict[str, str]) -> None:
        """Called by Triton once per instance."""
        parameters = json.loads(args["model_config"]).get("parameters", {})
        self.engine: str = parameters.get("ENGINE", {}).get("string_value", "")
        threading.Thread(target=_end_with, args=(_server_pid(),), name="end-with-server", daemon=True).start()
        self.load()

    def execute(self, requests: list[Any]) -> list[Any]:
        """Called by Triton with one or more requests; returns as many responses."""
        batch = [Inputs(request) for request in requests]
        try:
            answers = self.infer_batch(batch, [request.is_cancelled for request in requests])
        except Exception as error:
            # Each caller gets it with its own code; out of here, Triton would make an INTERNAL of it.
            answers = [error] * len(batch)
        return [_response(answer) for answer in answers]

    def _guarded(self, inputs: Inputs, withdrawn: Withdrawn) -> Tensors | Exception:
        try:
            if withdrawn():
                raise WithdrawnError
            return self.infer(inputs, withdrawn)
        except Exception as error:
            return error


def _server_pid() -> int:
    """The server's process, which names itself when it starts one of ours.

    A server that died meanwhile has left us to another parent: there is nobody to serve then.
    """
    parent = os.getppid()
    if str(parent).encode() not in Path("/proc/self/cmdline").read_bytes().split(b"\0"):
        os._exit(0)
    return parent


def _end_with(server_pid: int) -> None:
    """Wait for the server's end and follow it: a process that was busy when the server died would wait for ever.

    The kernel's parent-death signal does not serve: it is tied to the thread that forked us, and Triton's loading
    threads end when all models are ready.
    """
    server = os.pidfd_open(server_pid)
    if os.getppid() == server_pid:
        select.select([server], [], [])
    os._exit(0)


def _response(answer: Tensors | Exception) -> Any:
    if isinstance(answer, Exception):
        return pb.InferenceResponse(error=_triton_error(answer))
    return pb.InferenceResponse([pb.Tensor(name, np.ascontiguousarray(array)) for name, array in answer.items()])


def _triton_error(error: Exception) -> Any:
    if isinstance(error, InvalidInputError):
        return pb.TritonError(str(error), pb.TritonError.INVALID_ARG)
    if isinstance(error, WithdrawnError):
        return pb.TritonError("cancelled by the caller", pb.TritonError.CANCELLED)
    if isinstance(error, AskedInVainError):
        return pb.TritonError(str(error), error.code)
    pb.Logger.log_error("".join(traceback.format_exception(error)))
    return pb.TritonError(f"{type(error).__name__}: {error}", pb.TritonError.INTERNAL)

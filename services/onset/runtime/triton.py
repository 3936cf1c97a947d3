"""The client of Triton: one per process, a deadline on every call, UNAVAILABLE retried, errors made plain."""

import random
import re
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import tritonclient.grpc as grpcclient
from numpy.typing import NDArray
from tritonclient.utils import InferenceServerException, np_to_triton_dtype

from onset.runtime.errors import (
    CancelledError,
    DeadlineError,
    FailedPreconditionError,
    InternalError,
    InvalidArgumentError,
    OnsetError,
    ResourceExhaustedError,
    UnavailableError,
)
from onset.runtime.heed import Cancelled

Tensor = NDArray[Any]

MAX_MESSAGE_BYTES = 1 << 29
"""Largest request or answer: some eighty frames of 1080x1920."""
_CHANNEL_OPTIONS = [
    # These replace tritonclient's own, so all of them are given.
    ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
    ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
    ("grpc.keepalive_time_ms", 10_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.keepalive_permit_without_calls", 0),
    ("grpc.http2.max_pings_without_data", 0),
    # gRPC would wait up to two minutes between attempts to connect; Triton is back sooner.
    ("grpc.initial_reconnect_backoff_ms", 200),
    ("grpc.min_reconnect_backoff_ms", 200),
    ("grpc.max_reconnect_backoff_ms", 1_000),
]
_FIRST_BACKOFF_S, _MAX_BACKOFF_S = 0.1, 2.0
_CANCEL_POLL_S = 0.05
_MICROSECONDS = 1_000_000
_PASSING = re.compile(r"Stub process .* is not healthy|has no available versions")
"""What Triton answers, as INTERNAL or NOT_FOUND, while a model's process is dead or the server is shutting down."""
_OTHER_TENSORS = re.compile(r"unexpected inference input '|expected (number of inputs between )?\d+ .*but got")
"""What Triton answers where the tensors' names are not the model's: ours never vary with the caller's values."""
_QUEUE_REFUSALS = ("Exceeds maximum queue size", "Request timeout expired")

_FAILURES: dict[str, tuple[type[OnsetError], str, str]] = {
    "INVALID_ARGUMENT": (InvalidArgumentError, "MODEL_INPUT_REJECTED", "rejected its input"),
    "NOT_FOUND": (FailedPreconditionError, "MODEL_NOT_SERVED", "is not served by this Triton"),
    "QUEUE_FULL": (ResourceExhaustedError, "MODEL_QUEUE_FULL", "has too many requests waiting"),
    "RESOURCE_EXHAUSTED": (ResourceExhaustedError, "MESSAGE_TOO_LARGE", "cannot be sent so much at once"),
    "DEADLINE_EXCEEDED": (DeadlineError, "MODEL_TIMEOUT", "did not answer before the deadline"),
}


class Answer(dict[str, Tensor]):
    """A model's output tensors by name; one that it does not give is an error that can be acted on."""

    def __init__(self, tensors: Mapping[str, Tensor], model: str, address: str) -> None:
        super().__init__(tensors)
        self._model, self._address = model, address

    def __missing__(self, name: str) -> Tensor:
        raise _of_another_version(self._model, self._address, f"it gives no tensor {name}", tensor=name)


class TritonClient:
    """Calls models on one Triton; safe to share between threads."""

    def __init__(self, address: str, max_concurrency: int = 8, *, max_outage_s: float = 60.0) -> None:
        """Make the channel; nothing is sent yet.

        Args:
            address: host:port of the gRPC endpoint.
            max_concurrency: calls in flight at once; further ones wait their turn within their own deadline.
            max_outage_s: how long a call retries while Triton is unavailable; a restart takes 10 to 40 s.
        """
        self.address = address
        self._client = grpcclient.InferenceServerClient(address, channel_args=_CHANNEL_OPTIONS)
        self._turns = threading.BoundedSemaphore(max_concurrency)
        self._max_outage_s = max_outage_s

    def close(self) -> None:
        """Close the channel; calls in flight fail."""
        self._client.close()

    def ready(self) -> bool:
        """Whether Triton answers and all its models are loaded."""
        try:
            return bool(self._client.is_server_ready(client_timeout=2.0))
        except InferenceServerException:
            return False

    def wait_ready(self, timeout_s: float) -> None:
        """Return once Triton is ready.

        Raises:
            UnavailableError: TRITON_UNAVAILABLE after `timeout_s`.
        """
        deadline = time.monotonic() + timeout_s
        while not self.ready():
            if time.monotonic() > deadline:
                raise self._unavailable(f"it was not ready within {timeout_s:g} s")
            time.sleep(_FIRST_BACKOFF_S)

    def infer(
        self,
        model: str,
        inputs: Mapping[str, Tensor | Sequence[str]],
        *,
        timeout_s: float,
        cancelled: Cancelled | None = None,
    ) -> Answer:
        """Run `model` once.

        Args:
            model: name in the model repository.
            inputs: tensors by name; a sequence of strings becomes a BYTES tensor [n], an array of `bytes` objects keeps
                its shape.
            timeout_s: for the whole call, waiting and retries included.
            cancelled: asked now and then; when it says so, the request is withdrawn.

        Returns:
            Tensors by name. Their values are what the model gave: shape and NaN are the caller's to check. Asking it
            for one that is not there raises FailedPreconditionError, MODEL_VERSION_MISMATCH.

        Raises:
            InvalidArgumentError: MODEL_INPUT_REJECTED, with the model's own words.
            UnavailableError: TRITON_UNAVAILABLE, retried for `max_outage_s` or until the deadline.
            ResourceExhaustedError: MODEL_QUEUE_FULL or MESSAGE_TOO_LARGE.
            DeadlineError: MODEL_TIMEOUT.
            CancelledError: CANCELLED.
            FailedPreconditionError: MODEL_NOT_SERVED, or MODEL_VERSION_MISMATCH if the model has other inputs.
            InternalError: MODEL_FAILED.
        """
        deadline = time.monotonic() + timeout_s
        tensors = [_input(name, value) for name, value in inputs.items()]
        self._take_turn(model, deadline, cancelled)
        try:
            return self._retrying(model, tensors, deadline, cancelled)
        finally:
            self._turns.release()

    def _take_turn(self, model: str, deadline: float, cancelled: Cancelled | None) -> None:
        while not self._turns.acquire(timeout=_CANCEL_POLL_S):
            _check_cancelled(model, cancelled)
            if time.monotonic() > deadline:
                raise DeadlineError("MODEL_TIMEOUT", f"No turn to call {model} came before the deadline.")

    def _retrying(
        self, model: str, tensors: list[grpcclient.InferInput], deadline: float, cancelled: Cancelled | None
    ) -> Answer:
        outage_began: float | None = None
        backoff_s = _FIRST_BACKOFF_S
        while True:
            _check_cancelled(model, cancelled)
            try:
                return self._once(model, tensors, deadline - time.monotonic(), cancelled)
            except InferenceServerException as error:
                failure = self._mapped(model, error)
                now = time.monotonic()
                outage_began = outage_began or now
                give_up = min(deadline, outage_began + self._max_outage_s)
                if not isinstance(failure, UnavailableError) or now + backoff_s > give_up:
                    raise failure from error
            time.sleep(backoff_s * random.uniform(0.5, 1.0))  # noqa: S311 spreads callers, guards nothing
            backoff_s = min(2 * backoff_s, _MAX_BACKOFF_S)

    def _once(
        self, model: str, tensors: list[grpcclient.InferInput], timeout_s: float, cancelled: Cancelled | None
    ) -> Answer:
        done = threading.Event()
        outcome: list[Any] = []

        def receive(result: Any, error: InferenceServerException | None) -> None:
            outcome.append(error or result)
            done.set()

        within_s = max(timeout_s, 0.001)
        # Told to the server as well: a model that asks others for us does not have them wait longer than we do.
        call = self._client.async_infer(
            model, tensors, receive, client_timeout=within_s, timeout=round(within_s * _MICROSECONDS)
        )
        while not done.wait(_CANCEL_POLL_S if cancelled else None):
            if cancelled and cancelled():
                call.cancel()
                raise _cancelled(model)
        (answer,) = outcome
        if isinstance(answer, Exception):
            raise answer
        found = {output.name: answer.as_numpy(output.name) for output in answer.get_response().outputs}
        return Answer(found, model, self.address)

    def _mapped(self, model: str, error: InferenceServerException) -> OnsetError:
        status = (error.status() or "IN_THE_CLIENT").removeprefix("StatusCode.")
        text = str(error.message()).strip()
        if status == "CANCELLED":
            return _cancelled(model)
        if status == "UNAVAILABLE" and any(refusal in text for refusal in _QUEUE_REFUSALS):
            status = "QUEUE_FULL"
        if status == "INVALID_ARGUMENT" and _OTHER_TENSORS.search(text):
            return _of_another_version(model, self.address, text)
        if status == "UNAVAILABLE" or _PASSING.search(text):
            return self._unavailable(text)
        kind, reason, what = _FAILURES.get(status, (InternalError, "MODEL_FAILED", f"failed ({status})"))
        return kind(reason, f"{model} {what}: {text}", metadata={"model": model})

    def _unavailable(self, why: str) -> UnavailableError:
        return UnavailableError(
            "TRITON_UNAVAILABLE",
            f"Triton at {self.address} cannot be reached ({why}). `onset up` starts it; "
            "ONSET_TRITON_ADDRESS names one that runs elsewhere.",
            metadata={"address": self.address},
        )


def _of_another_version(model: str, address: str, what: str, **facts: str) -> FailedPreconditionError:
    return FailedPreconditionError(
        "MODEL_VERSION_MISMATCH",
        f"{model} on the Triton at {address} is of another version of Onset: {what}. Start that Triton anew with this "
        "version's models (`onset up` does), or name another one in ONSET_TRITON_ADDRESS.",
        metadata={"model": model, **facts},
    )


def _input(name: str, value: Tensor | Sequence[str]) -> grpcclient.InferInput:
    array = value if isinstance(value, np.ndarray) else np.array([text.encode() for text in value], np.object_)
    tensor = grpcclient.InferInput(name, list(array.shape), np_to_triton_dtype(array.dtype))
    tensor.set_data_from_numpy(array)
    return tensor


def _check_cancelled(model: str, cancelled: Cancelled | None) -> None:
    if cancelled and cancelled():
        raise _cancelled(model)


def _cancelled(model: str) -> CancelledError:
    return CancelledError("CANCELLED", f"The call of {model} was cancelled.")

"""Every way in which a call of Triton can end, against a real server with a model that fails on order."""

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import numpy as np
import pytest

from onset.runtime import triton as triton_module
from onset.runtime.embedded_triton import EmbeddedTriton
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
from onset.runtime.triton import TritonClient


@pytest.fixture(scope="module")
def client(faulty_triton: EmbeddedTriton) -> Iterator[TritonClient]:
    client = TritonClient(faulty_triton.address)
    yield client
    client.close()


def order(client: TritonClient, text: str, **options: object) -> np.ndarray:
    return client.infer("faulty", {"ORDER": [text]}, **{"timeout_s": 20, **options})["ANSWER"]  # type: ignore[arg-type]


def test_an_answer_has_the_models_tensors(client: TritonClient) -> None:
    np.testing.assert_array_equal(order(client, "ok"), [1])


def test_nan_is_handed_to_the_caller_who_must_check_it(client: TritonClient) -> None:
    assert np.isnan(order(client, "nan")).all()


def test_rejected_input_carries_the_models_words(client: TritonClient) -> None:
    with pytest.raises(InvalidArgumentError, match="faulty rejected its input: ORDER is not to be obeyed") as caught:
        order(client, "reject")
    assert caught.value.reason == "MODEL_INPUT_REJECTED"
    assert caught.value.metadata == {"model": "faulty"}


@pytest.mark.parametrize(
    "inputs",
    [
        {},
        {"OTHER": ["ok"]},
        {"ORDER": ["ok"], "OTHER": ["ok"]},
    ],
    ids=["missing", "unknown", "one too many"],
)
def test_a_model_of_other_inputs_is_of_another_version(
    client: TritonClient, faulty_triton: EmbeddedTriton, inputs: dict[str, np.ndarray]
) -> None:
    with pytest.raises(FailedPreconditionError) as caught:
        client.infer("faulty", inputs, timeout_s=20)
    assert (caught.value.reason, caught.value.metadata) == ("MODEL_VERSION_MISMATCH", {"model": "faulty"})
    for part in ("ORDER" if "OTHER" not in inputs else "OTHER", faulty_triton.address, "`onset up`"):
        assert part in caught.value.message


def test_an_output_that_is_not_given_names_model_and_tensor(client: TritonClient) -> None:
    answer = client.infer("faulty", {"ORDER": ["ok"]}, timeout_s=20)
    with pytest.raises(FailedPreconditionError, match=r"faulty on the Triton at .* gives no tensor SIDES") as caught:
        answer["SIDES"]
    assert caught.value.reason == "MODEL_VERSION_MISMATCH"
    assert caught.value.metadata == {"model": "faulty", "tensor": "SIDES"}


@pytest.mark.parametrize(
    ("tensor", "told"),
    [
        (["ok", "ok"], "unexpected shape for input 'ORDER'"),
        (np.zeros(1, np.float32), "input 'ORDER' data-type is 'FP32'"),
    ],
    ids=["wrong shape", "wrong type"],
)
def test_a_tensor_of_another_shape_or_type_is_rejected(client: TritonClient, tensor: Any, told: str) -> None:
    with pytest.raises(InvalidArgumentError, match=told) as caught:
        client.infer("faulty", {"ORDER": tensor}, timeout_s=20)
    assert caught.value.reason == "MODEL_INPUT_REJECTED"


def test_a_defect_in_the_model_is_internal_and_leaves_it_healthy(client: TritonClient) -> None:
    with pytest.raises(InternalError, match="ZeroDivisionError: a defect") as caught:
        order(client, "break")
    assert caught.value.reason == "MODEL_FAILED"
    assert order(client, "ok") == [1]


def test_what_stops_a_whole_batch_keeps_its_code(client: TritonClient) -> None:
    with pytest.raises(ResourceExhaustedError, match="other: Exceeds maximum queue size") as caught:
        order(client, "ask in vain")
    assert caught.value.reason == "MODEL_QUEUE_FULL"


def test_an_unknown_model_is_named(client: TritonClient) -> None:
    with pytest.raises(FailedPreconditionError, match="absent is not served") as caught:
        client.infer("absent", {"ORDER": ["ok"]}, timeout_s=20)
    assert caught.value.reason == "MODEL_NOT_SERVED"


def test_the_deadline_ends_a_call(client: TritonClient) -> None:
    with pytest.raises(DeadlineError) as caught:
        order(client, "work 60", timeout_s=0.3)
    assert caught.value.reason == "MODEL_TIMEOUT"
    assert order(client, "ok") == [1], "the model did not stop its work at the deadline"


def test_cancelling_ends_the_work_on_the_server(client: TritonClient) -> None:
    began = threading.Event()

    def cancelled() -> bool:
        answer = began.is_set()
        began.set()
        return answer

    with pytest.raises(CancelledError):
        order(client, "work 60", cancelled=cancelled)
    assert order(client, "ok") == [1], "the model did not stop its work when cancelled"


def test_a_call_that_was_cancelled_before_is_never_sent(client: TritonClient) -> None:
    with pytest.raises(CancelledError):
        order(client, "work 60", cancelled=lambda: True)


def test_a_full_queue_is_said_at_once_and_not_retried(client: TritonClient) -> None:
    def attempt(_: int) -> str:
        try:
            order(client, "work 1")
        except OnsetError as error:
            return error.reason
        return "OK"

    with ThreadPoolExecutor(6) as pool:
        reasons = list(pool.map(attempt, range(6)))
    assert set(reasons) == {"OK", "MODEL_QUEUE_FULL"}, reasons


def test_calls_beyond_the_concurrency_wait_for_their_turn(faulty_triton: EmbeddedTriton) -> None:
    client = TritonClient(faulty_triton.address, max_concurrency=1)
    with ThreadPoolExecutor(1) as pool:
        busy = threading.Event()
        first = pool.submit(order, client, "work 2", cancelled=lambda: busy.set() or False)  # type: ignore[func-returns-value]
        assert busy.wait(10)
        with pytest.raises(DeadlineError, match="turn"):
            order(client, "ok", timeout_s=0.2)
        with pytest.raises(CancelledError):
            order(client, "ok", cancelled=lambda: True)
        assert order(client, "ok") == [1]
        assert first.result() == [1]


def test_an_unreachable_server_is_told_plainly() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        client = TritonClient(f"127.0.0.1:{unused.getsockname()[1]}", max_outage_s=1)
        began = time.monotonic()
        with pytest.raises(UnavailableError, match="`onset up` starts it") as caught:
            order(client, "ok", timeout_s=60)
        assert caught.value.reason == "TRITON_UNAVAILABLE"
        assert caught.value.code is grpc.StatusCode.UNAVAILABLE
        assert time.monotonic() - began < 30, "it retried far beyond the outage that it was allowed"
        assert not client.ready()
        with pytest.raises(UnavailableError, match=r"not ready within 0\.3 s"):
            client.wait_ready(0.3)


def test_a_message_that_is_too_large_is_refused(faulty_triton: EmbeddedTriton, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(triton_module, "_CHANNEL_OPTIONS", [("grpc.max_send_message_length", 1000)])
    client = TritonClient(faulty_triton.address)
    with pytest.raises(ResourceExhaustedError) as caught:
        order(client, "ok" * 1000)
    assert caught.value.reason == "MESSAGE_TOO_LARGE"

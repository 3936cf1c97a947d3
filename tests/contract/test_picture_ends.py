"""How orders of pictures end before their time: cancelled, late, too many, or with a network that dies."""

import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from onset.runtime.embedded_triton import EmbeddedTriton
from onset.runtime.errors import CancelledError, DeadlineError, ResourceExhaustedError
from onset.runtime.picture_calls import generate_pictures
from onset.runtime.triton import TritonClient
from tests.support.picture_orders import LONG, ORDER, counted, eventually, heard, passes

CROWD = 48
"""Batches of 32 rows: more than a machine computes in an order's second; all but the one at work leave when told."""


def test_cancelled_orders_end_between_steps(
    picture_client: TritonClient, picture_triton: EmbeddedTriton, alone: tuple[np.ndarray, np.ndarray]
) -> None:
    before, cancel = passes(picture_triton), threading.Event()
    with ThreadPoolExecutor(4) as pool:
        calls = [pool.submit(generate_pictures, picture_client, LONG, cancelled=cancel.is_set) for _ in range(4)]
        eventually(lambda: passes(picture_triton) > before + 2, "steps are taken")
        cancel.set()
        for call in calls:
            with pytest.raises(CancelledError):
                call.result(timeout=20)
    # All instances had one of them; were they still at it, nobody would be left to answer.
    np.testing.assert_array_equal(generate_pictures(picture_client, ORDER, timeout_s=60)[0], alone[0])
    ended = passes(picture_triton)
    generate_pictures(picture_client, replace(ORDER, steps=1))
    assert passes(picture_triton) <= ended + 1, "nobody else takes steps any more"


def test_expired_orders_end_as_well(picture_client: TritonClient, picture_triton: EmbeddedTriton) -> None:
    with pytest.raises(DeadlineError):
        generate_pictures(picture_client, LONG, timeout_s=1.0)

    def still() -> bool:
        first = passes(picture_triton)
        generate_pictures(picture_client, replace(ORDER, steps=1))
        return passes(picture_triton) <= first + 1

    eventually(still, "its steps end")


def test_the_networks_queue_holds_no_question_longer_than_its_asker_waits(
    picture_client: TritonClient, picture_triton: EmbeddedTriton
) -> None:
    """A question that comes too late is not answered: the next caller need not wait for it."""
    rows = {
        "LATENTS": np.zeros((32, 4, 48, 48), np.float32),
        "TIME": np.ones((32, 1), np.float32),
        "TEXT": np.zeros((32, 24, 384), np.float32),
        "TEXT_MASK": np.ones((32, 24), bool),
        "SOUND": np.zeros((32, 16, 20), np.float32),
        "PALETTE": np.zeros((32, 4, 3), np.float32),
        "PALETTE_MASK": np.ones((32, 4), bool),
        "STYLE": np.zeros((32, 42), np.float32),
    } | {name: np.ones((32, 1), bool) for name in ("SOUND_MASK", "STYLE_MASK")}
    rejected = 'nv_inference_request_failure{model="denoiser",reason="REJECTED"'
    waiting = 'nv_inference_pending_request_count{model="denoiser"'
    before, told = counted(picture_triton, rejected), threading.Event()
    crowd = TritonClient(picture_triton.address, max_concurrency=CROWD)
    with ThreadPoolExecutor(CROWD) as pool:
        busy = [pool.submit(crowd.infer, "denoiser", rows, timeout_s=300, cancelled=told.is_set) for _ in range(CROWD)]
        try:
            eventually(lambda: counted(picture_triton, waiting) >= CROWD // 2, "a crowd stands before the order")
            with pytest.raises(DeadlineError):
                generate_pictures(picture_client, ORDER, timeout_s=1)
        finally:
            told.set()
        assert {type(each.exception()) for each in busy} <= {type(None), CancelledError}
    crowd.close()
    eventually(lambda: counted(picture_triton, rejected) == before + 1, "the question is dropped")


def test_a_full_queue_is_told_at_once(picture_triton: EmbeddedTriton, alone: tuple[np.ndarray, np.ndarray]) -> None:
    patient = TritonClient(picture_triton.address, max_concurrency=48)
    cancel = threading.Event()
    with ThreadPoolExecutor(44) as pool:
        calls = [pool.submit(generate_pictures, patient, LONG, cancelled=cancel.is_set) for _ in range(44)]
        eventually(lambda: any(call.done() for call in calls), "one of 44 finds 4 at work and 32 waiting")
        refused = [call.exception() for call in calls if call.done()]
        cancel.set()
        for call in calls:
            with pytest.raises((CancelledError, ResourceExhaustedError)):
                call.result(timeout=30)
    assert {type(error) for error in refused} == {ResourceExhaustedError}

    def room() -> bool:
        """Those who left stand in the queue until their turn."""
        try:
            np.testing.assert_array_equal(generate_pictures(patient, ORDER)[0], alone[0])
        except ResourceExhaustedError:
            return False
        return True

    eventually(room, "the queue empties")
    patient.close()


def test_a_network_that_dies_under_an_order_does_not_hold_it(
    picture_client: TritonClient, picture_triton: EmbeddedTriton, alone: tuple[np.ndarray, np.ndarray]
) -> None:
    order = replace(ORDER, sound=heard(2), steps=30)
    expected, _ = generate_pictures(picture_client, order)
    before = passes(picture_triton)
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(generate_pictures, picture_client, order)
        eventually(lambda: passes(picture_triton) > before + 2, "steps are taken")
        os.kill(process_of(picture_triton, "denoiser"), signal.SIGKILL)
        np.testing.assert_array_equal(call.result(timeout=120)[0], expected)
    assert picture_triton.restarts == 1


def process_of(picture_triton: EmbeddedTriton, model: str) -> int:
    """The process that runs a model."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            command = (stat.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if parent == picture_triton.pid and f"/{model}/".encode() in command:
            return int(stat.parent.name)
    raise AssertionError(f"no process runs {model}")

"""The engine keeps one job per id, runs gathered steps, stops cancelled ones, and pages newest first."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from onset.jobs.engine import Engine, JobState, Steps
from onset.runtime.errors import ResourceExhaustedError

NOW_MS = 10**14


async def double(value: int) -> dict[str, Any]:
    return {"value": 2 * value}


async def hang() -> dict[str, Any]:
    await asyncio.sleep(3600)
    return {}


async def workflow(step: Steps, job_id: str, order: dict[str, Any]) -> dict[str, Any]:
    if order.get("hang"):
        return await step("hang", hang, timeout_s=3600)
    if order.get("break"):
        raise ZeroDivisionError("a defect")
    results = await asyncio.gather(*(step("double", double, value, timeout_s=5) for value in order["values"]))
    return {"id": job_id, "values": [result["value"] for result in results]}


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = Engine(f"sqlite:///{tmp_path}/jobs.sqlite", workflow, executor_id="local", max_running=1, max_queued=2)
    made.launch()
    yield made
    made.close()


def wait_until(condition: Callable[[], bool], timeout_s: float = 20.0) -> None:
    give_up_at = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < give_up_at, "the condition was not met in time"
        time.sleep(0.05)


def state(engine: Engine, job_id: str) -> JobState | None:
    job = engine.get(job_id)
    return job.state if job else None


def test_gathered_steps_keep_their_order(engine: Engine) -> None:
    engine.enqueue("a", {"values": [3, 1, 2]})
    wait_until(lambda: state(engine, "a") is JobState.ENDED)
    job = engine.get("a")
    assert job is not None
    assert job.result == {"id": "a", "values": [6, 2, 4]}
    assert job.order == {"values": [3, 1, 2]}
    assert job.created_ms <= job.updated_ms


def test_same_id_is_the_same_job(engine: Engine) -> None:
    engine.enqueue("a", {"values": [1]})
    engine.enqueue("a", {"values": [2]})
    wait_until(lambda: state(engine, "a") is JobState.ENDED)
    assert len(engine.page(10, until_ms=NOW_MS, offset=0)) == 1


def test_cancel_stops_a_running_step(engine: Engine) -> None:
    engine.enqueue("a", {"hang": True})
    wait_until(lambda: state(engine, "a") is JobState.RUNNING)
    engine.cancel("a")
    wait_until(lambda: state(engine, "a") is JobState.CANCELLED)
    engine.enqueue("b", {"values": [1]})  # the one running place is free again
    wait_until(lambda: state(engine, "b") is JobState.ENDED)


def test_a_withdrawn_job_is_no_fault_in_the_log(engine: Engine) -> None:
    lines: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = lines.append  # type: ignore[method-assign]
    logging.getLogger("dbos").addHandler(handler)
    try:
        engine.enqueue("a", {"hang": True})
        wait_until(lambda: state(engine, "a") is JobState.RUNNING)
        engine.cancel("a")
        engine.enqueue("b", {"values": [1]})
        wait_until(lambda: state(engine, "b") is JobState.ENDED)
        engine.enqueue("c", {"break": True})
        wait_until(lambda: state(engine, "c") is JobState.ABANDONED)
        wait_until(lambda: any(line.exc_info for line in lines))
    finally:
        logging.getLogger("dbos").removeHandler(handler)
    told = [str(line.exc_info[1]) for line in lines if line.exc_info]
    assert told == ["a defect"], "defects are told with their traceback, and nothing else is"


def test_broken_workflow_is_abandoned(engine: Engine) -> None:
    engine.enqueue("a", {"break": True})
    wait_until(lambda: state(engine, "a") is JobState.ABANDONED)


def test_queue_is_bounded(engine: Engine) -> None:
    engine.enqueue("running", {"hang": True})
    wait_until(lambda: state(engine, "running") is JobState.RUNNING)
    engine.enqueue("first", {"values": [1]})
    with pytest.raises(ResourceExhaustedError) as caught:
        engine.enqueue("second", {"values": [1]})
    assert caught.value.reason == "QUEUE_FULL"
    assert engine.get("second") is None
    engine.cancel("running")
    wait_until(lambda: state(engine, "first") is JobState.ENDED)


def test_pages_are_newest_first(engine: Engine) -> None:
    for job_id in ("a", "b", "c"):
        engine.enqueue(job_id, {"values": [1]})
        wait_until(lambda job_id=job_id: state(engine, job_id) is JobState.ENDED)  # type: ignore[misc]
    assert [job.id for job in engine.page(2, until_ms=NOW_MS, offset=0)] == ["c", "b"]
    assert [job.id for job in engine.page(2, until_ms=NOW_MS, offset=2)] == ["a"]


def test_unknown_job(engine: Engine) -> None:
    assert engine.get("nobody") is None

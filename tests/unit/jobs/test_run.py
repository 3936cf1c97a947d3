"""A job's stages: steps in their order and a few at a time, times kept, the first error ends it."""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from onset.jobs.engine import Json
from onset.jobs.progress import ProgressBoard
from onset.jobs.run import Run, StageFailed


def reserve(name: str, function: Callable[..., Awaitable[Json]], *args: Any, timeout_s: float) -> Awaitable[Json]:
    return function(*args)


def run_of(stage: str) -> Run:
    board = ProgressBoard()
    board.open("job", (stage,))
    return Run(reserve, "job", board)


class Work:
    """Steps that notice how many of them are under way."""

    def __init__(self, failing: int = -1) -> None:
        self.failing, self.now, self.most = failing, 0, 0
        self.began: list[int] = []

    async def __call__(self, number: int) -> Json:
        self.began.append(number)
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        self.now -= 1
        if number == self.failing:
            return {"error": {"code": 3, "message": f"step {number}"}}
        return {"value": {"number": number}, "began": float(number), "ended": number + 1.5}


def stage(work: Work, count: int) -> tuple[Run, list[Json]]:
    run = run_of("plan")

    async def all_of_it() -> list[Json]:
        return await run("plan", [run.step("plan", work, number, timeout_s=1.0) for number in range(count)])

    return run, asyncio.run(all_of_it())


def test_many_steps_run_in_order_and_a_few_at_a_time() -> None:
    work = Work()
    run, values = stage(work, 50)
    assert [value["number"] for value in values] == work.began == list(range(50))
    assert 1 < work.most <= 4
    assert run.seconds == {"plan": 50.5}
    assert run.stage_times() == [{"stage": "plan", "seconds": 50.5}]


def test_the_first_error_ends_the_stage_and_what_has_not_begun_does_not_begin() -> None:
    work = Work(failing=5)
    with pytest.raises(StageFailed, match="step 5") as caught:
        stage(work, 50)
    assert caught.value.status == {"code": 3, "message": "step 5"}
    assert work.now == 0
    assert len(work.began) <= 5 + 4


@pytest.mark.filterwarnings("error")
def test_a_withdrawn_stage_leaves_no_step_waiting() -> None:
    """Steps that never began would be complained of by the interpreter."""
    begun: list[int] = []

    async def hang(number: int) -> Json:
        begun.append(number)
        await asyncio.sleep(3600)
        return {}

    async def withdrawn() -> None:
        run = run_of("plan")
        steps = [run.step("plan", hang, number, timeout_s=1.0) for number in range(9)]
        under_way = asyncio.create_task(run("plan", steps))
        while len(begun) < 4:
            await asyncio.sleep(0)
        under_way.cancel()
        with pytest.raises(asyncio.CancelledError):
            await under_way
        del steps
        gc.collect()

    asyncio.run(withdrawn())
    assert begun == [0, 1, 2, 3]

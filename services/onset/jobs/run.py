"""One job's way through its stages: keeps their times, tells progress, ends at the first error."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from inspect import CORO_CREATED, getcoroutinestate

from onset.jobs.engine import Json, Steps
from onset.jobs.progress import ProgressBoard

_AT_ONCE = 4
"""Steps of one job: enough to keep workers busy, too few to fill the services' queues however many files it has."""
_SLACK_S = 30.0
"""A step may take this much longer than the call in it, whose own deadline gives the better message."""


class StageFailed(Exception):  # noqa: N818
    """Carries a step's recorded error out of the workflow."""

    def __init__(self, status: Json) -> None:
        super().__init__(status.get("message", ""))
        self.status = status


class Run:
    """A job under way."""

    def __init__(self, steps: Steps, job_id: str, board: ProgressBoard) -> None:
        self._steps = steps
        self._board = board
        self.job_id = job_id
        self.seconds: dict[str, float] = {}

    def step(
        self, name: str, function: Callable[..., Awaitable[Json]], *args: object, timeout_s: float
    ) -> Awaitable[Json]:
        """Take a step's place in the workflow."""
        return self._steps(name, function, *args, timeout_s=timeout_s + _SLACK_S)

    async def __call__(self, stage: str, steps: list[Awaitable[Json]], total: int | None = None) -> list[Json]:
        """Run a stage's steps, some at once, in their order; their values.

        The first error ends the job, after all steps under way have ended; steps that have not begun then do not begin.

        Raises:
            StageFailed: with the first error.
        """
        self._board.begin(self.job_id, stage, total or len(steps))
        slots, failed = asyncio.Semaphore(_AT_ONCE), asyncio.Event()

        async def in_turn(step: Awaitable[Json]) -> Json | None:
            async with slots:
                if failed.is_set():
                    return None
                result = await step
                if "error" in result:
                    failed.set()
                return result

        try:
            found = await asyncio.gather(*(in_turn(step) for step in steps))
        finally:
            # After an error, or where the job is withdrawn, some never began.
            for step in steps:
                if isinstance(step, Coroutine) and getcoroutinestate(step) == CORO_CREATED:
                    step.close()
        results = [result for result in found if result is not None]
        for result in results:
            if "error" in result:
                raise StageFailed(result["error"])
        if results:
            self.seconds[stage] = max(r["ended"] for r in results) - min(r["began"] for r in results)
        self._board.end(self.job_id, stage, self.seconds.get(stage, 0.0))
        return [result["value"] for result in results]

    def stage_times(self) -> list[Json]:
        """The stages so far, as `StageTime` messages in JSON."""
        return [{"stage": stage, "seconds": seconds} for stage, seconds in self.seconds.items()]

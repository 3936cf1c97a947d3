"""One job's way through its stages: keeps their times, tells progress, ends at the first error."""

import asyncio
from collections.abc import Awaitable, Callable

from onset.jobs.engine import Json, Steps
from onset.jobs.progress import ProgressBoard

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
        """Run a stage's steps together; their values. The first error ends the job, after all steps have ended.

        Raises:
            StageFailed: with the first error.
        """
        self._board.begin(self.job_id, stage, total or len(steps))
        results = await asyncio.gather(*steps)
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

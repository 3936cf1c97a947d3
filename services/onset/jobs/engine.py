"""Durable workflows behind a narrow face; the only module that knows DBOS."""

import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Protocol

from dbos import DBOS, DBOSConfig, Serializer, SetWorkflowID, WorkflowStatus
from dbos import error as dbos_error

from onset.runtime.errors import ResourceExhaustedError

Json = dict[str, Any]

_QUEUE = "videos"
_MAX_RECOVERIES = 20
_QUEUE_POLL_S = 0.2
_END_WAIT_S = 5
# Raised when a change to the workflow makes its recorded steps unusable for running jobs.
_APPLICATION_VERSION = "2"


class Steps(Protocol):
    """How a workflow runs its steps."""

    def __call__(
        self, name: str, function: Callable[..., Awaitable[Json]], *args: Any, timeout_s: float
    ) -> Awaitable[Json]:
        """Run a step once and for all: after a crash its recorded result is used.

        The step's place in the workflow is taken when this is called, not when it is awaited, so steps may be gathered.
        """


Workflow = Callable[[Steps, str, Json], Awaitable[Json]]


class JobState(Enum):
    """Where a job stands."""

    QUEUED = 1
    RUNNING = 2
    ENDED = 3
    CANCELLED = 4
    ABANDONED = 5
    """The process died too often while it ran, or the workflow itself broke."""


_STATES = {
    "ENQUEUED": JobState.QUEUED,
    "DELAYED": JobState.QUEUED,
    "PENDING": JobState.RUNNING,
    "SUCCESS": JobState.ENDED,
    "CANCELLED": JobState.CANCELLED,
    "ERROR": JobState.ABANDONED,
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": JobState.ABANDONED,
}


@dataclass(frozen=True, slots=True)
class Job:
    """A job as the database has it."""

    id: str
    state: JobState
    order: Json
    result: Json | None
    created_ms: int
    """Unix time."""
    updated_ms: int


class Engine:
    """Runs one kind of workflow, one process-wide engine at a time."""

    def __init__(
        self, database_url: str, workflow: Workflow, *, executor_id: str, max_running: int, max_queued: int
    ) -> None:
        """Prepare; nothing runs before `launch`.

        Args:
            database_url: SQLAlchemy URL.
            workflow: an async function of (steps, job id, order) that returns the job's result.
            executor_id: unique among living processes that share the database; a restarted process keeps its own.
            max_running: jobs at once in this process.
            max_queued: jobs that may wait; more are refused.
        """
        self._max_running = max_running
        self._max_queued = max_queued
        config: DBOSConfig = {
            "name": "onset",
            "system_database_url": database_url,
            "application_version": _APPLICATION_VERSION,
            "executor_id": executor_id,
            "serializer": _JsonSerializer(),
            "log_level": "WARNING",
            "enable_otlp": False,
        }
        self._dbos = DBOS(config=config)
        logging.getLogger("dbos").addFilter(_is_no_withdrawal)

        async def run(job_id: str, order: Json) -> Json:
            return await workflow(_step, job_id, order)

        self._run = DBOS.workflow(name="make_video", max_recovery_attempts=_MAX_RECOVERIES)(run)

    def launch(self) -> None:
        """Take up what an earlier process left, then new jobs."""
        DBOS.launch()
        DBOS.register_queue(_QUEUE, worker_concurrency=self._max_running, polling_interval_sec=_QUEUE_POLL_S)

    def enqueue(self, job_id: str, order: Json) -> None:
        """Queue a job; if the id is taken, nothing happens.

        Raises:
            ResourceExhaustedError: QUEUE_FULL.
        """
        if len(DBOS.list_queued_workflows(limit=self._max_queued, load_input=False)) >= self._max_queued:
            raise ResourceExhaustedError("QUEUE_FULL", f"{self._max_queued} videos are waiting; try again later.")
        with SetWorkflowID(job_id):
            DBOS.enqueue_workflow(_QUEUE, self._run, job_id, order)

    def get(self, job_id: str) -> Job | None:
        """One job."""
        found = DBOS.list_workflows(workflow_ids=[job_id])
        return _job(found[0]) if found else None

    def page(self, size: int, *, until_ms: int, offset: int) -> list[Job]:
        """Jobs created up to a time, newest first."""
        until = datetime.fromtimestamp(until_ms / 1000, UTC).isoformat()
        return [_job(found) for found in DBOS.list_workflows(end_time=until, limit=size, offset=offset, sort_desc=True)]

    def cancel(self, job_id: str) -> None:
        """Stop a job; running steps are told within about a second."""
        DBOS.cancel_workflow(job_id)

    def close(self) -> None:
        """Stop; running jobs go on when an engine is launched again."""
        DBOS.destroy(workflow_completion_timeout_sec=0, destroy_registry=True)


def _is_no_withdrawal(record: logging.LogRecord) -> bool:
    """Whether a line is to be logged: that a job's owner cancels it is no fault, and DBOS tells it at great length."""
    if record.exc_info:
        return not isinstance(record.exc_info[1], dbos_error.DBOSAwaitedWorkflowCancelledError)
    return record.levelno >= logging.ERROR or "cancelled" not in record.getMessage()


async def _finish(
    reservation: Any, name: str, function: Callable[..., Awaitable[Json]], args: Any, limit: float
) -> Json:
    result: Json = await reservation.run_async(
        {"name": name, "preemptible": True, "timeout_seconds": limit}, function, *args
    )
    return result


def _step(name: str, function: Callable[..., Awaitable[Json]], *args: Any, timeout_s: float) -> Awaitable[Json]:
    return _finish(DBOS.reserve_step(), name, function, args, timeout_s)


def _job(status: WorkflowStatus) -> Job:
    arguments: Any = status.input
    return Job(
        id=status.workflow_id,
        state=_STATES[status.status],
        order=arguments["args"][1],
        result=status.output,
        created_ms=status.created_at or 0,
        updated_ms=status.updated_at or 0,
    )


class _JsonSerializer(Serializer):
    """JSON instead of pickle: rows can be read by people and by other versions, and reading them runs no code."""

    def serialize(self, data: Any) -> str:
        return json.dumps(data, default=_describe_exception, separators=(",", ":"))

    def deserialize(self, serialized_data: str) -> Any:
        value = json.loads(serialized_data)
        if isinstance(value, dict) and value.keys() == {"exception"}:
            return RuntimeError(value["exception"])
        return value

    def name(self) -> str:
        return "onset_json"


def _describe_exception(value: object) -> Json:
    if isinstance(value, BaseException):
        return {"exception": f"{type(value).__name__}: {value}"}
    raise TypeError(f"{type(value).__name__} cannot be stored in a job")

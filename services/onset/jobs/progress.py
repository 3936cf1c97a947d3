"""How far running jobs are. Kept in memory: after a restart the workflow replays its recorded steps and refills it."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from onset.v1 import video_service_pb2 as pb

# Share of the whole that each stage usually takes, in the order they run; measured on a 30 s ad.
STAGE_WEIGHTS = {
    "ingest": 1.0,
    "synthesize": 5.0,
    "analyze": 2.0,
    "transcribe": 8.0,
    "plan": 1.0,
    "edit": 1.0,
    "compose": 1.0,
    "generate": 30.0,
    "composite": 40.0,
    "mark": 1.0,
    "storyboard": 2.0,
    "evaluate": 12.0,
    "package": 25.0,
    "publish": 1.0,
}


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of one job."""

    done: int = 0
    total: int = 1
    started_s: float | None = None
    """Monotonic clock."""
    seconds: float = 0.0
    ended: bool = False

    @property
    def fraction(self) -> float:
        """0..1."""
        return 1.0 if self.ended else min(self.done / self.total, 1.0) if self.total else 0.0


@dataclass
class _Board:
    stages: dict[str, Stage]
    began_s: float = field(default_factory=time.monotonic)
    version: int = 0


class ProgressBoard:
    """Progress of all jobs of this process; threads may report and wait at once."""

    def __init__(self) -> None:
        self._boards: dict[str, _Board] = {}
        self._changed = threading.Condition()

    def open(self, job_id: str, stages: tuple[str, ...]) -> None:
        """Begin with these stages waiting."""
        with self._changed:
            self._boards[job_id] = _Board({stage: Stage() for stage in stages})
            self._changed.notify_all()

    def begin(self, job_id: str, stage: str, total: int = 1) -> None:
        """A stage starts, with so many units of work."""
        self._update(job_id, stage, lambda old: replace(old, total=total, started_s=time.monotonic()))

    def advance(self, job_id: str, stage: str, units: int = 1) -> None:
        """More units are done."""
        self._update(job_id, stage, lambda old: replace(old, done=old.done + units))

    def end(self, job_id: str, stage: str, seconds: float) -> None:
        """A stage is done and took so long."""
        self._update(job_id, stage, lambda old: replace(old, done=old.total, seconds=seconds, ended=True))

    def forget(self, job_id: str) -> None:
        """The job has ended; what is to be known of it is in the database."""
        with self._changed:
            self._boards.pop(job_id, None)
            self._changed.notify_all()

    def wait(self, job_id: str, version: int, timeout_s: float) -> int:
        """Wait until the job's progress has another version than this, or the time is over; the version then."""

        def current() -> int:
            board = self._boards.get(job_id)
            return board.version if board else -1

        with self._changed:
            self._changed.wait_for(lambda: current() != version, timeout_s)
            return current()

    def snapshot(self, job_id: str) -> pb.Progress | None:
        """The progress now; None if this process does not run the job."""
        with self._changed:
            board = self._boards.get(job_id)
            if board is None:
                return None
            stages, elapsed = dict(board.stages), time.monotonic() - board.began_s
        weight = sum(STAGE_WEIGHTS[name] for name in stages)
        fraction = sum(STAGE_WEIGHTS[name] * stage.fraction for name, stage in stages.items()) / weight
        return pb.Progress(
            stages=[_message(name, stage) for name, stage in stages.items()],
            fraction=fraction,
            remaining_s=elapsed * (1 - fraction) / fraction if fraction > 0.05 else -1.0,
        )

    def _update(self, job_id: str, stage: str, change: Callable[[Stage], Stage]) -> None:
        with self._changed:
            board = self._boards.get(job_id)
            if board is not None and stage in board.stages:
                board.stages[stage] = change(board.stages[stage])
                board.version += 1
                self._changed.notify_all()


def finished(stage_seconds: dict[str, float]) -> pb.Progress:
    """The progress of a job that has succeeded."""
    stages = [
        pb.StageProgress(stage=name, state=pb.STAGE_STATE_DONE, done=1, total=1, seconds=seconds)
        for name, seconds in stage_seconds.items()
    ]
    return pb.Progress(stages=stages, fraction=1.0, remaining_s=0.0)


def _message(name: str, stage: Stage) -> pb.StageProgress:
    if stage.ended:
        state, seconds = pb.STAGE_STATE_DONE, stage.seconds
    elif stage.started_s is not None:
        state, seconds = pb.STAGE_STATE_RUNNING, time.monotonic() - stage.started_s
    else:
        state, seconds = pb.STAGE_STATE_WAITING, 0.0
    return pb.StageProgress(stage=name, state=state, done=stage.done, total=stage.total, seconds=seconds)

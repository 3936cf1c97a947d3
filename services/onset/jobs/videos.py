"""Jobs as the API's resources."""

from google.protobuf.json_format import ParseDict
from google.protobuf.timestamp_pb2 import Timestamp
from google.rpc import status_pb2

from onset.jobs.engine import Job, JobState
from onset.jobs.progress import ProgressBoard, finished
from onset.runtime.errors import CancelledError, InternalError
from onset.runtime.status import to_status
from onset.v1 import verdict_pb2
from onset.v1 import video_service_pb2 as pb

PREFIX = "videos/"

_ABANDONED = InternalError(
    "JOB_ABANDONED",
    "The work broke off too often; the server's log tells why. Order it again under another request_id.",
)


def video_message(job: Job, board: ProgressBoard) -> pb.Video:
    """The video that a job makes or has made."""
    video = pb.Video(name=f"{PREFIX}{job.id}", create_time=_time(job.created_ms))
    ParseDict(job.order, video.spec)
    result = job.result or {}
    if job.state is JobState.QUEUED:
        video.state = pb.VIDEO_STATE_QUEUED
    elif job.state is JobState.RUNNING:
        video.state = pb.VIDEO_STATE_RUNNING
        video.progress.CopyFrom(board.snapshot(job.id) or pb.Progress(remaining_s=-1.0))
    elif job.state is JobState.ENDED and "error" not in result:
        video.state = pb.VIDEO_STATE_SUCCEEDED
        _fill_results(video, result)
    else:
        video.state = pb.VIDEO_STATE_CANCELLED if job.state is JobState.CANCELLED else pb.VIDEO_STATE_FAILED
        video.error.CopyFrom(_error(job))
    if is_done(video):
        video.end_time.CopyFrom(_time(job.updated_ms))
    return video


def is_done(video: pb.Video) -> bool:
    """Whether nothing more will change."""
    return video.state not in (pb.VIDEO_STATE_QUEUED, pb.VIDEO_STATE_RUNNING)


def _fill_results(video: pb.Video, result: dict[str, object]) -> None:
    ParseDict({"outputs": result["outputs"], "films": result["films"]}, video)
    seconds: dict[str, float] = result["stages"]  # type: ignore[assignment]  # as VoiceoverAd wrote it
    video.stage_times.extend(verdict_pb2.StageTime(stage=name, seconds=value) for name, value in seconds.items())
    video.progress.CopyFrom(finished(seconds))


def _error(job: Job) -> status_pb2.Status:
    if job.state is JobState.CANCELLED:
        return to_status(CancelledError("VIDEO_CANCELLED", "The video was cancelled."))
    if job.state is JobState.ABANDONED:
        return to_status(_ABANDONED)
    status = status_pb2.Status()
    ParseDict((job.result or {})["error"], status)
    return status


def _time(unix_ms: int) -> Timestamp:
    stamp = Timestamp()
    stamp.FromMilliseconds(unix_ms)
    return stamp

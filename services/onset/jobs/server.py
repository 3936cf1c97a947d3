"""VideoService and the standard Operations service."""

import base64
import threading
import time
from collections.abc import Collection, Iterator

import grpc
from google.longrunning import operations_pb2, operations_pb2_grpc
from google.protobuf import empty_pb2
from google.protobuf.json_format import MessageToDict

from onset.jobs.assets import AssetCatalog
from onset.jobs.engine import Engine, Job
from onset.jobs.ingest import Ingest
from onset.jobs.peers import Peers
from onset.jobs.progress import ProgressBoard
from onset.jobs.spec import check_request_id, check_spec
from onset.jobs.stages import Stages
from onset.jobs.videos import PREFIX, is_done, video_message
from onset.jobs.voiceover_ad import VoiceoverAd
from onset.runtime import picture_calls
from onset.runtime.errors import (
    AlreadyExistsError,
    DeadlineError,
    InvalidArgumentError,
    NotFoundError,
    OnsetError,
    ResourceExhaustedError,
)
from onset.runtime.service import Runtime
from onset.timeline.guidance import PictureModel
from onset.v1 import video_service_pb2 as pb
from onset.v1 import video_service_pb2_grpc

_MAX_QUEUED = 256
_MAX_WATCHERS = 8
_WATCH_STEP_S = 0.5
_CHECKPOINTS_TIMEOUT_S = 3.0
"""An order is not kept waiting for a Triton that starts; generation asks again."""
_PAGE = 20
_MAX_PAGE = 100


class VideoServicer(
    video_service_pb2_grpc.VideoServiceServicer,
    operations_pb2_grpc.OperationsServicer,  # type: ignore[misc]  # its package has no types
):
    """See protos/onset/v1/video_service.proto and google/longrunning/operations.proto."""

    def __init__(self, runtime: Runtime) -> None:
        settings = runtime.settings
        self._board = ProgressBoard()
        self._catalog = AssetCatalog(
            runtime.store, max_bytes=settings.max_upload_bytes, max_audio_s=settings.max_audio_s
        )
        self._peers = Peers(settings.services_address)
        ingest = Ingest(runtime.store, self._catalog, settings.max_audio_s)
        stages = Stages(self._peers, runtime.store, ingest, self._board, chunks_at_once=settings.max_running_chunks)
        self._triton = runtime.triton
        self._usual_model = PictureModel[settings.picture_model.upper()]
        self._watchers = threading.BoundedSemaphore(_MAX_WATCHERS)
        self._engine = Engine(
            settings.database_url,
            VoiceoverAd(stages, self._board),
            executor_id=settings.executor_id,
            max_running=settings.max_running_videos,
            max_queued=_MAX_QUEUED,
        )

    def launch(self) -> None:
        """Take up unfinished videos. Call it when the other services can be reached."""
        self._engine.launch()

    def close(self) -> None:
        """Stop; unfinished videos go on at the next launch."""
        self._engine.close()
        self._peers.close()

    def CreateVideo(self, request: pb.CreateVideoRequest, context: grpc.ServicerContext) -> operations_pb2.Operation:
        check_request_id(request.request_id)
        order = MessageToDict(request.spec)
        existing = self._engine.get(request.request_id)
        if existing is None:
            check_spec(request.spec, self._catalog.facts, self._checkpoints, self._usual_model)
            if request.validate_only:
                return operations_pb2.Operation()
            self._engine.enqueue(request.request_id, order)
        job = self._job(request.request_id)
        if job.order != order:
            raise AlreadyExistsError(
                "REQUEST_ID_REUSED",
                f"request_id {request.request_id} belongs to another order; use a fresh one.",
                field="request_id",
            )
        return self._operation(job)

    def GetVideo(self, request: pb.GetVideoRequest, context: grpc.ServicerContext) -> pb.Video:
        return video_message(self._named(request.name), self._board)

    def ListVideos(self, request: pb.ListVideosRequest, context: grpc.ServicerContext) -> pb.ListVideosResponse:
        jobs, token = self._page(request.page_size, request.page_token)
        return pb.ListVideosResponse(videos=[video_message(job, self._board) for job in jobs], next_page_token=token)

    def WatchVideo(
        self, request: pb.WatchVideoRequest, context: grpc.ServicerContext
    ) -> Iterator[pb.WatchVideoResponse]:
        if not self._watchers.acquire(blocking=False):
            raise ResourceExhaustedError("TOO_MANY_WATCHERS", f"{_MAX_WATCHERS} clients watch already; poll GetVideo.")
        try:
            yield from self._watch(request.name, context)
        finally:
            self._watchers.release()

    def CancelVideo(self, request: pb.CancelVideoRequest, context: grpc.ServicerContext) -> pb.Video:
        job = self._named(request.name)
        if not is_done(video_message(job, self._board)):
            self._engine.cancel(job.id)
        return video_message(self._named(request.name), self._board)

    def UploadAsset(self, request_iterator: Iterator[pb.UploadAssetRequest], context: grpc.ServicerContext) -> pb.Asset:
        return self._catalog.receive(request_iterator)

    def DownloadAsset(
        self, request: pb.DownloadAssetRequest, context: grpc.ServicerContext
    ) -> Iterator[pb.DownloadAssetResponse]:
        for chunk in self._catalog.chunks(request.name, request.offset_bytes):
            yield pb.DownloadAssetResponse(chunk=chunk)

    def GetOperation(
        self, request: operations_pb2.GetOperationRequest, context: grpc.ServicerContext
    ) -> operations_pb2.Operation:
        return self._operation(self._named(request.name, "operations/"))

    def ListOperations(
        self, request: operations_pb2.ListOperationsRequest, context: grpc.ServicerContext
    ) -> operations_pb2.ListOperationsResponse:
        if request.filter:
            raise InvalidArgumentError(
                "FILTER_UNSUPPORTED", "Filters are not supported; leave it empty.", field="filter"
            )
        jobs, token = self._page(request.page_size, request.page_token)
        operations = [self._operation(job) for job in jobs]
        return operations_pb2.ListOperationsResponse(operations=operations, next_page_token=token)

    def CancelOperation(
        self, request: operations_pb2.CancelOperationRequest, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        job = self._named(request.name, "operations/")
        self.CancelVideo(pb.CancelVideoRequest(name=f"{PREFIX}{job.id}"), context)
        return empty_pb2.Empty()

    def WaitOperation(
        self, request: operations_pb2.WaitOperationRequest, context: grpc.ServicerContext
    ) -> operations_pb2.Operation:
        limit_s = request.timeout.ToTimedelta().total_seconds() if request.HasField("timeout") else float("inf")
        give_up_at = time.monotonic() + min(limit_s, context.time_remaining() or 0.0) - _WATCH_STEP_S
        version = -2
        while True:
            operation = self._operation(self._named(request.name, "operations/"))
            if operation.done or time.monotonic() >= give_up_at:
                return operation
            version = self._board.wait(request.name.removeprefix("operations/"), version, _WATCH_STEP_S)

    def _watch(self, name: str, context: grpc.ServicerContext) -> Iterator[pb.WatchVideoResponse]:
        shown: pb.Video | None = None
        version = -2
        while context.is_active():
            video = video_message(self._named(name), self._board)
            if video != shown:
                yield pb.WatchVideoResponse(video=video)
                shown = video
            if is_done(video):
                return
            version = self._board.wait(name.removeprefix(PREFIX), version, _WATCH_STEP_S)
        raise DeadlineError("WATCH_ENDED", "The watch ended before the video was done; watch again.")

    def _operation(self, job: Job) -> operations_pb2.Operation:
        video = video_message(job, self._board)
        operation = operations_pb2.Operation(name=f"operations/{job.id}", done=is_done(video))
        operation.metadata.Pack(video.progress)
        if video.HasField("error"):
            operation.error.CopyFrom(video.error)
        elif operation.done:
            operation.response.Pack(video)
        return operation

    def _checkpoints(self) -> Collection[str] | None:
        """Names of the diffusion model's checkpoints; None while Triton does not answer."""
        try:
            return picture_calls.picture_checkpoints(self._triton, timeout_s=_CHECKPOINTS_TIMEOUT_S)
        except OnsetError:
            return None

    def _job(self, job_id: str) -> Job:
        job = self._engine.get(job_id)
        if job is None:
            raise NotFoundError("VIDEO_NOT_FOUND", f"There is no {PREFIX}{job_id}.", field="name")
        return job

    def _named(self, name: str, prefix: str = PREFIX) -> Job:
        if not name.startswith(prefix):
            raise InvalidArgumentError("BAD_NAME", f"{name!r} should read {prefix}{{id}}.", field="name")
        return self._job(name.removeprefix(prefix))

    def _page(self, page_size: int, page_token: str) -> tuple[list[Job], str]:
        if page_size < 0:
            raise InvalidArgumentError("BAD_PAGE_SIZE", "page_size must not be negative.", field="page_size")
        size = min(page_size or _PAGE, _MAX_PAGE)
        # The token pins the time of the first page, so videos ordered meanwhile do not shift the later ones.
        until_ms, offset = _read_token(page_token) if page_token else (int(time.time() * 1000) + 1, 0)
        jobs = self._engine.page(size + 1, until_ms=until_ms, offset=offset)
        token = _write_token(until_ms, offset + size) if len(jobs) > size else ""
        return jobs[:size], token


def _write_token(until_ms: int, offset: int) -> str:
    return base64.urlsafe_b64encode(f"{until_ms}:{offset}".encode()).decode()


def _read_token(token: str) -> tuple[int, int]:
    try:
        until_ms, offset = base64.urlsafe_b64decode(token.encode()).decode().split(":")
        return int(until_ms), int(offset)
    except ValueError:
        raise InvalidArgumentError(
            "BAD_PAGE_TOKEN", "Use next_page_token of the page before, unchanged.", field="page_token"
        ) from None


def add_to(server: grpc.Server, runtime: Runtime) -> VideoServicer:
    """Serve VideoService and Operations on a server; the servicer is launched by the caller."""
    servicer = VideoServicer(runtime)
    video_service_pb2_grpc.add_VideoServiceServicer_to_server(servicer, server)
    operations_pb2_grpc.add_OperationsServicer_to_server(servicer, server)
    return servicer


def register(server: grpc.Server, runtime: Runtime) -> None:
    """Serve VideoService and Operations on a server and take up unfinished videos at once."""
    add_to(server, runtime).launch()

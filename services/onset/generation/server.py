"""GenerationService."""

import time

import grpc

from onset.generation.excerpt import in_film
from onset.generation.making import Caller, ClipMaker
from onset.generation.pace import Pace
from onset.runtime.errors import InvalidArgumentError
from onset.runtime.server import cancelled
from onset.runtime.service import Runtime
from onset.runtime.wire import from_proto, to_proto
from onset.timeline.brief import Blob, Size
from onset.timeline.plan import Timeline
from onset.v1 import generation_service_pb2 as pb
from onset.v1 import generation_service_pb2_grpc, timeline_pb2

_MAX_SIDE_PX = 4096


class GenerationServicer(generation_service_pb2_grpc.GenerationServiceServicer):
    """See protos/onset/v1/generation_service.proto."""

    def __init__(self, runtime: Runtime) -> None:
        self._store = runtime.store
        self._maker = ClipMaker(runtime, Pace())

    def GenerateScene(
        self, request: pb.GenerateSceneRequest, context: grpc.ServicerContext
    ) -> pb.GenerateSceneResponse:
        blob = from_proto(request.timeline, Blob, "timeline")
        timeline = from_proto(timeline_pb2.Timeline.FromString(self._store.read(blob)), Timeline, "timeline")
        size = _checked_size(from_proto(request.size, Size, "size"))
        if not 0 <= request.scene_index < len(timeline.scenes):
            raise InvalidArgumentError(
                "NO_SUCH_SCENE",
                f"The timeline has {len(timeline.scenes)} scenes; {request.scene_index} is none of them.",
                field="scene_index",
            )
        left_s = context.time_remaining()
        caller = Caller(cancelled(context), None if left_s is None else time.monotonic() + left_s)
        clip = self._maker.clip(timeline, request.scene_index, size, still=request.still, caller=caller)
        return pb.GenerateSceneResponse(clip=to_proto(in_film(clip, timeline, request.scene_index), timeline_pb2.Clip))


def _checked_size(size: Size) -> Size:
    for name, pixels in (("width", size.width), ("height", size.height)):
        if not 64 <= pixels <= _MAX_SIDE_PX or pixels % 2:
            raise InvalidArgumentError(
                "BAD_SIZE", f"{name} must be even and within 64..{_MAX_SIDE_PX}, got {pixels}.", field=f"size.{name}"
            )
    return size


def register(server: grpc.Server, runtime: Runtime) -> None:
    """Serve GenerationService on a server."""
    generation_service_pb2_grpc.add_GenerationServiceServicer_to_server(GenerationServicer(runtime), server)

"""GenerationService."""

from collections.abc import Sequence

import grpc
import numpy as np
from numpy.typing import NDArray

from onset.generation import clip_file
from onset.generation.excerpt import SceneExcerpt, in_film, scene_excerpt
from onset.generation.pictures import Picture, scene_pictures
from onset.runtime import model_calls
from onset.runtime.errors import InvalidArgumentError
from onset.runtime.memo import memoized
from onset.runtime.server import cancelled
from onset.runtime.service import Runtime
from onset.runtime.wire import from_proto, to_proto
from onset.timeline.brief import Blob, Size
from onset.timeline.clip import Clip
from onset.timeline.plan import Timeline
from onset.v1 import generation_service_pb2 as pb
from onset.v1 import generation_service_pb2_grpc, timeline_pb2

MODEL = "painter"
_MAX_SIDE_PX = 4096


class GenerationServicer(generation_service_pb2_grpc.GenerationServiceServicer):
    """See protos/onset/v1/generation_service.proto."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def GenerateScene(
        self, request: pb.GenerateSceneRequest, context: grpc.ServicerContext
    ) -> pb.GenerateSceneResponse:
        store = self._runtime.store
        blob = from_proto(request.timeline, Blob, "timeline")
        timeline = from_proto(timeline_pb2.Timeline.FromString(store.read(blob)), Timeline, "timeline")
        size = _checked_size(from_proto(request.size, Size, "size"))
        if not 0 <= request.scene_index < len(timeline.scenes):
            raise InvalidArgumentError(
                "NO_SUCH_SCENE",
                f"The timeline has {len(timeline.scenes)} scenes; {request.scene_index} is none of them.",
                field="scene_index",
            )
        scene = scene_excerpt(timeline, request.scene_index, size, still=request.still)
        found = memoized(
            store,
            f"generate/{MODEL}/4",
            to_proto(scene, pb.SceneExcerpt),
            timeline_pb2.Clip,
            lambda: to_proto(self._generate(scene, context), timeline_pb2.Clip),
        )
        clip = in_film(from_proto(found, Clip), timeline, request.scene_index)
        return pb.GenerateSceneResponse(clip=to_proto(clip, timeline_pb2.Clip))

    def _generate(self, scene: SceneExcerpt, context: grpc.ServicerContext) -> Clip:
        store, client = self._runtime.store, self._runtime.triton

        def paint(
            prompt: str,
            features: NDArray[np.float32],
            time_s: NDArray[np.float32],
            palette: NDArray[np.uint8],
            seed: int,
            size: Size,
        ) -> NDArray[np.uint8]:
            return model_calls.paint(
                client,
                prompt=prompt,
                audio=features,
                time_s=time_s,
                palette=palette,
                seed=seed,
                width=size.width,
                height=size.height,
                cancelled=cancelled(context),
            )

        def interpolate(earlier: Picture, later: Picture, timesteps: Sequence[float]) -> NDArray[np.uint8]:
            return model_calls.interpolate(client, earlier, later, timesteps, cancelled=cancelled(context))

        with store.scratch() as folder:
            target = folder / "clip.mkv"
            pictures = scene_pictures(scene, paint, interpolate)
            frames = clip_file.write_clip(pictures, scene.size, target, cancelled(context))
            return Clip(0, scene.size, frames, MODEL, store.put_file(target, clip_file.MEDIA_TYPE))


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

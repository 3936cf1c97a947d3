"""PlanningService."""

from collections.abc import Sequence

import grpc
import numpy as np
from google.protobuf.message import DecodeError
from numpy.typing import NDArray

from onset.planning.ad import plan_voiceover_ad
from onset.planning.errors import PlanningError
from onset.runtime import model_calls
from onset.runtime.analyses import load_analysis
from onset.runtime.errors import InvalidArgumentError
from onset.runtime.memo import memoized
from onset.runtime.server import cancelled
from onset.runtime.service import Runtime
from onset.runtime.wire import from_proto, to_proto
from onset.timeline.brief import Blob, Brand, Brief
from onset.timeline.guidance import PictureModel
from onset.timeline.sound import AudioAnalysis
from onset.timeline.speech import Transcript
from onset.v1 import media_pb2, planning_service_pb2_grpc, speech_pb2, timeline_pb2
from onset.v1 import planning_service_pb2 as pb

_STEP = "plan/11"
_MEDIA_TYPE = "application/x-protobuf"


class PlanningServicer(planning_service_pb2_grpc.PlanningServiceServicer):
    """See protos/onset/v1/planning_service.proto."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def Plan(self, request: pb.PlanRequest, context: grpc.ServicerContext) -> pb.PlanResponse:
        usual = self._runtime.settings.picture_model
        return memoized(
            self._runtime.store,
            f"{_STEP}/{usual}",
            request,
            pb.PlanResponse,
            lambda: self._plan(request, context),
            cancelled(context),
        )

    def _plan(self, request: pb.PlanRequest, context: grpc.ServicerContext) -> pb.PlanResponse:
        def embed(texts: Sequence[str]) -> NDArray[np.float32]:
            return model_calls.embed_text(self._runtime.triton, texts, cancelled=cancelled(context))

        music = None
        if request.HasField("music_analysis"):
            music = self._analysis(request.music_analysis, "music_analysis")
        try:
            timeline = plan_voiceover_ad(
                from_proto(request.brief, Brief, "brief"),
                from_proto(request.brand, Brand, "brand"),
                self._analysis(request.analysis, "analysis"),
                self._transcript(request.transcript),
                music,
                embed,
                PictureModel[self._runtime.settings.picture_model.upper()],
            )
        except PlanningError as error:
            raise InvalidArgumentError(error.reason, str(error), field=error.field) from error
        data = to_proto(timeline, timeline_pb2.Timeline).SerializeToString(deterministic=True)
        blob = self._runtime.store.put_bytes(data, _MEDIA_TYPE)
        return pb.PlanResponse(timeline=to_proto(blob, media_pb2.Blob), scene_count=len(timeline.scenes))

    def _analysis(self, blob: media_pb2.Blob, field: str) -> AudioAnalysis:
        return load_analysis(self._runtime.store, from_proto(blob, Blob, field), field)

    def _transcript(self, blob: media_pb2.Blob) -> Transcript:
        field = "transcript"
        data = self._runtime.store.read(from_proto(blob, Blob, field))
        try:
            return from_proto(speech_pb2.Transcript.FromString(data), Transcript, field)
        except DecodeError as error:
            raise InvalidArgumentError(
                "UNREADABLE_BLOB", "The object is no serialized Transcript.", field=field
            ) from error


def register(server: grpc.Server, runtime: Runtime) -> None:
    """Serve PlanningService on a server."""
    planning_service_pb2_grpc.add_PlanningServiceServicer_to_server(PlanningServicer(runtime), server)

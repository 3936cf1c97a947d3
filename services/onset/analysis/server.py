"""AnalysisService."""

from collections.abc import Callable, Iterable, Iterator

import grpc

from onset.analysis.analyze import analyze_blocks
from onset.analysis.blocks import BLOCK_SAMPLES
from onset.analysis.hearing import FEATURES_NAME
from onset.analysis.wave import WaveReader
from onset.runtime.analyses import store_analysis
from onset.runtime.errors import CancelledError, InvalidArgumentError
from onset.runtime.memo import memoized
from onset.runtime.server import cancelled
from onset.runtime.service import Runtime
from onset.runtime.wire import from_proto, to_proto
from onset.timeline.brief import Blob
from onset.timeline.sound import FloatArray
from onset.v1 import analysis_service_pb2 as pb
from onset.v1 import analysis_service_pb2_grpc, media_pb2

_STEP = "analyze/2"


class AnalysisServicer(analysis_service_pb2_grpc.AnalysisServiceServicer):
    """See protos/onset/v1/analysis_service.proto."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def Analyze(self, request: pb.AnalyzeRequest, context: grpc.ServicerContext) -> pb.AnalyzeResponse:
        def produce() -> pb.AnalyzeResponse:
            store = self._runtime.store
            path = store.fetch(from_proto(request.audio, Blob, "audio"))
            with store.scratch() as folder:
                try:
                    with WaveReader(path) as wave:
                        analysis = analyze_blocks(
                            while_wanted(wave.blocks(BLOCK_SAMPLES), cancelled(context)),
                            channel_count=wave.channel_count,
                            sample_count=wave.sample_count,
                            ears=None,
                            folder=folder,
                        )
                except ValueError as error:
                    raise InvalidArgumentError(
                        "SOUND_NOT_CANONICAL", f"The sound cannot be analysed: {error}.", field="audio"
                    ) from error
                blob = store_analysis(store, analysis, folder / FEATURES_NAME)
            return pb.AnalyzeResponse(analysis=to_proto(blob, media_pb2.Blob))

        return memoized(self._runtime.store, _STEP, request, pb.AnalyzeResponse, produce)


def while_wanted(blocks: Iterable[FloatArray], is_cancelled: Callable[[], bool]) -> Iterator[FloatArray]:
    """The blocks, until the caller has left.

    Raises:
        CancelledError: the caller has left.
    """
    for block in blocks:
        if is_cancelled():
            raise CancelledError("ANALYSIS_CANCELLED", "The analysis was cancelled.")
        yield block


def register(server: grpc.Server, runtime: Runtime) -> None:
    """Serve AnalysisService on a server."""
    analysis_service_pb2_grpc.add_AnalysisServiceServicer_to_server(AnalysisServicer(runtime), server)

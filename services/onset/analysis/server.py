"""AnalysisService."""

from collections.abc import Callable, Iterator

import grpc

from onset.analysis.analyze import analyze_blocks
from onset.analysis.blocks import BLOCK_SAMPLES, NoSoundError
from onset.analysis.ears import Ears
from onset.analysis.hearing import FEATURES_NAME
from onset.analysis.live.stream import LiveStreams
from onset.analysis.triton_ears import TritonEars
from onset.analysis.wave import WaveReader
from onset.runtime.analyses import store_analysis
from onset.runtime.errors import InvalidArgumentError
from onset.runtime.heed import Cancelled, heeded
from onset.runtime.memo import memoized
from onset.runtime.server import cancelled
from onset.runtime.service import Runtime
from onset.runtime.storage import ObjectStore
from onset.runtime.wire import from_proto, to_proto
from onset.timeline.brief import Blob
from onset.v1 import analysis_service_pb2 as pb
from onset.v1 import analysis_service_pb2_grpc, media_pb2

_STEP = "analyze/6"
_TIMEOUT_S = 120.0
"""For a network to hear some minutes, and to wait for its turn."""
_LIVE_TIMEOUT_S = 2.0
"""A pulse that is told later is of no use."""

MakeEars = Callable[[float, Cancelled], Ears]


class AnalysisServicer(analysis_service_pb2_grpc.AnalysisServiceServicer):
    """See protos/onset/v1/analysis_service.proto."""

    def __init__(self, store: ObjectStore, ears: MakeEars, streams: LiveStreams) -> None:
        """Offer the service.

        Args:
            store: of sounds and analyses.
            ears: makes the networks for one call, from how long one answer may take in seconds and from what tells
                that the call is cancelled.
            streams: the room for live streams.
        """
        self._store = store
        self._ears = ears
        self._streams = streams

    def Analyze(self, request: pb.AnalyzeRequest, context: grpc.ServicerContext) -> pb.AnalyzeResponse:
        def produce() -> pb.AnalyzeResponse:
            path = self._store.fetch(from_proto(request.audio, Blob, "audio"))
            with self._store.scratch() as folder:
                try:
                    with WaveReader(path) as wave:
                        analysis = analyze_blocks(
                            heeded(wave.blocks(BLOCK_SAMPLES), cancelled(context)),
                            channel_count=wave.channel_count,
                            sample_count=wave.sample_count,
                            ears=self._ears(_TIMEOUT_S, cancelled(context)),
                            folder=folder,
                        )
                except NoSoundError as error:
                    raise InvalidArgumentError(
                        "SOUND_NOT_CANONICAL", f"The sound cannot be analysed: {error}.", field="audio"
                    ) from error
                blob = store_analysis(self._store, analysis, folder / FEATURES_NAME)
            return pb.AnalyzeResponse(analysis=to_proto(blob, media_pb2.Blob))

        return memoized(self._store, _STEP, request, pb.AnalyzeResponse, produce, cancelled(context))

    def AnalyzeStream(
        self, request_iterator: Iterator[pb.AnalyzeStreamRequest], context: grpc.ServicerContext
    ) -> Iterator[pb.AnalyzeStreamResponse]:
        return self._streams.serve(request_iterator, self._ears(_LIVE_TIMEOUT_S, cancelled(context)))


def register(server: grpc.Server, runtime: Runtime) -> None:
    """Serve AnalysisService on a server, with the networks of its Triton."""

    def ears(timeout_s: float, is_cancelled: Cancelled) -> Ears:
        return TritonEars(runtime.triton, timeout_s=timeout_s, cancelled=is_cancelled)

    servicer = AnalysisServicer(runtime.store, ears, LiveStreams())
    analysis_service_pb2_grpc.add_AnalysisServiceServicer_to_server(servicer, server)

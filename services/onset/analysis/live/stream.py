"""AnalyzeStream: messages in, messages out, and each way in which a stream can go wrong."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import grpc

from onset.analysis.blocks import NoSoundError
from onset.analysis.ears import Ears
from onset.analysis.live.analyzer import LiveAnalyzer
from onset.analysis.live.frame import LiveConfig, LiveFrame
from onset.analysis.live.inbox import Inbox, SilentPeerError
from onset.runtime.errors import CancelledError, DeadlineError, InvalidArgumentError, ResourceExhaustedError
from onset.runtime.wire import from_proto, to_proto
from onset.v1 import analysis_service_pb2 as pb

MAX_STREAMS = 8
"""At once in one process; each takes about a tenth of a core beside the networks."""
MAX_CHUNK_BYTES = 1 << 20
PATIENCE_S = 10.0
SAMPLE_RATES_HZ = range(8_000, 192_001)
HOPS_MS = (20, 30, 40, 50)


class LiveStreams:
    """All live streams of this process."""

    def __init__(self, max_streams: int = MAX_STREAMS, patience_s: float = PATIENCE_S) -> None:
        """Make room.

        Args:
            max_streams: further ones are refused.
            patience_s: how long a client may send nothing.
        """
        self._max_streams = max_streams
        self._patience_s = patience_s
        self._places = threading.BoundedSemaphore(max_streams)
        self._executor = ThreadPoolExecutor(max_streams, thread_name_prefix="ears")

    def serve(self, requests: Iterator[pb.AnalyzeStreamRequest], ears: Ears) -> Iterator[pb.AnalyzeStreamResponse]:
        """Answer one stream.

        Raises:
            ResourceExhaustedError: TOO_MANY_STREAMS.
            InvalidArgumentError: STREAM_ORDER, CHUNK_TOO_LARGE, SAMPLES_INVALID, or a configuration that is refused.
            DeadlineError: STREAM_SILENT.
            CancelledError: STREAM_CANCELLED, the client has left.
        """
        if not self._places.acquire(blocking=False):
            raise ResourceExhaustedError(
                "TOO_MANY_STREAMS", f"All {self._max_streams} live streams of this server are taken; try another one."
            )
        inbox = Inbox(requests, self._patience_s)
        try:
            for frame in self._frames(iter(inbox), ears):
                yield pb.AnalyzeStreamResponse(frame=to_proto(frame, pb.LiveFrame))
        except SilentPeerError:
            raise DeadlineError(
                "STREAM_SILENT", f"No samples came for {self._patience_s:g} s; half-close a stream that has ended."
            ) from None
        except grpc.RpcError as error:
            raise CancelledError("STREAM_CANCELLED", "The client has left the stream.") from error
        finally:
            inbox.close()
            self._places.release()

    def _frames(self, requests: Iterator[pb.AnalyzeStreamRequest], ears: Ears) -> Iterator[LiveFrame]:
        first = next(requests, None)
        if first is None or first.WhichOneof("payload") != "config":
            raise InvalidArgumentError("STREAM_ORDER", "The first message must be `config`.", field="config")
        analyzer = LiveAnalyzer(_checked(from_proto(first.config, LiveConfig, "config")), ears, self._executor)
        for request in requests:
            if request.WhichOneof("payload") != "samples":
                raise InvalidArgumentError("STREAM_ORDER", "After `config` come `samples` only.", field="samples")
            if len(request.samples) > MAX_CHUNK_BYTES:
                raise InvalidArgumentError(
                    "CHUNK_TOO_LARGE",
                    f"A message has {len(request.samples)} bytes of samples; send at most {MAX_CHUNK_BYTES}.",
                    field="samples",
                )
            try:
                yield from analyzer.push(request.samples)
            except NoSoundError as error:
                raise InvalidArgumentError(
                    "SAMPLES_INVALID", f"The samples cannot be heard: {error}.", field="samples"
                ) from error
        yield from analyzer.finish()


def _checked(config: LiveConfig) -> LiveConfig:
    if config.sample_rate_hz not in SAMPLE_RATES_HZ:
        raise InvalidArgumentError(
            "UNSUPPORTED_SAMPLE_RATE",
            f"{config.sample_rate_hz} Hz is not taken; {SAMPLE_RATES_HZ.start} to {SAMPLE_RATES_HZ.stop - 1} Hz are.",
            field="config.sample_rate_hz",
        )
    if config.channel_count not in (1, 2):
        raise InvalidArgumentError(
            "UNSUPPORTED_CHANNELS",
            f"{config.channel_count} channels are not taken; mix them to one or two.",
            field="config.channel_count",
        )
    if config.hop_ms not in HOPS_MS:
        raise InvalidArgumentError(
            "UNSUPPORTED_HOP",
            f"A hop of {config.hop_ms} ms is not offered; choose {', '.join(map(str, HOPS_MS))} ms.",
            field="config.hop_ms",
        )
    return config

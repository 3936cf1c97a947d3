"""AnalyzeStream over gRPC: what it answers while sound comes, and every way in which it refuses or ends."""

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import numpy as np
import pytest

from onset.analysis.live.stream import MAX_CHUNK_BYTES, LiveStreams
from onset.analysis.server import AnalysisServicer
from onset.runtime.interceptor import ErrorInterceptor
from onset.runtime.status import from_rpc_error
from onset.runtime.storage import LocalStore
from onset.v1 import analysis_service_pb2 as pb
from onset.v1 import analysis_service_pb2_grpc as pb_grpc
from tests.support.ears import MarkedEars, marked

Stub = pb_grpc.AnalysisServiceStub
PATIENCE_S, MAX_STREAMS = 0.5, 2
TIMEOUT_S = 60
FIXED_WINDOW = ("grpc.http2.bdp_probe", 0)
"""The client's side of flow control: gRPC would widen its window to megabytes of answers that nobody reads."""
CONFIG = pb.LiveConfig(sample_rate_hz=48_000, channel_count=1, sample_format=pb.SAMPLE_FORMAT_FLOAT32, hop_ms=20)


@pytest.fixture
def stub(tmp_path: Path) -> Iterator[Stub]:
    """A server whose networks hear marks."""
    server = grpc.server(ThreadPoolExecutor(8), interceptors=[ErrorInterceptor()])
    servicer = AnalysisServicer(
        LocalStore(tmp_path), lambda timeout_s, cancelled: MarkedEars(), LiveStreams(MAX_STREAMS, PATIENCE_S)
    )
    pb_grpc.add_AnalysisServiceServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}", options=[FIXED_WINDOW]) as channel:
        yield Stub(channel)
    server.stop(None).wait()


def config(**other: int) -> pb.AnalyzeStreamRequest:
    message = pb.LiveConfig()
    message.CopyFrom(CONFIG)
    for name, value in other.items():
        setattr(message, name, value)
    return pb.AnalyzeStreamRequest(config=message)


def samples(sound: np.ndarray) -> pb.AnalyzeStreamRequest:
    return pb.AnalyzeStreamRequest(samples=sound.astype("<f4").tobytes())


def chunks(sound: np.ndarray, chunk_samples: int = 4800) -> Iterator[pb.AnalyzeStreamRequest]:
    for start in range(0, sound.shape[1], chunk_samples):
        yield samples(sound[0, start : start + chunk_samples])


class Talk:
    """A stream whose requests are sent one by one."""

    def __init__(self, stub: Stub) -> None:
        self._requests: queue.Queue[pb.AnalyzeStreamRequest | None] = queue.Queue()
        self.answers = stub.AnalyzeStream(iter(self._requests.get, None), timeout=TIMEOUT_S)

    def send(self, *requests: pb.AnalyzeStreamRequest) -> None:
        for request in requests:
            self._requests.put(request)

    def half_close(self) -> None:
        self._requests.put(None)


def refusal(stub: Stub, requests: Sequence[pb.AnalyzeStreamRequest]) -> tuple[grpc.StatusCode, str, str, str]:
    with pytest.raises(grpc.RpcError) as caught:
        list(stub.AnalyzeStream(iter(requests), timeout=TIMEOUT_S))
    error = from_rpc_error(caught.value)
    return caught.value.code(), error.reason, error.field, error.message


def test_a_stream_is_answered_hop_by_hop(stub: Stub) -> None:
    sound = marked(120, 4, 6)
    frames = [answer.frame for answer in stub.AnalyzeStream(iter([config(), *chunks(sound)]), timeout=TIMEOUT_S)]
    assert [frame.sample for frame in frames[:300]] == list(range(960, 300 * 960 + 1, 960))
    assert all(len(frame.features) == 20 for frame in frames)
    assert frames[280].pulse.tempo_bpm == pytest.approx(120, rel=0.02)
    beats = [beat for frame in frames for beat in frame.beats]
    assert beats[-1].sample / 48_000 == pytest.approx(5.6, abs=0.03)


def test_an_answer_comes_before_the_stream_ends(stub: Stub) -> None:
    talk = Talk(stub)
    talk.send(config(), samples(np.zeros(4800)))
    assert [next(talk.answers).frame.sample for _ in range(4)] == [960, 1920, 2880, 3840]
    talk.half_close()
    assert len(list(talk.answers)) == 2


def test_a_stream_without_samples_ends_well(stub: Stub) -> None:
    assert len(list(stub.AnalyzeStream(iter([config()]), timeout=TIMEOUT_S))) == 1


def test_integers_in_stereo_at_another_rate(stub: Stub) -> None:
    sound = (3000 * np.sin(np.arange(2 * 44_100) / 20)).astype("<i2")
    start = config(sample_rate_hz=44_100, channel_count=2, sample_format=pb.SAMPLE_FORMAT_INT16, hop_ms=50)
    frames = list(stub.AnalyzeStream(iter([start, pb.AnalyzeStreamRequest(samples=sound.tobytes())]), timeout=60))
    assert len(frames) == 21
    assert frames[10].frame.rms == pytest.approx(3000 / 32768 / 2**0.5, rel=0.05)


NAN = np.zeros(100)
NAN[42] = np.nan
REFUSED: dict[str, tuple[list[pb.AnalyzeStreamRequest], str, str, str]] = {
    "nothing at all": ([], "STREAM_ORDER", "config", "must be `config`"),
    "no configuration first": ([samples(np.zeros(10))], "STREAM_ORDER", "config", "must be `config`"),
    "an empty message first": ([pb.AnalyzeStreamRequest()], "STREAM_ORDER", "config", "must be `config`"),
    "a second configuration": ([config(), config()], "STREAM_ORDER", "samples", "come `samples` only"),
    "an empty message later": ([config(), pb.AnalyzeStreamRequest()], "STREAM_ORDER", "samples", "`samples` only"),
    "no rate": ([config(sample_rate_hz=0)], "UNSUPPORTED_SAMPLE_RATE", "config.sample_rate_hz", "8000 to 192000"),
    "a rate too low": ([config(sample_rate_hz=7_999)], "UNSUPPORTED_SAMPLE_RATE", "config.sample_rate_hz", "7999"),
    "a rate too high": ([config(sample_rate_hz=192_001)], "UNSUPPORTED_SAMPLE_RATE", "config.sample_rate_hz", "192001"),
    "no channels": ([config(channel_count=0)], "UNSUPPORTED_CHANNELS", "config.channel_count", "0 channels"),
    "six channels": ([config(channel_count=6)], "UNSUPPORTED_CHANNELS", "config.channel_count", "one or two"),
    "no format": ([config(sample_format=0)], "UNSPECIFIED_ENUM", "config.sample_format", "FLOAT32, INT16"),
    "no hop": ([config(hop_ms=0)], "UNSUPPORTED_HOP", "config.hop_ms", "20, 30, 40, 50"),
    "an odd hop": ([config(hop_ms=25)], "UNSUPPORTED_HOP", "config.hop_ms", "20, 30, 40, 50"),
    "not a number": ([config(), samples(np.zeros(50)), samples(NAN)], "SAMPLES_INVALID", "samples", "sample 92 of"),
    "too loud to be sound": ([config(), samples(np.full(5, 1e7))], "SAMPLES_INVALID", "samples", "no sound"),
    "a torn sample": (
        [config(), pb.AnalyzeStreamRequest(samples=b"\0" * 7)],
        "SAMPLES_INVALID",
        "samples",
        "7 bytes are no whole number",
    ),
    "a chunk too large": (
        [config(), pb.AnalyzeStreamRequest(samples=bytes(MAX_CHUNK_BYTES + 4))],
        "CHUNK_TOO_LARGE",
        "samples",
        f"at most {MAX_CHUNK_BYTES}",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_heard_is_refused(stub: Stub, name: str) -> None:
    requests, reason, field, says = REFUSED[name]
    code, found_reason, found_field, message = refusal(stub, requests)
    assert (code, found_reason, found_field) == (grpc.StatusCode.INVALID_ARGUMENT, reason, field)
    assert says in message


def test_frames_before_a_fault_are_still_told(stub: Stub) -> None:
    answers = stub.AnalyzeStream(iter([config(), samples(np.zeros(48_000)), samples(NAN)]), timeout=TIMEOUT_S)
    told = 0
    with pytest.raises(grpc.RpcError):
        for _ in answers:
            told += 1
    assert told == 49


@pytest.mark.parametrize("requests", [[], [config()], [config(), samples(np.zeros(100))]])
def test_a_silent_client_is_told_so(stub: Stub, requests: list[pb.AnalyzeStreamRequest]) -> None:
    talk = Talk(stub)
    talk.send(*requests)
    with pytest.raises(grpc.RpcError) as caught:
        list(talk.answers)
    error = from_rpc_error(caught.value)
    assert (caught.value.code(), error.reason) == (grpc.StatusCode.DEADLINE_EXCEEDED, "STREAM_SILENT")
    assert "No samples came for 0.5 s" in error.message
    talk.half_close()


def test_streams_beyond_the_limit_are_refused_until_one_ends(stub: Stub) -> None:
    talks = [Talk(stub) for _ in range(MAX_STREAMS)]
    for talk in talks:
        talk.send(config(), samples(np.zeros(4800)))
        next(talk.answers)
    code, reason, _, message = refusal(stub, [config()])
    assert (code, reason) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "TOO_MANY_STREAMS")
    assert "All 2 live streams" in message
    talks[0].answers.cancel()
    eventually(lambda: bool(list(stub.AnalyzeStream(iter([config()]), timeout=TIMEOUT_S))))
    for talk in talks:
        talk.half_close()


def test_nothing_goes_on_when_the_client_has_left(stub: Stub) -> None:
    before = threading.active_count()
    for _ in range(3):
        talk = Talk(stub)
        talk.send(config(), samples(np.zeros(4800)))
        next(talk.answers)
        talk.answers.cancel()
        talk.half_close()
    eventually(lambda: not any(thread.name == "inbox" for thread in threading.enumerate()))
    assert threading.active_count() <= before + 8


def test_a_client_that_does_not_read_is_paused(stub: Stub) -> None:
    """However much it would send, only what fits into the windows is taken from it."""
    sent = 0

    def endless() -> Iterator[pb.AnalyzeStreamRequest]:
        nonlocal sent
        yield config()
        while True:
            sent += 1
            yield samples(np.zeros(48_000))

    answers = stub.AnalyzeStream(endless(), timeout=TIMEOUT_S)
    next(answers)
    counts: list[int] = []

    def stands_still() -> bool:
        counts.append(sent)
        return len(counts) > 10 and counts[-1] == counts[-10]

    eventually(stands_still, every_s=0.1)
    assert sent < 200, "minutes of sound were taken in without an answer being read"
    answers.cancel()


def test_a_stream_needs_a_deadline(stub: Stub) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        list(stub.AnalyzeStream(iter([config()])))
    assert from_rpc_error(caught.value).reason == "DEADLINE_REQUIRED"


def eventually(is_so: Callable[[], bool], *, within_s: float = 20.0, every_s: float = 0.02) -> None:
    """Poll until it is so; refused calls count as not yet."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        try:
            if is_so():
                return
        except grpc.RpcError:
            pass
        threading.Event().wait(every_s)
    pytest.fail("it did not come to pass in time")

"""AnalysisService over gRPC: what it answers, that it answers alike, and how it refuses."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import grpc
import numpy as np
import pytest
import soundfile

from onset.analysis.live.stream import LiveStreams
from onset.analysis.server import AnalysisServicer, register
from onset.runtime.analyses import load_analysis
from onset.runtime.server import Register, Server
from onset.runtime.service import Runtime
from onset.runtime.settings import Settings
from onset.runtime.status import from_rpc_error
from onset.runtime.storage import LocalStore
from onset.runtime.triton import TritonClient
from onset.runtime.wire import from_proto, to_proto
from onset.timeline.brief import Blob
from onset.timeline.time import SAMPLE_RATE_HZ
from onset.v1 import analysis_service_pb2 as pb
from onset.v1 import analysis_service_pb2_grpc, media_pb2
from tests.support.ears import VOICE_MARK_HZ, MarkedEars, marked
from tests.unit.analysis.sounds import drums, tone

NO_TRITON = "127.0.0.1:1"
Call = Callable[[Blob], pb.AnalyzeResponse]


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "store")


@pytest.fixture
def analyze(store: LocalStore, tmp_path: Path) -> Iterator[Call]:
    """By a service whose networks hear marks."""

    def register_marked(server: grpc.Server, runtime: Runtime) -> None:
        servicer = AnalysisServicer(runtime.store, lambda timeout_s, cancelled: MarkedEars(), LiveStreams())
        analysis_service_pb2_grpc.add_AnalysisServiceServicer_to_server(servicer, server)

    with served(store, tmp_path, register_marked) as call:
        yield call


@contextmanager
def served(store: LocalStore, home: Path, register: Register) -> Iterator[Call]:
    """A service without a Triton."""
    settings = Settings.from_environment({"ONSET_HOME": str(home), "ONSET_LISTEN": "127.0.0.1:0"})
    triton = TritonClient(NO_TRITON, max_outage_s=0.2)
    server = Server(Runtime(settings, store, triton), [register])
    with grpc.insecure_channel(f"127.0.0.1:{server.start()}") as channel:
        stub = analysis_service_pb2_grpc.AnalysisServiceStub(channel)
        yield lambda blob: stub.Analyze(pb.AnalyzeRequest(audio=to_proto(blob, media_pb2.Blob)), timeout=60)
    server.stop()
    triton.close()


def put(store: LocalStore, folder: Path, samples: np.ndarray, *, rate_hz: int = SAMPLE_RATE_HZ, **options: str) -> Blob:
    path = folder / "sound"
    soundfile.write(path, samples.T, rate_hz, **{"format": "WAV", "subtype": "PCM_16", **options})
    return store.put_file(path, "audio/wav")


@pytest.mark.parametrize("subtype", ["PCM_16", "FLOAT"])
@pytest.mark.parametrize("channels", [1, 2])
def test_the_answer_is_a_stored_analysis(
    subtype: str, channels: int, analyze: Call, store: LocalStore, tmp_path: Path
) -> None:
    voiced = marked(120, 2, 3)
    for start_s in (0.6, 1.7):
        voiced[0, round(start_s * SAMPLE_RATE_HZ) :][: SAMPLE_RATE_HZ // 2] += tone(VOICE_MARK_HZ, 0.5)
    sound = np.repeat(voiced, channels, axis=0)
    response = analyze(put(store, tmp_path, sound, subtype=subtype))
    blob = from_proto(response.analysis, Blob)
    assert blob.media_type == "application/x-protobuf"
    analysis = load_analysis(store, blob, "analysis")
    assert analysis.sample_count == sound.shape[1]
    assert (len(analysis.speech), len(analysis.pauses)) == (2, 3)
    assert len(analysis.beats) == 6
    assert analysis.features.mel_db.shape == (128, analysis.features.frame_count)


def test_the_same_sound_gives_the_same_blob(analyze: Call, store: LocalStore, tmp_path: Path) -> None:
    first = analyze(put(store, tmp_path, drums(120, 3)))
    objects = sorted((tmp_path / "store" / "objects").rglob("*"))
    assert analyze(put(store, tmp_path, drums(120, 3))) == first
    assert sorted((tmp_path / "store" / "objects").rglob("*")) == objects


def test_without_its_networks_it_is_unavailable_and_leaves_nothing(store: LocalStore, tmp_path: Path) -> None:
    blob = put(store, tmp_path, drums(120, 3))
    before = sorted(store.root.rglob("*"))
    with served(store, tmp_path, register) as call, pytest.raises(grpc.RpcError) as caught:
        call(blob)
    assert caught.value.code() is grpc.StatusCode.UNAVAILABLE
    assert NO_TRITON in from_rpc_error(caught.value).message
    assert sorted(store.root.rglob("*")) == before


def nan_at_the_end() -> np.ndarray:
    sound = drums(120, 4)
    sound[0, -1] = np.nan
    return sound


REFUSED: dict[str, tuple[Callable[[LocalStore, Path], Blob], str]] = {
    "no sound": (lambda store, _: store.put_bytes(b"#EXTM3U\n/etc/passwd\n", "audio/wav"), "no readable WAV"),
    "empty file": (lambda store, _: store.put_bytes(b"", "audio/wav"), "no readable WAV"),
    "another container": (lambda store, folder: put(store, folder, drums(120, 1), format="FLAC"), "FLAC"),
    "another rate": (lambda store, folder: put(store, folder, drums(120, 1), rate_hz=44_100), "44100 Hz"),
    "three channels": (lambda store, folder: put(store, folder, np.zeros((3, 100))), "one or two channels, got 3"),
    "no samples": (lambda store, folder: put(store, folder, np.zeros((1, 0))), "empty"),
    "not a number": (lambda store, folder: put(store, folder, nan_at_the_end(), subtype="FLOAT"), "sample 191999"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusals(name: str, analyze: Call, store: LocalStore, tmp_path: Path) -> None:
    make, why = REFUSED[name]
    blob = make(store, tmp_path)
    before = sorted((tmp_path / "store" / "objects").rglob("*"))
    with pytest.raises(grpc.RpcError) as caught:
        analyze(blob)
    error = from_rpc_error(caught.value)
    assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert (error.reason, error.field) == ("SOUND_NOT_CANONICAL", "audio")
    assert why in error.message
    assert sorted((tmp_path / "store" / "objects").rglob("*")) == before, "a refusal left something behind"


def test_an_unknown_blob_is_not_found(analyze: Call) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        analyze(Blob("0" * 64, 44, "audio/wav"))
    assert caught.value.code() is grpc.StatusCode.NOT_FOUND
    assert from_rpc_error(caught.value).reason == "BLOB_NOT_FOUND"

"""TranscriptionService refuses bad input with status, reason and field, before any model is called."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import grpc
import numpy as np
import pytest
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from onset.runtime.server import Server
from onset.runtime.service import Runtime
from onset.runtime.settings import Settings
from onset.runtime.storage import LocalStore
from onset.runtime.triton import TritonClient
from onset.runtime.wire import to_proto
from onset.transcription.server import register
from onset.transcription.voice_file import wav_bytes
from onset.v1 import media_pb2, transcription_service_pb2_grpc
from onset.v1 import transcription_service_pb2 as pb
from tests.unit.transcription.sounds import babble

Refusal = tuple[grpc.StatusCode, str, str]
NOWHERE = "127.0.0.1:1"


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "store")


@pytest.fixture
def stub(store: LocalStore) -> Iterator[transcription_service_pb2_grpc.TranscriptionServiceStub]:
    settings = replace(Settings.from_environment({}), listen="127.0.0.1:0", max_audio_s=30)
    server = Server(Runtime(settings, store, TritonClient(NOWHERE, max_outage_s=0)), [register])
    with grpc.insecure_channel(f"127.0.0.1:{server.start()}") as channel:
        yield transcription_service_pb2_grpc.TranscriptionServiceStub(channel)
    server.stop()


def refused(call: Callable[[], object]) -> Refusal:
    with pytest.raises(grpc.RpcError) as caught:
        call()
    status = rpc_status.from_call(caught.value)
    info, request = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
    for detail in status.details:
        detail.Unpack(info) or detail.Unpack(request)
    field = request.field_violations[0].field if request.field_violations else ""
    assert len(status.message) > 20, "a message that helps"
    return caught.value.code(), info.reason, field


def audio(store: LocalStore, seconds: float = 2.0, *, silent: bool = False) -> media_pb2.Blob:
    spans = [] if silent else [(0.2, seconds - 0.2)]
    voice = np.repeat(babble(seconds, spans), 3)
    return to_proto(store.put_bytes(wav_bytes(voice), "audio/wav"), media_pb2.Blob)


INVALID = grpc.StatusCode.INVALID_ARGUMENT


@pytest.mark.parametrize(
    ("changes", "reason", "field"),
    [
        ({"script": "... — !"}, "SCRIPT_WITHOUT_WORDS", "script"),
        ({"script": "a" * 6001}, "SCRIPT_TOO_LONG", "script"),
        ({"script": "word " * 13}, "SCRIPT_TOO_LONG", "script"),
        ({"language": "English"}, "BAD_LANGUAGE", "language"),
    ],
)
def test_bad_scripts_and_languages(
    stub: transcription_service_pb2_grpc.TranscriptionServiceStub,
    store: LocalStore,
    changes: dict[str, str],
    reason: str,
    field: str,
) -> None:
    request = pb.TranscribeRequest(audio=audio(store), **changes)
    assert refused(lambda: stub.Transcribe(request, timeout=20)) == (INVALID, reason, field)


def test_silence_holds_no_speech(
    stub: transcription_service_pb2_grpc.TranscriptionServiceStub, store: LocalStore
) -> None:
    request = pb.TranscribeRequest(audio=audio(store, silent=True))
    assert refused(lambda: stub.Transcribe(request, timeout=20)) == (INVALID, "NO_SPEECH_FOUND", "audio")


def test_a_recording_over_the_limit(
    stub: transcription_service_pb2_grpc.TranscriptionServiceStub, store: LocalStore
) -> None:
    request = pb.TranscribeRequest(audio=audio(store, 31.0))
    assert refused(lambda: stub.Transcribe(request, timeout=20)) == (INVALID, "AUDIO_TOO_LONG", "audio")


def test_sound_that_is_not_canonical(
    stub: transcription_service_pb2_grpc.TranscriptionServiceStub, store: LocalStore
) -> None:
    blob = to_proto(store.put_bytes(b"ID3 something else", "audio/mpeg"), media_pb2.Blob)
    request = pb.TranscribeRequest(audio=blob)
    assert refused(lambda: stub.Transcribe(request, timeout=20)) == (INVALID, "SOUND_NOT_CANONICAL", "audio")


def test_sound_that_is_not_there(stub: transcription_service_pb2_grpc.TranscriptionServiceStub) -> None:
    request = pb.TranscribeRequest(audio=media_pb2.Blob(sha256="0" * 64, size_bytes=1, media_type="audio/wav"))
    assert refused(lambda: stub.Transcribe(request, timeout=20))[:2] == (grpc.StatusCode.NOT_FOUND, "BLOB_NOT_FOUND")


@pytest.mark.parametrize(
    ("request_", "reason", "field"),
    [
        (pb.SynthesizeRequest(script=""), "SCRIPT_WITHOUT_WORDS", "script"),
        (pb.SynthesizeRequest(script="[music] <break/>"), "SCRIPT_WITHOUT_WORDS", "script"),
        (pb.SynthesizeRequest(script="a " * 3001), "SCRIPT_TOO_LONG", "script"),
        (pb.SynthesizeRequest(script="hello", speed=9.0), "BAD_SPEED", "speed"),
        (pb.SynthesizeRequest(script="hello", speed=-1.0), "BAD_SPEED", "speed"),
        (pb.SynthesizeRequest(script="hello", speed=float("nan")), "BAD_SPEED", "speed"),
    ],
)
def test_what_cannot_be_spoken(
    stub: transcription_service_pb2_grpc.TranscriptionServiceStub,
    request_: pb.SynthesizeRequest,
    reason: str,
    field: str,
) -> None:
    assert refused(lambda: stub.Synthesize(request_, timeout=20)) == (INVALID, reason, field)


def test_without_triton_the_caller_is_told_plainly(
    stub: transcription_service_pb2_grpc.TranscriptionServiceStub, store: LocalStore
) -> None:
    unavailable = (grpc.StatusCode.UNAVAILABLE, "TRITON_UNAVAILABLE", "")
    assert refused(lambda: stub.Synthesize(pb.SynthesizeRequest(script="hello"), timeout=20)) == unavailable
    request = pb.TranscribeRequest(audio=audio(store))
    assert refused(lambda: stub.Transcribe(request, timeout=20)) == unavailable


def test_a_refusal_leaves_nothing_behind(
    stub: transcription_service_pb2_grpc.TranscriptionServiceStub, store: LocalStore
) -> None:
    request = pb.TranscribeRequest(audio=audio(store), script="...")
    before = sorted(store.root.rglob("*"))
    refused(lambda: stub.Transcribe(request, timeout=20))
    assert sorted(store.root.rglob("*")) == before

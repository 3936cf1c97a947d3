"""EvaluationService over gRPC: what it answers, that it repeats itself, and every way it refuses."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import numpy as np
import pytest
import soundfile
from google.protobuf.message import Message

from onset.evaluation.server import register
from onset.runtime.interceptor import ErrorInterceptor
from onset.runtime.service import Runtime
from onset.runtime.settings import Settings
from onset.runtime.status import from_rpc_error
from onset.runtime.storage import LocalStore
from onset.runtime.triton import TritonClient
from onset.runtime.wire import to_proto
from onset.timeline.brief import Blob
from onset.timeline.clip import Rendition
from onset.timeline.verdict import StageTime
from onset.v1 import evaluation_service_pb2 as pb
from onset.v1 import evaluation_service_pb2_grpc as pb_grpc
from onset.v1 import media_pb2, profile_pb2, speech_pb2, timeline_pb2, verdict_pb2
from tests.support import analyses
from tests.unit.evaluation.films import (
    SIZE,
    SOCIAL,
    Change,
    Master,
    analyse,
    plan,
    programme,
    shoot,
    speak,
    subtitles,
    transcribe,
    write_film,
)

SPOKEN = speak(["Wake", "up", "with", "Aurora"], pause_after=(1,))
TIMELINE = plan(70, [Change(30)], spoken=SPOKEN)
WANTED = to_proto(SOCIAL, profile_pb2.Profile)
ABSENT = media_pb2.Blob(sha256="0" * 64, size_bytes=5, media_type="video/mp4")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    return LocalStore(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def stub(store: LocalStore) -> Iterator[pb_grpc.EvaluationServiceStub]:
    runtime = Runtime(Settings.from_environment({"ONSET_HOME": str(store.root)}), store, TritonClient("127.0.0.1:1"))
    server = grpc.server(ThreadPoolExecutor(2), interceptors=[ErrorInterceptor()])
    register(server, runtime)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield pb_grpc.EvaluationServiceStub(channel)
    server.stop(None).wait()


@pytest.fixture(scope="module")
def plans(store: LocalStore) -> dict[str, media_pb2.Blob]:
    messages: dict[str, Message] = {
        "timeline": to_proto(TIMELINE, timeline_pb2.Timeline),
        "transcript": to_proto(transcribe(SPOKEN.words), speech_pb2.Transcript),
    }
    blobs = {name: put(store, message.SerializeToString()) for name, message in messages.items()}
    analysis = analyses.stored(store, analyse(SPOKEN.samples))
    return blobs | {"analysis": to_proto(analysis, media_pb2.Blob)}


@pytest.fixture(scope="module")
def rendition(store: LocalStore, tmp_path_factory: pytest.TempPathFactory) -> timeline_pb2.Rendition:
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    write_film(path, shoot(TIMELINE), programme(TIMELINE, SPOKEN), Master())
    srt, vtt = (store.put_bytes(text.encode(), "text/plain") for text in subtitles(TIMELINE))
    return to_proto(Rendition(SIZE, store.put_file(path, "video/mp4"), srt, vtt), timeline_pb2.Rendition)


def put(store: LocalStore, data: bytes) -> media_pb2.Blob:
    return to_proto(store.put_bytes(data, "application/x-protobuf"), media_pb2.Blob)


def refusal(call: grpc.UnaryUnaryMultiCallable, request: Message) -> tuple[grpc.StatusCode, str, str]:
    with pytest.raises(grpc.RpcError) as caught:
        call(request, timeout=30)
    error = from_rpc_error(caught.value)
    return error.code, error.reason, error.field


def test_a_rendition_is_measured_and_shown(
    stub: pb_grpc.EvaluationServiceStub,
    store: LocalStore,
    plans: dict[str, media_pb2.Blob],
    rendition: timeline_pb2.Rendition,
) -> None:
    request = pb.EvaluateRequest(rendition=rendition, profile=WANTED, **plans)
    verdict = stub.Evaluate(request, timeout=30).verdict
    outcomes = {check.name: check.outcome for check in verdict.checks}
    assert outcomes["cuts.at.1"] == verdict_pb2.OUTCOME_PASS
    assert outcomes["sync.av_offset"] == verdict_pb2.OUTCOME_PASS
    assert outcomes["sound.loudness"] == verdict_pb2.OUTCOME_FAIL, "the synthetic voice is not levelled"
    assert stub.Evaluate(request, timeout=30).verdict == verdict

    report = stub.Report(
        pb.ReportRequest(
            title="Aurora",
            renditions=[rendition],
            verdicts=[verdict],
            stage_times=[to_proto(StageTime("planning", 0.4), verdict_pb2.StageTime)],
            video_names=["aurora-16x9.mp4"],
            **plans,
        ),
        timeout=30,
    ).report
    assert report.media_type == "text/html"
    html = store.read(Blob(report.sha256, report.size_bytes, report.media_type)).decode()
    assert html.startswith("<!doctype html>")
    assert 'src="aurora-16x9.mp4"' in html


def wav(folder: Path, rate_hz: int) -> bytes:
    soundfile.write(folder / "music.wav", np.zeros(4 * rate_hz), rate_hz)
    return (folder / "music.wav").read_bytes()


def test_the_bed_is_measured_where_there_is_one(
    stub: pb_grpc.EvaluationServiceStub,
    store: LocalStore,
    plans: dict[str, media_pb2.Blob],
    rendition: timeline_pb2.Rendition,
    tmp_path: Path,
) -> None:
    music = put(store, wav(tmp_path, 48_000))
    request = pb.EvaluateRequest(rendition=rendition, profile=WANTED, music=music, **plans)
    found = [c for c in stub.Evaluate(request, timeout=30).verdict.checks if c.name == "sound.ducking"]
    assert [check.outcome for check in found] == [verdict_pb2.OUTCOME_INFO], "silent music tells nothing"


@pytest.mark.parametrize("content", ["text", "rate", "absent"])
def test_music_that_is_no_canonical_sound_is_refused(
    stub: pb_grpc.EvaluationServiceStub,
    store: LocalStore,
    plans: dict[str, media_pb2.Blob],
    rendition: timeline_pb2.Rendition,
    tmp_path: Path,
    content: str,
) -> None:
    music = ABSENT if content == "absent" else put(store, b"text" if content == "text" else wav(tmp_path, 44_100))
    found = refusal(stub.Evaluate, pb.EvaluateRequest(rendition=rendition, profile=WANTED, music=music, **plans))
    if content == "absent":
        assert found == (grpc.StatusCode.NOT_FOUND, "BLOB_NOT_FOUND", "music")
    else:
        assert found == (grpc.StatusCode.INVALID_ARGUMENT, "BAD_SOUND", "music")


@pytest.mark.parametrize("name", ["video", "srt", "vtt"])
def test_an_absent_file_is_named(
    stub: pb_grpc.EvaluationServiceStub,
    plans: dict[str, media_pb2.Blob],
    rendition: timeline_pb2.Rendition,
    name: str,
) -> None:
    broken = timeline_pb2.Rendition()
    broken.CopyFrom(rendition)
    getattr(broken, name).CopyFrom(ABSENT)
    found = refusal(stub.Evaluate, pb.EvaluateRequest(rendition=broken, profile=WANTED, **plans))
    assert found == (grpc.StatusCode.NOT_FOUND, "BLOB_NOT_FOUND", f"rendition.{name}")


@pytest.mark.parametrize(
    ("name", "reason"),
    [("timeline", "NOT_A_MESSAGE"), ("transcript", "NOT_A_MESSAGE"), ("analysis", "UNREADABLE_BLOB")],
)
def test_an_absent_or_wrong_plan_is_named(
    stub: pb_grpc.EvaluationServiceStub,
    store: LocalStore,
    plans: dict[str, media_pb2.Blob],
    rendition: timeline_pb2.Rendition,
    name: str,
    reason: str,
) -> None:
    absent = pb.EvaluateRequest(rendition=rendition, profile=WANTED, **(plans | {name: ABSENT}))
    assert refusal(stub.Evaluate, absent) == (grpc.StatusCode.NOT_FOUND, "BLOB_NOT_FOUND", name)
    wrong = pb.EvaluateRequest(
        rendition=rendition, profile=WANTED, **(plans | {name: put(store, b"\xff\xff no message")})
    )
    assert refusal(stub.Evaluate, wrong) == (grpc.StatusCode.INVALID_ARGUMENT, reason, name)


@pytest.mark.parametrize("content", [b"", b"#EXTM3U\nhttp://example.com/a.ts\n", np.arange(5000).tobytes()])
def test_what_is_no_film_is_refused(
    stub: pb_grpc.EvaluationServiceStub,
    store: LocalStore,
    plans: dict[str, media_pb2.Blob],
    rendition: timeline_pb2.Rendition,
    content: bytes,
) -> None:
    broken = timeline_pb2.Rendition()
    broken.CopyFrom(rendition)
    broken.video.CopyFrom(put(store, content))
    found = refusal(stub.Evaluate, pb.EvaluateRequest(rendition=broken, profile=WANTED, **plans))
    assert found == (grpc.StatusCode.INVALID_ARGUMENT, "RENDITION_UNREADABLE", "rendition.video")
    found = refusal(
        stub.Report, pb.ReportRequest(title="x", renditions=[broken], verdicts=[verdict_pb2.Verdict()], **plans)
    )
    assert found == (grpc.StatusCode.INVALID_ARGUMENT, "RENDITION_UNREADABLE", "renditions")


@pytest.mark.parametrize(
    ("count", "verdicts", "names", "expected"),
    [
        (0, 0, [], ("VERDICTS_DO_NOT_MATCH", "verdicts")),
        (1, 0, [], ("VERDICTS_DO_NOT_MATCH", "verdicts")),
        (1, 1, ["a.mp4", "b.mp4"], ("VIDEO_NAMES_INVALID", "video_names")),
        (1, 1, ["javascript:alert(1)//.mp4"], ("VIDEO_NAMES_INVALID", "video_names")),
        (1, 1, ["../a.mp4"], ("VIDEO_NAMES_INVALID", "video_names")),
    ],
)
def test_a_report_that_does_not_add_up_is_refused(
    stub: pb_grpc.EvaluationServiceStub,
    plans: dict[str, media_pb2.Blob],
    rendition: timeline_pb2.Rendition,
    count: int,
    verdicts: int,
    names: list[str],
    expected: tuple[str, str],
) -> None:
    request = pb.ReportRequest(
        title="x",
        renditions=[rendition] * count,
        verdicts=[verdict_pb2.Verdict()] * verdicts,
        video_names=names,
        **plans,
    )
    assert refusal(stub.Report, request) == (grpc.StatusCode.INVALID_ARGUMENT, *expected)

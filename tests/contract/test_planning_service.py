"""PlanningService over gRPC: each way it refuses, with status, reason and field path, leaving nothing behind."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest
from google.protobuf.message import Message

from onset.planning.server import register
from onset.runtime.interceptor import ErrorInterceptor
from onset.runtime.service import Runtime
from onset.runtime.settings import Settings
from onset.runtime.status import from_rpc_error
from onset.runtime.storage import LocalStore
from onset.runtime.triton import TritonClient
from onset.runtime.wire import to_proto
from onset.timeline.brief import Moment
from onset.v1 import brief_pb2, media_pb2, speech_pb2
from onset.v1 import planning_service_pb2 as pb
from onset.v1 import planning_service_pb2_grpc as pb_grpc
from tests.support import analyses
from tests.unit.planning import orders

TRANSCRIPT = orders.transcript_of(orders.spoken(orders.SCRIPT))
ABSENT = media_pb2.Blob(sha256="0" * 64, size_bytes=5, media_type="application/x-protobuf")
NO_TRITON = "127.0.0.1:1"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    return LocalStore(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def stub(store: LocalStore) -> Iterator[pb_grpc.PlanningServiceStub]:
    settings = Settings.from_environment({"ONSET_HOME": str(store.root)})
    server = grpc.server(ThreadPoolExecutor(2), interceptors=[ErrorInterceptor()])
    register(server, Runtime(settings, store, TritonClient(NO_TRITON, max_outage_s=0.5)))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield pb_grpc.PlanningServiceStub(channel)
    server.stop(None).wait()


def stored(store: LocalStore, message: Message) -> media_pb2.Blob:
    return to_proto(store.put_bytes(message.SerializeToString(), "application/x-protobuf"), media_pb2.Blob)


@pytest.fixture
def request_(store: LocalStore) -> pb.PlanRequest:
    analysis = orders.analysis_of(TRANSCRIPT)
    return pb.PlanRequest(
        brief=to_proto(orders.brief(moments=(Moment("lamp", "Aurora", 0.0),)), brief_pb2.Brief),
        brand=to_proto(orders.BRAND, brief_pb2.Brand),
        analysis=to_proto(analyses.stored(store, analysis), media_pb2.Blob),
        transcript=stored(store, to_proto(TRANSCRIPT, speech_pb2.Transcript)),
    )


def _short(request: pb.PlanRequest) -> None:
    request.brief.duration_s = 6


def _line_never_said(request: pb.PlanRequest) -> None:
    request.brief.duration_s = 6
    request.brief.cutdown.allowed = True
    request.brief.cutdown.must_say.append("free batteries")


def _lines_too_long(request: pb.PlanRequest) -> None:
    request.brief.duration_s = 3
    request.brief.cutdown.allowed = True
    request.brief.cutdown.must_say.append("the lamp that wakes you with light")


def _no_sentence_fits(request: pb.PlanRequest) -> None:
    request.brief.duration_s = 0.5
    request.brief.cutdown.allowed = True


def _lines_of_another_text(request: pb.PlanRequest) -> None:
    request.brief.caption_script = "Eins.\nZwei."


def _letters_unknown(request: pb.PlanRequest) -> None:
    request.brief.captions = True
    request.brief.caption_script = "\n".join(["ᚠᚢᚦ"] * 7)


def _endless(request: pb.PlanRequest) -> None:
    request.brief.duration_s = -1


def _unknown_picture(request: pb.PlanRequest) -> None:
    request.brief.moments[0].picture_id = "sofa"


def _never_said(request: pb.PlanRequest) -> None:
    request.brief.moments.add(picture_id="lamp", when_says="submarine")


def _after_the_end(request: pb.PlanRequest) -> None:
    request.brief.moments.add(picture_id="lamp", at=1.5)


def _no_frame_rate(request: pb.PlanRequest) -> None:
    request.brief.ClearField("frame_rate")


def _role_missing(request: pb.PlanRequest) -> None:
    request.brand.pictures[0].role = brief_pb2.PICTURE_ROLE_UNSPECIFIED


def _transcript_absent(request: pb.PlanRequest) -> None:
    request.transcript.CopyFrom(ABSENT)


@pytest.mark.parametrize(
    ("spoil", "code", "reason", "field", "says"),
    [
        (_short, "INVALID_ARGUMENT", "VOICE_LONGER_THAN_DURATION", "brief.duration_s", "more than the ordered 6 s"),
        (_line_never_said, "INVALID_ARGUMENT", "MUST_SAY_NOT_FOUND", "brief.cutdown.must_say[0]", "nearest words"),
        (_lines_too_long, "INVALID_ARGUMENT", "MUST_SAY_TOO_LONG", "brief.cutdown.must_say", "need a film of"),
        (_no_sentence_fits, "INVALID_ARGUMENT", "VOICE_CANNOT_BE_CUT", "brief.duration_s", "Even the shortest"),
        (_lines_of_another_text, "INVALID_ARGUMENT", "CAPTION_SCRIPT_MISMATCH", "brief.caption_script", "2 lines"),
        (_letters_unknown, "INVALID_ARGUMENT", "UNSUPPORTED_SCRIPT", "brief.caption_script", "Runic"),
        (_endless, "INVALID_ARGUMENT", "INVALID_DURATION", "brief.duration_s", "impossible"),
        (_unknown_picture, "INVALID_ARGUMENT", "UNKNOWN_PICTURE", "brief.moments[0].picture_id", "it has bedroom"),
        (_never_said, "INVALID_ARGUMENT", "MOMENT_NOT_FOUND", "brief.moments[1].when_says", "nearest words"),
        (_after_the_end, "INVALID_ARGUMENT", "INVALID_MOMENT", "brief.moments[1].at", "0 to 1"),
        (_no_frame_rate, "INVALID_ARGUMENT", "INVALID_VALUE", "brief.frame_rate", "must be positive"),
        (_role_missing, "INVALID_ARGUMENT", "UNSPECIFIED_ENUM", "brand.pictures[0].role", "LOGO"),
        (_transcript_absent, "NOT_FOUND", "BLOB_NOT_FOUND", "", "holds no object"),
    ],
)
def test_what_cannot_be_planned_is_refused(
    stub: pb_grpc.PlanningServiceStub,
    request_: pb.PlanRequest,
    spoil: Callable[[pb.PlanRequest], None],
    code: str,
    reason: str,
    field: str,
    says: str,
) -> None:
    spoil(request_)
    with pytest.raises(grpc.RpcError) as caught:
        stub.Plan(request_, timeout=20)
    told = from_rpc_error(caught.value)
    assert (caught.value.code().name, told.reason, told.field) == (code, reason, field)
    assert says in told.message


@pytest.mark.parametrize("field", ["analysis", "transcript", "music_analysis"])
def test_an_object_of_another_kind_is_refused(
    stub: pb_grpc.PlanningServiceStub, store: LocalStore, request_: pb.PlanRequest, field: str
) -> None:
    picture = store.put_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(255)), "image/png")
    getattr(request_, field).CopyFrom(to_proto(picture, media_pb2.Blob))
    with pytest.raises(grpc.RpcError) as caught:
        stub.Plan(request_, timeout=20)
    told = from_rpc_error(caught.value)
    assert (caught.value.code(), told.reason, told.field) == (
        grpc.StatusCode.INVALID_ARGUMENT,
        "UNREADABLE_BLOB",
        field,
    )


def test_without_the_text_encoder_it_is_unavailable_and_leaves_nothing(
    stub: pb_grpc.PlanningServiceStub, store: LocalStore, request_: pb.PlanRequest
) -> None:
    objects = set((store.root / "objects").rglob("*"))
    names = set((store.root / "names").rglob("*"))
    with pytest.raises(grpc.RpcError) as caught:
        stub.Plan(request_, timeout=20)
    assert caught.value.code() is grpc.StatusCode.UNAVAILABLE
    assert NO_TRITON in from_rpc_error(caught.value).message
    assert set((store.root / "objects").rglob("*")) == objects
    assert set((store.root / "names").rglob("*")) == names

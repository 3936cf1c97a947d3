"""ProvenanceService over gRPC: films say where they came from; a signature holds, and tampering breaks it."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import av
import c2pa
import grpc
import pytest

from onset.evaluation.boxes import read_layout
from onset.evaluation.provenance import check_provenance, read_claim, source_type
from onset.provenance.server import register
from onset.runtime.errors import FailedPreconditionError
from onset.runtime.interceptor import ErrorInterceptor
from onset.runtime.service import Runtime
from onset.runtime.settings import Settings
from onset.runtime.status import from_rpc_error
from onset.runtime.storage import LocalStore
from onset.runtime.triton import TritonClient
from onset.runtime.wire import from_proto, to_proto
from onset.timeline.brief import Blob, Brand
from onset.timeline.clip import Rendition
from onset.timeline.verdict import Outcome
from onset.v1 import brief_pb2, media_pb2, provenance_service_pb2_grpc, timeline_pb2
from onset.v1 import provenance_service_pb2 as pb
from tests.support.certificates import write_pair
from tests.support.rendering import composite
from tests.unit.compositing.test_rendition import film_with_everything, never

Stub = provenance_service_pb2_grpc.ProvenanceServiceStub
ABSENT = media_pb2.Blob(sha256="0" * 64, size_bytes=5, media_type="audio/wav")
TIMEOUT_S = 60


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    return LocalStore(tmp_path_factory.mktemp("store"))


Serve = Callable[[Path | None], Stub]


@pytest.fixture(scope="module")
def serve(store: LocalStore) -> Iterator[Serve]:
    """A service with the key in a folder, or without one."""
    with ExitStack() as stack:

        def start(keys: Path | None) -> Stub:
            given = {"ONSET_HOME": str(store.root)}
            if keys is not None:
                given |= {"ONSET_C2PA_CERTIFICATE": f"{keys}/certificate.pem", "ONSET_C2PA_KEY": f"{keys}/key.pem"}
            server = grpc.server(ThreadPoolExecutor(2), interceptors=[ErrorInterceptor()])
            register(server, Runtime(Settings.from_environment(given), store, TritonClient("127.0.0.1:1")))
            port = server.add_insecure_port("127.0.0.1:0")
            server.start()
            stack.callback(lambda: server.stop(None).wait())
            return Stub(stack.enter_context(grpc.insecure_channel(f"127.0.0.1:{port}")))

        yield start


@pytest.fixture(scope="module")
def request_(store: LocalStore, tmp_path_factory: pytest.TempPathFactory) -> pb.MarkRequest:
    """A rendered film and all that it was made of."""
    folder = tmp_path_factory.mktemp("film")
    order = film_with_everything(folder)
    files = composite(order, folder, lambda _: None, never)

    def stored(path: Path, media_type: str) -> Blob:
        return store.put_file(path, media_type)

    rendition = Rendition(
        order.size, stored(files.video, "video/mp4"), stored(files.srt, "text/plain"), stored(files.vtt, "text/vtt")
    )
    pictures = tuple(
        replace(picture, blob=stored(order.pictures[picture.id], "image/png")) for picture in order.brand.pictures
    )
    data = to_proto(order.timeline, timeline_pb2.Timeline).SerializeToString(deterministic=True)
    return pb.MarkRequest(
        rendition=to_proto(rendition, timeline_pb2.Rendition),
        timeline=to_proto(store.put_bytes(data, "application/x-protobuf"), media_pb2.Blob),
        clips=[to_proto(replace(clip, model="painter"), timeline_pb2.Clip) for clip, _ in order.clips],
        brand=to_proto(Brand(order.brand.name, order.brand.colors, pictures), brief_pb2.Brand),
        voice=to_proto(stored(order.voice, "audio/wav"), media_pb2.Blob),
        voice_model="speech",
        title="Aurora",
    )


@pytest.fixture(scope="module")
def signed(serve: Serve, store: LocalStore, request_: pb.MarkRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    keys = tmp_path_factory.mktemp("keys")
    write_pair(keys, "Aurora Ads")
    return video_of(store, serve(keys).Mark(request_, timeout=TIMEOUT_S))


def video_of(store: LocalStore, response: pb.MarkResponse) -> Path:
    return store.fetch(from_proto(response.rendition.video, Blob))


def test_without_a_key_the_file_says_its_origin(serve: Serve, store: LocalStore, request_: pb.MarkRequest) -> None:
    response = serve(None).Mark(request_, timeout=TIMEOUT_S)
    video = video_of(store, response)
    assert source_type(video) == "compositeWithTrainedAlgorithmicMedia"
    assert read_claim(video) is None
    check = check_provenance(video)
    assert check.outcome is Outcome.INFO
    assert "not signed" in check.detail
    assert response.rendition.srt == request_.rendition.srt
    assert video.read_bytes() == video_of(store, serve(None).Mark(request_, timeout=TIMEOUT_S)).read_bytes()


def test_with_a_key_it_is_signed_and_still_plays(signed: Path, store: LocalStore, request_: pb.MarkRequest) -> None:
    claim = read_claim(signed)
    assert claim is not None
    assert (claim.state, claim.signer, claim.faults) == ("Valid", "Aurora Ads", ())
    check = check_provenance(signed)
    assert check.outcome is Outcome.PASS
    assert "signed by Aurora Ads" in check.detail
    assert "compositeWithTrainedAlgorithmicMedia" in check.detail
    assert read_layout(signed).index_first, "players still find the index in front"
    plain = store.fetch(from_proto(request_.rendition.video, Blob))
    packets = []
    for path in (plain, signed):
        with av.open(str(path)) as container:
            packets.append([(packet.stream.index, packet.pts, bytes(packet)) for packet in container.demux()])
    assert packets[0] == packets[1]


def test_the_manifest_names_actions_ingredients_and_models(signed: Path) -> None:
    with signed.open("rb") as file, c2pa.Reader("video/mp4", file) as reader:
        report = json.loads(reader.json())
    manifest = report["manifests"][report["active_manifest"]]
    assert manifest["title"] == "Aurora"
    assert manifest["claim_generator_info"][0]["name"] == "Onset"
    assertions = {assertion["label"]: assertion["data"] for assertion in manifest["assertions"]}
    actions = assertions["c2pa.actions.v2"]["actions"]
    assert actions[0]["action"] == "c2pa.created"
    assert actions[0]["digitalSourceType"].endswith("/compositeWithTrainedAlgorithmicMedia")
    assert {action["action"] for action in actions[1:]} == {"c2pa.placed"}
    titles = {ingredient["title"] for ingredient in manifest["ingredients"]}
    assert {"voice"} < titles
    assert len(actions) == 1 + len(titles)
    made = {model["part"]: model for model in assertions["dev.onset.models"]["models"]}
    assert made["pictures"]["model"] == "painter"
    assert made["pictures"]["digitalSourceType"].endswith("/algorithmicMedia")
    assert made["voice"]["digitalSourceType"].endswith("/trainedAlgorithmicMedia")


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_touched_film_is_found_out(signed: Path, tmp_path: Path, share: float) -> None:
    data = bytearray(signed.read_bytes())
    at = data.index(b"mdat") + 8
    data[at + int((len(data) - at) * share)] ^= 1
    touched = tmp_path / "touched.mp4"
    touched.write_bytes(data)
    check = check_provenance(touched)
    assert check.outcome is Outcome.FAIL
    assert "assertion.bmffHash.mismatch" in check.detail


def test_a_changed_origin_is_found_out(signed: Path, tmp_path: Path) -> None:
    """Who writes `digitalCapture` over the metadata breaks the signature."""
    old, new = b"compositeWithTrainedAlgorithmicMedia</", b"digitalCapture</" + b" " * 22
    data = signed.read_bytes()
    at = data.rindex(old)
    touched = tmp_path / "touched.mp4"
    touched.write_bytes(data[:at] + new + data[at + len(new) :])
    assert check_provenance(touched).outcome is Outcome.FAIL


def test_a_service_with_a_bad_key_does_not_start(serve: Serve, tmp_path: Path) -> None:
    write_pair(tmp_path)
    (tmp_path / "key.pem").write_text("no key")
    with pytest.raises(FailedPreconditionError, match="ONSET_C2PA_KEY"):
        serve(tmp_path)


@pytest.mark.parametrize(
    ("spoil", "reason", "field"),
    [
        (lambda request: request.rendition.video.CopyFrom(ABSENT), "BLOB_NOT_FOUND", "rendition.video"),
        (lambda request: request.timeline.CopyFrom(ABSENT), "BLOB_NOT_FOUND", "timeline"),
        (lambda request: request.timeline.CopyFrom(request.voice), "UNREADABLE_BLOB", "timeline"),
    ],
)
def test_refusals(
    serve: Serve, request_: pb.MarkRequest, spoil: Callable[[pb.MarkRequest], object], reason: str, field: str
) -> None:
    request = pb.MarkRequest()
    request.CopyFrom(request_)
    spoil(request)
    with pytest.raises(grpc.RpcError) as failure:
        serve(None).Mark(request, timeout=TIMEOUT_S)
    error = from_rpc_error(failure.value)  # type: ignore[arg-type]
    assert (error.reason, error.field) == (reason, field)

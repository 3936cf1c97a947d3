"""EditingService over gRPC: a package that can be brought back, again and again, and every refusal."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import grpc
import opentimelineio as otio
import pytest

from onset.editing.server import register
from onset.runtime.interceptor import ErrorInterceptor
from onset.runtime.service import Runtime
from onset.runtime.settings import Settings
from onset.runtime.status import from_rpc_error
from onset.runtime.storage import LocalStore
from onset.runtime.triton import TritonClient
from onset.runtime.wire import from_proto, to_proto
from onset.timeline.brief import Blob
from onset.timeline.plan import Timeline
from onset.v1 import edit_pb2, editing_service_pb2_grpc, media_pb2, timeline_pb2
from onset.v1 import editing_service_pb2 as pb
from tests.unit.timeline.test_invariants import sound_timeline

Stub = editing_service_pb2_grpc.EditingServiceStub
ABSENT = media_pb2.Blob(sha256="0" * 64, size_bytes=5, media_type="application/x-protobuf")
TIMEOUT_S = 30


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    return LocalStore(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def stub(store: LocalStore) -> Iterator[Stub]:
    runtime = Runtime(Settings.from_environment({"ONSET_HOME": str(store.root)}), store, TritonClient("127.0.0.1:1"))
    server = grpc.server(ThreadPoolExecutor(2), interceptors=[ErrorInterceptor()])
    register(server, runtime)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield Stub(channel)
    server.stop(None).wait()


def stored(store: LocalStore, timeline: Timeline) -> media_pb2.Blob:
    data = to_proto(timeline, timeline_pb2.Timeline).SerializeToString(deterministic=True)
    return to_proto(store.put_bytes(data, "application/x-protobuf"), media_pb2.Blob)


def export_of(store: LocalStore, timeline: Timeline) -> pb.ExportRequest:
    names = [*(f"scene-{number:02}.mov" for number in range(1, len(timeline.scenes) + 1)), "voice.wav", "music.wav"]
    file = to_proto(store.put_bytes(b"media", "video/quicktime"), media_pb2.Blob)
    return pb.ExportRequest(
        timeline=stored(store, timeline),
        size=media_pb2.Size(width=1080, height=1920),
        title="Aurora – Sunrise Lamp",
        language="en",
        media=[edit_pb2.EditFile(name=f"media/{name}", blob=file) for name in names],
        others=[edit_pb2.EditFile(name="film.mp4", blob=file)],
    )


def otio_of(store: LocalStore, response: pb.ExportResponse) -> bytes:
    blob = next(file.blob for file in response.package.files if file.name.endswith(".otio"))
    return store.fetch(from_proto(blob, Blob)).read_bytes()


def edit_of(store: LocalStore, content: bytes) -> media_pb2.Blob:
    return to_proto(store.put_bytes(content, "application/json"), media_pb2.Blob)


def result_of(store: LocalStore, response: pb.ImportResponse) -> Timeline:
    data = store.fetch(from_proto(response.timeline, Blob)).read_bytes()
    return from_proto(timeline_pb2.Timeline.FromString(data), Timeline)


def swapped(content: bytes) -> bytes:
    """The last two scenes in the other order, with hard cuts."""
    document = otio.core.deserialize_json_from_string(content.decode())
    track = document.tracks[0]
    clips = [item for item in track if isinstance(item, otio.schema.Clip)]
    while len(track):
        del track[0]
    for index in (0, 2, 1):
        track.append(clips[index])
    return bytes(document.to_json_string().encode())


def test_a_package_holds_all_that_it_refers_to(stub: Stub, store: LocalStore) -> None:
    package = stub.Export(export_of(store, sound_timeline()), timeout=TIMEOUT_S).package
    names = [file.name for file in package.files]
    stem = "aurora-sunrise-lamp"
    assert names[:4] == [f"{stem}.otio", f"{stem}.fcpxml", f"{stem}.edl", "README.txt"]
    assert names[-1] == "film.mp4"
    document = otio.core.deserialize_json_from_string(otio_of(store, pb.ExportResponse(package=package)).decode())
    linked = {clip.media_reference.target_url for clip in document.find_clips()}
    assert linked == {name for name in names if name.startswith("media/")}


def test_an_unedited_package_is_the_plan(stub: Stub, store: LocalStore) -> None:
    request = export_of(store, sound_timeline())
    content = otio_of(store, stub.Export(request, timeout=TIMEOUT_S))
    response = stub.Import(pb.ImportRequest(timeline=request.timeline, edit=edit_of(store, content)), timeout=TIMEOUT_S)
    assert response.timeline == request.timeline
    assert response.scene_count == 3


def test_an_edit_of_an_edit_starts_from_the_first(stub: Stub, store: LocalStore) -> None:
    """The film made of an edit is exported and edited again; the order still names its own plan."""
    request = export_of(store, sound_timeline())
    first = stub.Import(
        pb.ImportRequest(
            timeline=request.timeline,
            edit=edit_of(store, swapped(otio_of(store, stub.Export(request, timeout=TIMEOUT_S)))),
        ),
        timeout=TIMEOUT_S,
    )
    once = result_of(store, first)
    assert [scene.start_frame for scene in once.scenes] == [0, 50, 100]
    assert once.scenes[1].visual == sound_timeline().scenes[2].visual
    again = otio_of(store, stub.Export(export_of(store, once), timeout=TIMEOUT_S))
    second = stub.Import(pb.ImportRequest(timeline=request.timeline, edit=edit_of(store, again)), timeout=TIMEOUT_S)
    assert result_of(store, second) == once


Spoil = Callable[[pb.ExportRequest, LocalStore], object]


@pytest.mark.parametrize(
    ("spoil", "reason", "field"),
    [
        (lambda request, _: request.timeline.CopyFrom(ABSENT), "BLOB_NOT_FOUND", "timeline"),
        (
            lambda request, store: request.timeline.CopyFrom(edit_of(store, b"\xff\xff no message")),
            "UNREADABLE_BLOB",
            "timeline",
        ),
        (
            lambda request, store: request.timeline.CopyFrom(
                stored(store, replace(sound_timeline(), duration_frames=99))
            ),
            "BAD_TIMELINE",
            "timeline",
        ),
        (lambda request, _: request.media.pop(1), "MISSING_MEDIA", "media"),
        (lambda request, _: request.media.pop(3), "MISSING_MEDIA", "media"),
    ],
)
def test_exports_refused(stub: Stub, store: LocalStore, spoil: Spoil, reason: str, field: str) -> None:
    request = export_of(store, sound_timeline())
    spoil(request, store)
    with pytest.raises(grpc.RpcError) as failure:
        stub.Export(request, timeout=TIMEOUT_S)
    error = from_rpc_error(failure.value)  # type: ignore[arg-type]
    assert (error.reason, error.field) == (reason, field)


def spoilt(key: str, value: object) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        document = json.loads(content)
        document["metadata"]["onset"][key] = value
        return json.dumps(document).encode()

    return change


@pytest.mark.parametrize(
    ("change", "reason", "told"),
    [
        (lambda _: b"no JSON", "EDIT_UNREADABLE", "Expecting value"),
        (spoilt("timeline", "cd" * 32), "EDIT_OF_ANOTHER_FILM", "export this one"),
        (lambda content: content.replace(b"scene-02.mov", b"cat.mov"), "EDIT_UNKNOWN_MEDIA", "cat.mov"),
    ],
)
def test_edits_refused(stub: Stub, store: LocalStore, change: Callable[[bytes], bytes], reason: str, told: str) -> None:
    request = export_of(store, sound_timeline())
    content = change(otio_of(store, stub.Export(request, timeout=TIMEOUT_S)))
    with pytest.raises(grpc.RpcError) as failure:
        stub.Import(pb.ImportRequest(timeline=request.timeline, edit=edit_of(store, content)), timeout=TIMEOUT_S)
    error = from_rpc_error(failure.value)  # type: ignore[arg-type]
    assert (error.code, error.reason, error.field) == (grpc.StatusCode.INVALID_ARGUMENT, reason, "edit")
    assert told in error.message


def test_an_edit_of_a_film_with_another_voice_is_refused(stub: Stub, store: LocalStore) -> None:
    """Its timeline is in the store, but it is no descendant of this order's plan."""
    other = replace(sound_timeline(), brand_name="Another brand")
    content = otio_of(store, stub.Export(export_of(store, other), timeout=TIMEOUT_S))
    with pytest.raises(grpc.RpcError) as failure:
        stub.Import(
            pb.ImportRequest(timeline=stored(store, sound_timeline()), edit=edit_of(store, content)),
            timeout=TIMEOUT_S,
        )
    assert from_rpc_error(failure.value).reason == "EDIT_OF_ANOTHER_FILM"  # type: ignore[arg-type]

"""CompositingService over gRPC: streamed progress, one rendition, repeatable, cancellable, and every refusal."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import av
import grpc
import pytest

from onset.compositing.server import register
from onset.runtime.interceptor import ErrorInterceptor
from onset.runtime.service import Runtime
from onset.runtime.settings import Settings
from onset.runtime.status import from_rpc_error
from onset.runtime.storage import LocalStore
from onset.runtime.triton import TritonClient
from onset.runtime.wire import from_proto, to_proto
from onset.timeline.brief import Blob, Brand
from onset.timeline.clip import Rendition
from onset.timeline.music import Mode
from onset.timeline.score import Bar, Landing, Score
from onset.v1 import brief_pb2, compositing_service_pb2_grpc, media_pb2, profile_pb2, timeline_pb2
from onset.v1 import compositing_service_pb2 as pb
from tests.unit.compositing.material import scene, small_order, timeline

Stub = compositing_service_pb2_grpc.CompositingServiceStub
ABSENT = media_pb2.Blob(sha256="0" * 64, size_bytes=5, media_type="audio/wav")
TIMEOUT_S = 120


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    return LocalStore(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def stub(store: LocalStore) -> Iterator[Stub]:
    runtime = Runtime(Settings.from_environment({"ONSET_HOME": str(store.root)}), store, TritonClient("127.0.0.1:1"))
    server = grpc.server(ThreadPoolExecutor(4), interceptors=[ErrorInterceptor()])
    register(server, runtime)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield Stub(channel)
    server.stop(None).wait()


def request_for(store: LocalStore, folder: Path, frames: int = 30) -> pb.CompositeRequest:
    """A small film, its materials in the store."""
    order = small_order(folder, frames=frames, music=True, captions=True)

    def stored(path: Path, media_type: str) -> media_pb2.Blob:
        return to_proto(store.put_file(path, media_type), media_pb2.Blob)

    timeline = to_proto(order.timeline, timeline_pb2.Timeline).SerializeToString(deterministic=True)
    clips = []
    for clip, path in order.clips:
        message = to_proto(clip, timeline_pb2.Clip)
        message.blob.CopyFrom(stored(path, "video/x-matroska"))
        clips.append(message)
    brand = Brand(
        order.brand.name,
        order.brand.colors,
        tuple(
            replace(picture, blob=store.put_file(order.pictures[picture.id], "image/png"))
            for picture in order.brand.pictures
        ),
    )
    assert order.music is not None
    return pb.CompositeRequest(
        timeline=to_proto(store.put_bytes(timeline, "application/x-protobuf"), media_pb2.Blob),
        size=to_proto(order.size, media_pb2.Size),
        clips=clips,
        brand=to_proto(brand, brief_pb2.Brand),
        voice=stored(order.voice, "audio/wav"),
        music=stored(order.music, "audio/wav"),
        captions=True,
        profile=to_proto(order.profile, profile_pb2.Profile),
    )


def test_progress_then_one_rendition(stub: Stub, store: LocalStore, tmp_path: Path) -> None:
    events = list(stub.Composite(request_for(store, tmp_path), timeout=TIMEOUT_S))
    progress = [event.frames_done for event in events[:-1]]
    assert progress == sorted(progress)
    assert progress[-1] <= 30
    rendition = from_proto(events[-1].rendition, Rendition)
    with av.open(str(store.fetch(rendition.video))) as container:
        assert container.streams.video[0].frames == 30
    assert store.read(rendition.srt).startswith(b"1\n00:00:00,067 -->")
    assert store.read(rendition.vtt).startswith(b"WEBVTT\n")
    kinds = [blob.media_type for blob in (rendition.video, rendition.srt, rendition.vtt)]
    assert kinds == ["video/mp4", "application/x-subrip", "text/vtt"]


def test_a_repeated_call_answers_without_work(stub: Stub, store: LocalStore, tmp_path: Path) -> None:
    request = request_for(store, tmp_path)
    first = list(stub.Composite(request, timeout=TIMEOUT_S))[-1]
    again = list(stub.Composite(request, timeout=TIMEOUT_S))
    assert again == [first]


def test_a_cancelled_call_ends_and_leaves_nothing(stub: Stub, store: LocalStore, tmp_path: Path) -> None:
    call = stub.Composite(request_for(store, tmp_path, frames=900), timeout=TIMEOUT_S)
    assert next(iter(call)).frames_done > 0
    call.cancel()
    scratch, gone = store.root / "scratch", threading.Event()
    for _ in range(200):
        if not any(scratch.iterdir()):
            break
        gone.wait(0.05)
    assert not any(scratch.iterdir()), "the render still holds its folder 10 s after it was cancelled"


def composing(store: LocalStore, *, with_score: bool) -> pb.ComposeMusicRequest:
    planned = timeline([scene(0, 45), scene(45, 120)])
    if with_score:
        bars = (Bar(0, 4, (0, 4, 7), 0.5), Bar(72_000, 4, (0, 4, 7), 0.4))
        score = Score(3, 0, Mode.MAJOR, 96.0, bars, planned.sample_count, (Landing(72_000, 72_000),))
        planned = replace(planned, mix=replace(planned.mix, score=score))
    data = to_proto(planned, timeline_pb2.Timeline).SerializeToString(deterministic=True)
    return pb.ComposeMusicRequest(timeline=to_proto(store.put_bytes(data, "application/x-protobuf"), media_pb2.Blob))


def no_timeline(store: LocalStore) -> pb.ComposeMusicRequest:
    return pb.ComposeMusicRequest(timeline=to_proto(store.put_bytes(b"no timeline", "text/plain"), media_pb2.Blob))


def test_a_score_is_played_as_long_as_its_film(stub: Stub, store: LocalStore) -> None:
    music = stub.ComposeMusic(composing(store, with_score=True), timeout=TIMEOUT_S).music
    with av.open(str(store.fetch(from_proto(music, Blob)))) as container:
        stream = container.streams.audio[0]
        assert (stream.rate, stream.channels, stream.duration) == (48_000, 2, 192_000)
    assert stub.ComposeMusic(composing(store, with_score=True), timeout=TIMEOUT_S).music == music


@pytest.mark.parametrize(
    ("request_of", "reason"),
    [
        (lambda store: composing(store, with_score=False), "NO_SCORE"),
        (
            lambda store: pb.ComposeMusicRequest(timeline=to_proto(store.put_bytes(b"no", "x/y"), media_pb2.Blob)),
            "UNREADABLE_BLOB",
        ),
    ],
)
def test_music_without_a_score_is_refused(
    stub: Stub, store: LocalStore, request_of: Callable[[LocalStore], pb.ComposeMusicRequest], reason: str
) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        stub.ComposeMusic(request_of(store), timeout=TIMEOUT_S)
    error = from_rpc_error(caught.value)
    assert (error.reason, error.field) == (reason, "timeline")


Spoil = Callable[[pb.CompositeRequest], object]


@pytest.mark.parametrize(
    ("spoil", "code", "reason", "field"),
    [
        (lambda r: r.clips.pop(), grpc.StatusCode.INVALID_ARGUMENT, "MISSING_CLIP", "clips"),
        (lambda r: r.voice.CopyFrom(ABSENT), grpc.StatusCode.NOT_FOUND, "BLOB_NOT_FOUND", "voice"),
        (lambda r: r.voice.CopyFrom(r.clips[0].blob), grpc.StatusCode.INVALID_ARGUMENT, "BAD_SOUND", "voice"),
        (lambda r: r.music.CopyFrom(r.clips[0].blob), grpc.StatusCode.INVALID_ARGUMENT, "BAD_SOUND", "music"),
        (lambda r: r.clips[0].blob.CopyFrom(r.voice), grpc.StatusCode.INVALID_ARGUMENT, "BAD_CLIP", "clips"),
        (lambda r: r.timeline.CopyFrom(r.voice), grpc.StatusCode.INVALID_ARGUMENT, "UNREADABLE_BLOB", "timeline"),
        (lambda r: setattr(r.size, "width", 0), grpc.StatusCode.INVALID_ARGUMENT, "BAD_SIZE", "size"),
        (lambda r: setattr(r.size, "width", 181), grpc.StatusCode.INVALID_ARGUMENT, "BAD_SIZE", "size"),
        (lambda r: setattr(r.size, "width", 100_000), grpc.StatusCode.INVALID_ARGUMENT, "BAD_SIZE", "size"),
        (lambda r: setattr(r.clips[0].size, "width", 64), grpc.StatusCode.INVALID_ARGUMENT, "BAD_CLIP", "clips[0]"),
        (lambda r: setattr(r.clips[0], "scene_index", 7), grpc.StatusCode.INVALID_ARGUMENT, "BAD_CLIP", "clips[0]"),
        (
            lambda r: r.brand.fonts.add(role=brief_pb2.FONT_ROLE_CAPTION, blob=r.voice),
            grpc.StatusCode.INVALID_ARGUMENT,
            "BAD_FONT",
            "brand.fonts",
        ),
        (
            lambda r: setattr(r.brand.pictures[0], "role", 0),
            grpc.StatusCode.INVALID_ARGUMENT,
            "UNSPECIFIED_ENUM",
            "brand.pictures[0].role",
        ),
    ],
)
def test_refusals(
    stub: Stub, store: LocalStore, tmp_path: Path, spoil: Spoil, code: grpc.StatusCode, reason: str, field: str
) -> None:
    request = request_for(store, tmp_path)
    spoil(request)
    with pytest.raises(grpc.RpcError) as refusal:
        list(stub.Composite(request, timeout=TIMEOUT_S))
    error = from_rpc_error(refusal.value)
    assert (refusal.value.code(), error.reason, error.field) == (code, reason, field), error.message
    assert not any((store.root / "scratch").iterdir())

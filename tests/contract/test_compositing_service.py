"""CompositingService over gRPC: sound, chunks, join and storyboard; repeatable, cancellable, and every refusal."""

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import av
import grpc
import pytest
from PIL import Image

from onset.compositing.server import register
from onset.runtime.interceptor import ErrorInterceptor
from onset.runtime.service import Runtime
from onset.runtime.settings import Settings
from onset.runtime.status import from_rpc_error
from onset.runtime.storage import LocalStore
from onset.runtime.triton import TritonClient
from onset.runtime.wire import from_proto, to_proto
from onset.timeline.brief import Blob
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


@dataclass(frozen=True)
class Ordered:
    """A small film, its materials in the store."""

    picture: pb.PictureOrder
    voice: media_pb2.Blob
    music: media_pb2.Blob

    @property
    def sound(self) -> pb.RenderSoundRequest:
        return pb.RenderSoundRequest(
            timeline=self.picture.timeline, voice=self.voice, music=self.music, profile=self.picture.profile
        )

    def chunk(self, first: int = 0, end: int = 1) -> pb.RenderChunkRequest:
        return pb.RenderChunkRequest(picture=self.picture, first_group=first, end_group=end)

    def joined(self, sound: media_pb2.Blob, *chunks: pb.Chunk) -> pb.JoinRequest:
        film = self.picture
        return pb.JoinRequest(timeline=film.timeline, size=film.size, profile=film.profile, chunks=chunks, sound=sound)


def ordered(store: LocalStore, folder: Path, frames: int = 30) -> Ordered:
    job = small_order(folder, frames=frames, music=True, captions=True)

    def stored(path: Path, media_type: str) -> media_pb2.Blob:
        return to_proto(store.put_file(path, media_type), media_pb2.Blob)

    for _, path in job.clips:
        stored(path, "video/x-matroska")
    for path in job.pictures.values():
        stored(path, "image/png")
    film = to_proto(job.timeline, timeline_pb2.Timeline).SerializeToString(deterministic=True)
    assert job.music is not None
    picture = pb.PictureOrder(
        timeline=to_proto(store.put_bytes(film, "application/x-protobuf"), media_pb2.Blob),
        size=to_proto(job.size, media_pb2.Size),
        clips=[to_proto(clip, timeline_pb2.Clip) for clip in job.order.clips],
        brand=to_proto(job.order.brand, brief_pb2.Brand),
        captions=True,
        profile=to_proto(job.profile, profile_pb2.Profile),
    )
    return Ordered(picture, stored(job.voice, "audio/wav"), stored(job.music, "audio/wav"))


def chunk_of(events: Iterable[pb.RenderChunkResponse]) -> pb.Chunk:
    return list(events)[-1].chunk


def test_sound_chunks_and_their_join(stub: Stub, store: LocalStore, tmp_path: Path) -> None:
    order = ordered(store, tmp_path, frames=130)
    events = list(stub.RenderChunk(order.chunk(0, 1), timeout=TIMEOUT_S))
    progress = [event.frames_done for event in events[:-1]]
    assert progress == sorted(progress)
    assert len(progress) > 2
    assert progress[-1] == 60
    rest = chunk_of(stub.RenderChunk(order.chunk(1, 2), timeout=TIMEOUT_S))
    sound = stub.RenderSound(order.sound, timeout=TIMEOUT_S).sound
    joined = stub.Join(order.joined(sound, events[-1].chunk, rest), timeout=TIMEOUT_S)
    rendition = from_proto(joined.rendition, Rendition)
    with av.open(str(store.fetch(rendition.video))) as container:
        assert container.streams.video[0].frames == 130
    assert store.read(rendition.srt).startswith(b"1\n00:00:00,067 -->")
    assert store.read(rendition.vtt).startswith(b"WEBVTT\n")
    kinds = [blob.media_type for blob in (rendition.video, rendition.srt, rendition.vtt)]
    assert kinds == ["video/mp4", "application/x-subrip", "text/vtt"]


def test_repeated_calls_answer_without_work(stub: Stub, store: LocalStore, tmp_path: Path) -> None:
    order = ordered(store, tmp_path)
    first = list(stub.RenderChunk(order.chunk(), timeout=TIMEOUT_S))[-1]
    assert list(stub.RenderChunk(order.chunk(), timeout=TIMEOUT_S)) == [pb.RenderChunkResponse(frames_done=30), first]
    assert stub.RenderSound(order.sound, timeout=TIMEOUT_S) == stub.RenderSound(order.sound, timeout=TIMEOUT_S)


def test_a_storyboard_is_one_sheet(stub: Stub, store: LocalStore, tmp_path: Path) -> None:
    request = pb.RenderStoryboardRequest(picture=ordered(store, tmp_path).picture)
    sheet = from_proto(stub.RenderStoryboard(request, timeout=TIMEOUT_S).storyboard, Blob)
    assert sheet.media_type == "image/jpeg"
    with Image.open(store.fetch(sheet)) as image:
        assert image.format == "JPEG"
        assert image.height > 320


def test_a_cancelled_call_ends_and_leaves_nothing(stub: Stub, store: LocalStore, tmp_path: Path) -> None:
    call = stub.RenderChunk(ordered(store, tmp_path, frames=900).chunk(0, 15), timeout=TIMEOUT_S)
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


def refused(call: Callable[[], object]) -> tuple[grpc.StatusCode, str, str]:
    """Status, reason and field of a call that fails."""
    with pytest.raises(grpc.RpcError) as refusal:
        call()
    error = from_rpc_error(refusal.value)
    return refusal.value.code(), error.reason, error.field


INVALID, ABSENT_CODE = grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.NOT_FOUND
Spoil = Callable[[Ordered], object]


@pytest.mark.parametrize(
    ("spoil", "code", "reason", "field"),
    [
        (lambda o: o.picture.clips.pop(), INVALID, "MISSING_CLIP", "picture.clips"),
        (lambda o: o.picture.clips[0].blob.CopyFrom(o.voice), INVALID, "BAD_CLIP", "picture.clips[0].blob"),
        (lambda o: o.picture.clips[0].blob.CopyFrom(ABSENT), ABSENT_CODE, "BLOB_NOT_FOUND", "picture.clips[0].blob"),
        (lambda o: o.picture.timeline.CopyFrom(o.voice), INVALID, "UNREADABLE_BLOB", "picture.timeline"),
        (lambda o: setattr(o.picture.size, "width", 0), INVALID, "BAD_SIZE", "picture.size"),
        (lambda o: setattr(o.picture.size, "width", 181), INVALID, "BAD_SIZE", "picture.size"),
        (lambda o: setattr(o.picture.size, "width", 100_000), INVALID, "BAD_SIZE", "picture.size"),
        (lambda o: setattr(o.picture.clips[0].size, "width", 64), INVALID, "BAD_CLIP", "picture.clips[0]"),
        (lambda o: setattr(o.picture.clips[0], "scene_index", 7), INVALID, "BAD_CLIP", "picture.clips[0]"),
        (
            lambda o: setattr(o.picture.brand.pictures[0], "role", 0),
            INVALID,
            "UNSPECIFIED_ENUM",
            "picture.brand.pictures[0].role",
        ),
        (
            lambda o: o.picture.brand.fonts.add(role=brief_pb2.FONT_ROLE_CAPTION, blob=o.voice),
            INVALID,
            "BAD_FONT",
            "picture.brand.fonts[0].blob",
        ),
        (lambda o: setattr(o.picture, "quality", 77), INVALID, "UNSPECIFIED_ENUM", "picture.quality"),
        (lambda o: setattr(o.picture, "caption_style", 77), INVALID, "UNSPECIFIED_ENUM", "picture.caption_style"),
    ],
)
def test_pictures_refused(
    stub: Stub, store: LocalStore, tmp_path: Path, spoil: Spoil, code: grpc.StatusCode, reason: str, field: str
) -> None:
    order = ordered(store, tmp_path)
    spoil(order)
    assert refused(lambda: list(stub.RenderChunk(order.chunk(), timeout=TIMEOUT_S))) == (code, reason, field)
    assert not any((store.root / "scratch").iterdir())


def test_media_with_an_unreadable_font_are_refused(stub: Stub, store: LocalStore, tmp_path: Path) -> None:
    order = ordered(store, tmp_path)
    no_font = to_proto(store.put_bytes(b"no font", "font/ttf"), media_pb2.Blob)
    order.picture.brand.fonts.add(role=brief_pb2.FONT_ROLE_CAPTION, blob=no_font)
    request = pb.RenderMediaRequest(picture=order.picture, voice=order.voice, music=order.music)
    found = refused(lambda: list(stub.RenderMedia(request, timeout=TIMEOUT_S)))
    assert found == (INVALID, "BAD_FONT", "picture.brand.fonts[0].blob")


@pytest.mark.parametrize(("first", "end"), [(0, 0), (-1, 1), (1, 2), (0, 2)])
def test_groups_that_are_not_there_are_refused(
    stub: Stub, store: LocalStore, tmp_path: Path, first: int, end: int
) -> None:
    request = ordered(store, tmp_path).chunk(first, end)
    call = refused(lambda: list(stub.RenderChunk(request, timeout=TIMEOUT_S)))
    assert call == (INVALID, "NO_SUCH_GROUP", "end_group")


@pytest.mark.parametrize(
    ("spoil", "code", "reason", "field"),
    [
        (lambda o: o.voice.CopyFrom(ABSENT), ABSENT_CODE, "BLOB_NOT_FOUND", "voice"),
        (lambda o: o.voice.CopyFrom(o.picture.clips[0].blob), INVALID, "BAD_SOUND", "voice"),
        (lambda o: o.music.CopyFrom(o.picture.clips[0].blob), INVALID, "BAD_SOUND", "music"),
        (lambda o: o.picture.timeline.CopyFrom(o.voice), INVALID, "UNREADABLE_BLOB", "timeline"),
    ],
)
def test_sounds_refused(
    stub: Stub, store: LocalStore, tmp_path: Path, spoil: Spoil, code: grpc.StatusCode, reason: str, field: str
) -> None:
    order = ordered(store, tmp_path)
    spoil(order)
    assert refused(lambda: stub.RenderSound(order.sound, timeout=TIMEOUT_S)) == (code, reason, field)
    assert not any((store.root / "scratch").iterdir())


def test_chunks_that_do_not_make_the_film_are_refused(stub: Stub, store: LocalStore, tmp_path: Path) -> None:
    order = ordered(store, tmp_path, frames=130)
    sound = stub.RenderSound(order.sound, timeout=TIMEOUT_S).sound
    first, rest = (chunk_of(stub.RenderChunk(order.chunk(n, n + 1), timeout=TIMEOUT_S)) for n in (0, 1))

    def join(*chunks: pb.Chunk) -> tuple[grpc.StatusCode, str, str]:
        return refused(lambda: stub.Join(order.joined(sound, *chunks), timeout=TIMEOUT_S))

    assert join(first) == (INVALID, "MISSING_CHUNK", "chunks")
    assert join(rest, first) == (INVALID, "BAD_CHUNK", "chunks[0].groups[0]")
    assert join(first, pb.Chunk(groups=[order.voice])) == (INVALID, "BAD_CHUNK", "chunks[1].groups[0]")
    assert join(first, pb.Chunk(groups=[ABSENT])) == (ABSENT_CODE, "BLOB_NOT_FOUND", "chunks[1].groups[0]")

"""CompositingService: messages in, sound, chunks and finished files out."""

import queue
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import grpc
from google.protobuf.message import Message

from onset.compositing import hardware, join, storyboard, subtitles
from onset.compositing.chunk import render_chunk
from onset.compositing.encoder import Coding
from onset.compositing.excerpt import excerpt, footing
from onset.compositing.materials import Materials
from onset.compositing.media import write_media
from onset.compositing.sound.compose import write_music
from onset.compositing.sound.excerpt import sound_excerpt
from onset.compositing.sound.render import SoundOrder, render_sound
from onset.runtime.errors import InvalidArgumentError
from onset.runtime.heed import Cancelled
from onset.runtime.memo import memoized
from onset.runtime.server import cancelled
from onset.runtime.service import Runtime
from onset.runtime.wire import from_proto, to_proto
from onset.timeline.brief import Blob, Size
from onset.timeline.clip import Rendition
from onset.timeline.groups import groups
from onset.timeline.naming import MEDIA_FOLDER
from onset.timeline.plan import Timeline
from onset.timeline.profile import Profile
from onset.v1 import compositing_service_pb2 as pb
from onset.v1 import compositing_service_pb2_grpc, media_pb2, timeline_pb2

_MUSIC, _SOUND, _CHUNK, _JOIN = "compose-music/3", "sound/7", "chunk/15", "join/1"
_STORYBOARD, _MEDIA = "storyboard/9", "media/8"
_MEDIA_TYPES = {".mov": "video/quicktime", ".wav": "audio/wav"}
R = TypeVar("R", bound=Message)


class CompositingServicer(compositing_service_pb2_grpc.CompositingServiceServicer):
    """See protos/onset/v1/compositing_service.proto."""

    def __init__(self, runtime: Runtime) -> None:
        self._store = runtime.store
        self._encoder = hardware.choose(runtime.settings.encoder)

    def ComposeMusic(self, request: pb.ComposeMusicRequest, context: grpc.ServicerContext) -> pb.ComposeMusicResponse:
        def produce() -> pb.ComposeMusicResponse:
            score = Materials(self._store).timeline(request.timeline, "timeline").mix.score
            if score is None:
                raise InvalidArgumentError(
                    "NO_SCORE", "The timeline has no score; plan it with compose_music set.", field="timeline"
                )
            with self._store.scratch() as folder:
                write_music(score, folder / "music.wav", cancelled(context))
                return pb.ComposeMusicResponse(music=self._put(folder / "music.wav", "audio/wav"))

        return memoized(self._store, _MUSIC, request, pb.ComposeMusicResponse, produce, cancelled(context))

    def RenderSound(self, request: pb.RenderSoundRequest, context: grpc.ServicerContext) -> pb.RenderSoundResponse:
        materials = Materials(self._store)
        part = sound_excerpt(
            materials.timeline(request.timeline, "timeline"),
            from_proto(request.voice, Blob, "voice"),
            from_proto(request.music, Blob, "music") if request.HasField("music") else None,
            from_proto(request.profile, Profile, "profile").audio,
        )

        def produce() -> pb.RenderSoundResponse:
            voice = materials.blob(request.voice, "voice")
            music = materials.blob(request.music, "music") if part.music else None
            with self._store.scratch() as folder:
                sound = render_sound(SoundOrder(part.timeline, voice, music, part.audio), folder, cancelled(context))
                return pb.RenderSoundResponse(sound=self._put(sound, "audio/mp4"))

        key = to_proto(part, pb.SoundExcerpt)
        return memoized(self._store, _SOUND, key, pb.RenderSoundResponse, produce, cancelled(context))

    def RenderChunk(
        self, request: pb.RenderChunkRequest, context: grpc.ServicerContext
    ) -> Iterator[pb.RenderChunkResponse]:
        materials = Materials(self._store)
        order = materials.order(request.picture, "picture")
        wanted = _wanted(request, order.timeline, order.profile)
        with materials.placed():
            part = excerpt(order, range(wanted[0].start, wanted[-1].stop), materials.fetch)
        coding = Coding(self._encoder, part.video, part.quality)

        def render(progress: Callable[[int], None]) -> pb.Chunk:
            with self._store.scratch() as folder, materials.placed():
                drawn = footing(part, materials.fetch)
                files = render_chunk(drawn, coding, wanted, folder, progress, cancelled(context))
                return pb.Chunk(groups=[self._put(file, "video/mp4") for file in files])

        step = f"{_CHUNK}/{self._encoder.value}"
        for event in self._told(step, to_proto(part, pb.Excerpt), pb.Chunk, render, cancelled(context)):
            if isinstance(event, int):
                yield pb.RenderChunkResponse(frames_done=event)
            else:
                yield pb.RenderChunkResponse(frames_done=part.end_frame - part.first_frame)
                yield pb.RenderChunkResponse(chunk=event)

    def Join(self, request: pb.JoinRequest, context: grpc.ServicerContext) -> pb.JoinResponse:
        stop = cancelled(context)
        return memoized(self._store, _JOIN, request, pb.JoinResponse, lambda: self._join(request, stop), stop)

    def RenderStoryboard(
        self, request: pb.RenderStoryboardRequest, context: grpc.ServicerContext
    ) -> pb.RenderStoryboardResponse:
        def produce() -> pb.RenderStoryboardResponse:
            materials = Materials(self._store)
            order = materials.order(request.picture, "picture")
            with materials.placed():
                sheet = storyboard.render(order, materials.fetch, cancelled(context))
            blob = self._store.put_bytes(sheet, "image/jpeg")
            return pb.RenderStoryboardResponse(storyboard=to_proto(blob, media_pb2.Blob))

        return memoized(self._store, _STORYBOARD, request, pb.RenderStoryboardResponse, produce, cancelled(context))

    def RenderMedia(
        self, request: pb.RenderMediaRequest, context: grpc.ServicerContext
    ) -> Iterator[pb.RenderMediaResponse]:
        def render(progress: Callable[[int], None]) -> pb.EditMedia:
            materials = Materials(self._store)
            order = materials.order(request.picture, "picture")
            with materials.placed():
                whole = excerpt(order, range(order.timeline.duration_frames), materials.fetch)
            sound = SoundOrder(
                order.timeline,
                materials.blob(request.voice, "voice"),
                materials.blob(request.music, "music") if request.HasField("music") else None,
                order.profile.audio,
            )
            with self._store.scratch() as folder, materials.placed():
                media = pb.EditMedia()
                base = footing(whole, materials.fetch)
                for path in write_media(base, sound, folder, progress, cancelled(context)):
                    blob = self._put(path, _MEDIA_TYPES[path.suffix])
                    media.files.add(name=f"{MEDIA_FOLDER}/{path.name}", blob=blob)
                return media

        for event in self._told(_MEDIA, request, pb.EditMedia, render, cancelled(context)):
            if isinstance(event, int):
                yield pb.RenderMediaResponse(frames_done=event)
            else:
                yield pb.RenderMediaResponse(media=event)

    def _told(
        self,
        step: str,
        key: Message,
        response_type: type[R],
        work: Callable[[Callable[[int], None]], R],
        stop: Cancelled,
    ) -> Iterator[int | R]:
        """Frames done, as the work tells them, and then its result, which is kept for the next who asks.

        The work runs beside this thread, which streams; it polls the call, so it ends when the caller leaves.
        """
        events: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        with ThreadPoolExecutor(1, thread_name_prefix="onset-render") as worker:
            result = worker.submit(memoized, self._store, step, key, response_type, lambda: work(events.put), stop)
            result.add_done_callback(lambda _: events.put(None))
            while (frames_done := events.get()) is not None:
                yield frames_done
            yield result.result()

    def _join(self, request: pb.JoinRequest, stop: Cancelled) -> pb.JoinResponse:
        materials = Materials(self._store)
        timeline = materials.timeline(request.timeline, "timeline")
        profile = from_proto(request.profile, Profile, "profile")
        due = groups(timeline.duration_frames, timeline.frame_rate, profile.video.longest_group_s)
        parts = [
            materials.blob(group, f"chunks[{index}].groups[{number}]")
            for index, chunk in enumerate(request.chunks)
            for number, group in enumerate(chunk.groups)
        ]
        if len(parts) != len(due):
            raise InvalidArgumentError(
                "MISSING_CHUNK", f"The film has {len(due)} groups; the chunks hold {len(parts)}.", field="chunks"
            )
        sound = materials.blob(request.sound, "sound")
        with self._store.scratch() as folder:
            picture, film = folder / "picture.mp4", folder / "film.mp4"
            with materials.placed():
                join.join_groups(parts, due, timeline.frame_rate, picture, stop)
            join.add_sound(picture, sound, timeline.frame_rate, film, stop)
            rendition = Rendition(
                from_proto(request.size, Size, "size"),
                video=self._store.put_file(film, "video/mp4"),
                srt=self._store.put_bytes(subtitles.srt(timeline).encode(), "application/x-subrip"),
                vtt=self._store.put_bytes(subtitles.vtt(timeline).encode(), "text/vtt"),
            )
        return pb.JoinResponse(rendition=to_proto(rendition, timeline_pb2.Rendition))

    def _put(self, path: Path, media_type: str) -> media_pb2.Blob:
        return to_proto(self._store.put_file(path, media_type), media_pb2.Blob)


def _wanted(request: pb.RenderChunkRequest, timeline: Timeline, profile: Profile) -> list[range]:
    due = groups(timeline.duration_frames, timeline.frame_rate, profile.video.longest_group_s)
    if not 0 <= request.first_group < request.end_group <= len(due):
        raise InvalidArgumentError(
            "NO_SUCH_GROUP",
            f"The film has {len(due)} groups; [{request.first_group}, {request.end_group}) is no part of them.",
            field="end_group",
        )
    return due[request.first_group : request.end_group]


def register(server: grpc.Server, runtime: Runtime) -> None:
    """Add the service to a server."""
    compositing_service_pb2_grpc.add_CompositingServiceServicer_to_server(CompositingServicer(runtime), server)

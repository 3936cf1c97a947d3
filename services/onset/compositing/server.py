"""CompositingService: messages in, a rendition out."""

import queue
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import grpc
from google.protobuf.message import DecodeError, Message

from onset.compositing.composite import composite
from onset.compositing.media import write_media
from onset.compositing.order import Order, check_timeline
from onset.compositing.sound.compose import write_music
from onset.runtime.errors import InvalidArgumentError, NotFoundError
from onset.runtime.memo import memoized
from onset.runtime.server import cancelled
from onset.runtime.service import Runtime
from onset.runtime.wire import from_proto, to_proto
from onset.timeline.brief import Blob, Brand, CaptionStyle, PictureRole, Size
from onset.timeline.clip import Clip, Rendition
from onset.timeline.naming import MEDIA_FOLDER
from onset.timeline.plan import Timeline
from onset.timeline.profile import Profile
from onset.v1 import compositing_service_pb2 as pb
from onset.v1 import compositing_service_pb2_grpc, media_pb2, timeline_pb2

_STEP = "composite/7"
_COMPOSE_STEP = "compose-music/1"
_MEDIA_STEP = "media/1"
_MEDIA_TYPES = {".mov": "video/quicktime", ".wav": "audio/wav"}
R = TypeVar("R", bound=Message)


class CompositingServicer(compositing_service_pb2_grpc.CompositingServiceServicer):
    """See protos/onset/v1/compositing_service.proto."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def Composite(self, request: pb.CompositeRequest, context: grpc.ServicerContext) -> Iterator[pb.CompositeResponse]:
        stop = cancelled(context)
        for event in self._told(
            _STEP, request, timeline_pb2.Rendition, lambda progress: self._render(request, progress, stop)
        ):
            if isinstance(event, int):
                yield pb.CompositeResponse(frames_done=event)
            else:
                yield pb.CompositeResponse(rendition=event)

    def ComposeMusic(self, request: pb.ComposeMusicRequest, context: grpc.ServicerContext) -> pb.ComposeMusicResponse:
        return memoized(
            self._runtime.store,
            _COMPOSE_STEP,
            request,
            pb.ComposeMusicResponse,
            lambda: self._compose(request, cancelled(context)),
        )

    def _compose(self, request: pb.ComposeMusicRequest, stop: Callable[[], bool]) -> pb.ComposeMusicResponse:
        timeline = self._timeline(request.timeline)
        check_timeline(timeline)
        if timeline.mix.score is None:
            raise InvalidArgumentError(
                "NO_SCORE", "The timeline has no score; plan it with compose_music set.", field="timeline"
            )
        with self._runtime.store.scratch() as folder:
            write_music(timeline.mix.score, folder / "music.wav", stop)
            blob = self._runtime.store.put_file(folder / "music.wav", "audio/wav")
        return pb.ComposeMusicResponse(music=to_proto(blob, media_pb2.Blob))

    def RenderMedia(
        self, request: pb.RenderMediaRequest, context: grpc.ServicerContext
    ) -> Iterator[pb.RenderMediaResponse]:
        stop = cancelled(context)
        for event in self._told(
            _MEDIA_STEP, request, pb.EditMedia, lambda progress: self._media(request.film, progress, stop)
        ):
            if isinstance(event, int):
                yield pb.RenderMediaResponse(frames_done=event)
            else:
                yield pb.RenderMediaResponse(media=event)

    def _told(
        self, step: str, request: Message, response_type: type[R], work: Callable[[Callable[[int], None]], R]
    ) -> Iterator[int | R]:
        """Frames done, as the work tells them, and then its result, which is kept for the next who asks.

        The work runs beside this thread, which streams; it polls the call, so it ends when the caller leaves.
        """
        events: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        with ThreadPoolExecutor(1, thread_name_prefix="onset-render") as worker:
            result = worker.submit(
                memoized, self._runtime.store, step, request, response_type, lambda: work(events.put)
            )
            result.add_done_callback(lambda _: events.put(None))
            while (frames_done := events.get()) is not None:
                yield frames_done
            yield result.result()

    def _media(
        self, request: pb.CompositeRequest, progress: Callable[[int], None], stop: Callable[[], bool]
    ) -> pb.EditMedia:
        store = self._runtime.store
        order = self._order(request, from_proto(request.size, Size, "film.size"))
        media = pb.EditMedia()
        with store.scratch() as folder:
            for path in write_media(order, folder, progress, stop):
                blob = store.put_file(path, _MEDIA_TYPES[path.suffix])
                media.files.add(name=f"{MEDIA_FOLDER}/{path.name}", blob=to_proto(blob, media_pb2.Blob))
        return media

    def _render(
        self, request: pb.CompositeRequest, progress: Callable[[int], None], stop: Callable[[], bool]
    ) -> timeline_pb2.Rendition:
        store, size = self._runtime.store, from_proto(request.size, Size, "size")
        order = self._order(request, size)
        with store.scratch() as folder:
            files = composite(order, folder, progress, stop)
            rendition = Rendition(
                size,
                video=store.put_file(files.video, "video/mp4"),
                srt=store.put_file(files.srt, "application/x-subrip"),
                vtt=store.put_file(files.vtt, "text/vtt"),
            )
        return to_proto(rendition, timeline_pb2.Rendition)

    def _order(self, request: pb.CompositeRequest, size: Size) -> Order:
        timeline, brand = self._timeline(request.timeline), from_proto(request.brand, Brand, "brand")
        clips = [from_proto(clip, Clip, f"clips[{index}]") for index, clip in enumerate(request.clips)]
        shown = {scene.visual.picture_id for scene in timeline.scenes}
        return Order(
            timeline=timeline,
            size=size,
            clips=tuple((clip, self._fetch(clip.blob, f"clips[{index}].blob")) for index, clip in enumerate(clips)),
            brand=brand,
            pictures={
                picture.id: self._fetch(picture.blob, f"brand.pictures[{index}].blob")
                for index, picture in enumerate(brand.pictures)
                if picture.id in shown or picture.role is PictureRole.LOGO
            },
            voice=self._fetch(from_proto(request.voice, Blob, "voice"), "voice"),
            music=self._fetch(from_proto(request.music, Blob, "music"), "music") if request.HasField("music") else None,
            captions=request.captions,
            profile=from_proto(request.profile, Profile, "profile"),
            caption_style=CaptionStyle(request.caption_style or CaptionStyle.PILL.value),
            fonts={
                font.role: self._fetch(font.blob, f"brand.fonts[{index}].blob")
                for index, font in enumerate(brand.fonts)
            },
        )

    def _timeline(self, message: media_pb2.Blob) -> Timeline:
        path = self._fetch(from_proto(message, Blob, "timeline"), "timeline")
        try:
            return from_proto(timeline_pb2.Timeline.FromString(path.read_bytes()), Timeline, "timeline")
        except DecodeError as error:
            raise InvalidArgumentError(
                "UNREADABLE_BLOB", "The object is no serialized Timeline.", field="timeline"
            ) from error

    def _fetch(self, blob: Blob, field: str) -> Path:
        try:
            return self._runtime.store.fetch(blob)
        except NotFoundError as error:
            raise error.at(field) from error


def register(server: grpc.Server, runtime: Runtime) -> None:
    """Add the service to a server."""
    compositing_service_pb2_grpc.add_CompositingServiceServicer_to_server(CompositingServicer(runtime), server)

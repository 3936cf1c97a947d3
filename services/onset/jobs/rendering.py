"""One rendition: its sound beside its chunks, on as many workers as there are, then all joined."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from google.protobuf.json_format import ParseDict

from onset.jobs.chunk_call import ChunkCall, OnFrames
from onset.jobs.engine import Json
from onset.jobs.peers import Peers, call
from onset.runtime.storage import ObjectStore
from onset.runtime.wire import from_proto
from onset.timeline.brief import Blob
from onset.timeline.groups import chunks, groups
from onset.timeline.time import FrameRate
from onset.v1 import compositing_service_pb2 as pb
from onset.v1 import media_pb2, timeline_pb2

_SOUND_TIMEOUT_S, _JOIN_TIMEOUT_S = 900.0, 300.0


_SOUNDS = ("voice", "music")


def picture_of(order: Json) -> pb.PictureOrder:
    """What an order for a rendition says of its picture."""
    return ParseDict({name: value for name, value in order.items() if name not in _SOUNDS}, pb.PictureOrder())


class Renderer:
    """Renders for all jobs of this process. What was rendered before is found in the store, also after a crash."""

    def __init__(self, peers: Peers, store: ObjectStore, chunks_at_once: int) -> None:
        """Prepare.

        Args:
            peers: the services.
            store: holds the timelines.
            chunks_at_once: that are being rendered for this process, whatever the number of jobs.
        """
        self._peers = peers
        self._store = store
        # Chunks wait for a thread in the order in which they were asked for.
        self._threads = ThreadPoolExecutor(chunks_at_once, thread_name_prefix="onset-chunk")

    async def rendition(self, order: Json, on_frames: OnFrames) -> timeline_pb2.Rendition:
        """Render an order: a `PictureOrder` in JSON with "voice" and perhaps "music".

        Raises:
            OnsetError: as the compositor tells; what else is under way for this order is cancelled.
        """
        sounds = {name: ParseDict(order[name], media_pb2.Blob()) for name in _SOUNDS if name in order}
        picture = picture_of(order)
        count = await asyncio.to_thread(self._group_count, picture)
        sound_request = pb.RenderSoundRequest(timeline=picture.timeline, profile=picture.profile, **sounds)
        chunk_requests = [
            pb.RenderChunkRequest(picture=picture, first_group=part.start, end_group=part.stop)
            for part in chunks(count)
        ]
        heard = asyncio.ensure_future(
            call(self._peers.compositing.RenderSound, sound_request, timeout_s=_SOUND_TIMEOUT_S)
        )
        drawn = [asyncio.ensure_future(self._chunk(request, on_frames)) for request in chunk_requests]
        try:
            sound, parts = await asyncio.gather(heard, asyncio.gather(*drawn))
        finally:
            for task in (heard, *drawn):
                task.cancel()
            await asyncio.gather(heard, *drawn, return_exceptions=True)
        request = pb.JoinRequest(
            timeline=picture.timeline, size=picture.size, profile=picture.profile, chunks=parts, sound=sound.sound
        )
        joined = await call(self._peers.compositing.Join, request, timeout_s=_JOIN_TIMEOUT_S)
        return joined.rendition

    async def _chunk(self, request: pb.RenderChunkRequest, on_frames: OnFrames) -> pb.Chunk:
        work = ChunkCall(self._peers, request, on_frames)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work.run)
        finally:
            work.cancel()

    def _group_count(self, picture: pb.PictureOrder) -> int:
        timeline = timeline_pb2.Timeline.FromString(self._store.read(from_proto(picture.timeline, Blob)))
        rate = from_proto(timeline.frame_rate, FrameRate)
        return len(groups(timeline.duration_frames, rate, picture.profile.video.longest_group_s))

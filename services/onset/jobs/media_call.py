"""One film's media for editing on: a call that streams how far it is."""

import asyncio
from collections.abc import Callable

import grpc
from google.protobuf.json_format import ParseDict

from onset.jobs.engine import Json
from onset.jobs.peers import Peers
from onset.runtime.errors import InternalError
from onset.runtime.status import from_rpc_error
from onset.v1 import compositing_service_pb2 as pb
from onset.v1 import media_pb2


async def render_media(peers: Peers, order: Json, timeout_s: float, on_frames: Callable[[int], None]) -> pb.EditMedia:
    """Render scenes and sounds; cancelling the task cancels the call.

    Args:
        peers: the services.
        order: a `PictureOrder` in JSON with "voice" and perhaps "music".
        timeout_s: how long it may take.
        on_frames: told how many more frames are done.

    Raises:
        OnsetError: as the compositor tells.
    """
    sounds = {name: ParseDict(order[name], media_pb2.Blob()) for name in ("voice", "music") if name in order}
    picture = ParseDict({name: value for name, value in order.items() if name not in sounds}, pb.PictureOrder())
    rpc = peers.compositing.RenderMedia(pb.RenderMediaRequest(picture=picture, **sounds), timeout=timeout_s)

    def drain() -> pb.EditMedia:
        reported = 0
        try:
            for response in rpc:
                if response.WhichOneof("event") == "media":
                    return response.media
                on_frames(response.frames_done - reported)
                reported = response.frames_done
        except grpc.RpcError as error:
            raise from_rpc_error(error) from error  # type: ignore[arg-type]  # every RpcError of a call is a Call
        raise InternalError("NO_MEDIA", "The compositor ended without media.")

    try:
        return await asyncio.to_thread(drain)
    finally:
        rpc.cancel()

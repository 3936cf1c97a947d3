"""One chunk on whichever worker takes it; if that goes, on another."""

import threading
from collections.abc import Callable

import grpc

from onset.jobs.peers import Peers
from onset.runtime.errors import InternalError, UnavailableError
from onset.runtime.status import from_rpc_error
from onset.v1 import compositing_service_pb2 as pb

_TIMEOUT_S = 900.0
_ATTEMPTS = 4
"""A worker may go while it renders; four in a row do not by chance."""
_RETRY_S = 0.25

OnFrames = Callable[[int], None]
"""Told how many more frames are done; fewer than none where a lost chunk begins anew."""


class ChunkCall:
    """A call that another thread may cancel."""

    def __init__(self, peers: Peers, request: pb.RenderChunkRequest, on_frames: OnFrames) -> None:
        """Prepare; nothing is asked for before `run`."""
        self._peers = peers
        self._request = request
        self._on_frames = on_frames
        self._reported = 0
        self._gone = threading.Event()
        self._cancel_rpc: Callable[[], object] = lambda: None

    def run(self) -> pb.Chunk:
        """Render it, again where a worker went in the middle.

        Raises:
            OnsetError: as the compositor tells.
        """
        for attempt in range(1, _ATTEMPTS):
            try:
                return self._once()
            except UnavailableError:
                if self._gone.wait(_RETRY_S * 2**attempt):
                    raise
        return self._once()

    def cancel(self) -> None:
        """End it, whether it runs or is yet to run."""
        self._gone.set()
        self._cancel_rpc()

    def _once(self) -> pb.Chunk:
        rpc = self._peers.compositing.RenderChunk(self._request, timeout=_TIMEOUT_S)
        self._cancel_rpc = rpc.cancel
        if self._gone.is_set():
            rpc.cancel()
        try:
            for response in rpc:
                if response.WhichOneof("event") == "chunk":
                    return response.chunk
                self._report(response.frames_done)
        except grpc.RpcError as error:
            self._report(0)
            raise from_rpc_error(error) from error  # type: ignore[arg-type]  # every RpcError of a call is a Call
        raise InternalError("NO_CHUNK", "The compositor ended without a chunk.")

    def _report(self, done: int) -> None:
        self._on_frames(done - self._reported)
        self._reported = done

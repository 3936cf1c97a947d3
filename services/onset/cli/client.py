"""VideoService as the command line uses it."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import grpc

from onset.cli.files import readable, reading
from onset.runtime.errors import OnsetError
from onset.runtime.status import from_rpc_error
from onset.v1 import video_service_pb2 as pb
from onset.v1 import video_service_pb2_grpc

_CHUNK_BYTES = 1 << 20
_QUICK_S, _TRANSFER_S, _WATCH_S = 30.0, 600.0, 6 * 3600.0


class VideoClient:
    """A connection to VideoService; raises `OnsetError` for every failure."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._channel = grpc.insecure_channel(address)
        self._stub = video_service_pb2_grpc.VideoServiceStub(self._channel)

    def upload(self, path: Path) -> str:
        """Upload a file; the asset's name."""

        def messages(file: BinaryIO) -> Iterator[pb.UploadAssetRequest]:
            yield pb.UploadAssetRequest(declaration=pb.AssetDeclaration(filename=readable(Path(path.name))))
            while chunk := file.read(_CHUNK_BYTES):
                yield pb.UploadAssetRequest(chunk=chunk)

        try:
            with reading(path), path.open("rb") as file:
                return self._stub.UploadAsset(messages(file), timeout=_TRANSFER_S).name
        except grpc.RpcError as error:
            raise _told(error) from error

    def create(self, request_id: str, spec: pb.VideoSpec) -> str:
        """Order a video; its name."""
        try:
            self._stub.CreateVideo(pb.CreateVideoRequest(request_id=request_id, spec=spec), timeout=_QUICK_S)
        except grpc.RpcError as error:
            raise _told(error) from error
        return f"videos/{request_id}"

    def watch(self, name: str) -> Iterator[pb.Video]:
        """The video at every change until it is done."""
        try:
            for response in self._stub.WatchVideo(pb.WatchVideoRequest(name=name), timeout=_WATCH_S):
                yield response.video
        except grpc.RpcError as error:
            raise _told(error) from error

    def cancel(self, name: str) -> None:
        """Stop a video's work."""
        try:
            self._stub.CancelVideo(pb.CancelVideoRequest(name=name), timeout=_QUICK_S)
        except grpc.RpcError as error:
            raise _told(error) from error

    def download(self, sha256: str, target: Path) -> None:
        """Write a stored object to a file."""
        request = pb.DownloadAssetRequest(name=f"assets/{sha256}")
        try:
            with target.open("wb") as file:
                for response in self._stub.DownloadAsset(request, timeout=_TRANSFER_S):
                    file.write(response.chunk)
        except grpc.RpcError as error:
            raise _told(error) from error

    def close(self) -> None:
        """Close the connection."""
        self._channel.close()


def _told(error: grpc.RpcError) -> OnsetError:
    return from_rpc_error(error)  # type: ignore[arg-type]  # every RpcError of a call is a Call

"""Every branch from a raised error to what a client sees: status, ErrorInfo, field, and nothing of our insides."""

import errno
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest

from onset.runtime import errors
from onset.runtime.interceptor import ErrorInterceptor
from onset.runtime.status import from_rpc_error, from_status, to_status
from onset.v1 import video_service_pb2 as pb
from onset.v1 import video_service_pb2_grpc

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.OnsetError)]


class Servicer(video_service_pb2_grpc.VideoServiceServicer):
    def __init__(self) -> None:
        self.error: Exception | None = None

    def _act(self) -> None:
        if self.error:
            raise self.error

    def GetVideo(self, request: pb.GetVideoRequest, context: grpc.ServicerContext) -> pb.Video:  # noqa: N802
        self._act()
        return pb.Video(name=request.name)

    def WatchVideo(  # noqa: N802
        self, request: pb.WatchVideoRequest, context: grpc.ServicerContext
    ) -> Iterator[pb.WatchVideoResponse]:
        yield pb.WatchVideoResponse()
        self._act()

    def UploadAsset(  # noqa: N802
        self, request_iterator: Iterator[pb.UploadAssetRequest], context: grpc.ServicerContext
    ) -> pb.Asset:
        self._act()
        return pb.Asset(name=str(len(list(request_iterator))))


@pytest.fixture
def servicer() -> Servicer:
    return Servicer()


@pytest.fixture
def stub(servicer: Servicer) -> Iterator[video_service_pb2_grpc.VideoServiceStub]:
    server = grpc.server(ThreadPoolExecutor(4), interceptors=[ErrorInterceptor()])
    video_service_pb2_grpc.add_VideoServiceServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield video_service_pb2_grpc.VideoServiceStub(channel)
    server.stop(None).wait()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_error_arrives_whole(
    kind: type[errors.OnsetError], servicer: Servicer, stub: "video_service_pb2_grpc.VideoServiceStub"
) -> None:
    servicer.error = kind("SOME_REASON", "What is wrong; how to mend it.", field="spec.x[1]", metadata={"limit": "3"})
    with pytest.raises(grpc.RpcError) as caught:
        stub.GetVideo(pb.GetVideoRequest(), timeout=5)
    assert caught.value.code() is kind.code
    told = from_rpc_error(caught.value)
    assert (told.reason, told.message, told.field) == ("SOME_REASON", "What is wrong; how to mend it.", "spec.x[1]")
    assert told.metadata == {"limit": "3"}


@pytest.mark.parametrize("call", ["GetVideo", "WatchVideo", "UploadAsset"])
def test_every_call_shape_is_covered(
    call: str, servicer: Servicer, stub: "video_service_pb2_grpc.VideoServiceStub"
) -> None:
    servicer.error = errors.NotFoundError("SOME_REASON", "No.")
    with pytest.raises(grpc.RpcError) as caught:
        if call == "GetVideo":
            stub.GetVideo(pb.GetVideoRequest(), timeout=5)
        elif call == "WatchVideo":
            list(stub.WatchVideo(pb.WatchVideoRequest(), timeout=5))
        else:
            stub.UploadAsset(iter([pb.UploadAssetRequest()]), timeout=5)
    assert from_rpc_error(caught.value).reason == "SOME_REASON"


def test_unforeseen_error_hides_its_insides(
    servicer: Servicer, stub: "video_service_pb2_grpc.VideoServiceStub"
) -> None:
    servicer.error = KeyError("password=hunter2")
    with pytest.raises(grpc.RpcError) as caught:
        stub.GetVideo(pb.GetVideoRequest(), timeout=5)
    told = from_rpc_error(caught.value)
    assert told.reason == "INTERNAL"
    assert "hunter2" not in told.message
    assert told.metadata["incident"] in told.message


def test_full_disk_is_resource_exhausted(servicer: Servicer, stub: "video_service_pb2_grpc.VideoServiceStub") -> None:
    servicer.error = OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(grpc.RpcError) as caught:
        stub.GetVideo(pb.GetVideoRequest(), timeout=5)
    assert from_rpc_error(caught.value).reason == "DISK_FULL"


def test_deadline_is_required(stub: "video_service_pb2_grpc.VideoServiceStub") -> None:
    with pytest.raises(grpc.RpcError) as caught:
        stub.GetVideo(pb.GetVideoRequest())
    assert from_rpc_error(caught.value).reason == "DEADLINE_REQUIRED"
    assert stub.GetVideo(pb.GetVideoRequest(name="videos/a"), timeout=5).name == "videos/a"


def test_peer_without_details_is_still_an_error() -> None:
    with grpc.insecure_channel("127.0.0.1:1") as channel, pytest.raises(grpc.RpcError) as caught:
        video_service_pb2_grpc.VideoServiceStub(channel).GetVideo(pb.GetVideoRequest(), timeout=5)
    told = from_rpc_error(caught.value)
    assert isinstance(told, errors.UnavailableError)
    assert told.reason == "UNAVAILABLE"


def test_foreign_code_becomes_internal() -> None:
    status = to_status(errors.NotFoundError("X", "y"))
    status.code = grpc.StatusCode.DATA_LOSS.value[0]
    assert isinstance(from_status(status), errors.InternalError)

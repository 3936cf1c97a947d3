"""What programs rely on: idempotent orders, paging, operations, cancelling, and refusals that leave nothing behind."""

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from google.longrunning import operations_pb2, operations_pb2_grpc
from PIL import Image

from onset.runtime.errors import OnsetError
from onset.runtime.status import from_rpc_error
from onset.v1 import video_service_pb2 as pb
from tests.support.onset_process import OnsetProcess, wait_until
from tests.support.orders import small_ad


def refusal(call: object, *args: object) -> OnsetError:
    with pytest.raises(grpc.RpcError) as caught:
        result = call(*args, timeout=30)  # type: ignore[operator]
        list(result)
    return from_rpc_error(caught.value)


def upload_refusal(onset: OnsetProcess, data: bytes) -> OnsetError:
    messages = [pb.UploadAssetRequest(declaration=pb.AssetDeclaration()), pb.UploadAssetRequest(chunk=data)]
    return refusal(onset.stub.UploadAsset, iter(messages))


def is_stored(onset: OnsetProcess, data: bytes) -> bool:
    """Whether there is an object with this content; what earlier orders go on storing does not count."""
    digest = hashlib.sha256(data).hexdigest()
    return any(path.name == digest[2:] for path in stored_files(onset))


def stored_files(onset: OnsetProcess) -> set[Path]:
    return {path for path in (onset.home / "store").rglob("*") if path.is_file()}


def test_validate_only_makes_nothing(onset: OnsetProcess) -> None:
    request = pb.CreateVideoRequest(request_id="dry", spec=small_ad(), validate_only=True)
    assert not onset.stub.CreateVideo(request, timeout=30).name
    assert refusal(onset.stub.GetVideo, pb.GetVideoRequest(name="videos/dry")).reason == "VIDEO_NOT_FOUND"


def test_wrong_order_is_refused_before_work(onset: OnsetProcess) -> None:
    spec = small_ad()
    spec.voiceover_ad.brand.colors.accent = "orange"
    before = stored_files(onset)
    told = refusal(onset.stub.CreateVideo, pb.CreateVideoRequest(request_id="bad", spec=spec))
    assert (told.reason, told.field) == ("BAD_COLOR", "spec.voiceover_ad.brand.colors.accent")
    assert stored_files(onset) == before
    assert refusal(onset.stub.GetVideo, pb.GetVideoRequest(name="videos/bad")).reason == "VIDEO_NOT_FOUND"


def test_refused_upload_leaves_nothing(onset: OnsetProcess, tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    Image.new("RGBA", (64, 64), "teal").save(logo)
    onset.upload(logo)
    assert is_stored(onset, logo.read_bytes()), "what is taken can be found"
    for data in (b"", b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n", b"PK\x03\x04" + b"\0" * 100):
        told = upload_refusal(onset, data)
        assert told.code is grpc.StatusCode.INVALID_ARGUMENT, told.reason
        assert not is_stored(onset, data)
    assert not list((onset.home / "store" / "scratch").iterdir())


def test_upload_protocol(onset: OnsetProcess) -> None:
    assert refusal(onset.stub.UploadAsset, iter([pb.UploadAssetRequest(chunk=b"x")])).reason == "UPLOAD_ORDER"
    declared = pb.UploadAssetRequest(declaration=pb.AssetDeclaration(sha256="0" * 64))
    told = refusal(onset.stub.UploadAsset, iter([declared, pb.UploadAssetRequest(chunk=b"x")]))
    assert told.reason == "DIGEST_MISMATCH"


def test_download_refusals(onset: OnsetProcess) -> None:
    missing = pb.DownloadAssetRequest(name="assets/" + "0" * 64)
    assert refusal(onset.stub.DownloadAsset, missing).reason == "ASSET_NOT_FOUND"
    assert refusal(onset.stub.DownloadAsset, pb.DownloadAssetRequest(name="../etc")).reason == "ASSET_NOT_FOUND"


def test_broken_off_upload_leaves_nothing(onset: OnsetProcess) -> None:
    chunk = b"RIFF" + b"\0" * 1000

    def endless() -> Iterator[pb.UploadAssetRequest]:
        yield pb.UploadAssetRequest(declaration=pb.AssetDeclaration())
        for _ in range(3):
            yield pb.UploadAssetRequest(chunk=chunk)
        time.sleep(30)

    with pytest.raises(grpc.RpcError) as caught:
        onset.stub.UploadAsset(endless(), timeout=1)
    assert caught.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    wait_until(lambda: not list((onset.home / "store" / "scratch").iterdir()), 20, "the scratch folder to be empty")
    assert not any(is_stored(onset, chunk * count) for count in range(4))


def test_paging_and_operations(onset: OnsetProcess) -> None:
    operations = operations_pb2_grpc.OperationsStub(onset.channel)
    names = [f"page-{index}" for index in range(3)]
    for name in names:
        onset.create(name, small_ad(script=f"This is video {name}."))
    for name in names:
        operations.CancelOperation(operations_pb2.CancelOperationRequest(name=f"operations/{name}"), timeout=30)
        assert onset.finished(name, 30).state == pb.VIDEO_STATE_CANCELLED
    seen: list[str] = []
    token = ""
    while True:
        page = onset.stub.ListVideos(pb.ListVideosRequest(page_size=2, page_token=token), timeout=30)
        seen += [video.name for video in page.videos]
        assert len(page.videos) <= 2
        token = page.next_page_token
        if not token:
            break
    assert len(seen) == len(set(seen))
    assert seen.index("videos/page-2") < seen.index("videos/page-0"), "newest first"
    operation = operations.GetOperation(operations_pb2.GetOperationRequest(name="operations/page-0"), timeout=30)
    assert operation.done
    assert operation.error.code == grpc.StatusCode.CANCELLED.value[0]
    waited = operations.WaitOperation(operations_pb2.WaitOperationRequest(name="operations/page-0"), timeout=30)
    assert waited.done
    assert refusal(onset.stub.ListVideos, pb.ListVideosRequest(page_token="junk")).reason == "BAD_PAGE_TOKEN"
    assert refusal(onset.stub.ListVideos, pb.ListVideosRequest(page_size=-1)).reason == "BAD_PAGE_SIZE"
    assert refusal(onset.stub.GetVideo, pb.GetVideoRequest(name="junk")).reason == "BAD_NAME"


def test_request_id_is_idempotent(onset: OnsetProcess) -> None:
    request = pb.CreateVideoRequest(request_id="twice", spec=small_ad(script="Once and for all, this is one video."))
    first = onset.stub.CreateVideo(request, timeout=30)
    assert onset.stub.CreateVideo(request, timeout=30).name == first.name == "operations/twice"
    request.spec.voiceover_ad.brief.seed = 99
    told = refusal(onset.stub.CreateVideo, request)
    assert (told.reason, told.field) == ("REQUEST_ID_REUSED", "request_id")
    onset.stub.CancelVideo(pb.CancelVideoRequest(name="videos/twice"), timeout=30)
    assert onset.finished("twice", 30).state == pb.VIDEO_STATE_CANCELLED

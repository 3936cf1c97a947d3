"""Make an ad through the public API: upload, order, watch, download.

Run `make up` in one terminal, then `.venv/bin/python examples/client.py out/client` in another.
"""

import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import grpc

from onset.v1 import brief_pb2, media_pb2, video_service_pb2, video_service_pb2_grpc

AURORA = Path(__file__).parent / "aurora"
PICTURES = (
    ("logo", "PICTURE_ROLE_LOGO", "logo.svg", "Aurora logo"),
    (
        "lamp_front",
        "PICTURE_ROLE_PRODUCT_SHOT",
        "shots/lamp_front.png",
        "the Aurora sunrise lamp from the front, glowing like a rising sun on its walnut base",
    ),
    (
        "lamp_detail",
        "PICTURE_ROLE_PRODUCT_SHOT",
        "shots/lamp_detail.png",
        "close-up of the one brass dial and its ring of lights on the lamp's walnut base",
    ),
    (
        "lamp_bedside",
        "PICTURE_ROLE_PRODUCT_SHOT",
        "shots/lamp_bedside.png",
        "the lamp glowing on a bedside table at night, beside books and a cup, filling the room with light",
    ),
)


def upload(stub: video_service_pb2_grpc.VideoServiceStub, path: Path) -> str:
    """Stream a file up; the answer is its name, and means that the file was checked and can be used."""

    def messages() -> Iterator[video_service_pb2.UploadAssetRequest]:
        yield video_service_pb2.UploadAssetRequest(declaration={"filename": path.name})
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                yield video_service_pb2.UploadAssetRequest(chunk=chunk)

    return stub.UploadAsset(messages(), timeout=60).name


def order(stub: video_service_pb2_grpc.VideoServiceStub) -> video_service_pb2.VideoSpec:
    """What to make: a script, music, a brand with its pictures, and how the ad should feel."""
    spec = video_service_pb2.VideoSpec()
    ad = spec.voiceover_ad
    ad.script = (AURORA / "script.txt").read_text()
    ad.music = upload(stub, AURORA / "music.ogg")
    ad.brief.MergeFrom(
        brief_pb2.Brief(
            title="Aurora sunrise lamp",
            product="Aurora",
            mood="calm, warm, hopeful",
            frame_rate=media_pb2.FrameRate(numerator=30, denominator=1),
            sizes=[media_pb2.Size(width=1080, height=1920), media_pb2.Size(width=1920, height=1080)],
            moments=[
                brief_pb2.Moment(picture_id="lamp_front", when_says="Aurora"),
                brief_pb2.Moment(picture_id="lamp_detail", at=0.8),
            ],
            call_to_action=brief_pb2.CallToAction(
                headline="Wake up with the light", button="Try it for 30 nights", url="aurora.example"
            ),
            captions=True,
            caption_style=brief_pb2.CAPTION_STYLE_PILL,
            music_gain_db=-8,
            duck_db=14,
            seed=7,
        )
    )
    ad.brand.name = "Aurora"
    ad.brand.colors.MergeFrom(
        brief_pb2.Colors(primary="#1B1F4B", secondary="#F28C6A", accent="#FFC56B", background="#FFF4E4", text="#1A1A2E")
    )
    for name, role, path, description in PICTURES:
        ad.brand.pictures.add(id=name, role=role, description=description, asset=upload(stub, AURORA / path))
    return spec


def main(address: str, out: Path) -> None:
    """Order the ad, print its progress, download the result."""
    with grpc.insecure_channel(address) as channel:
        stub = video_service_pb2_grpc.VideoServiceStub(channel)
        # The request id makes the order idempotent: sent twice, it still makes one video.
        request = video_service_pb2.CreateVideoRequest(request_id=str(uuid.uuid4()), spec=order(stub))
        operation = stub.CreateVideo(request, timeout=30)
        name = operation.name.replace("operations/", "videos/")
        video = video_service_pb2.Video()
        for response in stub.WatchVideo(video_service_pb2.WatchVideoRequest(name=name), timeout=3600):
            video = response.video
            running = [s for s in video.progress.stages if s.state == video_service_pb2.STAGE_STATE_RUNNING]
            told = ", ".join(f"{stage.stage} {stage.done}/{stage.total}" for stage in running)
            print(f"{video.progress.fraction:4.0%}  {told}")
        if video.state != video_service_pb2.VIDEO_STATE_SUCCEEDED:
            sys.exit(f"{name}: {video.error.message}")
        out.mkdir(parents=True, exist_ok=True)
        for output in video.outputs:
            asset = f"assets/{output.rendition.video.sha256}"
            with (out / f"{output.stem}.mp4").open("wb") as file:
                for part in stub.DownloadAsset(video_service_pb2.DownloadAssetRequest(name=asset), timeout=600):
                    file.write(part.chunk)
            print(file.name)


if __name__ == "__main__":
    main(
        sys.argv[2] if len(sys.argv) > 2 else "127.0.0.1:50050",
        Path(sys.argv[1] if len(sys.argv) > 1 else "out/client"),
    )

"""A draft and a storyboard of an ad, from the order to the files."""

from io import BytesIO

from PIL import Image

from onset.v1 import render_pb2, verdict_pb2
from onset.v1 import video_service_pb2 as pb
from tests.support.onset_process import OnsetProcess
from tests.support.orders import small_ad


def made(onset: OnsetProcess, name: str, quality: "render_pb2.RenderQuality.ValueType") -> pb.Video:
    spec = small_ad(sizes=((1080, 1920),))
    spec.voiceover_ad.quality = quality
    onset.create(name, spec)
    video = onset.finished(name, 180)
    assert video.state == pb.VIDEO_STATE_SUCCEEDED, video.error
    return video


def test_a_draft_is_a_small_film_that_passes_its_checks(onset: OnsetProcess) -> None:
    (output,) = made(onset, "draft", render_pb2.RENDER_QUALITY_DRAFT).outputs
    assert (output.rendition.size.width, output.rendition.size.height) == (540, 960)
    failed = [check.name for check in output.verdict.checks if check.outcome == verdict_pb2.OUTCOME_FAIL]
    assert not [name for name in failed if name.startswith(("file.", "sound."))], failed


def test_a_storyboard_is_one_sheet_and_no_film(onset: OnsetProcess) -> None:
    video = made(onset, "storyboard", render_pb2.RENDER_QUALITY_STORYBOARD)
    assert not video.outputs
    (film,) = video.films
    with Image.open(BytesIO(onset.download(film.storyboard.sha256))) as sheet:
        assert sheet.format == "JPEG"
        assert min(sheet.size) > 320
    assert [time.stage for time in video.stage_times][-2:] == ["generate", "storyboard"]

"""Kill the whole Onset inside every long stage of one job: it ends with the files of an undisturbed run."""

from pathlib import Path

import pytest

from onset.v1 import video_service_pb2 as pb
from tests.support.onset_process import OnsetProcess, wait_until
from tests.support.orders import SCRIPT, small_ad

pytestmark = pytest.mark.timeout(900)

STAGES = ("synthesize", "transcribe", "generate", "composite")


def digests(video: pb.Video) -> list[str]:
    assert video.state == pb.VIDEO_STATE_SUCCEEDED, video.error.message
    files = [video.films[0].timeline.sha256]
    for output in video.outputs:
        rendition = output.rendition
        files += [rendition.video.sha256, rendition.srt.sha256, rendition.vtt.sha256]
    return files


def test_job_ends_with_the_same_files(onset: OnsetProcess, tmp_path: Path) -> None:
    order = small_ad(script=f"{SCRIPT} {SCRIPT}", sizes=((360, 640),))
    onset.create("job", order)
    calm = digests(onset.finished("job", 240))

    with OnsetProcess(tmp_path / "troubled") as troubled:
        troubled.create("job", order)
        for stage in STAGES:
            wait_until(lambda stage=stage: stage in troubled.running_stage("job"), 120, f"stage {stage}")  # type: ignore[misc]
            troubled.kill()
            troubled.start()
        assert digests(troubled.finished("job", 240)) == calm
        leavings = list((troubled.home / "store" / "scratch").iterdir())
    assert not leavings, f"killed processes left {leavings}"
    assert not troubled.helpers(), "Triton must end with Onset"

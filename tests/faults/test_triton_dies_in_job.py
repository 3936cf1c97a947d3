"""Triton is killed while a job needs it: it is started again and the job goes on as if nothing had happened."""

import os
import signal

import pytest

from onset.v1 import video_service_pb2 as pb
from tests.support.onset_process import OnsetProcess, wait_until
from tests.support.orders import small_ad

pytestmark = pytest.mark.timeout(600)


def test_job_outlives_triton(onset: OnsetProcess) -> None:
    (first,) = onset.helpers("tritonserver")
    onset.create("triton-dies", small_ad(script="The server dies now. The film does not. It is made all the same."))
    wait_until(lambda: "generate" in onset.running_stage("triton-dies"), 180, "generation")
    os.kill(first, signal.SIGKILL)
    video = onset.finished("triton-dies", 300)
    assert video.state == pb.VIDEO_STATE_SUCCEEDED, video.error.message
    (second,) = onset.helpers("tritonserver")
    assert second != first

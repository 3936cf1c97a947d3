"""A film, its package, an editor's changes, and the film made as it was edited."""

import json
from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest

from onset.v1 import verdict_pb2
from onset.v1 import video_service_pb2 as pb
from tests.support.onset_process import OnsetProcess
from tests.support.orders import small_ad

pytestmark = pytest.mark.timeout(600)


def made(onset: OnsetProcess, request_id: str, spec: pb.VideoSpec) -> pb.Video:
    onset.create(request_id, spec)
    video = onset.finished(request_id, 300)
    assert video.state == pb.VIDEO_STATE_SUCCEEDED, video.error.message
    return video


def timeline_of(onset: OnsetProcess, video: pb.Video) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(onset.download(video.films[0].timeline.sha256))
    return found


def package_of(video: pb.Video) -> dict[str, str]:
    """Names and digests."""
    return {file.name: file.blob.sha256 for file in video.outputs[0].edit_package.files}


def test_a_film_comes_back_as_it_was_edited(onset: OnsetProcess, tmp_path: Path) -> None:
    spec = small_ad(seed=11)
    spec.voiceover_ad.edit_package = True
    spec.voiceover_ad.brief.ai_label = "auto"
    spec.voiceover_ad.brief.frame_rate.numerator = 25
    first = made(onset, "edit-1", spec)
    files = package_of(first)
    scenes = sorted(name for name in files if name.endswith(".mov"))
    texts = {"README.txt", "aurora.otio", "aurora.fcpxml", "aurora.edl"}
    assert texts | {"film.mp4", "captions.srt", "media/voice.wav"} < set(files)
    assert len(scenes) >= 3
    document = otio.core.deserialize_json_from_string(onset.download(files["aurora.otio"]).decode())
    track = document.tracks[0]
    clips = [item for item in track if isinstance(item, otio.schema.Clip)]
    assert [f"media/{clip.name}.mov" for clip in clips] == scenes
    while len(track):
        del track[0]
    order = [1, 0, *range(2, len(clips))]
    for index in order:
        track.append(clips[index])
    edited = tmp_path / "edited.otio"
    edited.write_text(document.to_json_string())
    spec.voiceover_ad.edit = onset.upload(edited)
    spec.voiceover_ad.edit_package = False
    second = made(onset, "edit-2", spec)

    def provenance(video: pb.Video) -> verdict_pb2.Check:
        checks = video.outputs[0].verdict.checks
        return next(check for check in checks if check.name == "file.provenance")

    for video in (first, second):
        assert "compositeWithTrainedAlgorithmicMedia" in provenance(video).detail
    before, after = (timeline_of(onset, video) for video in (first, second))
    assert [scene["visual"] for scene in after["scenes"]] == [before["scenes"][index]["visual"] for index in order]
    assert after["captions"] == before["captions"]
    assert after["ai_label"] == "AI-generated"
    frames = {check.name: check for check in second.outputs[0].verdict.checks}["file.frames"]
    assert frames.outcome == verdict_pb2.OUTCOME_PASS
    assert not second.outputs[0].HasField("edit_package")

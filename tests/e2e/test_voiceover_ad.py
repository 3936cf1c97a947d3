"""A recording whose words and pauses are known becomes an ad whose cuts and captions are where they should be."""

import json
import re
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from onset.v1 import brief_pb2, verdict_pb2
from onset.v1 import video_service_pb2 as pb
from tests.support.onset_process import OnsetProcess
from tests.support.orders import small_ad
from tests.support.voice import KnownVoice, speak_known

pytestmark = pytest.mark.timeout(600)

SENTENCES = (
    "The morning begins with a gentle light",
    "Slowly the sun fills the whole room",
    "You wake up calm and rested",
    "Every evening it sets with you",
    "Order your lamp today",
)
PAUSES_S = (0.8, 1.1, 0.7, 0.9, 0.4)


@pytest.fixture(scope="module")
def voice(onset: OnsetProcess) -> KnownVoice:
    return speak_known(onset, SENTENCES, PAUSES_S)


@pytest.fixture(scope="module")
def video(onset: OnsetProcess, voice: KnownVoice, tmp_path_factory: pytest.TempPathFactory) -> pb.Video:
    path = tmp_path_factory.mktemp("voice") / "voice.wav"
    path.write_bytes(voice.wav)
    spec = small_ad(script="", sizes=((180, 320), (320, 180)))
    spec.voiceover_ad.voiceover = onset.upload(path)
    spec.voiceover_ad.brief.frame_rate.numerator = 25
    spec.voiceover_ad.brief.compose_music = spec.voiceover_ad.brief.sound_accents = True
    spec.voiceover_ad.brief.voice_treatments.append(brief_pb2.VOICE_TREATMENT_LEVEL)
    onset.create("known-voice", spec)
    made = onset.finished("known-voice", 400)
    assert made.state == pb.VIDEO_STATE_SUCCEEDED, made.error.message
    return made


@pytest.fixture(scope="module")
def timeline(onset: OnsetProcess, video: pb.Video) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(onset.download(video.films[0].timeline.sha256))
    return found


@pytest.fixture(scope="module")
def frames(onset: OnsetProcess, video: pb.Video, tmp_path_factory: pytest.TempPathFactory) -> list[np.ndarray]:
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    path.write_bytes(onset.download(video.outputs[0].rendition.video.sha256))
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="gray").astype(np.int16) for frame in container.decode(video=0)]


def test_every_check_of_every_format_passes(video: pb.Video) -> None:
    assert [(o.rendition.size.width, o.rendition.size.height) for o in video.outputs] == [(180, 320), (320, 180)]
    failed = [
        f"{check.name}: {check.value} {check.unit}, limit {check.limit}, {check.detail}"
        for output in video.outputs
        for check in output.verdict.checks
        if check.outcome == verdict_pb2.OUTCOME_FAIL
    ]
    assert not failed


def test_composed_music_meets_the_cuts_and_is_lowered_under_speech(video: pb.Video, timeline: dict[str, Any]) -> None:
    score, total = timeline["mix"]["score"], int(timeline["mix"]["score"]["end_sample"])
    assert total == round(timeline["duration_frames"] / 25 * 48000)
    downbeats = [int(bar["start_sample"]) for bar in score["bars"]]
    cuts = [round(scene["start_frame"] / 25 * 48000) for scene in timeline["scenes"][1:]]
    met = [min(abs(cut - downbeat) for downbeat in downbeats) <= 48000 / 25 for cut in cuts]
    assert met[-1], "the end card"
    assert sum(met) >= len(met) / 2
    for output in video.outputs:
        (ducking,) = [check for check in output.verdict.checks if check.name == "sound.ducking"]
        assert ducking.outcome == verdict_pb2.OUTCOME_PASS, ducking.detail
        assert abs(ducking.value - 14) <= 2


def test_cuts_fall_into_the_known_pauses(timeline: dict[str, Any], voice: KnownVoice) -> None:
    voice_start = int(timeline["mix"]["voice"][0]["start_sample"])
    cuts = [scene["start_frame"] for scene in timeline["scenes"][1:]]
    assert len(cuts) >= 3
    for cut in cuts:
        at = round(cut / 25 * 48000) - voice_start
        assert voice.pause_holds(at), f"frame {cut} cuts into speech at sample {at}; spoken: {voice.spans}"


def test_planned_cuts_are_in_the_picture(timeline: dict[str, Any], frames: list[np.ndarray]) -> None:
    assert len(frames) == timeline["duration_frames"]
    change = np.array([np.abs(b - a).mean() for a, b in zip(frames, frames[1:], strict=False)])
    hard = [s["start_frame"] for s in timeline["scenes"][1:] if s["transition"]["kind"] == "TRANSITION_KIND_CUT"]
    for cut in hard:
        around = np.delete(change[cut - 4 : cut + 3], 3)
        assert change[cut - 1] > 2 * around.max(), f"no jump of the picture at frame {cut}"


def test_voice_is_never_cut_off(timeline: dict[str, Any], voice: KnownVoice) -> None:
    end_s = (int(timeline["mix"]["voice"][0]["start_sample"]) + voice.spans[-1][1]) / 48000
    assert timeline["duration_frames"] / 25 >= end_s + 1.0


def test_captions_say_what_was_said(onset: OnsetProcess, video: pb.Video, voice: KnownVoice) -> None:
    srt = onset.download(video.outputs[0].rendition.srt.sha256).decode()
    shown = " ".join(line for line in srt.splitlines() if line and not re.fullmatch(r"\d+|.*-->.*", line))
    spoken = re.findall(r"\w+", " ".join(voice.sentences).lower())
    assert re.findall(r"\w+", shown.lower()) == spoken


def test_report_is_one_page(onset: OnsetProcess, video: pb.Video) -> None:
    page = onset.download(video.films[0].report.sha256).decode()
    assert page.lstrip().lower().startswith("<!doctype html>")
    assert not re.findall(r"(?:src|href)=[\"']https?://", page), "the report must not need a network"
    assert len(page) < 3_000_000


def test_same_order_again_gives_the_same_files(onset: OnsetProcess, video: pb.Video) -> None:
    onset.create("known-voice-again", video.spec)
    again = onset.finished("known-voice-again", 120)
    assert [o.rendition for o in again.outputs] == [o.rendition for o in video.outputs]
    assert [film.timeline for film in again.films] == [film.timeline for film in video.films]


def test_recording_and_script_that_do_not_belong_together(onset: OnsetProcess, video: pb.Video, tmp_path: Path) -> None:
    spec = pb.VideoSpec()
    spec.CopyFrom(video.spec)
    spec.voiceover_ad.script = "Forty purple elephants negotiate quarterly turbine contracts beyond Helsinki."
    onset.create("mismatch", spec)
    failed = onset.finished("mismatch", 120)
    assert failed.state == pb.VIDEO_STATE_FAILED
    assert "SCRIPT_MISMATCH" in str(failed.error)

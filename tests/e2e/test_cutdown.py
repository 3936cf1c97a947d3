"""A voice of half a minute becomes a film of fifteen seconds that says whole sentences, and nothing else."""

import io
import json
import re
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import soundfile
from av.audio.resampler import AudioResampler

from onset.v1 import media_pb2, speech_pb2, transcription_service_pb2, transcription_service_pb2_grpc, verdict_pb2
from onset.v1 import video_service_pb2 as pb
from tests.support.onset_process import OnsetProcess
from tests.support.orders import small_ad
from tests.support.voice import KnownVoice, speak_known

pytestmark = pytest.mark.timeout(600)

SENTENCES = (
    "The morning begins with a gentle light",
    "Slowly the sun fills the whole room",
    "You wake up calm and rested",
    "The birds begin to sing outside",
    "Coffee is waiting in the kitchen",
    "There is no noise and no hurry",
    "The children are still asleep",
    "You have time to read the paper",
    "Nobody has to hurry for the train",
    "Outside the street is slowly waking",
    "Your phone stays in another room",
    "Every evening it sets with you",
    "The room grows dark and quiet",
    "Order your lamp today",
)
PAUSES_S = (0.5, 0.7, 0.6, 0.5, 0.8, 0.6, 0.5, 0.7, 0.5, 0.6, 0.7, 0.6, 0.9, 0.4)
LINE = "birds begin to sing"


@pytest.fixture(scope="module")
def voice(onset: OnsetProcess) -> KnownVoice:
    return speak_known(onset, SENTENCES, PAUSES_S)


@pytest.fixture(scope="module")
def video(onset: OnsetProcess, voice: KnownVoice, tmp_path_factory: pytest.TempPathFactory) -> pb.Video:
    assert voice.spans[-1][1] > 25 * 48_000, "the voice is to be much longer than the film"
    path = tmp_path_factory.mktemp("voice") / "voice.wav"
    path.write_bytes(voice.wav)
    spec = small_ad(script=". ".join(SENTENCES) + ".")
    spec.voiceover_ad.voiceover = onset.upload(path)
    brief = spec.voiceover_ad.brief
    brief.frame_rate.numerator, brief.frame_rate.denominator = 30_000, 1001
    brief.duration_s = 15
    brief.cutdown.allowed = True
    brief.cutdown.must_say.append(LINE)
    onset.create("cut-down", spec)
    made = onset.finished("cut-down", 400)
    assert made.state == pb.VIDEO_STATE_SUCCEEDED, made.error.message
    return made


@pytest.fixture(scope="module")
def timeline(onset: OnsetProcess, video: pb.Video) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(onset.download(video.films[0].timeline.sha256))
    return found


@pytest.fixture(scope="module")
def film(onset: OnsetProcess, video: pb.Video, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    path.write_bytes(onset.download(video.outputs[0].rendition.video.sha256))
    return path


def plain(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def kept_sentences(timeline: dict[str, Any]) -> list[str]:
    omitted = {tuple(plain(speech["text"])) for speech in timeline["omitted"]}
    return [sentence for sentence in SENTENCES if tuple(plain(sentence)) not in omitted]


def test_every_check_passes(video: pb.Video) -> None:
    failed = [
        f"{check.name}: {check.value} {check.unit}, limit {check.limit}, {check.detail}"
        for check in video.outputs[0].verdict.checks
        if check.outcome == verdict_pb2.OUTCOME_FAIL
    ]
    assert not failed


def test_the_film_is_exact_to_the_frame(timeline: dict[str, Any], film: Path) -> None:
    with av.open(str(film)) as container:
        frames = sum(1 for _ in container.decode(video=0))
    assert frames == timeline["duration_frames"] == 450


def test_sentences_stay_whole_or_are_left_out(timeline: dict[str, Any]) -> None:
    kept = kept_sentences(timeline)
    assert len(kept) + len(timeline["omitted"]) == len(SENTENCES)
    assert 4 <= len(kept) < len(SENTENCES)
    assert any(LINE in sentence for sentence in kept)
    assert kept[-1] == "Order your lamp today"
    assert any("cut down" in note for note in timeline["notes"])


def test_what_is_heard_is_what_was_kept(onset: OnsetProcess, timeline: dict[str, Any], film: Path) -> None:
    """The delivered sound, recognised anew without a script, has the kept words and no others."""
    heard = _recognised(onset, film)
    assert plain(heard) == plain(" ".join(kept_sentences(timeline)))


def test_edits_lie_in_the_voices_silences(timeline: dict[str, Any], voice: KnownVoice) -> None:
    for edit in timeline["mix"]["voice"]:
        for edge in (int(edit["source_start_sample"]), int(edit["source_end_sample"])):
            assert voice.pause_holds(edge), f"sample {edge} is inside speech; spoken: {voice.spans}"


def _recognised(onset: OnsetProcess, film: Path) -> str:
    resampler = AudioResampler(format="flt", layout="mono", rate=48_000)
    with av.open(str(film)) as container:
        pieces = [
            piece.to_ndarray().reshape(-1) for frame in container.decode(audio=0) for piece in resampler.resample(frame)
        ]
    file = io.BytesIO()
    soundfile.write(file, np.concatenate(pieces), 48_000, format="WAV", subtype="PCM_16")
    path = film.with_name("heard.wav")
    path.write_bytes(file.getvalue())
    audio = media_pb2.Blob(
        sha256=onset.upload(path).removeprefix("assets/"), size_bytes=path.stat().st_size, media_type="audio/wav"
    )
    stub = transcription_service_pb2_grpc.TranscriptionServiceStub(onset.channel)
    request = transcription_service_pb2.TranscribeRequest(audio=audio, language="en")
    transcript = speech_pb2.Transcript.FromString(
        onset.download(stub.Transcribe(request, timeout=120).transcript.sha256)
    )
    return " ".join(word.text for word in transcript.words)

"""With the real models: what is synthesized is transcribed, word for word and on time."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import grpc
import numpy as np
import pytest
import soundfile
import soxr

from onset.runtime.server import Server
from onset.runtime.service import Runtime
from onset.runtime.settings import Settings
from onset.runtime.storage import LocalStore
from onset.runtime.triton import TritonClient
from onset.runtime.wire import from_proto, to_proto
from onset.timeline.brief import Blob
from onset.timeline.speech import Transcript
from onset.timeline.time import SAMPLE_RATE_HZ
from onset.transcription.activity import SPEECH_RATE_HZ
from onset.transcription.recognition import recognise
from onset.transcription.server import register
from onset.transcription.voice_file import wav_bytes
from onset.v1 import media_pb2, speech_pb2, transcription_service_pb2_grpc
from onset.v1 import transcription_service_pb2 as pb
from tests.bench.transcription import truth
from tests.bench.transcription.truth import Utterance

SCRIPT = """VO: **Meet Aurora**, the lamp that wakes with you.

[pause] Dr. Lee says it's the best $89.99 she's ever spent. Just light — exactly when you need it.
Save 30% today!"""
SHOWN = (
    "Meet Aurora, the lamp that wakes with you. Dr. Lee says it's the best $89.99 she's ever spent. "
    "Just light — exactly when you need it. Save 30% today!"
)


class Service:
    """The service under test and the store that it shares with its caller."""

    def __init__(self, store: LocalStore, channel: grpc.Channel) -> None:
        self.store = store
        self._stub = transcription_service_pb2_grpc.TranscriptionServiceStub(channel)

    def synthesize(self, script: str, **options: Any) -> Blob:
        response = self._stub.Synthesize(pb.SynthesizeRequest(script=script, **options), timeout=120)
        return from_proto(response.audio, Blob)

    def transcribe(self, audio: Blob, script: str = "") -> Transcript:
        request = pb.TranscribeRequest(audio=to_proto(audio, media_pb2.Blob), script=script)
        blob = from_proto(self._stub.Transcribe(request, timeout=120).transcript, Blob)
        return from_proto(speech_pb2.Transcript.FromString(self.store.read(blob)), Transcript)


@pytest.fixture(scope="module")
def service(triton_client: TritonClient, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    store = LocalStore(tmp_path_factory.mktemp("store"))
    settings = replace(Settings.from_environment({}), listen="127.0.0.1:0")
    server = Server(Runtime(settings, store, triton_client), [register])
    with grpc.insecure_channel(f"127.0.0.1:{server.start()}") as channel:
        yield Service(store, channel)
    server.stop()


@pytest.fixture(scope="module")
def voice(service: Service) -> Blob:
    return service.synthesize(SCRIPT)


def samples_of(service: Service, blob: Blob) -> np.ndarray:
    samples, rate_hz = soundfile.read(service.store.fetch(blob), dtype="float32")
    assert rate_hz == SAMPLE_RATE_HZ
    return samples


def test_a_script_becomes_a_canonical_voice(service: Service, voice: Blob) -> None:
    samples = samples_of(service, voice)
    assert (voice.media_type, samples.ndim) == ("audio/wav", 1)
    assert 6 < samples.size / SAMPLE_RATE_HZ < 25
    assert not samples[:9600].any()
    assert not samples[-14_400:].any()
    assert 0.5 < np.abs(samples).max() <= 10 ** (-1 / 20) + 1e-4


def test_the_same_request_gives_the_same_bytes_without_the_memo(
    triton_client: TritonClient, voice: Blob, tmp_path: Path
) -> None:
    settings = replace(Settings.from_environment({}), listen="127.0.0.1:0")
    server = Server(Runtime(settings, LocalStore(tmp_path / "another"), triton_client), [register])
    with grpc.insecure_channel(f"127.0.0.1:{server.start()}") as channel:
        again = Service(LocalStore(tmp_path / "another"), channel).synthesize(SCRIPT)
    server.stop()
    assert again == voice


def test_speed_changes_the_length(service: Service) -> None:
    slow, fast = (service.synthesize("Start your day brighter.", speed=speed).size_bytes for speed in (0.8, 1.5))
    assert slow > 1.15 * fast


def test_the_script_comes_back_word_for_word_on_the_clock(service: Service, voice: Blob) -> None:
    found = service.transcribe(voice, SCRIPT)
    assert " ".join(word.text for word in found.words) == SHOWN
    assert found.language == "en"
    assert found.script_match >= 0.9
    assert [sentence.text for sentence in found.sentences] == [
        "Meet Aurora, the lamp that wakes with you.",
        "Dr. Lee says it's the best $89.99 she's ever spent.",
        "Just light — exactly when you need it.",
        "Save 30% today!",
    ]
    assert found.words[0].start_sample == pytest.approx(9600, abs=2400), "the first word follows the lead-in"
    assert found.words[-1].end_sample <= samples_of(service, voice).size - 14_400 + 2400


def test_without_a_script_the_words_are_whispers_own(service: Service, voice: Blob) -> None:
    found = service.transcribe(voice)
    text = " ".join(word.text for word in found.words).lower()
    assert found.script_match == 1.0
    assert "the lamp that wakes with you" in text


def test_a_script_of_another_recording_is_refused_with_the_figures(service: Service, voice: Blob) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        service.transcribe(voice, "Good coffee takes time. We roast slowly, in small batches, for people with taste.")
    assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert "of the script's words are heard in the recording" in caught.value.details()


def test_tones_are_no_speech(service: Service) -> None:
    time_s = np.arange(3 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    bells = (0.3 * np.sin(2 * np.pi * 880 * time_s) * np.exp(-3 * (time_s % 1))).astype(np.float32)
    blob = service.store.put_bytes(wav_bytes(bells), "audio/wav")
    with pytest.raises(grpc.RpcError) as caught:
        service.transcribe(blob)
    assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT


def errors_ms(client: TritonClient, utterances: list[Utterance]) -> tuple[np.ndarray, np.ndarray]:
    starts: list[int] = []
    ends: list[int] = []
    for utterance in utterances:
        speech = soxr.resample(utterance.sound, SAMPLE_RATE_HZ, SPEECH_RATE_HZ)
        found = recognise(client, speech, utterance.script)
        for word, true in zip(found.words, utterance.words, strict=True):
            starts += [word.start_sample - true.start] if true.start is not None else []
            ends += [word.end_sample - true.end] if true.end is not None else []
    return np.abs(starts) * 1000 / SAMPLE_RATE_HZ, np.abs(ends) * 1000 / SAMPLE_RATE_HZ


@pytest.mark.parametrize(
    ("kind", "median_ms", "p95_ms"),
    [(truth.word_by_word, 50, 120), (truth.sentence_by_sentence, 30, 60)],
    ids=["words", "sentences"],
)
def test_words_are_found_where_they_were_put(
    triton_client: TritonClient,
    kind: Callable[[TritonClient], Iterator[Utterance]],
    median_ms: float,
    p95_ms: float,
) -> None:
    starts_ms, ends_ms = errors_ms(triton_client, list(islice(kind(triton_client), 1)))
    assert np.median(starts_ms) < median_ms
    assert np.percentile(starts_ms, 95) < p95_ms
    assert np.median(ends_ms) < median_ms


def test_another_voice_is_timed_as_well(triton_client: TritonClient) -> None:
    starts_ms, _ = errors_ms(triton_client, list(islice(truth.other_voice(), 1)))
    assert np.median(starts_ms) < 20
    assert np.percentile(starts_ms, 95) < 70

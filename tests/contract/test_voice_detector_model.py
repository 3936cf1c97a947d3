"""The served voice detector through the real Triton: speech is told from music and noise, blocks do not show."""

import re

import numpy as np
import pytest

from onset.analysis import triton_ears
from onset.analysis.analyze import analyze
from onset.analysis.triton_ears import TritonEars
from onset.models.beat_tracker.corpus.espeak import Manner
from onset.models.voice_detector.corpus.voices import espeak
from onset.runtime import model_calls
from onset.runtime.errors import InvalidArgumentError
from onset.runtime.triton import TritonClient
from onset.timeline.sound import FloatArray
from tests.support.voice_ears import VoiceAlone
from tests.triton_fixture import MakeTriton
from tests.unit.analysis.sounds import RATE_HZ, drums, mono, pink, tone

WORDS = "Sunlight fell across the breakfast table and nobody spoke a word."
PAUSES_S = (1.0, 0.6, 1.2)


@pytest.fixture(scope="module")
def client(make_triton: MakeTriton) -> TritonClient:
    """Of a Triton with this model alone: up in a second."""
    triton = make_triton(["voice_detector"])
    triton.start()
    return TritonClient(triton.address)


@pytest.fixture(scope="module")
def spoken() -> tuple[FloatArray, np.ndarray]:
    """(1, N) two sentences between pauses, and (N,) whether the voice sounds."""
    sentence = espeak(WORDS, Manner("en-us+m3", 160))
    sentence *= 0.3 / np.abs(sentence).max()
    silence = [np.zeros(round(pause_s * RATE_HZ), np.float32) for pause_s in PAUSES_S]
    parts = [silence[0], sentence, silence[1], sentence, silence[2]]
    voiced = np.concatenate([np.full(part.size, part is sentence) for part in parts])
    return np.concatenate(parts)[None], voiced


def chord() -> FloatArray:
    return mono(np.sum([tone(frequency_hz, 20, 0.05) for frequency_hz in (220, 277.2, 329.6, 440)], axis=0))


def share_heard(client: TritonClient, sound: FloatArray, where: np.ndarray | None = None) -> float:
    """Share of the samples, or of those marked, that lie in a span of speech."""
    heard = np.zeros(sound.shape[1], bool)
    for span in analyze(sound, VoiceAlone(client)).speech:
        heard[span.start_sample : span.end_sample] = True
    return float(np.mean(heard if where is None else heard[where]))


def test_a_voice_is_heard_and_its_pauses_are(client: TritonClient, spoken: tuple[FloatArray, np.ndarray]) -> None:
    sound, voiced = spoken
    assert share_heard(client, sound, voiced) > 0.97
    assert share_heard(client, sound, ~voiced) < 0.05


def test_a_voice_is_heard_over_music_that_goes_on_in_its_pauses(
    client: TritonClient, spoken: tuple[FloatArray, np.ndarray]
) -> None:
    sound, voiced = spoken
    bed = (drums(120, 20) + chord())[:, : sound.shape[1]]
    mixture = sound + bed * (sound[0, voiced].std() / bed.std() * 10 ** (-12 / 20))
    assert share_heard(client, mixture, voiced) > 0.85
    assert share_heard(client, mixture, ~voiced) < 0.25


@pytest.mark.parametrize(
    "sound",
    [
        drums(120, 10),
        chord(),
        drums(120, 10) + chord()[:, : 10 * RATE_HZ],
        mono(0.1 * pink(4 * RATE_HZ)),
        np.zeros((1, RATE_HZ), np.float32),
    ],
    ids=["drums", "a chord", "drums over a chord", "noise", "silence"],
)
def test_what_is_no_voice(client: TritonClient, sound: FloatArray) -> None:
    assert share_heard(client, sound) < 0.05


@pytest.mark.parametrize("frames", [1, 2, 5, 499])
def test_any_length_is_heard(client: TritonClient, frames: int) -> None:
    voice = model_calls.detect_voice(client, noise(frames))
    assert voice.shape == (frames,)
    assert ((voice >= 0) & (voice <= 1)).all()


def test_a_long_sound_is_heard_as_in_one_piece(client: TritonClient) -> None:
    mel = noise(2 * triton_ears.BLOCK_FRAMES)
    np.testing.assert_allclose(TritonEars(client).voice(mel), model_calls.detect_voice(client, mel), atol=1e-3)


def test_a_sound_is_heard_alike_alone_and_in_a_batch(client: TritonClient) -> None:
    batch = np.stack([noise(300, seed) for seed in range(4)])
    together = client.infer("voice_detector", {"MEL": batch}, timeout_s=20)["VOICE"]
    np.testing.assert_allclose(together[2], model_calls.detect_voice(client, batch[2]), atol=1e-3)


def noise(frames: int, seed: int = 0) -> FloatArray:
    return np.random.default_rng(seed).random((frames, 128), np.float32)


def changed(value: float) -> FloatArray:
    mel = noise(20)
    mel[3, 5] = value
    return mel


REFUSALS = [
    (np.zeros((60_001, 128), np.float32), "MEL has 60001 frames, must be 1..60000"),
    (np.zeros((0, 128), np.float32), "MEL has 0 frames, must be 1..60000"),
    (np.zeros((5, 80), np.float32), "MEL"),
    (changed(np.nan), "MEL holds nan at [0, 3, 5]"),
    (changed(1.5), "must lie in 0..1"),
]


@pytest.mark.parametrize(("mel", "message"), REFUSALS, ids=[message for _, message in REFUSALS])
def test_bad_input_is_refused(client: TritonClient, mel: FloatArray, message: str) -> None:
    with pytest.raises(InvalidArgumentError, match=re.escape(message)):
        model_calls.detect_voice(client, mel)

"""The served `phones` through the real Triton: sounds are heard where they are made, words are made of their sounds."""

import numpy as np
import pytest
import soxr

from onset.models.beat_tracker.corpus.espeak import Manner
from onset.models.phones.classes import NAMES, SILENCE
from onset.models.phones.corpus.speech import espeak
from onset.runtime import model_calls
from onset.runtime.errors import InvalidArgumentError
from onset.runtime.triton import TritonClient
from onset.timeline.time import SAMPLE_RATE_HZ
from tests.triton_fixture import MakeTriton

RATE_HZ = 16_000
SENTENCES = "Sunlight fell across the breakfast table. Nobody spoke a word, and the kettle was cold."


@pytest.fixture(scope="module")
def client(make_triton: MakeTriton) -> TritonClient:
    """Of a Triton with this model alone."""
    triton = make_triton(["phones"])
    triton.start()
    return TritonClient(triton.address)


def test_words_are_made_of_their_sounds(client: TritonClient) -> None:
    _, words = model_calls.hear_phones(client, quiet(0.1), ["Cheese,", "30%", "—", "thumb"], language="en")
    assert [[NAMES[index] for index in word] for word in words] == [
        ["t", "sh", "front close vowel", "z"],
        ["th", "central vowel", "r", "front close vowel", "p", "central vowel", "s", "front mid vowel", "n", "t"],
        [],
        ["th", "open vowel", "m"],
    ]


@pytest.mark.parametrize(
    ("language", "word", "sounds"),
    [
        ("de", "Zeit", 5),
        ("zh", "咖啡机", 9),
        ("ja", "さくら", 6),
        ("ja", "桜", 0),
        ("bo", "word", 0),
        ("../en", "word", 0),
    ],
)
def test_words_are_read_aloud_where_their_language_can_be(
    client: TritonClient, language: str, word: str, sounds: int
) -> None:
    _, (found,) = model_calls.hear_phones(client, quiet(0.1), [word], language=language)
    assert found.size == sounds


def test_a_word_that_nobody_says_as_it_is_written_has_no_sounds(client: TritonClient) -> None:
    _, words = model_calls.hear_phones(client, quiet(0.1), ["see", "https://onset.example/" + "a1" * 100, "us"])
    assert [word.size for word in words] == [2, 0, 2]


@pytest.mark.parametrize(
    ("written", "said"),
    [("now 😀", "now"), ("Onset™", "Onset"), ("stars. ★★★★★", "stars."), ("off*", "off"), ("now =====", "now")],
)
def test_what_nobody_says_is_not_read_aloud(client: TritonClient, written: str, said: str) -> None:
    _, (first, second) = model_calls.hear_phones(client, quiet(0.1), [written, said], language="en")
    np.testing.assert_array_equal(first, second)


def test_no_words_are_no_sounds(client: TritonClient) -> None:
    likelihoods, words = model_calls.hear_phones(client, quiet(0.1), [])
    assert likelihoods.shape == (10, len(NAMES))
    assert words == []


@pytest.mark.parametrize("manner", [Manner("en-us+f3", 165), Manner("de+m6", 190)], ids=lambda manner: manner.voice)
def test_sounds_are_heard_where_they_are_made(client: TritonClient, manner: Manner) -> None:
    """By voices that no training heard; chance is one in ten, the share of the commonest class."""
    said = espeak(SENTENCES, manner)
    heard, _ = model_calls.hear_phones(client, soxr.resample(said.samples, SAMPLE_RATE_HZ, RATE_HZ), [])
    made = np.full(len(heard), SILENCE)
    for index, begin_s, end_s in said.spans:
        made[round(begin_s * 100) : round(end_s * 100)] = index
    assert np.mean(heard.argmax(1) == made) > 0.6


def test_silence_is_heard_between_words_however_long_the_recording(client: TritonClient) -> None:
    """Longer than a window of Whisper's: 10 s of speech, 20 s of next to nothing, the speech again."""
    speech = soxr.resample(espeak(SENTENCES, Manner("en-us+f3", 150)).samples, SAMPLE_RATE_HZ, RATE_HZ)
    pause = quiet(20) + np.float32(1e-4) * np.random.default_rng(0).standard_normal(20 * RATE_HZ).astype(np.float32)
    whole = np.concatenate([speech, pause, speech])
    heard, _ = model_calls.hear_phones(client, whole, [])
    assert heard.shape == (whole.size // 160, len(NAMES))
    silent = heard.argmax(1) == SILENCE
    first, last = speech.size // 160, (speech.size + pause.size) // 160
    assert silent[first + 30 : last - 30].mean() > 0.99
    assert silent[:first].mean() < 0.4
    assert silent[last:].mean() < 0.4


@pytest.mark.parametrize(
    ("audio", "words", "told"),
    [
        (np.zeros(159, np.float32), [], "AUDIO lasts 0.0099375 s, must be at least 10 ms"),
        (np.zeros(600 * RATE_HZ + 1, np.float32), [], "at most 600 s"),
        (np.full(RATE_HZ, np.nan, np.float32), [], r"AUDIO holds nan at \[0\]"),
        (np.zeros(RATE_HZ, np.float32), ["a"] * 20_001, "WORDS has 20001 words, at most 20000"),
        (np.zeros(RATE_HZ, np.float32), ["a", "b" * 100_001], r"WORDS\[1\] has 100001 characters, at most 100000"),
    ],
    ids=["empty", "long", "nan", "many words", "a long word"],
)
def test_bad_input_is_refused(client: TritonClient, audio: np.ndarray, words: list[str], told: str) -> None:
    with pytest.raises(InvalidArgumentError, match=told):
        model_calls.hear_phones(client, audio, words)


def quiet(length_s: float) -> np.ndarray:
    return np.zeros(round(length_s * RATE_HZ), np.float32)

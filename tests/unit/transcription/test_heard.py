"""What the recogniser made up is not believed."""

import math
from typing import Any

import pytest

from onset.transcription.activity import listen
from onset.transcription.heard import believable_words
from tests.unit.transcription.sounds import babble, result

ACTIVITY = listen(babble(10.0, [(1.0, 2.0), (3.0, 4.0)]))
REAL = [("hello", 1.0, 1.5), ("there", 1.5, 2.0)]


def texts(found: dict[str, Any]) -> list[str]:
    return [word.text for word in believable_words(found, ACTIVITY)]


def test_words_over_speech_are_kept() -> None:
    assert texts(result(REAL)) == ["hello", "there"]


def test_words_over_silence_are_dropped() -> None:
    thanks = [("Thanks", 6.0, 6.4), ("for", 6.4, 6.6), ("watching!", 6.6, 7.2)]
    assert texts(result(REAL + thanks)) == ["hello", "there"]


def test_a_segment_that_is_probably_no_speech_is_dropped() -> None:
    assert texts(result(REAL, no_speech_prob=0.8, avg_logprob=-1.4)) == []
    assert texts(result(REAL, no_speech_prob=0.8, avg_logprob=-0.3)) == ["hello", "there"], "but not a confident one"


def test_a_loop_is_said_once() -> None:
    loop = [(text, 1.0 + 0.05 * k, 1.05 + 0.05 * k) for k, text in enumerate(["oh", "my", "god,"] * 6)]
    assert texts(result(loop)) == ["oh", "my", "god,"], "faster than anyone speaks"
    slow = [(text, 3.0 + 0.15 * k, 3.15 + 0.15 * k) for k, text in enumerate(["la", "la", "la", "la"])]
    assert texts(result(slow)) == ["la"] * 4, "people do say this"
    assert texts(result(slow, compression_ratio=5.0)) == ["la"]


def test_an_improbable_word_that_takes_no_time_is_dropped() -> None:
    assert texts(result([*REAL, ("uh", 2.0, 2.0)], probability=0.05)) == ["hello", "there"]
    assert texts(result([*REAL, ("you", 2.0, 2.0)], probability=0.8)) == ["hello", "there", "you"]


@pytest.mark.parametrize("bad", [math.nan, math.inf, None, "1.0"])
def test_words_without_a_time_are_dropped(bad: Any) -> None:
    assert texts(result([*REAL, ("lost", bad, 3.5), ("lost", 3.1, bad)])) == ["hello", "there"]


def test_pieces_of_a_written_word_are_joined() -> None:
    found = result([("30", 1.0, 1.4), ("off", 1.6, 2.0)])
    found["segments"][0]["words"].insert(1, {"word": "%", "start": 1.4, "end": 1.6, "probability": 0.5})
    found["segments"][0]["words"].append({"word": " —", "start": 2.0, "end": 2.0, "probability": 0.5})
    assert texts(found) == ["30%", "off—"]
    assert believable_words(found, ACTIVITY)[0].probability == 0.5


def test_languages_without_spaces_keep_their_words_apart() -> None:
    found = result([])
    found["language"] = "ja"
    found["segments"][0]["words"] = [
        {"word": "今日", "start": 1.0, "end": 1.5, "probability": 0.9},
        {"word": "は", "start": 1.5, "end": 1.8, "probability": 0.9},
    ]
    assert texts(found) == ["今日", "は"]


def test_times_never_run_backwards_nor_leave_the_recording() -> None:
    words = believable_words(result([("b", 1.6, 1.2), ("a", 1.1, 1.4), ("c", 3.0, 99.0)]), ACTIVITY)
    times = [time for word in words for time in (word.start_s, word.end_s)]
    assert times == sorted(times)
    assert times[-1] == 10.0


@pytest.mark.parametrize("empty", [{}, {"segments": []}, {"segments": [{"words": None}]}, {"segments": [{}]}])
def test_an_empty_result_has_no_words(empty: dict[str, Any]) -> None:
    assert texts(empty) == []

"""Whatever the recogniser says, the transcript is valid, or the refusal is plain."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onset.timeline.speech import Transcript
from onset.timeline.time import SAMPLE_RATE_HZ
from onset.transcription import transcript
from onset.transcription.activity import FRAME_SAMPLES, Activity, listen
from onset.transcription.errors import SpeechError
from onset.transcription.forced_alignment import Phones
from onset.transcription.script import words_of
from tests.unit.transcription.sounds import babble, result

SPANS = [(0.40, 0.75), (0.75, 1.05), (1.05, 1.60), (2.10, 2.45), (2.45, 3.10), (3.40, 3.70), (3.70, 4.00)]
WORDS = ["Good", "coffee", "takes", "time,", "honestly.", "Taste", "it!"]
ACTIVITY = listen(babble(4.5, SPANS))
HEARD = result([(word, start - 0.08, end - 0.08) for word, (start, end) in zip(WORDS, SPANS, strict=True)])


def built(found: dict[str, Any], activity: Activity, script: str) -> Transcript:
    """Of a language that nobody can read aloud: no word's sounds are known."""
    said = transcript.draft(found, activity, script)
    unknown = tuple(np.zeros(0, np.int32) for _ in said.entries)
    return transcript.build(said, activity, Phones(np.zeros((activity.frame_count, 2), np.float32), unknown))


def test_a_clean_recording_comes_out_whole() -> None:
    found = built(HEARD, ACTIVITY, "")
    assert [word.text for word in found.words] == WORDS
    assert (found.language, found.script_match) == ("en", 1.0)
    assert [phrase.text for phrase in found.phrases] == ["Good coffee takes", "time, honestly.", "Taste it!"]
    assert [sentence.text for sentence in found.sentences] == ["Good coffee takes time, honestly.", "Taste it!"]
    starts = [word.start_sample / SAMPLE_RATE_HZ for word in found.words]
    assert starts == pytest.approx([start for start, _ in SPANS], abs=0.03)


def test_words_are_placed_by_their_sounds_where_these_are_known() -> None:
    """Each word is one sound, heard clearly; the recogniser is 0.2 s late, and between words the sound goes on."""
    late = result([(word, start + 0.12, end + 0.12) for word, (start, end) in zip(WORDS, SPANS, strict=True)])
    activity = listen(babble(4.5, [(0.40, 1.60), (2.10, 3.10), (3.40, 4.00)]))
    said = transcript.draft(late, activity, "")
    likelihoods = np.zeros((activity.frame_count, len(WORDS) + 1), np.float32)
    likelihoods[:, 0] = 5
    for sound, (start, end) in enumerate(SPANS, start=1):
        likelihoods[round(start * 100) : round(end * 100), [0, sound]] = 0, 5
    sounds = tuple(np.array([sound], np.int32) for sound in range(1, len(WORDS) + 1))
    without = tuple(np.zeros(0, np.int32) if sound in (2, 5) else own for sound, own in enumerate(sounds, start=1))
    for words, off_s in ((sounds, 0.04), (without, 0.1)):
        found = transcript.build(said, activity, Phones(likelihoods, words))
        starts = [word.start_sample / SAMPLE_RATE_HZ for word in found.words]
        assert starts == pytest.approx([start for start, _ in SPANS], abs=off_s)


@pytest.mark.parametrize(
    ("language", "text", "aloud"),
    [("en", "$5.99", "five dollars ninety nine"), ("en", "don't", "don't"), ("de", "30%", "30%")],
)
def test_english_numbers_are_read_aloud_as_people_do(language: str, text: str, aloud: str) -> None:
    found = {**result([(text, 0.5, 0.9)]), "language": language}
    assert transcript.draft(found, ACTIVITY, "").words == (aloud,)


def test_the_scripts_spelling_wins() -> None:
    found = built(HEARD, ACTIVITY, "Good Koffee takes time — honestly! Taste it.")
    assert [word.text for word in found.words] == ["Good", "Koffee", "takes", "time —", "honestly!", "Taste", "it."]
    assert found.script_match == 1.0
    assert found.words[1].confidence < found.words[0].confidence


def test_a_script_of_something_else_is_refused_with_the_figures() -> None:
    with pytest.raises(SpeechError, match="of the script's words are heard") as caught:
        built(HEARD, ACTIVITY, "Our drivers are always on the road from midnight until morning.")
    error = caught.value
    assert (error.reason, error.field) == ("SCRIPT_MISMATCH", "script")
    assert float(error.facts["script_heard"]) < 0.5
    assert error.facts["heard"].startswith("Good coffee")


def test_a_script_that_is_a_small_part_of_the_recording_is_refused() -> None:
    with pytest.raises(SpeechError) as caught:
        built(HEARD, ACTIVITY, "taste it")
    assert caught.value.reason == "SCRIPT_MISMATCH"
    assert float(caught.value.facts["script_heard"]) == 1.0


@pytest.mark.parametrize("heard", [result([]), result([("Thanks", 4.3, 4.4)], no_speech_prob=0.9, avg_logprob=-2.0)])
def test_no_words_is_no_speech(heard: dict[str, Any]) -> None:
    with pytest.raises(SpeechError) as caught:
        built(heard, ACTIVITY, "")
    assert (caught.value.reason, caught.value.field) == ("NO_SPEECH_FOUND", "audio")


TIMES = st.one_of(st.floats(-2, 8), st.sampled_from([0.0, 1.5, float("nan"), float("inf"), -float("inf"), 1e300]))
TEXT = st.one_of(st.sampled_from([*WORDS, "30", "%", "—", ""]), st.text(max_size=8))
ENTRIES = st.fixed_dictionaries(
    {"word": st.builds("{}{}".format, st.sampled_from(["", " "]), TEXT), "start": TIMES, "end": TIMES,
     "probability": st.one_of(st.floats(0, 1), st.just(float("nan")))},
)  # fmt: skip
SEGMENTS = st.fixed_dictionaries(
    {"words": st.lists(ENTRIES, max_size=30), "no_speech_prob": st.floats(0, 1), "avg_logprob": TIMES,
     "compression_ratio": st.floats(0, 10)},
)  # fmt: skip
RESULTS = st.fixed_dictionaries(
    {"language": st.sampled_from(["en", "de", "ja", ""]), "segments": st.lists(SEGMENTS, max_size=6)}
)


@settings(max_examples=150, deadline=None)
@given(RESULTS, st.sampled_from(["", "Good coffee takes time, honestly. Taste it!", "30% — so good"]))
def test_any_result_gives_a_valid_transcript_or_a_plain_refusal(found: dict[str, Any], script: str) -> None:
    try:
        made = built(found, ACTIVITY, script)
    except SpeechError as error:
        assert error.reason in {"NO_SPEECH_FOUND", "SCRIPT_MISMATCH"}  # noqa: PT017
        return
    assert isinstance(made, Transcript)
    assert made.words
    assert made.words[-1].end_sample <= ACTIVITY.frame_count * FRAME_SAMPLES
    assert all(0 <= word.confidence <= 1 for word in made.words)
    shown = [word.text for word in made.words]
    for word in words_of(script, "en"):
        assert word.text in shown
    for word in made.words:
        inside = [
            (word.start_sample < end * 480) and (start * 480 < word.end_sample) for start, end in ACTIVITY.islands
        ]
        assert sum(inside) <= 1, f"{word} reaches over a pause"


def test_a_word_a_frame_is_thinned_out_to_what_can_be_said() -> None:
    activity = listen(babble(0.5, [(0.05, 0.45)]))
    crowd = result([(f"w{k}", 0.1, 0.2) for k in range(200)])
    assert 0 < len(built(crowd, activity, "").words) <= 16


def test_the_same_input_gives_the_same_transcript() -> None:
    assert built(HEARD, ACTIVITY, "") == built(HEARD, listen(babble(4.5, SPANS)), "")
    assert np.isfinite(ACTIVITY.evidence).all()

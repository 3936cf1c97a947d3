"""What of a script is spoken and shown, and which scripts are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.transcription import script
from onset.transcription.errors import SpeechError
from onset.transcription.synthesis import speakable


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("**Meet** _Aurora_.", "Meet Aurora."),
        ("# Title\n\nWords.", "Title\n\nWords."),
        ("- one\n- two", "one two"),
        ("VO: Hello.\nNARRATOR 2: Again.", "Hello. Again."),
        ("Hello [pause] there.", "Hello there."),
        ('<speak>Hello <break time="1s"/>there.</speak>', "Hello there."),
        ("See [our site](https://example.com/x) now.", "See our site now."),
        ("One\r\n\r\n---\r\n\r\nTwo", "One\n\nTwo"),
        ("\ufeffHello\u200b.", "Hello."),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("snake_case_name", "snake_case_name"),
        ("It was 3 < 4, 5 > 2", "It was 3 < 4, 5 > 2"),
    ],
)
def test_markup_is_not_spoken(written: str, spoken: str) -> None:
    assert script.clean(written) == spoken


@pytest.mark.parametrize("written", ["", "  \n\n ", "...", "— !", "[music]", "<break/>", "***", "VO:"])
def test_a_script_without_words_is_refused(written: str) -> None:
    with pytest.raises(SpeechError) as caught:
        script.clean(written)
    assert (caught.value.reason, caught.value.field) == ("SCRIPT_WITHOUT_WORDS", "script")


def test_a_script_at_the_limit_is_taken_and_one_above_is_refused() -> None:
    assert script.clean("a" * script.MAX_CHARACTERS)
    with pytest.raises(SpeechError, match="6001 characters; the limit is 6000") as caught:
        script.clean("a" * (script.MAX_CHARACTERS + 1))
    assert (caught.value.reason, caught.value.facts["limit"]) == ("SCRIPT_TOO_LONG", "6000")


def test_a_script_that_nobody_could_say_in_the_time_is_refused() -> None:
    script.check_fits(60, 10.0)
    with pytest.raises(SpeechError, match="61 words, more than can be spoken") as caught:
        script.check_fits(61, 10.0)
    assert caught.value.reason == "SCRIPT_TOO_LONG"


def test_lone_marks_stay_with_their_words() -> None:
    words = script.words_of("“ Light — exactly … when", "en")
    assert [word.text for word in words] == ["“ Light —", "exactly …", "when"]


@given(st.text(max_size=200))
def test_every_script_is_cleaned_or_refused_and_nothing_shown_is_lost(written: str) -> None:
    try:
        cleaned = script.clean(written)
    except SpeechError:
        return
    words = script.words_of(cleaned, "en")
    assert not words or "".join("".join(word.text for word in words).split()) == "".join(cleaned.split())


def test_what_a_voice_stumbles_over_is_written_out() -> None:
    text = speakable("Dr. Lee paid $89.99 at aurora.com, e.g. today. Version 2.5 costs $7.")
    assert text == (
        "Doctor Lee paid eighty nine dollars ninety nine at aurora dot com, for example today. Version 2.5 costs $7."
    )

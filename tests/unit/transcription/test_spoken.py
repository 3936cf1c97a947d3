"""Two spellings of the same spoken words give the same tokens."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.transcription.numerals import cardinal
from onset.transcription.spoken import spoken_tokens


def tokens(text: str, language: str = "en") -> list[str]:
    return [token for word in text.split() for token in spoken_tokens(word, language)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("30%", "thirty percent"),
        ("We'll", "we will"),
        ("they’re", "THEY ARE"),
        ("doesn't", "does not"),
        ("can't", "cannot"),
        ("It’s", "it is"),
        ("hand-picked", "hand picked"),
        ("café", "cafe"),
        ("ﬁne", "fine"),
        ("2025", "twenty twenty-five"),
        ("1905", "nineteen oh five"),
        ("2,025", "two thousand twenty five"),
        ("1,000,000", "one million"),
        ("3.5", "three point five"),
        ("21st", "twenty first"),
        ("20th", "twentieth"),
        ("$89.99", "eighty nine dollars ninety nine"),
        ("$1", "one dollar"),
        ("€5", "five euros"),
        ("salt & pepper", "salt and pepper"),
        ("24/7", "twenty four seven"),
        ("mp3", "mp three"),
        ("007", "zero zero seven"),
        ("Dr. Lee", "doctor lee"),
        ("“Hello,”", "hello"),
        ("rock 'n' roll", "rock n roll"),
    ],
)
def test_spellings_of_the_same_words_agree(first: str, second: str) -> None:
    assert tokens(first) == tokens(second)


@pytest.mark.parametrize("mark", ["—", "...", "!?", "“”", "🙂", "*"])
def test_a_mark_is_not_spoken(mark: str) -> None:
    assert tokens(mark) == []


def test_other_languages_keep_their_numbers_as_written() -> None:
    assert tokens("30% d'été", "fr") == ["30", "dete"]


def test_a_number_too_long_to_name_is_read_digit_by_digit() -> None:
    assert tokens("1" * 5000) == ["one"] * 5000


@given(st.integers(0, 10**15 - 1), st.integers(0, 10**15 - 1))
def test_different_numbers_sound_different(first: int, second: int) -> None:
    assert (cardinal(first) == cardinal(second)) == (first == second)


@given(st.text(max_size=60), st.sampled_from(["", "en", "de", "ja"]))
def test_tokens_are_plain(text: str, language: str) -> None:
    for token in tokens(text, language):
        assert token, f"an empty token in {text!r}"
        letters = [char for char in token if not unicodedata.category(char).startswith("M")]
        assert "".join(letters).isalnum(), f"{token!r} in {text!r}"

"""Words fall into sentences and phrases as a reader would cut them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.timeline.speech import Transcript, Word
from onset.timeline.time import SAMPLE_RATE_HZ
from onset.transcription.passages import phrases_of, sentences_of


def spoken(text: str) -> tuple[Word, ...]:
    """Words of 0.2 s each; `|` is a pause of 0.25 s, `||` one of 1 s."""
    words: list[Word] = []
    at = 0
    for part in text.split():
        if set(part) == {"|"}:
            at += SAMPLE_RATE_HZ // 4 if part == "|" else SAMPLE_RATE_HZ
        else:
            words.append(Word(part, at, at + SAMPLE_RATE_HZ // 5, 0.9))
            at = words[-1].end_sample
    return tuple(words)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It works. | Really? | Yes! | Good.", ["It works.", "Really?", "Yes!", "Good."]),
        ("Dr. | Lee met Mr. Fox.", ["Dr. Lee met Mr. Fox."]),
        ("It costs 3.5 euros. | Buy it.", ["It costs 3.5 euros.", "Buy it."]),
        ("Made by J. S. Bach in the U.S. for all.", ["Made by J. S. Bach in the U.S. for all."]),
        ("Made in the U.S. | It lasts.", ["Made in the U.S.", "It lasts."]),
        ("Soap, e.g. bars etc. are fine.", ["Soap, e.g. bars etc. are fine."]),
        ("“Stop.” | He stopped.", ["“Stop.”", "He stopped."]),
        ("no marks at all || and then more", ["no marks at all", "and then more"]),
        ("Wait… what? | Now.", ["Wait… what?", "Now."]),
        ("And so did I. | Then we left.", ["And so did I.", "Then we left."]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [sentence.text for sentence in sentences_of(spoken(text))] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Meet Aurora, the lamp that wakes with you.", ["Meet Aurora,", "the lamp that wakes with you."]),
        ("So, what are you waiting for?", ["So, what are you waiting for?"]),
        ("we roast slowly | in small batches", ["we roast slowly", "in small batches"]),
        ("No. | No! | Never again.", ["No.", "No!", "Never again."]),
        ("Listen || closely", ["Listen", "closely"]),
    ],
)
def test_phrases(text: str, expected: list[str]) -> None:
    words = spoken(text)
    assert [phrase.text for phrase in phrases_of(words, sentences_of(words))] == expected


def test_east_asian_letters_are_cut_at_marks_and_pauses_and_not_within_words() -> None:
    text = "「おはよう。」やさしい光で目覚める朝を、ゆっくり明るくなる | あなたに。"
    words = spoken(" ".join(re.findall(r"「?\w[。、」]*|\|", text)))
    phrases = phrases_of(words, sentences_of(words))
    assert ["".join(phrase.text.split()) for phrase in phrases] == [
        "「おはよう。」", "やさしい光で目覚める朝を、", "ゆっくり明るくなる", "あなたに。",
    ]  # fmt: skip


def test_an_endless_run_of_east_asian_letters_is_cut() -> None:
    words = spoken(" ".join("光" * 60))
    assert max(phrase.end_word - phrase.first_word for phrase in phrases_of(words, sentences_of(words))) <= 24


def test_a_long_run_is_cut_before_a_joining_word_near_its_middle() -> None:
    words = spoken("our drivers bring every parcel to your own front door and they always do it with a smile")
    phrases = [phrase.text for phrase in phrases_of(words, sentences_of(words))]
    assert phrases == ["our drivers bring every parcel to your own front door", "and they always do it with a smile"]


WORDS = st.lists(
    st.tuples(
        st.sampled_from(["so", "Dr.", "end.", "and,", "what?", "3.5", "—x", "I.", "…", "U.S.", "it:"]),
        st.integers(1, 20_000),
        st.sampled_from([0, 0, 4_000, 9_000, 17_000, 50_000]),
    ),
    max_size=60,
)


@given(WORDS)
def test_passages_always_tile_the_words(parts: list[tuple[str, int, int]]) -> None:
    words: list[Word] = []
    at = 0
    for text, length, pause in parts:
        words.append(Word(text, at, at + length, 0.5))
        at += length + pause
    sentences = sentences_of(words)
    phrases = phrases_of(words, sentences)
    Transcript("en", tuple(words), phrases, sentences, 1.0)
    assert {s.first_word for s in sentences} <= {p.first_word for p in phrases}, "a sentence starts inside a phrase"
    assert max((p.end_word - p.first_word for p in phrases), default=0) <= 12

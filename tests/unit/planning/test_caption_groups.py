"""Captions read as a person would break the lines, and stand while they are spoken."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onset.planning.captions import MAX_WORDS, MIN_WORDS, captions
from onset.planning.voice import Voice
from onset.timeline.plan import Caption
from onset.timeline.time import FrameRate
from tests.unit.planning import orders

RATE = FrameRate(30)


def voice(words: Sequence[orders.SpokenWord]) -> Voice:
    transcript = orders.transcript_of(words)
    return Voice.in_film(transcript, transcript.words[-1].end_sample + 96_000)


def grouped(script: str, card_frame: int = 10**6) -> list[str]:
    found = captions(voice(orders.spoken(script)), card_frame, 10**6, RATE)
    return [" ".join(word.text for word in caption.words) for caption in found]


@pytest.mark.parametrize(
    ("script", "lines"),
    [
        ("Meet Aurora, the lamp that wakes you with light.", ["Meet Aurora, the lamp", "that wakes you with light."]),
        ("Wake up. Feel better.", ["Wake up. Feel better."]),
        ("No noise, no stress. Just light.", ["No noise, no stress. Just light."]),
        ("Mornings are hard. The alarm screams.", ["Mornings are hard.", "The alarm screams."]),
        ("By evening, it dims to a warm glow.", ["By evening, it dims", "to a warm glow."]),
        ("Hello.", ["Hello."]),
    ],
)
def test_lines_break_where_sense_breaks(script: str, lines: list[str]) -> None:
    assert grouped(script) == lines


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["a", "light", "lamp,", "sun.", "mountains"]), st.integers(0, 900)),
        min_size=3,
        max_size=60,
    )
)
def test_no_caption_is_long_and_few_words_stand_alone_only_of_need(said: list[tuple[str, int]]) -> None:
    words = [orders.SpokenWord(text, gap_ms, 300) for text, gap_ms in said]
    found = captions(voice(words), 10**6, 10**6, RATE)
    sizes = [len(caption.words) for caption in found]
    assert sum(sizes) == len(words)
    assert max(sizes) <= MAX_WORDS
    assert sizes.count(1) + sizes.count(2) <= len(sizes) / 2 + 1, f"{sizes} leave words alone without need"


def spans(found: Sequence[Caption]) -> list[tuple[int, int]]:
    return [(caption.start_frame, caption.end_frame) for caption in found]


def test_a_caption_comes_with_its_first_word_and_stays_half_a_second() -> None:
    found = captions(voice([orders.SpokenWord(text, 1000, 500) for text in ["One", "two", "three."]]), 900, 900, RATE)
    assert spans(found) == [(30, 135 + 18)]


def test_a_caption_makes_room_for_the_next() -> None:
    words = [orders.SpokenWord(text, 10, 490) for text in ["One", "two", "three.", "Four", "five", "six."]]
    first, second = captions(voice(words), 900, 900, RATE)
    assert first.end_frame == second.start_frame == RATE.frame_showing(second.words[0].start_sample)


def test_no_caption_stands_on_both_sides_of_the_end_card() -> None:
    speech = voice(orders.spoken("One two three four five six seven eight nine ten"))
    card = RATE.frame_of_sample(speech.words[5].start_sample)
    found = captions(speech, card, 600, RATE)
    assert [len(caption.words) for caption in found if caption.start_frame < card] == [5]
    assert all(caption.end_frame <= card for caption in found[:1])
    assert sum(len(caption.words) for caption in found) == 10


def test_sizes_are_those_of_the_house() -> None:
    assert (MIN_WORDS, MAX_WORDS) == (3, 7)

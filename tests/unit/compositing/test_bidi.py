"""Words of one line stand where the Unicode Bidirectional Algorithm puts them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.compositing.bidi import Direction, direction, reads_right_to_left, visual_order

LATIN, ARABIC, HEBREW, NUMBER, EMOJI = "lamp", "ضوء", "אור", "24", "🔥"
words = st.lists(st.sampled_from([LATIN, ARABIC, HEBREW, NUMBER, EMOJI, "Aurora!", "(ضوء)", "٢٤"]), max_size=9)


@pytest.mark.parametrize(
    ("word", "found"),
    [
        (LATIN, Direction.LEFT_TO_RIGHT),
        ("“ضوء", Direction.RIGHT_TO_LEFT),
        (HEBREW, Direction.RIGHT_TO_LEFT),
        ("24%", Direction.NUMBER),
        ("٢٤", Direction.NUMBER),
        ("—", Direction.NEUTRAL),
        (EMOJI, Direction.NEUTRAL),
    ],
)
def test_a_word_has_the_direction_of_its_first_letter(word: str, found: Direction) -> None:
    assert direction(word) is found


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("one two three", "one two three"),
        ("ضوء يوقظك بلطف", "بلطف يوقظك ضوء"),
        ("ضوء Aurora Lamp يوقظك", "يوقظك Aurora Lamp ضوء"),
        ("خصم 20 30 اليوم", "اليوم 20 30 خصم"),
        ("ضوء 🔥 يوقظك", "يوقظك 🔥 ضوء"),
        ("ضوء Aurora 24", "Aurora 24 ضوء"),
        ("say ضوء يوقظك again", "say يوقظك ضوء again"),
        ("say ضوء 24 now", "say 24 ضوء now"),
        ("call 24 ضوء", "call 24 ضوء"),
        ("say ضوء 🔥", "say ضوء 🔥"),
        ("24 ضوء", "ضوء 24"),
    ],
)
def test_words_are_seen_in_the_order_of_the_algorithm(text: str, seen: str) -> None:
    read = text.split()
    right_to_left = reads_right_to_left(read)
    if text == "24 ضوء":
        assert right_to_left, "a number does not decide how a text reads"
    assert " ".join(read[index] for index in visual_order(read, right_to_left=right_to_left)) == seen


@given(words, st.booleans())
def test_every_word_is_seen_once(read: list[str], right_to_left: bool) -> None:
    assert sorted(visual_order(read, right_to_left=right_to_left)) == list(range(len(read)))


@given(st.lists(st.sampled_from([LATIN, NUMBER, EMOJI]), max_size=9))
def test_a_text_from_left_to_right_stays_as_it_is(read: list[str]) -> None:
    assert visual_order(read, right_to_left=False) == list(range(len(read)))

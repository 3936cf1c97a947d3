"""Scripts are laid over heard words: order, spelling and honesty about what was heard."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onset.transcription.heard import HeardWord
from onset.transcription.matching import align, similarities
from onset.transcription.script import words_of
from onset.transcription.script_match import ScriptMatch, match_script

SCRIPT = (
    "Meet Aurora, the lamp that wakes with you. It costs $89.99, lasts for 1,000 days, and they're hand-picked. "
    "In twenty twenty-five we sold 30% more."
)


def heard(text: str, probability: float = 0.9) -> list[HeardWord]:
    return [HeardWord(word, index * 0.3, index * 0.3 + 0.28, probability) for index, word in enumerate(text.split())]


def match(script: str, said: str) -> ScriptMatch:
    return match_script(words_of(script, "en"), heard(said), "en")


def test_the_script_spells_what_was_misheard() -> None:
    said = (
        "meet orora the lamp that wakes with you it costs 89 dollars and 99 cents lasts for one thousand days and "
        "they are handpicked in 2025 we sold thirty percent more"
    )
    found = match(SCRIPT, said)
    assert [entry.text for entry in found.entries if entry.shown] == SCRIPT.split()
    assert found.script_heard >= 0.95, found
    assert found.entries[1].heard_start_s == pytest.approx(0.3)
    assert 0.4 < found.entries[1].confidence < 0.9, "a misheard name is less certain"


def test_a_number_takes_the_time_of_all_its_spoken_words() -> None:
    found = match("It costs $89.99 now", "it costs eighty nine dollars ninety nine now")
    price = found.entries[2]
    assert (price.heard_start_s, price.heard_end_s) == (pytest.approx(0.6), pytest.approx(6 * 0.3 + 0.28))


def test_an_unheard_word_has_no_time_and_little_confidence() -> None:
    found = match("we really love coffee", "we love coffee")
    really = found.entries[1]
    assert (really.heard_start_s, really.heard_end_s, really.confidence) == (None, None, 0.1)
    assert found.script_heard == 0.75


def test_a_stray_extra_word_is_hidden_and_a_clear_extra_sentence_is_shown() -> None:
    found = match("we love good coffee", "we uh love good coffee and it is always fresh")
    assert [(entry.text, entry.shown) for entry in found.entries] == [
        ("we", True), ("uh", False), ("love", True), ("good", True), ("coffee", True),
        ("and", True), ("it", True), ("is", True), ("always", True), ("fresh", True),
    ]  # fmt: skip


def test_a_name_heard_as_two_words_takes_the_time_of_both() -> None:
    found = match("this is Aurora today", "this is or aura today")
    assert [entry.text for entry in found.entries] == ["this", "is", "Aurora", "today"]
    assert (found.entries[2].heard_start_s, found.entries[2].heard_end_s) == (pytest.approx(0.6), pytest.approx(1.18))


UNRELATED = [
    "Every great run starts before the first step. Our new shoes weigh almost nothing and last for years.",
    "Good coffee takes time. We roast slowly, in small batches, with beans from family farms in Colombia.",
    "The city never sleeps. Neither do we. From midnight deliveries to early morning rides, our drivers smile.",
    "Imagine a kitchen that cleans itself. No scrubbing. No soaking. Just press one button, sit back, and relax.",
    "Somewhere between the mountains and the sea, there is a road without traffic lights. Let the engine whisper.",
    "Parents know that bedtime is never simple. One more story, one more glass of water, one more question.",
]


@pytest.mark.parametrize("script", UNRELATED)
@pytest.mark.parametrize("said", UNRELATED)
def test_scripts_that_do_not_belong_are_far_from_those_that_do(script: str, said: str) -> None:
    share = match(script, said).script_heard
    assert share == 1 if script == said else share < 0.4


TOKENS = st.lists(st.text("abcde", min_size=1, max_size=4), max_size=12)


@given(TOKENS, TOKENS)
def test_alignment_is_monotone_and_as_cheap_as_the_textbook_recursion(first: list[str], second: list[str]) -> None:
    likeness = similarities(first, second)
    pairs = align(likeness)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in zip(pairs, pairs[1:], strict=False))
    cost = len(first) + len(second) - 2 * len(pairs) + sum(2 * (1 - likeness[pair]) for pair in pairs)
    table = np.add.outer(np.arange(len(first) + 1.0), np.arange(len(second) + 1.0))
    for row in range(1, len(first) + 1):
        for column in range(1, len(second) + 1):
            alike = likeness[row - 1, column - 1]
            pairing = 2 * (1 - alike) if alike >= 0.35 else np.inf
            table[row, column] = min(
                table[row - 1, column] + 1, table[row, column - 1] + 1, table[row - 1, column - 1] + pairing
            )
    assert cost == pytest.approx(table[-1, -1])


EDITS = st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["drop", "add", "garble", "double"])), max_size=15)


@settings(max_examples=60)
@given(EDITS)
def test_whatever_is_misheard_the_script_keeps_its_words_and_order(edits: list[tuple[int, str]]) -> None:
    text = "meet aurora the lamp that wakes with you it costs 89 dollars and lasts 1000 days they are hand picked"
    said = text.split()
    for at, kind in edits:
        index = at % len(said)
        replacement = {
            "drop": [],
            "add": [said[index], "uh"],
            "garble": [said[index][::-1]],
            "double": [said[index]] * 2,
        }
        said[index : index + 1] = replacement[kind]
        said = said or ["uh"]
    found = match(SCRIPT, " ".join(said))
    shown = [entry.text for entry in found.entries if entry.shown]
    position = 0
    for word in SCRIPT.split():
        assert word in shown[position:], f"{word!r} lost or out of order in {shown}"
        position = shown.index(word, position) + 1
    times = [time for entry in found.entries for time in (entry.heard_start_s, entry.heard_end_s) if time is not None]
    assert times == sorted(times)

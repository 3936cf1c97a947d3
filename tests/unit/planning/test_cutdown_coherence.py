"""Sentences that hang on others are known by their words, and clauses are told from phrases that are none."""

import pytest

from onset.planning.cutdown.coherence import clauses, needs_next, needs_previous

NAMES = ("Aurora", "sunrise lamp")


@pytest.mark.parametrize(
    ("text", "language", "refers"),
    [
        ("It rises slowly.", "en", True),
        ("And it never screams.", "en", True),
        ("They love it.", "en", True),
        ("Because mornings matter.", "en", True),
        ("This is Aurora, the lamp that wakes you.", "en", False),
        ("So meet Aurora.", "en", False),
        ("It's time to wake up.", "en", False),
        ("It’s time to wake up.", "en", False),
        ("It's brighter.", "en", True),
        ("Mornings are hard.", "en", False),
        ("Italy wakes early.", "en", False),
        ("Sie weckt dich sanft.", "de", True),
        ("Der Morgen kommt.", "de", False),
        ("Mais sans bruit.", "fr", True),
        ("Pero sin ruido.", "es", True),
        ("それは光です。", "ja", False),
        ("…", "en", False),
    ],
)
def test_references_are_found(text: str, language: str, refers: bool) -> None:
    assert needs_previous(text, language, NAMES) == refers


@pytest.mark.parametrize(
    ("text", "asks"),
    [("Tired?", True), ('"Tired?"', True), ("疲れた？", True), ("Tired.", False), ("Why? Because.", False)],
)
def test_questions_want_their_answers(text: str, asks: bool) -> None:
    assert needs_next(text) == asks


@pytest.mark.parametrize(
    ("phrases", "language", "alone"),
    [
        (["It fills the room,", "and you wake up calm."], "en", (True, False)),
        (["Half an hour before your alarm,", "a slow sunrise fills the room."], "en", (False, True)),
        (["Aurora,", "the lamp on your table,", "which you will love."], "en", None),
        (["You love the light,", "the lamp that wakes you."], "en", (True, False)),
        (["You sleep.", "You wake up rested."], "en", (False, True)),
        (["Der Morgen kommt;", "das Licht ist schon da."], "de", (True, True)),
        (["Der Morgen kommt,", "das Licht ist schon da."], "de", None),
        (["Only one phrase is here."], "en", None),
        (["You don't wake it,", "quietly"], "en", (True, False)),
    ],
)
def test_clauses_are_told_from_what_hangs_on_them(
    phrases: list[str], language: str, alone: tuple[bool, ...] | None
) -> None:
    assert clauses(phrases, language) == alone

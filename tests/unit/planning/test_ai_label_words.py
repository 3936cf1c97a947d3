"""The words of the mark, by what was ordered and what is spoken."""

import pytest

from onset.planning.ai_label import ai_label


@pytest.mark.parametrize(
    ("ordered", "language", "words"),
    [
        ("", "de", ""),
        ("auto", "de", "KI-generiert"),
        ("auto", "en", "AI-generated"),
        ("auto", "tlh", "AI-generated"),
        ("Made  with\nOnset", "de", "Made with Onset"),
    ],
)
def test_words(ordered: str, language: str, words: str) -> None:
    assert ai_label(ordered, language) == words

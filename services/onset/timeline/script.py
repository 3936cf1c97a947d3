"""The written script: what counts as a word, and how much can be spoken."""

import re
import unicodedata
from math import ceil

MAX_CHARACTERS = 6000
MAX_WORDS_PER_SECOND = 6.0
"""No one speaks faster; a script with more words than this does not belong to its recording."""

EAST_ASIAN_LETTERS = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
)
"""For a character class: Chinese characters, kana and bopomofo; a text of them has no blanks."""
UNBLANKED_LETTERS = EAST_ASIAN_LETTERS + (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u0edc-\u0edf\u1000-\u103f\u1050-\u108f\u1780-\u17d3\u17d7\u17dc\u17dd"
)
"""For a character class: those, and Thai, Lao, Burmese and Khmer letters with their marks, whose blanks end clauses."""
_UNBLANKED_LETTERS_A_WORD = 3
"""Nobody says more of them in the time of a word: 18 a second, where Chinese has six and fast Thai fourteen."""
_UNBLANKED = re.compile(f"[{UNBLANKED_LETTERS}]")
_WORD = re.compile(r"\w+(?:['’.,-]\w+)*")


class ScriptError(ValueError):
    """A script that cannot be spoken or cannot belong to its recording."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def word_count(script: str) -> int:
    """How many words are spoken; where there are no blanks between them, as many as the letters are worth."""
    letters = "".join(char for char in script if not unicodedata.category(char).startswith("M"))
    blanked, unblanked = _UNBLANKED.subn(" ", letters)
    return len(_WORD.findall(blanked)) + ceil(unblanked / _UNBLANKED_LETTERS_A_WORD)


def check_script(script: str, recording_s: float | None = None) -> None:
    """Check a script on its own or against the length of its recording.

    Raises:
        ScriptError: SCRIPT_WITHOUT_WORDS or SCRIPT_TOO_LONG.
    """
    words = word_count(script)
    if not words:
        raise ScriptError("SCRIPT_WITHOUT_WORDS", "The script has no words; write what the voice should say.")
    if len(script) > MAX_CHARACTERS:
        raise ScriptError(
            "SCRIPT_TOO_LONG",
            f"The script has {len(script)} characters; at most {MAX_CHARACTERS} make one ad. Shorten or split it.",
        )
    if recording_s is not None and words > MAX_WORDS_PER_SECOND * recording_s:
        raise ScriptError(
            "SCRIPT_TOO_LONG",
            f"The script has {words} words, the recording lasts {recording_s:.1f} s: nobody speaks more than "
            f"{MAX_WORDS_PER_SECOND:g} words a second. Send the script of this recording.",
        )


def reading_length(text: str) -> int:
    """Characters as readers need time for them: a wide one (Chinese, kana, Hangul) counts as two, a mark as none.

    So 20 a second are 20 Latin letters or 10 Chinese characters, about what Netflix' Timed Text Style Guides give for
    either.
    """
    return sum(
        1 + (unicodedata.east_asian_width(character) in ("W", "F"))
        for character in text
        if not unicodedata.category(character).startswith(("M", "C"))
    )

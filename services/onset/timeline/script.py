"""The written script: what counts as a word, and how much can be spoken."""

import re
import unicodedata

MAX_CHARACTERS = 6000
MAX_WORDS_PER_SECOND = 6.0
"""No one speaks faster; a script with more words than this does not belong to its recording."""

_WORD = re.compile(r"\w+(?:['’.,-]\w+)*")


class ScriptError(ValueError):
    """A script that cannot be spoken or cannot belong to its recording."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def spoken_words(script: str) -> list[str]:
    """The words, without the punctuation around them."""
    return _WORD.findall(script)


def check_script(script: str, recording_s: float | None = None) -> None:
    """Check a script on its own or against the length of its recording.

    Raises:
        ScriptError: SCRIPT_WITHOUT_WORDS or SCRIPT_TOO_LONG.
    """
    words = len(spoken_words(script))
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

"""A script as its author wrote it -> the words to show and to speak."""

import re
from dataclasses import dataclass

from onset.timeline.script import EAST_ASIAN_LETTERS, MAX_CHARACTERS, MAX_WORDS_PER_SECOND
from onset.transcription.errors import SpeechError
from onset.transcription.spoken import spoken_tokens

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_DIRECTION = re.compile(r"\[[^\[\]]{0,200}\](?!\()")
_LINK = re.compile(r"!?\[([^\[\]]{0,200})\]\([^()]{0,500}\)")
_LINE_START = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]*|[-*\u2022][ \t]+)", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*(?:[-*_=][ \t]*){3,}$", re.MULTILINE)
_SPEAKER = re.compile(
    r"^[ \t]*(?:VO|V/O|VOICE|VOICEOVER|VOICE-OVER|NARRATOR|SPEAKER)(?:[ \t]*\d+)?[ \t]*:", re.MULTILINE
)
_EMPHASIS = re.compile(r"(?<!\w)([*_~`]{1,3})(?=\S)(.{1,200}?)(?<=\S)\1(?!\w)")
_OPENERS = "「『（《〈【〔［｛“‘(\\[{"
_LETTER_BORDER = re.compile(rf"(?<=[^{_OPENERS}])(?=[{_OPENERS}]*[{EAST_ASIAN_LETTERS}])")
_EAST_ASIAN = re.compile(f"[{EAST_ASIAN_LETTERS}]")
_PARAGRAPH = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


@dataclass(frozen=True, slots=True)
class ScriptWord:
    """A word as it is to be shown, and what is heard when it is read aloud."""

    text: str
    """Punctuation attached; a lone dash belongs to the word before it."""
    tokens: tuple[str, ...]
    """At least one."""


def check_length(script: str) -> None:
    """Refuse what is too long before anything is done with it.

    Raises:
        SpeechError: SCRIPT_TOO_LONG.
    """
    if len(script) > MAX_CHARACTERS:
        raise SpeechError(
            "SCRIPT_TOO_LONG",
            f"The script has {len(script)} characters; the limit is {MAX_CHARACTERS}. Shorten it.",
            field="script",
            facts={"characters": str(len(script)), "limit": str(MAX_CHARACTERS)},
        )


def clean(script: str) -> str:
    """The text to be spoken: no tags, stage directions in brackets, speaker labels or Markdown; paragraphs kept.

    Raises:
        SpeechError: SCRIPT_TOO_LONG, SCRIPT_WITHOUT_WORDS.
    """
    check_length(script)
    text = script.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    text = "".join(char for char in text if char in "\n\t" or char.isprintable() or char.isspace())
    text = _DIRECTION.sub(" ", _LINK.sub(r"\1", _TAG.sub(" ", text)))
    text = _SPEAKER.sub("", _LINE_START.sub("", _RULE.sub("", text)))
    text = _EMPHASIS.sub(r"\2", text)
    paragraphs = (" ".join(paragraph.split()) for paragraph in _PARAGRAPH.split(text))
    cleaned = "\n\n".join(paragraph for paragraph in paragraphs if any(char.isalnum() for char in paragraph))
    if not cleaned:
        raise without_words()
    return cleaned


def without_words() -> SpeechError:
    """The error for a script that holds nothing to say."""
    return SpeechError(
        "SCRIPT_WITHOUT_WORDS",
        "The script holds nothing that can be spoken; write at least one word.",
        field="script",
    )


def check_fits(words: int, audio_s: float) -> None:
    """Refuse a script that nobody could have spoken in the recording's time.

    Raises:
        SpeechError: SCRIPT_TOO_LONG.
    """
    if words > max(audio_s, 1.0) * MAX_WORDS_PER_SECOND:
        raise SpeechError(
            "SCRIPT_TOO_LONG",
            f"The script has {words} words, more than can be spoken in a recording of {audio_s:.1f} s; "
            "give the script of this recording, or leave the script out.",
            field="script",
            facts={"words": str(words), "audio_s": f"{audio_s:.3f}"},
        )


def words_of(cleaned: str, language: str) -> list[ScriptWord]:
    """The words of a cleaned script, in order: what stands between blanks, in Chinese and Japanese each letter.

    Args:
        cleaned: result of `clean`.
        language: ISO 639-1 of the script.
    """
    words: list[ScriptWord] = []
    opening = ""
    for text in (piece for chunk in cleaned.split() for piece in _pieces(chunk)):
        tokens = tuple(spoken_tokens(text, language))
        if tokens:
            words.append(ScriptWord(f"{opening}{text}", tokens))
            opening = ""
        elif words:
            words[-1] = ScriptWord(f"{words[-1].text} {text}", words[-1].tokens)
        else:
            opening += f"{text} "
    return words


def _pieces(chunk: str) -> list[str]:
    """Each East Asian letter, with the marks that go with it and with other letters and digits beside it."""
    pieces = _LETTER_BORDER.split(chunk)
    if len(pieces) > 1 and not _EAST_ASIAN.search(pieces[0]):
        pieces[:2] = [pieces[0] + pieces[1]]
    return pieces

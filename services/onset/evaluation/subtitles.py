"""Delivered caption files: SubRip and WebVTT, read strictly enough to notice what a player would refuse."""

import html
import re
from dataclasses import dataclass

_TIME = r"(?:(\d{2,}):)?(\d{2}):(\d{2})"
_SRT_LINE = re.compile(rf"{_TIME},(\d{{3}}) --> {_TIME},(\d{{3}})\s*")
_VTT_LINE = re.compile(rf"{_TIME}\.(\d{{3}}) --> {_TIME}\.(\d{{3}})(?:\s.*)?")
_VTT_STAMP = re.compile(rf"<{_TIME}\.(\d{{3}})>")
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class SubtitleWord:
    """A word of a caption."""

    text: str
    start_ms: int | None
    """When it is said, where the file tells: the first word's is its caption's start."""


@dataclass(frozen=True, slots=True)
class Subtitle:
    """A caption as a player reads it."""

    start_ms: int
    end_ms: int
    words: tuple[SubtitleWord, ...]
    """What stands between blanks, or between times."""
    text: str
    """On one line, without markup."""


def parse_srt(text: str) -> tuple[Subtitle, ...]:
    """Read a .srt file.

    Raises:
        ValueError: naming the block that is wrong.
    """
    found = []
    for number, lines in enumerate(_blocks(text), start=1):
        if len(lines) < 2 or lines[0].strip() != str(number):
            raise ValueError(f"block {number} must begin with its number, got {lines[0][:40]!r}")
        found.append(_subtitle(_SRT_LINE, lines[1], lines[2:], number))
    return tuple(found)


def parse_vtt(text: str) -> tuple[Subtitle, ...]:
    """Read a .vtt file.

    Raises:
        ValueError: the header is missing, or naming the cue that is wrong.
    """
    blocks = _blocks(text)
    if not blocks or not re.fullmatch(r"WEBVTT(?:[ \t].*)?", blocks[0][0]):
        raise ValueError("the first line must be WEBVTT")
    cues = [lines for lines in blocks[1:] if not re.match(r"(?:NOTE|STYLE|REGION)\b", lines[0])]
    found = []
    for number, lines in enumerate(cues, start=1):
        body = lines if "-->" in lines[0] else lines[1:]
        if not body:
            raise ValueError(f"cue {number} has no time line")
        found.append(_subtitle(_VTT_LINE, body[0], body[1:], number))
    return tuple(found)


def _blocks(text: str) -> list[list[str]]:
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _subtitle(pattern: re.Pattern[str], line: str, body: list[str], number: int) -> Subtitle:
    match = pattern.fullmatch(line)
    if match is None:
        raise ValueError(f"caption {number}: {line[:60]!r} is no time line")
    start, end = _milliseconds(match.groups()[:4]), _milliseconds(match.groups()[4:8])
    if end <= start:
        raise ValueError(f"caption {number} ends at {end} ms, not after its start at {start} ms")
    words: list[SubtitleWord] = []
    at: int | None = start
    for piece in re.split(r"(<[^>]*>|\s+)", " ".join(body)):
        stamp = _VTT_STAMP.fullmatch(piece)
        if stamp is not None:
            at = _milliseconds(stamp.groups())
        elif piece.strip() and not _TAG.fullmatch(piece):
            words.append(SubtitleWord(html.unescape(piece), at))
            at = None
    if not words:
        raise ValueError(f"caption {number} has no words")
    text = html.unescape(" ".join(_TAG.sub("", " ".join(body)).split()))
    return Subtitle(start, end, tuple(words), text)


def _milliseconds(groups: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, milliseconds = (int(group or 0) for group in groups)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds

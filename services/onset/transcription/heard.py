"""What the recogniser says it heard, and what of that is believable."""

import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from onset.transcription.activity import FRAMES_PER_S, Activity
from onset.transcription.placement import HEARD_LEAD_S

_UNSPACED_LANGUAGES = frozenset({"zh", "ja", "th", "lo", "my", "yue", "km"})
_NO_SPEECH_PROB = 0.6
_NO_SPEECH_LOGPROB = -1.0
"""Whisper's own thresholds for a segment that it made up."""
_LOOP_COMPRESSION = 2.4
_LOOP_WORD_S = 0.08
"""Nobody repeats himself faster than this per word."""
_LONGEST_LOOP_WORDS = 8
_NEAR_FRAMES = 12
_BLIP_WORD_S, _BLIP_PROBABILITY = 0.03, 0.15


@dataclass(frozen=True, slots=True)
class HeardWord:
    """A word as recognised, times as reported: tens of milliseconds off, but finite, ordered and not negative."""

    text: str
    start_s: float
    end_s: float
    probability: float
    in_loop: bool = False
    """Its segment is so repetitive that the recogniser may have run in circles."""


def believable_words(result: Mapping[str, Any], activity: Activity) -> list[HeardWord]:
    """The words of a Whisper result, without those that it made up.

    Dropped are words over silence, segments that are probably no speech, repetitions faster than anyone speaks, and
    whatever has no usable text or time.

    Args:
        result: `language` and `segments` as openai-whisper returns them, with words.
        activity: of the same recording.
    """
    spaced = result.get("language") not in _UNSPACED_LANGUAGES
    words: list[HeardWord] = []
    for segment in result.get("segments", ()):
        silent = _number(segment.get("no_speech_prob"), 0) > _NO_SPEECH_PROB
        if silent and _number(segment.get("avg_logprob"), 0) < _NO_SPEECH_LOGPROB:
            continue
        looping = _number(segment.get("compression_ratio"), 0) > _LOOP_COMPRESSION
        words += _segment_words(segment.get("words") or (), looping, spaced)
    words = [word for word in words if _audible(word, activity) and not _is_blip(word)]
    return _ordered(_without_loops(words), activity.frame_count / FRAMES_PER_S)


def _segment_words(entries: Iterable[Mapping[str, Any]], looping: bool, spaced: bool) -> list[HeardWord]:
    words: list[HeardWord] = []
    for entry in entries:
        raw = str(entry.get("word", ""))
        start_s, end_s = _number(entry.get("start"), math.nan), _number(entry.get("end"), math.nan)
        text = raw.strip()
        if not text or math.isnan(start_s) or math.isnan(end_s):
            continue
        probability = min(max(_number(entry.get("probability"), 0), 0.0), 1.0)
        start_s = max(start_s, 0.0)
        word = HeardWord(text, start_s, max(start_s, end_s), probability, looping)
        speakable = any(char.isalnum() for char in text)
        if words and ((spaced and not raw[0].isspace()) or _continues_letter(text)):
            words[-1] = _joined(words[-1], word)
        elif words and not speakable:
            words[-1] = replace(words[-1], text=words[-1].text + text)
        elif speakable:
            words.append(word)
    return words


def _continues_letter(text: str) -> bool:
    """Whether it begins with a mark: without blanks to go by, letters may be divided from theirs."""
    return unicodedata.category(unicodedata.normalize("NFKC", text)[0]).startswith("M")


def _joined(first: HeardWord, second: HeardWord) -> HeardWord:
    """Pieces of one written word: `30` and `%`, `hand` and `-picked`."""
    return replace(
        first,
        text=first.text + second.text,
        end_s=max(first.end_s, second.end_s),
        probability=min(first.probability, second.probability),
    )


def _audible(word: HeardWord, activity: Activity) -> bool:
    start = (word.start_s) * FRAMES_PER_S - _NEAR_FRAMES
    end = (word.end_s + HEARD_LEAD_S) * FRAMES_PER_S + _NEAR_FRAMES
    return any(island_start < end and start < island_end for island_start, island_end in activity.islands)


def _is_blip(word: HeardWord) -> bool:
    return word.end_s - word.start_s < _BLIP_WORD_S and word.probability < _BLIP_PROBABILITY


def _without_loops(words: Sequence[HeardWord]) -> list[HeardWord]:
    """Each run of words once, where it is repeated in a looping segment or faster than anyone speaks."""
    kept: list[HeardWord] = []
    at = 0
    while at < len(words):
        length = next((n for n in range(1, _LONGEST_LOOP_WORDS + 1) if _is_loop(kept, words[at : at + n], n)), 0)
        if length:
            at += length
        else:
            kept.append(words[at])
            at += 1
    return kept


def _is_loop(kept: Sequence[HeardWord], run: Sequence[HeardWord], length: int) -> bool:
    """Whether the run says again what was said last, impossibly."""
    if len(run) < length or [_bare(word) for word in kept[-length:]] != [_bare(word) for word in run]:
        return False
    too_fast = run[-1].end_s - run[0].start_s < _LOOP_WORD_S * length
    return too_fast or all(word.in_loop for word in run)


def _bare(word: HeardWord) -> str:
    return "".join(char for char in word.text.casefold() if char.isalnum())


def _ordered(words: Sequence[HeardWord], duration_s: float) -> list[HeardWord]:
    """With times that never run backwards nor leave the recording; the order of the words is the recogniser's."""
    ordered: list[HeardWord] = []
    at_s = 0.0
    for word in words:
        start_s = min(max(word.start_s, at_s), duration_s)
        at_s = min(max(word.end_s, start_s), duration_s)
        ordered.append(replace(word, start_s=start_s, end_s=at_s))
    return ordered


def _number(value: object, otherwise: float) -> float:
    if isinstance(value, int | float) and math.isfinite(value):
        return float(value)
    return otherwise

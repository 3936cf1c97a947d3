"""Captions in another language: one written line for each spoken sentence, timed within it."""

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise

from onset.planning.caption_words import pieces
from onset.planning.errors import PlanningError
from onset.timeline.script import reading_length
from onset.timeline.speech import Passage, Transcript, Word

_CLAUSE_END = re.compile(r"[,;:،؛、，；：–—]$")
_FIELD = "brief.caption_script"
_LISTED, _QUOTED = 30, 48
"""Sentences that a refusal lists, and characters of each."""


def lines_of(script: str, transcript: Transcript) -> list[str]:
    """The lines of a caption script, one for each sentence of the recording.

    Raises:
        PlanningError: CAPTION_SCRIPT_MISMATCH, with the sentences as they were heard.
    """
    lines = [" ".join(line.split()) for line in script.splitlines() if line.strip()]
    sentences = transcript.sentences
    if len(lines) != len(sentences):
        heard = "; ".join(f"{number} “{_short(s.text)}”" for number, s in enumerate(sentences[:_LISTED], start=1))
        more = "; …" if len(sentences) > _LISTED else ""
        raise PlanningError(
            "CAPTION_SCRIPT_MISMATCH",
            _FIELD,
            f"The caption script has {len(lines)} lines, the voice says {len(sentences)} sentences; "
            f"write one line for each: {heard}{more}.",
        )
    return lines


def translated(lines: Sequence[str], spoken: Transcript) -> tuple[Transcript, frozenset[int]]:
    """Lines in the place of the sentences that a film holds, each word as long as its share of the line.

    Args:
        lines: one for each of the sentences.
        spoken: what the film holds, on the timeline's clock.

    Returns:
        The lines as a transcript, and which of its words follow the one before without a blank.
    """
    words: list[Word] = []
    joined: set[int] = set()
    phrases: list[Passage] = []
    sentences: list[Passage] = []
    for line, sentence in zip(lines, spoken.sentences, strict=True):
        parts, first = pieces(line), len(words)
        joined |= {index for index, (_, follows) in enumerate(parts, start=first) if follows}
        words += _timed([text for text, _ in parts], sentence)
        ends = [index + 1 for index in range(first, len(words) - 1) if _CLAUSE_END.search(words[index].text)]
        phrases += [_passage(words, begin, end) for begin, end in pairwise([first, *ends, len(words)])]
        sentences.append(_passage(words, first, len(words)))
    return Transcript(spoken.language, tuple(words), tuple(phrases), tuple(sentences), 1.0), frozenset(joined)


def _timed(texts: Sequence[str], sentence: Passage) -> list[Word]:
    shares = list(accumulate((reading_length(text) + 1 for text in texts), initial=0))
    length = sentence.end_sample - sentence.start_sample
    edges = [sentence.start_sample + length * share // shares[-1] for share in shares]
    return [Word(text, start, end, 1.0) for text, (start, end) in zip(texts, pairwise(edges), strict=True)]


def _passage(words: Sequence[Word], first: int, end: int) -> Passage:
    text = " ".join(word.text for word in words[first:end])
    return Passage(text, first, end, words[first].start_sample, words[end - 1].end_sample)


def _short(text: str) -> str:
    return text if len(text) <= _QUOTED else f"{text[: _QUOTED - 1]}…"

"""Which captions are burned in: on the end card, only what the card does not say already."""

import re
import unicodedata
from collections.abc import Sequence

from onset.timeline.plan import Caption, Timeline, VisualKind

_SENTENCE_END = re.compile(r"[.!?…。！？؟۔।॥]+[\"'”’»)\]]*(?=\s|$)")
_BRACKETS_AND_QUOTES = frozenset({"Ps", "Pe", "Pi", "Pf"})
_OPENING = "\"'¡¿…"
_CLOSING = "\"'.,:;!?…。、，．：；！？؟،؛۔।॥"
"""What says nothing where a word begins or ends. Not so `%`, `#`, `+` and currencies, nor a minus or a point ahead."""


def drawn_captions(timeline: Timeline) -> tuple[Caption, ...]:
    """Captions as they are seen where they are burned in; the caption files have all of them.

    An end card that shows "Wake up with the light" while a caption under it says so once more looks like a mistake. A
    caption is left out where the card's own words, the brand's name among them, hold each of its sentences.
    """
    last = timeline.scenes[-1]
    if last.visual.kind is not VisualKind.END_CARD:
        return timeline.captions
    call = timeline.call_to_action
    said = [_words(text) for text in (timeline.brand_name, call.headline, call.button, call.url)]
    return tuple(
        caption
        for caption in timeline.captions
        if caption.start_frame < last.start_frame or not _is_said(caption.text, said)
    )


def _is_said(text: str, said: Sequence[list[str]]) -> bool:
    sentences = [words for part in _SENTENCE_END.split(text) if (words := _words(part))]
    return bool(sentences) and all(any(_holds(each, words) for each in said) for words in sentences)


def _holds(whole: Sequence[str], part: Sequence[str]) -> bool:
    return any(list(whole[at : at + len(part)]) == list(part) for at in range(len(whole) - len(part) + 1))


def _words(text: str) -> list[str]:
    return [word for each in text.casefold().split() if (word := _bare(each))]


def _bare(word: str) -> str:
    start, end = 0, len(word)
    while start < end and (word[start] in _OPENING or unicodedata.category(word[start]) in _BRACKETS_AND_QUOTES):
        start += 1
    while start < end and (
        word[end - 1] in _CLOSING or unicodedata.category(word[end - 1]) in {*_BRACKETS_AND_QUOTES, "Pd"}
    ):
        end -= 1
    return word[start:end]

"""Captions: 3 to 7 words that belong together, on screen while they are spoken."""

from bisect import bisect_left
from fractions import Fraction
from itertools import zip_longest

from onset.planning.families import tokens
from onset.planning.voice import Voice
from onset.timeline.plan import Caption, CaptionWord, CueKind
from onset.timeline.speech import Word
from onset.timeline.time import FrameRate

MIN_WORDS, MAX_WORDS = 3, 7
_COMFORTABLE_LETTERS = 32
_HOLD_S = Fraction(6, 10)
"""A caption stays this long after its last word, if the next one lets it."""
_ANTICIPATION_FRAMES = 1
_LONG_PAUSE_S = 0.6
_ORPHAN_COST, _LETTER_COST = 12.0, 0.15
_INSIDE_COST = {CueKind.SENTENCE_END: 9.0, CueKind.PHRASE_END: 2.5, CueKind.WORD_END: 0.0}
"""Of reading on past what ends there."""
_PAUSE_INSIDE_COST = 8.0
_END_COST = {CueKind.SENTENCE_END: 0.0, CueKind.PHRASE_END: 0.3, CueKind.WORD_END: 2.5}
"""Of stopping at what ends there."""
_EACH_COST = 0.5
_LEADING_WORD_COST = 2.0
_LEADING_WORDS = frozenset(
    tokens(
        "a an the this that these those my your our his her its their of to in on at by for from with into like as and "
        "or but so is are was were be no not every each who which when where if it i you we they he she"
    )
)
"""Words that lead to the next one; a caption should not end on them."""


def captions(voice: Voice, card_frame: int, film_frames: int, rate: FrameRate) -> tuple[Caption, ...]:
    """Captions of all words; none stands both before and after `card_frame`, where the end card begins.

    Words are grouped by the cheapest of all groupings: sentences and phrases stay whole where they fit, pauses are not
    read across, and no word or pair of words is left alone unless nothing stands beside it.
    """
    first_frames = [rate.frame_of_sample(word.start_sample) for word in voice.words]
    card_word = bisect_left(first_frames, card_frame)
    groups = _groups(voice, 0, card_word) + _groups(voice, card_word, len(voice.words))
    found: list[Caption] = []
    free_from = 0
    for (first, end), following in zip_longest(groups, groups[1:]):
        words = voice.words[first:end]
        from_frame, to_frame = (0, card_frame) if first < card_word else (card_frame, film_frames)
        start = max(first_frames[first] - _ANTICIPATION_FRAMES, from_frame, free_from)
        stop = rate.frame_of_sample(words[-1].end_sample) + rate.frame_of_seconds(_HOLD_S)
        if following:
            stop = min(stop, first_frames[following[0]] - _ANTICIPATION_FRAMES)
        stop = min(max(stop, start + 1), to_frame)
        if start < stop:
            found.append(Caption(start, stop, tuple(_caption_word(word) for word in words)))
            free_from = stop
    return tuple(found)


def _groups(voice: Voice, begin: int, end: int) -> list[tuple[int, int]]:
    """Cheapest grouping of the words [begin, end), as ranges [first, end)."""
    cost, start = {begin: 0.0}, {begin: begin}
    for stop in range(begin + 1, end + 1):
        options = range(max(begin, stop - MAX_WORDS), stop)
        cost[stop], start[stop] = min((cost[first] + _cost(voice, first, stop, end), first) for first in options)
    groups: list[tuple[int, int]] = []
    while end > begin:
        groups.append((start[end], end))
        end = start[end]
    return groups[::-1]


def _cost(voice: Voice, first: int, end: int, last: int) -> float:
    words = voice.words[first:end]
    cost = _EACH_COST + _ORPHAN_COST * max(0, MIN_WORDS - len(words))
    cost += _LETTER_COST * max(0, sum(len(word.text) + 1 for word in words) - 1 - _COMFORTABLE_LETTERS)
    for gap in voice.gaps[first + 1 : end]:
        cost += _INSIDE_COST[gap.kind]
        if gap.length_s > _LONG_PAUSE_S:
            cost += _PAUSE_INSIDE_COST
    if end < last:
        cost += _END_COST[voice.gaps[end].kind]
        cost += _LEADING_WORD_COST * (words[-1].text.lower() in _LEADING_WORDS)
    return cost


def _caption_word(word: Word) -> CaptionWord:
    return CaptionWord(word.text, word.start_sample, word.end_sample)

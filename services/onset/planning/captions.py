"""Captions: 3 to 7 words that belong together, on screen while they are spoken."""

from fractions import Fraction

from onset.planning.families import tokens
from onset.planning.voice import Voice
from onset.timeline.plan import Caption, CaptionWord, CueKind
from onset.timeline.speech import Word
from onset.timeline.time import FrameRate

MIN_WORDS, MAX_WORDS = 3, 7
_COMFORTABLE_LETTERS = 32
_HOLD_S = Fraction(6, 10)
"""A caption stays this long after its last word, if the next one lets it."""
_ANTICIPATION_FRAMES = 2
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
        "a an the this that these those my your our his her its their of to in on at by for from with into like as and or "
        "but so is are was were be no not every each who which when where if"
    )
)
"""Words that lead to the next one; a caption should not end on them."""


def captions(voice: Voice, end_frame: int, rate: FrameRate) -> tuple[Caption, ...]:
    """Captions of the words that begin before `end_frame`, each over before that frame.

    Words are grouped by the cheapest of all groupings: sentences and phrases stay whole where they fit, pauses are not
    read across, and no word or pair of words is left alone unless nothing stands beside it.
    """
    spoken = [index for index, word in enumerate(voice.words) if rate.frame_of_sample(word.start_sample) < end_frame]
    groups = _groups(voice, len(spoken))
    found: list[Caption] = []
    free_from = 0
    for number, (first, end) in enumerate(groups):
        words = voice.words[first:end]
        start = max(rate.frame_of_sample(words[0].start_sample) - _ANTICIPATION_FRAMES, free_from, 0)
        hold = rate.frame_of_sample(words[-1].end_sample) + rate.frame_of_seconds(_HOLD_S)
        limit = end_frame
        if number + 1 < len(groups):
            next_word = voice.words[groups[number + 1][0]]
            limit = min(limit, max(rate.frame_of_sample(next_word.start_sample) - _ANTICIPATION_FRAMES, start + 1))
        stop = min(max(hold, start + 1), limit)
        if start < stop:
            found.append(Caption(start, stop, tuple(_caption_word(word) for word in words)))
            free_from = stop
    return tuple(found)


def _groups(voice: Voice, count: int) -> list[tuple[int, int]]:
    """Cheapest grouping of the first `count` words, as ranges [first, end)."""
    cost, start = [0.0], [0]
    for end in range(1, count + 1):
        options = [
            (cost[first] + _cost(voice, first, end, count), first) for first in range(max(0, end - MAX_WORDS), end)
        ]
        best, first = min(options)
        cost.append(best)
        start.append(first)
    groups: list[tuple[int, int]] = []
    end = count
    while end:
        groups.append((start[end], end))
        end = start[end]
    return groups[::-1]


def _cost(voice: Voice, first: int, end: int, count: int) -> float:
    words = voice.words[first:end]
    cost = _EACH_COST + _ORPHAN_COST * max(0, MIN_WORDS - len(words))
    cost += _LETTER_COST * max(0, sum(len(word.text) + 1 for word in words) - 1 - _COMFORTABLE_LETTERS)
    for gap in voice.gaps[first + 1 : end]:
        cost += _INSIDE_COST[gap.kind]
        if gap.length_s > _LONG_PAUSE_S:
            cost += _PAUSE_INSIDE_COST
    if end < count:
        cost += _END_COST[voice.gaps[end].kind]
        cost += _LEADING_WORD_COST * (words[-1].text.lower() in _LEADING_WORDS)
    return cost


def _caption_word(word: Word) -> CaptionWord:
    return CaptionWord(word.text, word.start_sample, word.end_sample)

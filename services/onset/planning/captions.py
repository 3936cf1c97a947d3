"""Captions: 3 to 7 words that belong together, on screen while they are spoken."""

import math
from bisect import bisect_left
from collections.abc import Sequence, Set
from fractions import Fraction
from itertools import zip_longest

from onset.planning.families import tokens
from onset.planning.voice import Voice
from onset.timeline.plan import Caption, CaptionWord, CueKind
from onset.timeline.script import reading_length
from onset.timeline.time import SAMPLE_RATE_HZ, FrameRate

MIN_WORDS, MAX_WORDS = 3, 7
_COMFORTABLE_LETTERS = 32
_HOLD_S = Fraction(6, 10)
"""A caption stays this long after its last word, if the next one lets it."""
_LONG_PAUSE_S = 0.6
_ORPHAN_COST, _LETTER_COST = 12.0, 0.15
_INSIDE_COST = {CueKind.SENTENCE_END: 9.0, CueKind.PHRASE_END: 2.5, CueKind.WORD_END: 0.0}
"""Of reading on past what ends there."""
_PAUSE_INSIDE_COST = 8.0
_END_COST = {CueKind.SENTENCE_END: 0.0, CueKind.PHRASE_END: 0.3, CueKind.WORD_END: 2.5}
"""Of stopping at what ends there."""
_EACH_COST = 0.5
FASTEST_READING = 20
"""Characters a second, as `reading_length` counts them: Netflix' Timed Text Style Guide, programmes for adults."""
_LEAST_S = Fraction(5, 6)
"""The shortest that a caption stands, if the next one lets it; the same guide."""
_HURRY_COST, _MOST_HURRY = 0.25, 15.0
"""Per character a second beyond the fastest reading; more than so many are all alike."""
_LEADING_WORD_COST = 2.0
_LEADING_WORDS = frozenset(
    tokens(
        "a an the this that these those my your our his her its their of to in on at by for from with into like as and "
        "or but so is are was were be no not every each who which when where if it i you we they he she"
    )
)
"""Words that lead to the next one; a caption should not end on them."""


def captions(
    voice: Voice,
    card_frame: int,
    film_frames: int,
    rate: FrameRate,
    joined: Set[int] = frozenset(),
    *,
    translated: bool = False,
) -> tuple[Caption, ...]:
    """Captions of all words; none stands both before and after `card_frame`, where the end card begins.

    Words are grouped by the cheapest of all groupings: sentences and phrases stay whole where they fit, pauses are not
    read across, no word or pair of words is left alone unless nothing stands beside it, and none goes by faster than
    it can be read where a slower neighbour can take some of it. A caption stays until it can have been read, if the
    next one lets it.

    Args:
        voice: the words, on the timeline's clock.
        card_frame: where the end card begins.
        film_frames: length of the film.
        rate: of the film.
        joined: words that follow the one before without a blank, by index.
        translated: whether they are not the spoken words but what they mean.
    """
    # A caption is there when its first word begins: less than a frame early, never late.
    first_frames = [rate.frame_showing(word.start_sample) for word in voice.words]
    card_word = bisect_left([rate.frame_of_sample(word.start_sample) for word in voice.words], card_frame)
    groups = _groups(voice, 0, card_word, joined) + _groups(voice, card_word, len(voice.words), joined)
    found: list[Caption] = []
    free_from = 0
    for (first, end), following in zip_longest(groups, groups[1:]):
        words = voice.words[first:end]
        from_frame, to_frame = (0, card_frame) if first < card_word else (card_frame, film_frames)
        start = max(first_frames[first], from_frame, free_from)
        read_s = max(_LEAST_S, Fraction(_length(voice, first, end, joined)) / FASTEST_READING)
        stop = max(
            rate.frame_of_sample(words[-1].end_sample) + rate.frame_of_seconds(_HOLD_S),
            first_frames[first] + math.ceil(read_s * rate.per_second),
        )
        if following:
            stop = min(stop, first_frames[following[0]])
        stop = min(max(stop, start + 1), to_frame)
        if start < stop:
            shown = (
                CaptionWord(word.text, word.start_sample, word.end_sample, first < index and index in joined)
                for index, word in enumerate(words, start=first)
            )
            found.append(Caption(start, stop, tuple(shown), translated))
            free_from = stop
    return tuple(found)


def hurried(shown: Sequence[Caption], rate: FrameRate) -> list[str]:
    """A note if captions go by faster than they can be read."""
    speeds = [
        (float(reading_length(c.text) * rate.per_second / (c.end_frame - c.start_frame)), c.start_frame) for c in shown
    ]
    fast = [speed for speed in speeds if speed[0] > FASTEST_READING]
    if not fast:
        return []
    worst, frame = max(fast)
    return [
        f"{len(fast)} of {len(shown)} captions go by faster than {FASTEST_READING} characters a second, at which most "
        f"people can read (the fastest at {worst:.0f}, {float(rate.seconds_of_frame(frame)):.1f} s into the film): "
        "the voice leaves no more time. A slower voice or a shorter text would help."
    ]


def _groups(voice: Voice, begin: int, end: int, joined: Set[int]) -> list[tuple[int, int]]:
    """Cheapest grouping of the words [begin, end), as ranges [first, end)."""
    cost, start = {begin: 0.0}, {begin: begin}
    for stop in range(begin + 1, end + 1):
        options = range(max(begin, stop - MAX_WORDS), stop)
        cost[stop], start[stop] = min(
            (cost[first] + _cost(voice, first, stop, end, joined), first) for first in options
        )
    groups: list[tuple[int, int]] = []
    while end > begin:
        groups.append((start[end], end))
        end = start[end]
    return groups[::-1]


def _cost(voice: Voice, first: int, end: int, last: int, joined: Set[int]) -> float:
    words = voice.words[first:end]
    length = _length(voice, first, end, joined)
    cost = _EACH_COST + _ORPHAN_COST * max(0, MIN_WORDS - len(words))
    cost += _LETTER_COST * max(0, length - _COMFORTABLE_LETTERS)
    for gap in voice.gaps[first + 1 : end]:
        cost += _INSIDE_COST[gap.kind]
        if gap.length_s > _LONG_PAUSE_S:
            cost += _PAUSE_INSIDE_COST
    if end < last:
        cost += _END_COST[voice.gaps[end].kind]
        cost += _LEADING_WORD_COST * (words[-1].text.lower() in _LEADING_WORDS)
        seconds = (voice.words[end].start_sample - words[0].start_sample) / SAMPLE_RATE_HZ
        cost += _HURRY_COST * min(max(0.0, length / max(seconds, 0.1) - FASTEST_READING), _MOST_HURRY)
    return cost


def _length(voice: Voice, first: int, end: int, joined: Set[int]) -> int:
    """Of words as they are read, blanks between them included."""
    blanks = sum(index not in joined for index in range(first + 1, end))
    return blanks + sum(reading_length(word.text) for word in voice.words[first:end])

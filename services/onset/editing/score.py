"""Composed music under an edit: its bars keep their time, its end goes with the film's."""

from collections.abc import Sequence
from dataclasses import replace

from onset.timeline.score import Bar, Landing, Score


def to_length(score: Score, end_sample: int, cuts: Sequence[int]) -> Score:
    """A score that ends at another sample and says how far its downbeats are from the new cuts.

    A shorter film leaves out the bars behind its end. In a longer one the last bar rings for as long as it did, after
    repeats of the one before it.

    Args:
        score: as it was composed.
        end_sample: the new film's length, at least 1.
        cuts: the new film's, in time order.
    """
    bars = [bar for bar in score.bars if bar.start_sample < end_sample]
    if end_sample > score.end_sample and len(bars) > 1:
        bars = _lengthened(bars, end_sample, ringing=score.end_sample - bars[-1].start_sample)
    starts = [bar.start_sample for bar in bars]
    landings = tuple(Landing(cut, min((abs(start - cut), start) for start in starts)[1]) for cut in cuts)
    return replace(score, bars=tuple(bars), end_sample=end_sample, landings=landings)


def _lengthened(bars: Sequence[Bar], end_sample: int, *, ringing: int) -> list[Bar]:
    *before, last = bars
    length = last.start_sample - before[-1].start_sample
    start = last.start_sample
    while start + length + ringing <= end_sample:
        before.append(replace(before[-1], start_sample=start))
        start += length
    return [*before, replace(last, start_sample=start)]

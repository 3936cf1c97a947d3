"""When the music bed lies under a film as it is, when it is lowered, and which part of the music that is.

The compositor makes the bed by these rules, and the evaluation knows by them what to expect where.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from onset.timeline.span import Span
from onset.timeline.time import samples_of_seconds

ATTACK = samples_of_seconds(0.15)
"""The bed goes down before the voice begins, so that the first syllable stands free."""
RELEASE = samples_of_seconds(0.40)
"""It comes up again after the voice ends."""
_FADE_IN = samples_of_seconds(0.05)
_FADE_OUT = samples_of_seconds(1.8)
_CROSSFADE = samples_of_seconds(2.0)

FloatArray = NDArray[np.float64]


def bridged(speech: Sequence[Span]) -> list[Span]:
    """Speech with the pauses closed that are shorter than a release and an attack; in order.

    A bed that comes up for less than that pumps, which is worse than one that stays low.
    """
    result: list[Span] = []
    for span in sorted(speech, key=lambda span: span.start_sample):
        if result and span.start_sample - result[-1].end_sample < ATTACK + RELEASE:
            last = result.pop()
            span = Span(last.start_sample, max(last.end_sample, span.end_sample))  # noqa: PLW2901
        result.append(span)
    return result


def loop_overlap(length: int, film_samples: int) -> int:
    """Samples over which each round of a looped bed is crossfaded into the next.

    Args:
        length: samples of the music; a round lasts this less the overlap.
        film_samples: length of the film; music that lasts as long is not looped.
    """
    return 0 if length >= film_samples else min(_CROSSFADE, length // 4)


def fade(total: int, start: int, stop: int) -> FloatArray:
    """(stop - start,) linear gain that brings the bed in quickly and takes it out by the film's end.

    For music that was not composed to the film, which ends by itself.
    """
    gain = np.ones(stop - start)
    falls_from = total - max(min(_FADE_OUT, total / 2), 1.0)
    risen, falling = min(stop, _FADE_IN), max(start, math.floor(falls_from))
    if start < risen:
        gain[: risen - start] = raised_cosine(np.arange(start, risen) / _FADE_IN)
    if falling < stop:
        left = np.clip((total - np.arange(falling, stop)) / (total - falls_from), 0.0, 1.0)
        gain[falling - start :] *= raised_cosine(left)
    return gain


def raised_cosine(share: FloatArray) -> FloatArray:
    """0..1 to 0..1, without a corner at either end."""
    return 0.5 - 0.5 * np.cos(np.pi * share)

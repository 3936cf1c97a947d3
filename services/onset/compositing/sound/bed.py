"""The music bed: as long as the film, whatever its own length, and lower under speech. Pure functions of position."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from onset.timeline.span import Span
from onset.timeline.time import SAMPLE_RATE_HZ

FloatArray = NDArray[np.float64]

_CROSSFADE_S = 2.0
_FADE_IN_S = 0.05
_FADE_OUT_S = 1.8
_ATTACK = round(0.15 * SAMPLE_RATE_HZ)
"""The bed goes down before the voice begins, so that the first syllable stands free."""
_RELEASE = round(0.40 * SAMPLE_RATE_HZ)

Read = Callable[[int, int], FloatArray]
"""(start, stop) -> (stop - start, channels)."""


def loop(read: Read, length: int, start: int, stop: int) -> FloatArray:
    """Samples [start, stop) of an endless bed: each round is crossfaded into the next at equal power.

    Args:
        read: the music's own samples.
        length: how many it has, at least one.
        start: first sample, on the film's clock.
        stop: end.
    """
    overlap = min(round(_CROSSFADE_S * SAMPLE_RATE_HZ), length // 4)
    period = length - overlap
    rounds = []
    at = start
    while at < stop:
        turn, local = divmod(at, period)
        count = min(stop - at, period - local)
        part = read(local, local + count)
        fading = min(count, overlap - local) if turn > 0 else 0
        if fading > 0:
            angle = (np.arange(local, local + fading) + 0.5) / overlap * (np.pi / 2)
            tail = read(period + local, period + local + fading)
            part[:fading] = part[:fading] * np.sin(angle)[:, None] + tail * np.cos(angle)[:, None]
        rounds.append(part)
        at += count
    return np.concatenate(rounds)


def duck_db(speech: Sequence[Span], depth_db: float, start: int, stop: int) -> FloatArray:
    """(stop - start,) gain in dB: 0 without speech, -depth under it, raised cosines between (in dB).

    Pauses too short for the bed to come up and go down again stay ducked: a bed that pumps is worse than a low one.
    """
    position = np.arange(start, stop, dtype=np.float64)
    share = np.zeros(stop - start)
    for span in bridged(speech):
        if span.start_sample - _ATTACK < stop and start < span.end_sample + _RELEASE:
            down = np.clip((position - (span.start_sample - _ATTACK)) / _ATTACK, 0.0, 1.0)
            up = np.clip((span.end_sample + _RELEASE - position) / _RELEASE, 0.0, 1.0)
            np.maximum(share, np.minimum(_cosine(down), _cosine(up)), out=share)
    return -depth_db * share


def bridged(speech: Sequence[Span]) -> list[Span]:
    """Speech with the pauses closed that are shorter than a release and an attack; in order."""
    result: list[Span] = []
    for span in sorted(speech, key=lambda span: span.start_sample):
        if result and span.start_sample - result[-1].end_sample < _ATTACK + _RELEASE:
            last = result.pop()
            span = Span(last.start_sample, max(last.end_sample, span.end_sample))  # noqa: PLW2901
        result.append(span)
    return result


def fade(total: int, start: int, stop: int) -> FloatArray:
    """(stop - start,) linear gain that brings the bed in quickly and takes it out by the film's end."""
    position = np.arange(start, stop, dtype=np.float64)
    fade_in, fade_out = _FADE_IN_S * SAMPLE_RATE_HZ, min(_FADE_OUT_S * SAMPLE_RATE_HZ, total / 2)
    rising = np.clip(position / fade_in, 0.0, 1.0)
    falling = np.clip((total - position) / max(fade_out, 1.0), 0.0, 1.0)
    return _cosine(rising) * _cosine(falling)


def _cosine(share: FloatArray) -> FloatArray:
    return 0.5 - 0.5 * np.cos(np.pi * share)

"""The music bed: as long as the film, whatever its own length, and lower under speech. Pure functions of position."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from onset.timeline.bed import ATTACK, RELEASE, bridged, raised_cosine
from onset.timeline.span import Span

FloatArray = NDArray[np.float64]

Read = Callable[[int, int], FloatArray]
"""(start, stop) -> (stop - start, channels)."""


def loop(read: Read, length: int, overlap: int, start: int, stop: int) -> FloatArray:
    """Samples [start, stop) of an endless bed: each round is crossfaded into the next at equal power.

    Args:
        read: the music's own samples.
        length: how many it has, at least one.
        overlap: how many of them each round shares with the next, less than half of all.
        start: first sample, on the film's clock.
        stop: end.
    """
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
        if span.start_sample - ATTACK < stop and start < span.end_sample + RELEASE:
            down = np.clip((position - (span.start_sample - ATTACK)) / ATTACK, 0.0, 1.0)
            up = np.clip((span.end_sample + RELEASE - position) / RELEASE, 0.0, 1.0)
            np.maximum(share, np.minimum(raised_cosine(down), raised_cosine(up)), out=share)
    return -depth_db * share

"""What it costs to leave a film empty, to hurry, to lose the thread: the sentences' problem, as `choice` solves it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from onset.planning.cutdown.choice import Pause, Piece, choose
from onset.planning.cutdown.laying import PauseLimits, eased, pause_limits
from onset.planning.cutdown.units import Unit
from onset.timeline.sound import HOP_SAMPLES
from onset.timeline.time import samples_of_seconds

LEAST_REST_S = 0.3
"""Film without voice, before and after it together: with less its edges are heard as cuts."""
_REST_SHARE, _LEAST_WISHED_S, _MOST_WISHED_S = 0.12, 0.8, 2.5
"""Film without voice that is wished for, as a share of the film and in seconds: a breath before, the card after."""
_MOST_STEPS = 6000
"""A film of a minute is weighed in steps of 10 ms, a longer one in as many longer steps."""
_TORN = 10.0
"""Cost of a reference without what it refers to; no sentence is worth as much, so only what must be said pays it."""
_JOIN = 0.12
"""Cost of each place at which something is left out."""
_ALIKE, _ALIKE_FROM = 1.5, 0.6
"""Cost of saying the same again, for the part of the cosine above this; below it sentences go on from each other."""
_HASTE = (0.0, 0.1, 0.25)
"""Cost of a pause at its natural length, half shortened, and as short as may be."""
_CRAMPED, _EMPTY = 2.5, 4.0
"""Cost of a film without rest, squared in what is missing of it, and of one that is all rest, in what is too much."""


@dataclass(frozen=True, slots=True)
class Room:
    """A film's time for a voice."""

    film_samples: int
    shortest_pause: int
    """Samples; 0 leaves pauses as they were spoken."""

    @property
    def most_samples(self) -> int:
        """Of voice and its pauses."""
        return self.film_samples - samples_of_seconds(LEAST_REST_S)

    @property
    def wished_rest(self) -> int:
        """Samples without voice."""
        film_s = self.film_samples / samples_of_seconds(1)
        return samples_of_seconds(min(max(_REST_SHARE * film_s, _LEAST_WISHED_S), _MOST_WISHED_S))

    def limits(self, parts: Sequence[Unit], before: int, after: int) -> PauseLimits:
        """Of the pause between two parts."""
        return pause_limits(parts, before, after, self.shortest_pause)


@dataclass(frozen=True, slots=True)
class Selection:
    """What stays, by index, and the samples of pause between each and the next."""

    parts: tuple[int, ...]
    pauses: tuple[int, ...]


def select(
    parts: Sequence[Unit],
    worth: NDArray[np.float64],
    likeness: NDArray[np.float32],
    must_stay: Collection[int],
    closing: Collection[int],
    room: Room,
) -> Selection | None:
    """The best of what fits; None if nothing does.

    Args:
        parts: N, in order.
        worth: (N,) of each.
        likeness: (N, N) cosine of their meanings.
        must_stay: indices that no choice leaves out.
        closing: the last that stays is one of these.
        room: the film's.
    """
    step = HOP_SAMPLES * max(1, -(-room.film_samples // (HOP_SAMPLES * _MOST_STEPS)))
    pieces = [
        Piece(-(-part.length // step), float(value), index in must_stay)
        for index, (part, value) in enumerate(zip(parts, worth, strict=True))
    ]
    last = len(parts) - 1

    def pauses(before: int, after: int) -> list[Pause]:
        cost = _ALIKE * max(0.0, float(likeness[before, after]) - _ALIKE_FROM)
        if after > before + 1:
            cost += _JOIN + _TORN * (parts[before].needs_next + parts[after].needs_previous)
        lengths = _lengths(room.limits(parts, before, after))
        return [Pause(-(-length // step), cost + haste) for length, haste in zip(lengths, _HASTE, strict=False)]

    opening = [_TORN * (index > 0 and part.needs_previous) for index, part in enumerate(parts)]
    ending = [
        _TORN * (index < last and part.needs_next) if index in closing else np.inf for index, part in enumerate(parts)
    ]
    found = choose(pieces, pauses, opening, ending, _length_cost(room, step))
    if found is None:
        return None
    limits = [room.limits(parts, before, after) for before, after in pairwise(found.pieces)]
    chosen = [_lengths(limit)[number] for limit, number in zip(limits, found.pauses, strict=True)]
    voiced = sum(parts[index].length for index in found.pieces)
    spare = room.film_samples - room.wished_rest - voiced - sum(chosen)
    return Selection(found.pieces, eased(chosen, limits, spare))


def shortest(parts: Sequence[Unit], kept: Sequence[int], room: Room) -> int:
    """Samples that these parts take at the least, their pauses included."""
    pauses = (room.limits(parts, before, after).shortest for before, after in pairwise(kept))
    return sum(parts[index].length for index in kept) + sum(pauses)


def _lengths(limits: PauseLimits) -> tuple[int, ...]:
    """Lengths that a pause may be given, in `_HASTE`'s order."""
    if limits.shortest == limits.natural:
        return (limits.natural,)
    return (limits.natural, (limits.natural + limits.shortest) // 2, limits.shortest)


def _length_cost(room: Room, step: int) -> NDArray[np.float64]:
    """Of each length of voice in steps, up to the most that the film has room for."""
    used = np.arange(max(room.most_samples, 0) // step + 1) * step
    rest = room.film_samples - used
    missing = np.maximum(room.wished_rest - rest, 0) / room.wished_rest
    too_much = np.maximum(rest - room.wished_rest, 0) / room.film_samples
    return np.asarray(_CRAMPED * missing**2 + _EMPTY * too_much, np.float64)

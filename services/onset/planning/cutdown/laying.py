"""Pauses between what is kept, and the voice's edits that they come to."""

from collections.abc import Sequence
from dataclasses import dataclass

from onset.planning.cutdown.units import Unit
from onset.timeline.edits import joined
from onset.timeline.plan import VoiceEdit
from onset.timeline.time import samples_of_seconds

SHORTEST_JOIN, LONGEST_JOIN = samples_of_seconds(0.25), samples_of_seconds(0.7)
"""Between sentences that did not follow each other: a breath, and no hesitation."""


@dataclass(frozen=True, slots=True)
class PauseLimits:
    """Samples: what a pause should be, and what it may be at the least."""

    natural: int
    shortest: int


def pause_limits(parts: Sequence[Unit], before: int, after: int, shortest_pause: int) -> PauseLimits:
    """Limits of the pause between two parts of which those between are left out.

    Parts that follow each other in the recording keep the pause that they were spoken with. Others get the mean of the
    silences that the recording has after the one and before the other, within 0.25..0.7 s and never more than both
    together, for only the recording's own silence is used. If pauses may be shortened, all may.

    Args:
        parts: of the recording.
        before: index of the first.
        after: index of the second.
        shortest_pause: samples to which pauses may be shortened; 0 if they may not.
    """
    follows = after == before + 1
    quiet_after, quiet_before = parts[before].quiet_after, parts[after].quiet_before
    if follows:
        natural = shortest = quiet_after
    else:
        mean = (quiet_after + quiet_before) // 2
        wished = min(max(mean, SHORTEST_JOIN), LONGEST_JOIN)
        natural = min(wished, quiet_after + quiet_before)
        shortest = min(natural, SHORTEST_JOIN)
    if shortest_pause > 0:
        shortest = min(natural, shortest_pause)
    return PauseLimits(natural, shortest)


def eased(pauses: Sequence[int], limits: Sequence[PauseLimits], spare: int) -> tuple[int, ...]:
    """Pauses brought nearer to what is natural, each by the same share, with the time that is left.

    Args:
        pauses: samples.
        limits: of each pause.
        spare: samples that may be added in all.
    """
    missing = [limit.natural - pause for pause, limit in zip(pauses, limits, strict=True)]
    total = sum(missing)
    if total <= 0 or spare <= 0:
        return tuple(pauses)
    given = min(spare, total)
    return tuple(pause + part * given // total for pause, part in zip(pauses, missing, strict=True))


def lay(
    parts: Sequence[Unit], kept: Sequence[int], pauses: Sequence[int], lead_in: int, film_samples: int
) -> tuple[VoiceEdit, ...]:
    """Edits of the voice: kept parts in order, room tone around them.

    Args:
        parts: of the recording.
        kept: which of them stay, in order, at least one.
        pauses: samples between each and the next, no more than the silence that the recording has there.
        lead_in: film before the first part.
        film_samples: length of the film.
    """
    at = lead_in
    head = min(parts[kept[0]].quiet_before, lead_in)
    edits = []
    for number, index in enumerate(kept):
        part = parts[index]
        tail = 0
        if number + 1 < len(kept):
            following = parts[kept[number + 1]]
            tail = min(part.quiet_after, max(pauses[number] // 2, pauses[number] - following.quiet_before))
        else:
            tail = min(part.quiet_after, film_samples - at - part.length)
        edits.append(VoiceEdit(part.start_sample - head, part.end_sample + tail, at - head))
        if number + 1 < len(kept):
            at += part.length + pauses[number]
            head = pauses[number] - tail
    return joined(edits)

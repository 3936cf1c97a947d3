"""How the picture changes at each cut, from the sound at the cut."""

from collections.abc import Sequence
from fractions import Fraction

from onset.planning.curves import Curves
from onset.timeline.brief import TransitionKind
from onset.timeline.plan import Transition
from onset.timeline.time import FrameRate

_HARD_ABOVE, _QUICK_ABOVE = 0.9, 0.7
_DISSOLVE_S = (Fraction(6, 30), Fraction(9, 30))
_BLEND_S = (Fraction(12, 30), Fraction(18, 30))
_SHARE_OF_SCENE = 3
"""A transition takes at most one part in this many of either scene."""
_MIN_FRAMES = 3
"""A shorter transition would read as a fault; it becomes a cut."""


def transitions(cuts: Sequence[int], curves: Curves, rate: FrameRate) -> tuple[Transition, ...]:
    """The way into each scene.

    An onset at the cut above the 90th percentile of its track cuts hard, above the 70th dissolves quickly; anything
    calmer blends, the longer the calmer.

    Args:
        cuts: first frame of each scene, then the film's end.
        curves: of the film.
        rate: frames per second.
    """
    found = [Transition(TransitionKind.CUT, 0)]
    for before, cut, after in zip(cuts, cuts[1:], cuts[2:], strict=False):
        onset = float(curves.onset[curves.hop(cut, rate)])
        room = min(cut - before, after - cut) // _SHARE_OF_SCENE
        found.append(_transition(onset, room, rate))
    return tuple(found)


def _transition(onset: float, room: int, rate: FrameRate) -> Transition:
    if onset > _HARD_ABOVE:
        return Transition(TransitionKind.CUT, 0)
    if onset > _QUICK_ABOVE:
        kind, bounds, calm = TransitionKind.DISSOLVE, _DISSOLVE_S, (_HARD_ABOVE - onset) / (_HARD_ABOVE - _QUICK_ABOVE)
    else:
        kind, bounds, calm = TransitionKind.BLEND, _BLEND_S, 1.0 - onset / _QUICK_ABOVE
    shortest, longest = (rate.frame_of_seconds(bound) for bound in bounds)
    frames = min(round(shortest + calm * (longest - shortest)), room)
    if frames < max(_MIN_FRAMES, rate.frame_of_seconds(Fraction(1, 10))):
        return Transition(TransitionKind.CUT, 0)
    return Transition(kind, frames)

"""How the picture changes at each cut, from the sound at the cut and from what the scenes show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from onset.planning.curves import Curves
from onset.planning.seeds import share
from onset.timeline.brief import TransitionKind
from onset.timeline.plan import Transition, VisualKind
from onset.timeline.time import FrameRate

_HARD_ABOVE, _QUICK_ABOVE = 0.9, 0.7
_LIVELY = 0.6
"""Mean energy around a cut from which pictures may be thrown about."""
_SHARE_OF_SCENE = 3
"""A transition takes at most one part in this many of either scene."""
_LEAST_FRAMES = 4
"""A shorter transition would read as a fault; it becomes a cut. All have an even number: their middle is on the cut."""
_APART = 2
"""Between two accents of the planner's own choice stand at least so many plainer cuts: accents everywhere are none."""

_BOUNDS_S: Mapping[TransitionKind, tuple[Fraction, Fraction]] = {
    TransitionKind.DISSOLVE: (Fraction(6, 30), Fraction(9, 30)),
    TransitionKind.BLEND: (Fraction(12, 30), Fraction(18, 30)),
    TransitionKind.WIPE: (Fraction(12, 30), Fraction(16, 30)),
    TransitionKind.PUSH: (Fraction(10, 30), Fraction(14, 30)),
    TransitionKind.ZOOM_THROUGH: (Fraction(12, 30), Fraction(16, 30)),
    TransitionKind.FLASH: (Fraction(8, 30), Fraction(12, 30)),
    TransitionKind.COLOR_MATCH: (Fraction(18, 30), Fraction(24, 30)),
}
"""Shortest and longest, by how calm the sound is."""

_KIND = TransitionKind
_CALM = (_KIND.BLEND, _KIND.DISSOLVE, _KIND.COLOR_MATCH, _KIND.WIPE)
_QUICK = (_KIND.DISSOLVE, _KIND.PUSH, _KIND.WIPE, _KIND.ZOOM_THROUGH, _KIND.CUT)
_HARD = (_KIND.CUT, _KIND.FLASH, _KIND.PUSH, _KIND.ZOOM_THROUGH)
"""What suits a sound, the best first; kinds that are not named suit it least."""
_PLAIN = (_KIND.CUT, _KIND.DISSOLVE, _KIND.BLEND)
_INTO = {
    VisualKind.END_CARD: _KIND.COLOR_MATCH,
    VisualKind.PRODUCT_SHOT: _KIND.ZOOM_THROUGH,
    VisualKind.BRAND_ASSET: _KIND.WIPE,
    VisualKind.GENERATED: _KIND.PUSH,
}
"""The accent that suits what a scene shows."""
_PUSHES_DEG, _WIPES_DEG = (180.0, 270.0), (20.0, 340.0, 160.0, 200.0)
"""Directions to choose from; a film keeps to one."""


@dataclass(frozen=True, slots=True)
class _Moment:
    """What is heard and seen at a cut."""

    onset: float
    energy: float
    shows: VisualKind
    room: int
    """Frames that a transition may take."""


def transitions(
    cuts: Sequence[int],
    shown: Sequence[VisualKind],
    curves: Curves,
    rate: FrameRate,
    allowed: Sequence[TransitionKind] = (),
    seed: int = 0,
) -> tuple[tuple[Transition, ...], tuple[str, ...]]:
    """The way into each scene, and notes on those where no kind that was asked for has room.

    Left to itself the planner cuts hard at an onset above the 90th percentile of its track, dissolves quickly above the
    70th, and blends at anything calmer, the longer the calmer. Now and then a lively cut gets the accent that suits
    what it leads to, and the end card comes out of a brand colour.

    Args:
        cuts: first frame of each scene, then the film's end.
        shown: what each scene shows.
        curves: of the film.
        rate: frames per second.
        allowed: kinds that may be used, empty for the planner's choice; all of them get their turn.
        seed: the order's.
    """
    found, notes = [Transition(_KIND.CUT, 0)], []
    used = dict.fromkeys(allowed, 0)
    since_accent = _APART
    for index, (before, cut, after) in enumerate(zip(cuts, cuts[1:], cuts[2:], strict=False), start=1):
        moment = _Moment(
            onset=float(curves.onset[curves.hop(cut, rate)]),
            energy=float(curves.energy_between(before, after, rate).mean()),
            shows=shown[index],
            room=min(cut - before, after - cut) // _SHARE_OF_SCENE,
        )
        if allowed:
            costs = {kind: _cost(kind, moment) + 2 * times for kind, times in used.items()}
            kinds = tuple(sorted(costs, key=costs.__getitem__))
        else:
            kinds = _left_alone(moment, may_accent=since_accent >= _APART)
        way = next((way for kind in kinds if (way := _fitted(kind, moment, rate, seed))), Transition(_KIND.CUT, 0))
        if way.kind in used:
            used[way.kind] += 1
        elif allowed:
            second = float(rate.seconds_of_frame(cut))
            notes.append(
                f"The change at {second:.1f} s is a hard cut: its scenes are too short for what was asked for."
            )
        since_accent = since_accent + 1 if way.kind in _PLAIN else 0
        found.append(way)
    return tuple(found), tuple(notes)


def _left_alone(moment: _Moment, *, may_accent: bool) -> tuple[TransitionKind, ...]:
    """The planner's own choice, the best first."""
    plain = _suiting(moment)[0]
    lively = moment.energy >= _LIVELY and moment.onset > _QUICK_ABOVE
    if moment.shows is VisualKind.END_CARD and plain is not _KIND.CUT:
        return _KIND.COLOR_MATCH, plain
    if lively and may_accent:
        strikes = plain is _KIND.CUT and moment.shows is VisualKind.PRODUCT_SHOT
        return _KIND.FLASH if strikes else _INTO[moment.shows], plain
    return (plain,)


def _suiting(moment: _Moment) -> tuple[TransitionKind, ...]:
    if moment.onset > _HARD_ABOVE:
        return _HARD
    return _QUICK if moment.onset > _QUICK_ABOVE else _CALM


def _cost(kind: TransitionKind, moment: _Moment) -> int:
    """How ill a kind suits a moment: its place among those that do, less what the scene speaks for it."""
    suiting = _suiting(moment)
    place = suiting.index(kind) if kind in suiting else len(_KIND)
    return place - 2 * (kind is _INTO[moment.shows])


def _fitted(kind: TransitionKind, moment: _Moment, rate: FrameRate, seed: int) -> Transition | None:
    """A transition of this kind, the longer the calmer the sound; None where the scenes leave too little room."""
    if kind is _KIND.CUT:
        return Transition(kind, 0)
    shortest, longest = (rate.frame_of_seconds(bound) for bound in _BOUNDS_S[kind])
    frames = min(round(shortest + _calm(kind, moment.onset) * (longest - shortest)), moment.room) // 2 * 2
    blended = kind in (_KIND.DISSOLVE, _KIND.BLEND)
    least = rate.frame_of_seconds(Fraction(1, 10)) if blended else shortest * 2 // 3
    if frames < max(_LEAST_FRAMES, least):
        return None
    return Transition(kind, frames, _angle_deg(kind, seed))


def _calm(kind: TransitionKind, onset: float) -> float:
    """0..1 within the range of onsets that the kind is for."""
    if kind is _KIND.BLEND:
        return max(0.0, 1.0 - onset / _QUICK_ABOVE)
    if kind is _KIND.DISSOLVE:
        return min(1.0, max(0.0, (_HARD_ABOVE - onset) / (_HARD_ABOVE - _QUICK_ABOVE)))
    return 1.0 - onset


def _angle_deg(kind: TransitionKind, seed: int) -> float:
    choices = {_KIND.PUSH: _PUSHES_DEG, _KIND.WIPE: _WIPES_DEG}.get(kind, (0.0,))
    return choices[int(share(seed, "direction") * len(choices))]

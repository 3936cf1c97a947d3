"""What joins two pictures, chosen by the kind of transition."""

from collections.abc import Callable
from dataclasses import dataclass

from onset.compositing.easing import smooth
from onset.compositing.joins.color_match import ColorMatch
from onset.compositing.joins.flash import flash
from onset.compositing.joins.push import Push
from onset.compositing.joins.wipe import Wipe
from onset.compositing.joins.zoom_through import ZoomThrough
from onset.compositing.planes import Planes, mix
from onset.timeline.brief import Colors, Size, TransitionKind
from onset.timeline.plan import Transition

Join = Callable[[Planes, Planes, float, Planes], None]
"""Draws a frame of a transition: the picture before, the picture after, progress 0..1 (one half is the cut), and what
to draw on, which is neither of them."""


@dataclass(frozen=True, slots=True)
class Ends:
    """Two scenes' pictures."""

    before: Planes
    after: Planes


def join(transition: Transition, size: Size, colors: Colors, ends: Callable[[], Ends]) -> Join:
    """The join of one transition.

    Args:
        transition: not a cut.
        size: of the frame.
        colors: the brand's.
        ends: draws the old picture on the transition's first frame and the new one on its last; asked only by a kind
            that depends on what they show.

    Raises:
        ValueError: a cut.
    """
    kind = transition.kind
    if kind is TransitionKind.WIPE:
        return Wipe(size, transition.angle_deg)
    if kind is TransitionKind.PUSH:
        return Push(size, transition.angle_deg, transition.frames)
    if kind is TransitionKind.ZOOM_THROUGH:
        return ZoomThrough(size, transition.frames)
    if kind is TransitionKind.COLOR_MATCH:
        seen = ends()
        return ColorMatch.between(seen.before, seen.after, colors)
    plain: dict[TransitionKind, Join] = {
        TransitionKind.FLASH: flash,
        TransitionKind.BLEND: blend,
        TransitionKind.DISSOLVE: mix,
    }
    if kind not in plain:
        raise ValueError(f"{kind} joins nothing")
    return plain[kind]


def blend(before: Planes, after: Planes, progress: float, target: Planes) -> None:
    """A dissolve that leaves and arrives softly."""
    mix(before, after, smooth(progress), target)

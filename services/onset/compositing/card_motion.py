"""How the end card moves: parts come in one after the other, and the button leans into the music's beats. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from onset.compositing.easing import clamp, ease_out, ease_out_back, lerp, ramp, smooth

PULSE = 0.03
"""How much larger the button grows on a beat."""
_STAGGER_S = 0.12
_ENTER_S = 0.6
_RISE_S, _FALL_S = 0.08, 0.42
"""Up to a beat and down from it; largest on the beat itself."""
_FIRST_S, _APART_S = 1.1, 0.9
"""The first beat that is answered comes after all entrances, and no two closer than a calm pulse."""
_OWN_PERIOD_S = 1.5
"""Where no beats are known."""


@dataclass(frozen=True, slots=True)
class ItemState:
    """A part of the card in one frame."""

    down: float
    scale: float
    opacity: float


def hurry_of(length_s: float) -> float:
    """How much faster than usual parts come in on a card of this length, so that it is complete in time."""
    return max(1.0, 1.6 / length_s)


def entered(order: int, seconds: float, hurry: float) -> float:
    """Progress, 0..1, of the entrance of the part that comes in at place `order`."""
    return clamp((seconds * hurry - order * _STAGGER_S) / _ENTER_S)


def emphases(beats_s: Sequence[float], length_s: float) -> tuple[float, ...]:
    """The moments at which the button swells: on beats, calmly; in a rhythm of its own where none are known.

    Args:
        beats_s: seconds from the card's start, in order.
        length_s: the card's.
    """
    if not beats_s:
        return tuple(_FIRST_S + _OWN_PERIOD_S * (count + 0.25) for count in range(int(length_s / _OWN_PERIOD_S) + 1))
    chosen: list[float] = []
    for beat in beats_s:
        if beat >= _FIRST_S and (not chosen or beat - chosen[-1] >= _APART_S):
            chosen.append(beat)
    return tuple(chosen)


def item_state(
    order: int, is_button: bool, seconds: float, hurry: float, unit: float, swells_s: Sequence[float] = ()
) -> ItemState:
    """A part `seconds` after the card appeared.

    Args:
        order: its place in the sequence of entrances.
        is_button: whether it grows into place and swells; others rise.
        seconds: since the card appeared.
        hurry: see `hurry_of`.
        unit: one percent of the frame's shorter side.
        swells_s: see `emphases`.
    """
    come = entered(order, seconds, hurry)
    if not is_button:
        return ItemState((1 - ease_out(come)) * 3.0 * unit, 1.0, smooth(come * 1.4))
    swell = max((_swell(seconds - beat) for beat in swells_s), default=0.0)
    return ItemState(0.0, lerp(0.8, 1.0, ease_out_back(come)) * (1 + PULSE * swell), smooth(come * 2))


def _swell(seconds: float) -> float:
    """0..1, `seconds` after a beat."""
    return smooth(ramp(seconds, -_RISE_S, _RISE_S)) * (1 - ease_out(ramp(seconds, 0.0, _FALL_S)))

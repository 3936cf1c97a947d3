"""What bit rate to ask of an encoder for one group, so that every film of such groups keeps its profile's bounds."""

from dataclasses import dataclass

from onset.timeline.profile_rules import VideoRules

_BUFFER_S = 1.0
"""How far the rate may swing, where the bounds leave room for it."""


@dataclass(frozen=True, slots=True)
class RateControl:
    """A group's rate and the buffer that bounds it (ISO/IEC 14496-10, annex C): kilobits, and kilobits per second."""

    average: int
    """0 for constant quality."""
    is_padded: bool
    """Whether a picture too calm to need the rate is filled up to it."""
    highest: int
    """Rate at which the buffer fills; 0 for no bound."""
    buffer: int
    initial: int
    """What is in the buffer before the first picture, and may be spent beyond `highest` in the group."""


def rate_control(rules: VideoRules) -> RateControl:
    """The rate control of every group.

    A buffer of `buffer` bits, `initial` of them at the start, lets a group of t seconds spend at most
    `highest` * t + `initial`; filled up to a constant rate and full at the start, it makes it spend at least
    `average` * t. With t that of a usual group, the shortest but for a film that is shorter itself, the bounds hold.
    """
    length = rules.group_s
    average, most = (round(rate * 1000) for rate in (rules.average_mbps, rules.bound_mbps))
    if rules.least_mbps:
        room = (most - average) * length if most else average * _BUFFER_S
        buffer = round(min(average * _BUFFER_S, room))
        return RateControl(average, is_padded=True, highest=average, buffer=buffer, initial=buffer)
    ceiling = most or average * 2
    if not ceiling:
        return RateControl(0, is_padded=False, highest=0, buffer=0, initial=0)
    # Half of the buffer is spent beyond the rate that fills it: near its bound an average has to do with a smaller one.
    seconds = min(_BUFFER_S, (ceiling / average - 1) * 2 * length) if average else _BUFFER_S
    highest = max(average, round(ceiling / (1 + seconds / (2 * length))))
    buffer = round(highest * seconds)
    return RateControl(average, is_padded=False, highest=highest, buffer=buffer, initial=buffer // 2)

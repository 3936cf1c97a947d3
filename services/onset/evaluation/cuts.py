"""Where the picture really changes.

At each planned cut, every frame near it is placed on the way from the picture before to the picture after; the cut
stands where half the way is done. This finds the instant of a hard cut and the midpoint of a dissolve alike,
to a fraction of a frame; transitions that move pictures or hide them are looked for as what they are. Hard cuts that
nobody planned show as lone peaks of the difference between frames. A *gradual* change away from planned cuts is not
reported: it cannot be told from staging (a reveal, a fast camera) with certainty.
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np

from onset.evaluation.footage import Bytes, Floats
from onset.evaluation.moments import crossing, filled, flashed, pushed, wiped
from onset.timeline.brief import Colors, TransitionKind
from onset.timeline.plan import Timeline, Transition

SEARCH_S = 0.4
"""How far beyond a planned transition its change is looked for."""
_LEAST_CONTRAST = 4.0
"""Mean difference in grey levels between before and after that a viewer takes for another picture."""
_SPIKE = 10.0
_SPIKE_RATIO = 4.0
_NEIGHBOURHOOD_S = 0.25
_CLOSE = 1.25
"""A dissolve takes half its length from a quarter to three quarters; this reaches just beyond its ends."""


@dataclass(frozen=True, slots=True)
class FoundCut:
    """A planned cut that is in the film."""

    scene_index: int
    time_s: float
    """When the picture is half changed; a hard cut's is the start of its first new frame."""
    planned_s: float
    contrast: float
    """Mean difference between before and after, 0..255."""

    @property
    def error_ms(self) -> float:
        """Found minus planned; positive is late."""
        return (self.time_s - self.planned_s) * 1e3


@dataclass(frozen=True, slots=True)
class Cutting:
    """All changes of scene in a film."""

    found: tuple[FoundCut, ...]
    missed: tuple[int, ...]
    """Indices of scenes whose start cannot be seen."""
    unplanned_s: tuple[float, ...]
    """Times of hard cuts that are not in the plan."""


def find_cuts(cells: Bytes, times: tuple[Fraction, ...], timeline: Timeline) -> Cutting:
    """Find planned and unplanned changes of scene.

    Args:
        cells: (T, H, W, 3) small frames.
        times: presentation time of at least T frames.
        timeline: the plan; only its scene starts, transitions and colours are used.
    """
    clock = np.array([float(time) for time in times[: len(cells)]])
    rate = float(timeline.frame_rate.per_second)
    found: list[FoundCut] = []
    missed: list[int] = []
    covered = np.zeros(len(cells), dtype=bool)
    for index, (first, last) in _windows(timeline, len(cells)).items():
        scene = timeline.scenes[index]
        length = scene.transition.frames
        window = cells[first : last + 1]
        contrast = _distance(window[0], window[-1]) if len(window) > 1 else 0.0
        position = None
        if contrast >= _LEAST_CONTRAST:
            position = _moment(window, scene.transition, timeline.colors, 0.5 * length + 0.5 * SEARCH_S * rate)
        if position is None:
            missed.append(index)
            continue
        at = first + position + 0.5
        planned = float(timeline.frame_rate.seconds_of_frame(scene.start_frame))
        found.append(FoundCut(index, _time_of(clock, at, rate), planned, contrast))
        begin = min(at - length / 2 - 1, scene.start_frame - length // 2 - 0.5)
        end = max(at + length / 2 + 1, scene.start_frame - length // 2 + length + 0.5)
        covered[max(0, int(begin)) : int(end) + 1] = True
    spikes = [index for index in hard_cuts(cells, rate) if not covered[index]]
    return Cutting(tuple(found), tuple(missed), tuple(float(clock[index]) for index in spikes))


def hard_cuts(cells: Bytes, rate: float) -> list[int]:
    """Frames that differ from the one before far more than their neighbours do from theirs."""
    steps = np.zeros(len(cells))
    for index, (before, after) in enumerate(pairwise(cells), start=1):
        steps[index] = _distance(before, after)
    reach = max(2, round(_NEIGHBOURHOOD_S * rate))
    spikes = []
    for index in np.flatnonzero(steps >= _SPIKE).tolist():
        around = np.concatenate((steps[max(1, index - reach) : index], steps[index + 1 : index + 1 + reach]))
        usual = float(np.median(around)) if len(around) else 0.0
        if steps[index] >= _SPIKE_RATIO * usual:
            spikes.append(index)
    return spikes


def _windows(timeline: Timeline, frame_count: int) -> dict[int, tuple[int, int]]:
    """First and last frame to look at for each scene change, clear of the neighbouring transitions."""
    margin = max(2, round(SEARCH_S * float(timeline.frame_rate.per_second)))
    spans = [
        (scene.start_frame - scene.transition.frames // 2, (scene.transition.frames + 1) // 2 + scene.start_frame)
        for scene in timeline.scenes
    ]
    windows = {}
    for index in range(1, len(spans)):
        start, end = spans[index]
        clear_from = spans[index - 1][1]
        clear_to = spans[index + 1][0] if index + 1 < len(spans) else frame_count
        first = max(start - margin, clear_from, 0)
        last = min(end + margin, clear_to, frame_count) - 1
        windows[index] = (min(first, start - 1), max(last, min(end, frame_count - 1)))
    return windows


def _moment(frames: Bytes, transition: Transition, colors: Colors, slowest_rise: float) -> float | None:
    """Frame position, from the window's first frame, of the moment that reads as the change; None if there is none."""
    match transition.kind:
        case TransitionKind.WIPE:
            return wiped(frames, transition.angle_deg)
        case TransitionKind.PUSH:
            return pushed(frames, transition.angle_deg)
        case TransitionKind.FLASH:
            return flashed(frames)
        case TransitionKind.COLOR_MATCH:
            return filled(frames, [_rgb(text) for text in (colors.accent, colors.primary, colors.secondary)])
    return _half_change(frames, slowest_rise)


def _rgb(text: str) -> tuple[int, int, int]:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def _half_change(frames: Bytes, slowest_rise: float) -> float | None:
    """Where one picture is half mixed into the other; None if that goes on for too long to be a change of scene."""
    half, rise = _passage(frames)
    if rise > max(1.0, slowest_rise):
        return None
    # Once more with ends close to the change, so that the camera's own movement takes less part in it.
    reach = max(1.5, _CLOSE * rise)
    first, last = max(0, math.floor(half - reach)), min(len(frames) - 1, math.ceil(half + reach))
    return first + _passage(frames[first : last + 1])[0]


def _passage(frames: Bytes) -> tuple[float, float]:
    """Frame position at which the change from the first to the last frame is half done, and frames from 1/4 to 3/4.

    Each cell that differs has its own share of the change done; the median over cells does not follow those in which
    something else happens, such as a caption.
    """
    flat = frames.reshape(len(frames), -1).astype(np.float32)
    way = flat[-1] - flat[0]
    telling = np.abs(way) >= max(1.0, float(np.median(np.abs(way))))
    share = np.median((flat[:, telling] - flat[0, telling]) / way[telling], axis=1)
    quarter, half, most = (_passed(share, level) for level in (0.25, 0.5, 0.75))
    return half, most - quarter


def _passed(share: Floats, level: float) -> float:
    position = crossing(share, level)
    assert position is not None, "it begins with 0 and ends with 1"
    return position


def _time_of(clock: Floats, border: float, rate: float) -> float:
    """Time of a (fractional) frame border on the film's own clock."""
    borders = np.append(clock, clock[-1] + 1 / rate)
    return float(np.interp(border, np.arange(len(borders)), borders))


def _distance(one: Bytes, other: Bytes) -> float:
    return float(np.abs(one.astype(np.int16) - other.astype(np.int16)).mean())

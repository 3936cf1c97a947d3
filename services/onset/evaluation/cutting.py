"""Figures on the cuts: against their cues, against the voice, against the plan."""

import numpy as np

from onset.evaluation.cuts import SEARCH_S, Cutting, FoundCut
from onset.evaluation.figure import judged
from onset.timeline.plan import CueKind, Timeline
from onset.timeline.speech import Transcript
from onset.timeline.verdict import Check

_CUT_LIMIT_MS = 40.0
"""One frame at 25 frames/s, and below the 45 ms at which a late picture is noticed (ITU-R BT.1359)."""
_ROUNDING_MS = 1e-6
"""A whole frame at 25 frames per second is exactly the limit."""
_FRAME_SHARE = 0.75
"""At few frames per second neither a cue nor the middle of a dissolve is met closer than half a frame; this much of a
frame is allowed then."""
_LEAD_LIMIT_MS = 120.0
"""The planner may lead a cue by 80 ms on purpose, as editors do; the tolerance comes on top."""
_NOT_IN_THE_SOUND = frozenset({CueKind.START, CueKind.MOMENT, CueKind.END})


def check_cuts(cutting: Cutting, timeline: Timeline, transcript: Transcript) -> list[Check]:
    """All figures of the `cuts` group: the film's, then one for each cut; the transcript is on the film's clock.

    A cut found has a figure `cuts.at.<scene>` (error in ms against its planned frame), one missed
    `cuts.missed.<scene>` (planned time in s), one that nobody planned `cuts.unplanned.<number>` (time in s).
    """
    planned = len(timeline.scenes) - 1
    return [
        *_timing(cutting.found, timeline),
        *_cues(cutting.found, timeline),
        _in_words(cutting, timeline, transcript),
        judged(
            "cuts.missed",
            "Planned cuts missing",
            len(cutting.missed),
            "cuts",
            limit="0",
            passed=not cutting.missed,
            detail=f"{len(cutting.found)} of {planned} planned changes of scene are in the film",
        ),
        judged(
            "cuts.unplanned",
            "Cuts nobody planned",
            len(cutting.unplanned_s),
            "cuts",
            limit="0",
            passed=not cutting.unplanned_s,
            detail=", ".join(f"{time:.2f} s" for time in cutting.unplanned_s[:6]) or "none found",
        ),
        *(_one(cut, timeline) for cut in cutting.found),
        *(_missing(index, timeline) for index in cutting.missed),
        *(_unplanned(number, time) for number, time in enumerate(cutting.unplanned_s, start=1)),
    ]


def _timing(found: tuple[FoundCut, ...], timeline: Timeline) -> list[Check]:
    if not found:
        return []
    errors, limit_ms = np.array([cut.error_ms for cut in found]), _limit_ms(timeline)
    return [
        judged(
            "cuts.timing",
            "Cut against plan, worst",
            float(np.abs(errors).max()),
            "ms",
            limit=f"≤ {limit_ms:g} ms",
            passed=bool(np.abs(errors).max() <= limit_ms + _ROUNDING_MS),
            detail=f"median {np.median(np.abs(errors)):.1f} ms over {len(found)} cuts; midpoints of dissolves included",
        )
    ]


def _cues(found: tuple[FoundCut, ...], timeline: Timeline) -> list[Check]:
    errors = {}
    for cut in found:
        cue = timeline.scenes[cut.scene_index].cue
        if cue.kind not in _NOT_IN_THE_SOUND:
            errors[cut.scene_index] = (cut.time_s - cue.sample / timeline.sample_rate_hz) * 1e3
    if not errors:
        return []
    values = np.round(list(errors.values()), 3)  # a whole frame at 25 fps is exactly the limit
    latest = _limit_ms(timeline)
    worst_scene = max(errors, key=lambda index: abs(errors[index]))
    worst = errors[worst_scene]
    label = timeline.scenes[worst_scene].cue.label
    return [
        judged(
            "cuts.cue",
            "Cut against its cue in the sound, worst",
            worst,
            "ms",
            limit=f"-{_LEAD_LIMIT_MS:g} … +{latest:g} ms",
            passed=bool(((values >= -_LEAD_LIMIT_MS) & (values <= latest)).all()),
            detail=f"median {np.median(values):+.1f} ms; the worst is scene {worst_scene + 1}, {label}",
        )
    ]


def _in_words(cutting: Cutting, timeline: Timeline, transcript: Transcript) -> Check:
    """Words that a cut falls into by more than a frame: pictures can only change on frame borders."""
    rate = timeline.sample_rate_hz
    tolerance = float(1 / timeline.frame_rate.per_second)
    hit = []
    for time in (*(cut.time_s for cut in cutting.found), *cutting.unplanned_s):
        for word in transcript.words:
            start = word.start_sample / rate
            end = word.end_sample / rate
            if start + tolerance < time < end - tolerance:
                hit.append(f"“{word.text}” at {time:.2f} s")
    return judged(
        "cuts.in_words",
        "Cuts inside a word",
        len(hit),
        "cuts",
        limit="0",
        passed=not hit,
        detail=", ".join(hit[:4]) or "every cut stands between words",
    )


def _limit_ms(timeline: Timeline) -> float:
    return max(_CUT_LIMIT_MS, _FRAME_SHARE * float(1e3 / timeline.frame_rate.per_second))


def _one(cut: FoundCut, timeline: Timeline) -> Check:
    cue, limit_ms = timeline.scenes[cut.scene_index].cue, _limit_ms(timeline)
    return judged(
        f"cuts.at.{cut.scene_index}",
        f"Cut into scene {cut.scene_index + 1}",
        cut.error_ms,
        "ms",
        limit=f"± {limit_ms:g} ms",
        passed=abs(cut.error_ms) <= limit_ms + _ROUNDING_MS,
        detail=f"found at {cut.time_s:.3f} s, planned at {cut.planned_s:.3f} s: {cue.label}",
    )


def _missing(index: int, timeline: Timeline) -> Check:
    planned = float(timeline.frame_rate.seconds_of_frame(timeline.scenes[index].start_frame))
    return judged(
        f"cuts.missed.{index}",
        f"Cut into scene {index + 1}",
        planned,
        "s",
        limit="visible",
        passed=False,
        detail=f"no change of picture within {SEARCH_S * 1e3:g} ms of the plan at {planned:.3f} s",
    )


def _unplanned(number: int, time: float) -> Check:
    return judged(
        f"cuts.unplanned.{number}",
        f"Cut at {time:.2f} s",
        time,
        "s",
        limit="none",
        passed=False,
        detail="a hard cut that is not in the plan",
    )

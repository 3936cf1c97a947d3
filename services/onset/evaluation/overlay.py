"""Where captions stand in the picture, seen from the picture alone.

The words change at times that the plan knows. What differs between just before and just after those times, caption
after caption, in the same place, is the caption; scenery and camera differ in another place each time.
"""

from collections.abc import Mapping, Sequence

import cv2
import numpy as np

from onset.evaluation.figure import judged, noted
from onset.evaluation.footage import Bytes
from onset.timeline.brief import Size
from onset.timeline.drawn_captions import drawn_captions
from onset.timeline.layout import Box
from onset.timeline.plan import Timeline
from onset.timeline.verdict import Check

_SETTLE_S = 0.25
"""A caption's entrance is over by then."""
_MOST_PROBES = 80
_FEWEST_PROBES = 4
_CHANGED_LEVEL = 40
_OFTEN = 0.2
"""Share of probes in which a pixel of the captions' place changes; letters cover about a third of a line."""
_TOLERANCE_PX = 2
"""In preview pixels: soft edges and shadows."""

Probe = tuple[int, int]


def caption_probes(timeline: Timeline) -> tuple[Probe, ...]:
    """Pairs of frames just before and just after a caption's words come up, clear of changes of scene."""
    settle = max(1, round(_SETTLE_S * float(timeline.frame_rate.per_second)))
    busy = np.zeros(timeline.duration_frames + 1, dtype=bool)
    for scene in timeline.scenes[1:]:
        first = scene.start_frame - scene.transition.frames // 2
        busy[max(0, first - 1) : first + scene.transition.frames + 1] = True
    probes = [
        (caption.start_frame - 1, min(caption.start_frame + settle, caption.end_frame - 1))
        for caption in drawn_captions(timeline)
        if caption.start_frame > 0
    ]
    clear = [probe for probe in probes if not busy[probe[0] : probe[1] + 1].any()]
    step = max(1, -(-len(clear) // _MOST_PROBES))
    return tuple(clear[::step])


def find_captions(previews: Mapping[int, Bytes], probes: Sequence[Probe]) -> Box | None:
    """The box, in preview pixels, in which pictures change whenever a caption does; None if there is none such."""
    pairs = [(previews[before], previews[after]) for before, after in probes if {before, after} <= previews.keys()]
    if len(pairs) < _FEWEST_PROBES:
        return None
    often = np.mean([cv2.absdiff(after, before) > _CHANGED_LEVEL for before, after in pairs], axis=0)
    lines = cv2.morphologyEx((often >= _OFTEN).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((7, 15), np.uint8))
    count, _, boxes, _ = cv2.connectedComponentsWithStats(lines)
    if count < 2:
        return None
    areas = boxes[1:, cv2.CC_STAT_AREA]
    kept = boxes[1:][areas >= 0.2 * areas.max()]
    left, top = kept[:, cv2.CC_STAT_LEFT], kept[:, cv2.CC_STAT_TOP]
    right, bottom = left + kept[:, cv2.CC_STAT_WIDTH], top + kept[:, cv2.CC_STAT_HEIGHT]
    return Box(int(left.min()), int(top.min()), int(right.max()), int(bottom.max()))


def captions_place(previews: Mapping[int, Bytes], timeline: Timeline, size: Size) -> Box | None:
    """Where captions are seen, in the film's own pixels; None where none are."""
    found = find_captions(previews, caption_probes(timeline))
    if found is None:
        return None
    scale = size.height / next(iter(previews.values())).shape[0]
    return Box(*(round(edge * scale) for edge in (found.left, found.top, found.right, found.bottom)))


def check_overlay(previews: Mapping[int, Bytes], timeline: Timeline, size: Size, safe: Box) -> list[Check]:
    """Whether captions seen in the picture keep to the safe box; for information where none are seen."""
    box = captions_place(previews, timeline, size)
    name, title = "captions.safe", "Captions in the picture keep to the safe box"
    if box is None:
        probes = len(caption_probes(timeline))
        return [noted(name, title, 0, "", f"no captions recognised in the picture at {probes} changes of words")]
    slack = round(_TOLERANCE_PX * size.height / next(iter(previews.values())).shape[0])
    outside = max(safe.left - box.left, safe.top - box.top, box.right - safe.right, box.bottom - safe.bottom, 0)
    return [
        judged(
            name,
            title,
            outside,
            "px",
            limit=f"x {safe.left}-{safe.right}, y {safe.top}-{safe.bottom}",
            passed=outside <= slack,
            detail=f"seen at x {box.left}-{box.right}, y {box.top}-{box.bottom}, to ± {slack} px",
        )
    ]

"""What must not be in the picture: flashing, blackness, standstill."""

import numpy as np

from onset.evaluation.figure import judged
from onset.evaluation.flashes import LIMIT, count_flashes
from onset.evaluation.footage import Footage
from onset.timeline.plan import CameraStyle, Timeline, VisualKind
from onset.timeline.verdict import Check

_BLACK_LEVEL = 20
_BLACK_LIMIT_S = 0.25
_STILL_LIMIT_S = 1.0


def check_picture(footage: Footage, timeline: Timeline) -> list[Check]:
    """All figures of the `picture` group."""
    rate = float(timeline.frame_rate.per_second)
    black, black_at = longest_run(footage.cells.max(axis=(1, 2, 3)) < _BLACK_LEVEL)
    still = np.where(_should_move(timeline, footage), footage.still, 0)
    still_until = int(still.argmax())
    longest = float(still[still_until])
    return [
        _flashes(footage, rate),
        judged(
            "picture.black",
            "Longest black stretch",
            black / rate,
            "s",
            limit=f"≤ {_BLACK_LIMIT_S:g} s",
            passed=black / rate <= _BLACK_LIMIT_S,
            detail=f"{black} frames from {black_at / rate:.2f} s" if black else "no black frame",
        ),
        judged(
            "picture.frozen",
            "Longest standstill where the camera should move",
            longest / rate,
            "s",
            limit=f"≤ {_STILL_LIMIT_S:g} s",
            passed=longest / rate <= _STILL_LIMIT_S,
            detail=f"{longest:.0f} frames that end at {still_until / rate:.2f} s"
            if longest
            else "the picture never stands",
        ),
    ]


def _flashes(footage: Footage, rate: float) -> Check:
    counted = count_flashes(footage.cells, round(rate))
    worst = int(counted.worst.argmax())
    most = float(counted.worst[worst])
    kind = "red ones" if counted.red[worst] > counted.general[worst] else "changes of brightness"
    found = f"; most before {worst / rate:.1f} s, {kind}" if most else ""
    return judged(
        "picture.flashes",
        "Flashes in any second",
        most,
        "flashes",
        limit=f"≤ {LIMIT}",
        passed=most <= LIMIT,
        detail=f"general and red ones over a quarter of a ninth of the picture (WCAG 2.3.1, ITU-R BT.1702){found}",
    )


def longest_run(flags: np.ndarray) -> tuple[int, int]:
    """Length and start of the longest run of true values; (0, 0) if there is none."""
    borders = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    starts, ends = borders[::2], borders[1::2]
    if not len(starts):
        return 0, 0
    longest = int((ends - starts).argmax())
    return int(ends[longest] - starts[longest]), int(starts[longest])


def _should_move(timeline: Timeline, footage: Footage) -> np.ndarray:
    moving = np.zeros(footage.frame_count, dtype=bool)
    for scene in timeline.scenes:
        if scene.camera.style is not CameraStyle.STATIC and scene.visual.kind is not VisualKind.END_CARD:
            moving[scene.start_frame : scene.end_frame] = True
    return moving

"""What must not be in the picture: flashing, blackness, standstill."""

import numpy as np

from onset.evaluation.figure import judged
from onset.evaluation.footage import Bytes, Floats, Footage
from onset.timeline.plan import CameraStyle, Timeline, VisualKind
from onset.timeline.verdict import Check

_FLASH_STEP = 0.1
_FLASH_DARK = 0.8
_FLASH_AREA = 0.25
_FLASH_LIMIT = 3
_BLACK_LEVEL = 20
_BLACK_LIMIT_S = 0.25
_STILL_LIMIT_S = 1.0


def check_picture(footage: Footage, timeline: Timeline) -> list[Check]:
    """All figures of the `picture` group."""
    rate = float(timeline.frame_rate.per_second)
    per_second = flashes_per_second(footage.cells, round(rate))
    worst = int(per_second.argmax())
    black, black_at = longest_run(footage.cells.max(axis=(1, 2, 3)) < _BLACK_LEVEL)
    still = np.where(_should_move(timeline, footage), footage.still, 0)
    still_until = int(still.argmax())
    longest = float(still[still_until])
    return [
        judged(
            "picture.flashes",
            "Flashes in any second",
            float(per_second[worst]),
            "flashes",
            limit=f"≤ {_FLASH_LIMIT}",
            passed=bool(per_second[worst] <= _FLASH_LIMIT),
            detail="opposing changes of a tenth of white over a quarter of the picture (WCAG 2.3.1)"
            + (f", most before {worst / rate:.1f} s" if per_second[worst] else ""),
        ),
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


def flashes_per_second(cells: Bytes, window: int) -> Floats:
    """Flashes during the second that ends with each frame, (T,).

    A flash is a pair of opposing changes of relative luminance by 10 % of white or more, the darker state below 80 %
    (WCAG 2.2, ITU-R BT.1702). A second has k flashes if a quarter of the picture's cells flash k times in it.

    Args:
        cells: (T, H, W, 3) sRGB.
        window: frames in a second.
    """
    turns = _opposing_changes(cells)
    running = np.zeros(turns.shape[1], dtype=np.int64)
    counts = np.zeros(len(turns))
    rank = turns.shape[1] - max(1, round(_FLASH_AREA * turns.shape[1]))
    for index, turn in enumerate(turns):
        running += turn
        if index >= window:
            running -= turns[index - window]
        counts[index] = np.partition(running, rank)[rank] // 2
    return counts


def longest_run(flags: np.ndarray) -> tuple[int, int]:
    """Length and start of the longest run of true values; (0, 0) if there is none."""
    borders = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    starts, ends = borders[::2], borders[1::2]
    if not len(starts):
        return 0, 0
    longest = int((ends - starts).argmax())
    return int(ends[longest] - starts[longest]), int(starts[longest])


def _opposing_changes(cells: Bytes) -> np.ndarray:
    """(T, cells) whether a cell completes a change of luminance against its previous one at a frame.

    Each cell remembers its extreme since it last turned; a change counts once it is 10 % away from that extreme.
    """
    linear = _linear_light()
    weights = np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
    turns = np.zeros((len(cells), cells.shape[1] * cells.shape[2]), dtype=bool)
    low = high = (linear[cells[0]] @ weights).reshape(-1)
    direction = np.zeros(low.shape, dtype=np.int8)
    for index in range(1, len(cells)):
        light = (linear[cells[index]] @ weights).reshape(-1)
        low, high = np.minimum(low, light), np.maximum(high, light)
        rises = (light - low >= _FLASH_STEP) & (low < _FLASH_DARK) & (direction <= 0)
        falls = (high - light >= _FLASH_STEP) & (light < _FLASH_DARK) & (direction >= 0) & ~rises
        turns[index] = rises | falls
        direction = np.where(rises, 1, np.where(falls, -1, direction)).astype(np.int8)
        low = np.where(turns[index], light, low)
        high = np.where(turns[index], light, high)
    return turns


def _linear_light() -> np.ndarray:
    """(256,) linear light of each sRGB code."""
    code = np.arange(256, dtype=np.float32) / 255
    return np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4).astype(np.float32)


def _should_move(timeline: Timeline, footage: Footage) -> np.ndarray:
    moving = np.zeros(footage.frame_count, dtype=bool)
    for scene in timeline.scenes:
        if scene.camera.style is not CameraStyle.STATIC and scene.visual.kind is not VisualKind.END_CARD:
            moving[scene.start_frame : scene.end_frame] = True
    return moving

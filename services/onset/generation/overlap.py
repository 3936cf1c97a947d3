"""Clips that are drawn as wholes: which pictures each has, and how they go over into each other. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from onset.generation.pictures import Picture
from onset.timeline.time import FrameRate, round_half_up

CLIP_PER_SECOND = 12
"""The rate that the noise of a clip is made to move at."""
CLIP_LENGTH, CLIP_OVERLAP = 16, 4
"""Pictures that one call draws together, and those that two calls share: one and a third seconds."""
CLIP_ADVANCE = CLIP_LENGTH - CLIP_OVERLAP
"""How many pictures later the next clip begins."""


def clip_spans(last_frame: int, rate: FrameRate) -> list[tuple[int, ...]]:
    """Frames of each clip of a scene [0, last_frame]: evenly spread, neighbours share CLIP_OVERLAP of them."""
    intervals = max(1, min(last_frame, -(-last_frame * CLIP_PER_SECOND * rate.denominator // rate.numerator)))
    frames = [round_half_up(Fraction(last_frame * step, intervals)) for step in range(intervals + 1)]
    starts = range(0, max(1, len(frames) - CLIP_OVERLAP), CLIP_ADVANCE)
    return [tuple(frames[start : start + CLIP_LENGTH]) for start in starts]


def joined(spans: Sequence[tuple[int, ...]], clips: Iterable[NDArray[np.uint8]]) -> Iterator[tuple[int, Picture]]:
    """Yield (frame, picture) of overlapping clips in time order; what two have both is dissolved from one to the other.

    Holds one clip's overlap at a time.
    """
    held: dict[int, Picture] = {}
    for index, (span, clip) in enumerate(zip(spans, clips, strict=True)):
        shared = len(held)
        after = set(spans[index + 1]) if index + 1 < len(spans) else set()
        kept: dict[int, Picture] = {}
        for number, (frame, drawn) in enumerate(zip(span, clip, strict=True)):
            share = (number + 1) / (shared + 1)
            picture = dissolved(held[frame], drawn, share) if frame in held else drawn
            if frame in after:
                kept[frame] = picture
            else:
                yield frame, picture
        held = kept


def dissolved(earlier: Picture, later: Picture, share: float) -> Picture:
    """`share` of the later picture over the rest of the earlier one."""
    mixed = earlier + (later.astype(np.float32) - earlier) * np.float32(share)
    return np.asarray(np.round(mixed), np.uint8)

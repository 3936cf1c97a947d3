"""The moment of those transitions whose pictures do not simply mix, found from frames.

Each finder takes the frames around a planned change, the first showing the old picture and the last the new one, and
gives the frame position of the moment that reads as the change, or None if nothing of the kind happens.
"""

import math
from collections.abc import Sequence

import numpy as np

from onset.evaluation.footage import Bytes, Floats

_COVERED = 24
"""Mean difference in grey levels up to which a cell has a plain colour: shading of the encoder and of soft edges."""
_UNEXPLAINED = 0.4
"""Of the difference between old and new: a camera that drifts from one to the other leaves half of it in its middle."""
_LEAST_COVER = 0.6
"""A colour that never has this share of the frame was not meant to fill it."""
_FULL = 0.88
"""Of the greatest cover: captions and the logo may stand over it on one side of the cut and not on the other."""


def wiped(frames: Bytes, angle_deg: float) -> float | None:
    """Where an edge that moves towards `angle_deg` passes the middle of the frame."""
    place, order = _along(frames.shape[1:3], angle_deg)
    edges, misfits = np.zeros(len(frames)), np.zeros(len(frames))
    steps = np.concatenate(([place[order[0]]], (place[order[1:]] + place[order[:-1]]) / 2, [place[order[-1]]]))
    before, after = frames[0].astype(np.float32), frames[-1].astype(np.float32)
    for index, frame in enumerate(frames.astype(np.float32)):
        to_before, to_after = (np.abs(frame - end).mean(axis=2).ravel()[order] for end in (before, after))
        behind = np.concatenate(([0.0], np.cumsum(to_before - to_after)))
        best = np.flatnonzero(behind >= behind.max() - 1e-3)
        edges[index] = steps[best].mean()
        misfits[index] = (to_before.sum() - behind[best[0]]) / len(order)
    return _explained(crossing(edges, 0.0), misfits, frames)


def pushed(frames: Bytes, angle_deg: float) -> float | None:
    """Where the joint of two pictures that move towards the side nearest to `angle_deg` passes the middle."""
    turned = np.rot90(frames, round(angle_deg / 90) % 4, axes=(1, 2)).astype(np.float32)
    width = turned.shape[2]
    before, after = turned[0], turned[-1]
    chain = np.concatenate([after, before], axis=1)
    views = [chain[:, width - shift : 2 * width - shift] for shift in range(width + 1)]
    misfits = np.array([[np.abs(frame - view).mean() for view in views] for frame in turned])
    return _explained(crossing(misfits.argmin(axis=1) / width - 0.5, 0.0), misfits.min(axis=1), frames)


def flashed(frames: Bytes) -> float | None:
    """Where the picture under a flash of white light is changed for the other."""
    ends = [255.0 - end.astype(np.float32).ravel() for end in (frames[0], frames[-1])]
    lack = 255.0 - frames.reshape(len(frames), -1).astype(np.float32)
    old, new = (_misfit(lack, end) for end in ends)
    return _explained(crossing(np.clip(old - new, -1.0, 1.0), 0.0), np.minimum(old, new), frames)


def filled(frames: Bytes, colors: Sequence[tuple[int, int, int]]) -> float | None:
    """The middle of the time during which one of some colours (sRGB) fills the frame."""
    cover = max((_cover(frames, color) for color in colors), key=lambda shares: float(shares.max()))
    if cover.max() < _LEAST_COVER:
        return None
    level, most = _FULL * cover.max(), int(cover.argmax())
    comes = crossing(cover[: most + 1], level)
    goes = crossing(cover[most:][::-1], level)
    first = 0.0 if comes is None else comes
    last = len(cover) - 1.0 if goes is None else len(cover) - 1 - goes
    return (first + last) / 2


def crossing(curve: Floats, level: float) -> float | None:
    """Position at which a curve that rises as a whole passes a level; of several passages the steepest."""
    passages = np.flatnonzero((curve[:-1] < level) & (curve[1:] >= level))
    if not len(passages):
        return None
    steepest = int(max(passages, key=lambda index: curve[index + 1] - curve[index]))
    return steepest + float((level - curve[steepest]) / (curve[steepest + 1] - curve[steepest]))


def _explained(position: float | None, misfits: Floats, frames: Bytes) -> float | None:
    """The position, if the transition that was looked for explains what is seen there; a moving camera is none."""
    if position is None:
        return None
    contrast = float(np.abs(frames[-1].astype(np.float32) - frames[0]).mean())
    return position if misfits[round(position)] <= _UNEXPLAINED * contrast else None


def _along(shape: tuple[int, int], angle_deg: float) -> tuple[Floats, np.ndarray]:
    """(H * W,) place of each cell along a direction, 0 in the middle of the frame, and the cells in that order."""
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]] + 0.5
    angle = math.radians(angle_deg)
    place = (x / shape[1] - 0.5) * math.cos(angle) + (y / shape[0] - 0.5) * math.sin(angle)
    return place.ravel(), np.argsort(place.ravel(), kind="stable")


def _misfit(lack: np.ndarray, end: np.ndarray) -> Floats:
    """(T,) how much of each frame's lack of white is not that of a picture under as much light as fits best."""
    weight = lack @ end / max(float(end @ end), 1e-6)
    return np.asarray(np.abs(lack - weight[:, None] * end).mean(axis=1), np.float64)


def _cover(frames: Bytes, color: tuple[int, int, int]) -> Floats:
    away = np.abs(frames.astype(np.int16) - np.array(color, np.int16)).mean(axis=3)
    return np.asarray((away <= _COVERED).mean(axis=(1, 2)), np.float64)

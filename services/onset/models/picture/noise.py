"""Noise of an order: the same for the same seed on every machine, whatever else is asked.

Philox (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011) counts instead of going on from a state, so
that frame 37 needs none of the frames before it.
"""

import numpy as np

from onset.models.picture.order import FloatArray

_BASE, _ANCHOR, _FRAME = 0, 1, 2
ANCHOR_FRAMES = 6
"""A clip's moving noise is another one after so many frames: half a second at 12 frames a second."""
MOVING_SHARE = 0.12
"""Of a clip's noise, in amplitude: what turns by itself. With none a clip would stand still while its sound does.

Chosen together with the sampler's `_AGREED`.
"""


def base(seed: int, shape: tuple[int, ...]) -> FloatArray:
    """Unit normal noise (C, h, w) that all keyframes of a request share."""
    return _drawn(seed, _BASE, 0, shape)


def fresh(seed: int, frame: int, shape: tuple[int, ...]) -> FloatArray:
    """Unit normal noise (C, h, w) of one frame of feedback: were it always the same, it would burn in."""
    return _drawn(seed, _FRAME, frame, shape)


def moving(seed: int, frames: int, shape: tuple[int, ...], first: int = 0) -> FloatArray:
    """Unit normal noise (frames, C, h, w) of a clip: the base, and a part that turns slowly from noise to noise.

    Clips of one scene that begin with different frames of it have the same noise where they overlap.
    """
    places = range(first // ANCHOR_FRAMES, (first + frames - 1) // ANCHOR_FRAMES + 2)
    anchors = {k: _drawn(seed, _ANCHOR, k, shape) for k in places}
    still, rows = base(seed, shape), []
    for frame in range(first, first + frames):
        before, step = divmod(frame, ANCHOR_FRAMES)
        angle = np.pi / 2 * step / ANCHOR_FRAMES
        # Independent noises at a right angle keep the variance.
        part = np.float32(np.cos(angle)) * anchors[before] + np.float32(np.sin(angle)) * anchors[before + 1]
        rows.append(np.float32(np.sqrt(1 - MOVING_SHARE**2)) * still + np.float32(MOVING_SHARE) * part)
    return np.stack(rows)


def _drawn(seed: int, kind: int, index: int, shape: tuple[int, ...]) -> FloatArray:
    generator = np.random.Generator(np.random.Philox(key=[seed, kind << 32 | index]))
    return generator.standard_normal(shape, np.float32)

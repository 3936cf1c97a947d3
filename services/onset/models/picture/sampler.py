"""The sampler: an order and a checkpoint -> frames, in one of four modes."""

from collections.abc import Sequence

import numpy as np

from onset.models.errors import InvalidInputError, WithdrawnError
from onset.models.picture import latents, noise, walk
from onset.models.picture.checkpoint import Checkpoint, Conditions, Withdrawn
from onset.models.picture.order import FloatArray, Frames, Order

_PIXELS_AT_ONCE = 1 << 20
"""Decoded between two questions whether the caller still waits: half a second's work."""
_NEIGHBOURS, _BLENDS = 0.25, 2
"""Weight of each neighbour where frames of a clip agree, and how often they do: the binomial kernel 1 4 6 4 1."""
_AGREED = 0.85
"""Of what a clip's frame foresees, at least so much is common to neighbours, to the last step.

So much that on each of the three scenes of the benchmark `motion_on_beat`, on which it was chosen, a clip's warp error
stays below 1.5 times the painter's. That clips follow onsets is not to be seen there.
"""


def pictures(order: Order, checkpoint: Checkpoint[Conditions], withdrawn: Withdrawn) -> tuple[Frames, FloatArray]:
    """Frames (T, H, W, 3) and the latents (K, C, h, w) of the keyframes.

    Raises:
        InvalidInputError: the checkpoint cannot do what the order asks.
        WithdrawnError: the caller gave up, found between two steps.
    """
    sampling = _Sampling(order, checkpoint, withdrawn)
    match order.mode:
        case "path":
            return sampling.path()
        case "feedback":
            return sampling.feedback()
        case "clip":
            return sampling.clip()
    return sampling.keyframes()


class _Sampling:
    """One order under way."""

    def __init__(self, order: Order, checkpoint: Checkpoint[Conditions], withdrawn: Withdrawn) -> None:
        self._order, self._checkpoint, self._withdrawn = order, checkpoint, withdrawn
        self._shape = checkpoint.latent_shape(order.width, order.height)
        _check_latents(order, self._shape)
        self._conditions = checkpoint.conditions(order)

    def keyframes(self) -> tuple[Frames, FloatArray]:
        """One picture each, of one noise, so that they are one scene under several sounds."""
        keys = self._from_noise(slice(None))
        return self._decoded(keys), keys

    def path(self) -> tuple[Frames, FloatArray]:
        """Frames on the arcs between keyframes."""
        assert self._order.where is not None
        keys = self._order.latents if self._order.latents is not None else self._from_noise(slice(None))
        # Frames that stand still are decoded once.
        places, of_frame = np.unique(self._order.where, return_inverse=True)
        frames = self._decoded(np.stack([latents.along(keys, float(place)) for place in places]))
        return frames[of_frame], keys

    def feedback(self) -> tuple[Frames, FloatArray]:
        """Each frame is the one before it, moved, brought back some way to noise and walked anew (Deforum)."""
        order, checkpoint = self._order, self._checkpoint
        assert order.camera is not None
        keys = [order.latents if order.latents is not None else self._from_noise(slice(0, 1))]
        frames = [self._decoded(keys[0])]
        times = checkpoint.times(order.steps, order.strength)
        for frame in range(1, order.keyframes):
            seen = latents.moved(frames[-1][0], order.camera[frame])
            fresh = noise.fresh(order.seed, frame, self._shape)[None]
            known = latents.matched(checkpoint.encode(seen[None]), keys[0])
            start = checkpoint.noised(known, fresh, times[0])
            keys.append(self._walked(start, times, self._conditions[frame : frame + 1]))
            frames.append(self._decoded(keys[-1]))
        return np.concatenate(frames), np.concatenate(keys)

    def clip(self) -> tuple[Frames, FloatArray]:
        """Frames walked together: their noise moves slowly, and neighbours foresee nearly one picture.

        What is blended is the picture foreseen, the more the earlier: layout is settled in common, and most of details.
        """
        order, times = self._order, self._checkpoint.times(self._order.steps)
        still = np.zeros((order.keyframes, *self._shape), np.float32)
        turning = noise.moving(order.seed, order.keyframes, self._shape, order.first)
        start = self._checkpoint.noised(still, turning, times[0])

        def agreed(x: FloatArray, time: float) -> FloatArray:
            velocity = self._velocity(x, time, self._conditions)
            foreseen = x - time * velocity
            share = max(self._checkpoint.noise_share(time), _AGREED)
            common = (1 - share) * foreseen + share * _with_neighbours(foreseen)
            return (x - common) / time

        keys = walk.walked(agreed, start, times)
        return self._decoded(keys), keys

    def _from_noise(self, rows: slice) -> FloatArray:
        conditions = self._conditions[rows]
        times = self._checkpoint.times(self._order.steps)
        shared = np.repeat(noise.base(self._order.seed, self._shape)[None], len(conditions), axis=0)
        return self._walked(self._checkpoint.noised(np.zeros_like(shared), shared, times[0]), times, conditions)

    def _walked(self, start: FloatArray, times: Sequence[float], conditions: Conditions) -> FloatArray:
        return walk.walked(lambda x, time: self._velocity(x, time, conditions), start, times)

    def _velocity(self, x: FloatArray, time: float, conditions: Conditions) -> FloatArray:
        self._check_waiting()
        return self._checkpoint.velocity(x, time, conditions)

    def _decoded(self, keys: FloatArray) -> Frames:
        at_once = max(_PIXELS_AT_ONCE // (self._order.width * self._order.height), 1)
        frames = []
        for first in range(0, len(keys), at_once):
            self._check_waiting()
            frames.append(self._checkpoint.decode(keys[first : first + at_once]))
        return np.concatenate(frames)

    def _check_waiting(self) -> None:
        if self._withdrawn():
            raise WithdrawnError


def _check_latents(order: Order, shape: tuple[int, int, int]) -> None:
    if order.latents is not None and order.latents.shape[1:] != shape:
        found, expected = list(order.latents.shape), [len(order.latents), *shape]
        raise InvalidInputError(f"LATENTS has shape {found}, must be {expected} for {order.width}x{order.height}")


def _with_neighbours(frames: FloatArray) -> FloatArray:
    """Each of (K, C, h, w) blended with the two before and the two after; the ends with themselves."""
    for _ in range(_BLENDS):
        before, after = np.concatenate([frames[:1], frames[:-1]]), np.concatenate([frames[1:], frames[-1:]])
        frames = (1 - 2 * _NEIGHBOURS) * frames + _NEIGHBOURS * (before + after)
    return frames

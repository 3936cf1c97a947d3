"""In-between frames: RIFE estimates the motion at a small size, the full-size frames are warped along it.

That is what RIFE's own `scale` parameter does, taken further: cost hardly grows with the frame, and detail comes from
the frames themselves, never from a network's small output.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from onset.models.checks import check_finite
from onset.models.errors import InvalidInputError, WithdrawnError
from onset.models.networks import Network, threads

MIN_SIDE_PX, MAX_SIDE_PX = 16, 4096
MAX_OUTPUT_BYTES = 1 << 28
WORK_SIDE_PX = 320
"""Longer side at which motion is estimated. On pans, zooms and sprites 448 is no better and takes twice as long."""
_MULTIPLE = 32
_HALF_WAY = 0.5
_STRIP_ROWS = 256
"""Rows that are warped at a time; bounds memory and stays in cache."""
_LIGHT_SIGMA_PX, _BLEND_SIGMA_PX, _MISFIT_SIGMA_PX = 24, 2, 6
"""Reach of the three ways in which the warped frames are compared, in pixels of the working size."""
_BLEND_LOW, _BLEND_HIGH = 0.015, 0.05
"""Difference of the two warped frames (0..1, smoothed) over which time, and then RIFE, decides their blend."""
_MISFIT_LOW, _MISFIT_HIGH = 0.06, 0.16
"""The same, from which the motion is doubted, and disbelieved."""
_DOUBTED_LOW, _DOUBTED_HIGH = 0.05, 0.12
"""Share of the frame where motion is doubted, from which it is doubted, and disbelieved, everywhere."""


class Interpolator:
    """What follows the motion that RIFE's flow network finds."""

    def __init__(self, network: Network) -> None:
        """Take the network, `flow.onnx` or an engine of it."""
        self._network = network
        cv2.setNumThreads(threads())

    def between(self, a: np.ndarray, b: np.ndarray, timesteps: np.ndarray, withdrawn: Callable[[], bool]) -> np.ndarray:
        """Frames [T, H, W, 3] uint8 at `timesteps` ([T] within (0, 1)) from `a` to `b`, [H, W, 3] uint8 sRGB.

        Where the motion found does not make the two frames agree, they are dissolved instead.

        Raises:
            InvalidInputError: sides, shapes or timesteps are wrong.
            WithdrawnError: `withdrawn` said so between two frames.
        """
        _check(a, b, timesteps)
        frames = np.empty((len(timesteps), *a.shape), np.uint8)
        if np.array_equal(a, b):
            frames[:] = a
            return frames
        motion = self._motion(_work_size(a), _work_size(b))
        for frame, t in zip(frames, timesteps, strict=True):
            if withdrawn():
                raise WithdrawnError
            flow, weights = motion.at(float(t))
            for top in range(0, a.shape[0], _STRIP_ROWS):
                rows = slice(top, min(top + _STRIP_ROWS, a.shape[0]))
                frame[rows] = _rendered(a, b, float(t), flow, weights, rows)
        return frames

    def _motion(self, a: np.ndarray, b: np.ndarray) -> "_Motion":
        """Estimated once, half-way; frames at the working size."""
        height, width = a.shape[:2]
        bottom, right = -height % _MULTIPLE, -width % _MULTIPLE
        inputs = {
            name: np.ascontiguousarray(
                cv2.copyMakeBorder(image, 0, bottom, 0, right, cv2.BORDER_REPLICATE).transpose(2, 0, 1)[None]
            )
            for name, image in (("A", a), ("B", b))
        }
        flow, blend = self._network.run(["FLOW", "BLEND"], {**inputs, "T": np.array([_HALF_WAY], np.float32)})
        flow = np.ascontiguousarray(flow[0].transpose(1, 2, 0)[:height, :width])
        difference = _warped(a, flow[..., :2]) - _warped(b, flow[..., 2:])
        # Light that changes over a wide area is not motion, and does not speak against it.
        difference -= cv2.GaussianBlur(difference, (0, 0), _LIGHT_SIGMA_PX)
        difference = np.abs(difference).max(2)
        misfit = cv2.GaussianBlur(difference, (0, 0), _MISFIT_SIGMA_PX)
        dissolve = _smoothstep(misfit, _MISFIT_LOW, _MISFIT_HIGH)
        # Frames that disagree in many places show different things: patches of motion would only smear them.
        dissolve = np.maximum(dissolve, _smoothstep(dissolve.mean(), _DOUBTED_LOW, _DOUBTED_HIGH))
        disagree = _smoothstep(cv2.GaussianBlur(difference, (0, 0), _BLEND_SIGMA_PX), _BLEND_LOW, _BLEND_HIGH)
        return _Motion(flow, disagree, blend[0, 0, :height, :width], dissolve)


@dataclass(frozen=True, slots=True)
class _Motion:
    """What moves between two frames, at the working size [h, w].

    RIFE could estimate it anew for every time. Followed in proportion from half-way, the painter's scenes come out as
    near to the truth or nearer, and four frames cost little more than one estimate.
    """

    flow: np.ndarray
    """[h, w, 4] pixels from half-way: to a (x, y), to b (x, y)."""
    disagree: np.ndarray
    """[h, w] 0..1: how much the warped frames differ."""
    believe_a: np.ndarray
    """[h, w] 0..1: RIFE's belief in the first frame, which tells what is hidden in which."""
    dissolve: np.ndarray
    """[h, w] 0..1: how little the motion is to be believed."""

    def at(self, t: float) -> tuple[np.ndarray, np.ndarray]:
        """Flow [h, w, 4] at `t` and weights [h, w, 2]: of a, and of the dissolve."""
        shares = np.float32([t, t, 1 - t, 1 - t]) / _HALF_WAY
        # Where the frames agree RIFE's belief is arbitrary, and light that changes would flicker: there time decides.
        of_a = self.disagree * self.believe_a + (1 - self.disagree) * (1 - t)
        return self.flow * shares, np.dstack([of_a, self.dissolve]).astype(np.float32)


def _check(a: np.ndarray, b: np.ndarray, timesteps: np.ndarray) -> None:
    if a.shape != b.shape:
        raise InvalidInputError(f"FRAME_A is {list(a.shape)} and FRAME_B {list(b.shape)}; they must be of one size")
    height, width = a.shape[:2]
    if not (min(height, width) >= MIN_SIDE_PX and max(height, width) <= MAX_SIDE_PX):
        raise InvalidInputError(f"frames are {width}x{height}, sides must lie in {MIN_SIDE_PX}..{MAX_SIDE_PX}")
    check_finite(timesteps, "TIMESTEP")
    if not timesteps.size:
        raise InvalidInputError("TIMESTEP is empty")
    if timesteps.min() <= 0 or timesteps.max() >= 1:
        raise InvalidInputError(f"TIMESTEP spans {timesteps.min():g}..{timesteps.max():g}, must lie within (0, 1)")
    if timesteps.size * a.nbytes > MAX_OUTPUT_BYTES:
        raise InvalidInputError(
            f"{timesteps.size} frames of {width}x{height} exceed {MAX_OUTPUT_BYTES >> 20} MiB; ask for fewer at a time"
        )


def _work_size(frame: np.ndarray) -> np.ndarray:
    """The frame at the size at which motion is estimated, float32 in 0..1."""
    height, width = frame.shape[:2]
    scale = min(1.0, WORK_SIDE_PX / max(height, width))
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    return cv2.resize(frame, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255


def _smoothstep(x: np.ndarray, low: float, high: float) -> np.ndarray:
    s = np.clip((x - low) / (high - low), 0, 1)
    return s * s * (3 - 2 * s)


def _warped(image: np.ndarray, flow: np.ndarray) -> np.ndarray:
    y, x = np.indices(image.shape[:2], np.float32)
    return cv2.remap(image, x + flow[..., 0], y + flow[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _rendered(a: np.ndarray, b: np.ndarray, t: float, flow: np.ndarray, weights: np.ndarray, rows: slice) -> np.ndarray:
    """Rows of the in-between frame."""
    (height, width), (work_height, work_width) = a.shape[:2], flow.shape[:2]
    x_scale, y_scale = work_width / width, work_height / height
    to_work = np.array([[x_scale, 0, 0.5 * x_scale - 0.5], [0, y_scale, (rows.start + 0.5) * y_scale - 0.5]])
    size = (width, rows.stop - rows.start)

    def enlarged(field: np.ndarray) -> np.ndarray:
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return cv2.warpAffine(field, to_work, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)

    x = np.arange(width, dtype=np.float32)[None, :]
    y = np.arange(rows.start, rows.stop, dtype=np.float32)[:, None]
    shift = enlarged(flow * np.float32([1 / x_scale, 1 / y_scale, 1 / x_scale, 1 / y_scale]))
    # Cubic, because each in-between frame is resampled and its neighbours, the given frames, are not.
    from_a = cv2.remap(a, x + shift[..., 0], y + shift[..., 1], cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    from_b = cv2.remap(b, x + shift[..., 2], y + shift[..., 3], cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    share = enlarged(weights)
    of_a, dissolve = np.ascontiguousarray(share[..., 0]), np.ascontiguousarray(share[..., 1])
    moved = cv2.blendLinear(from_a, from_b, of_a, 1 - of_a)
    if not dissolve.any():
        return moved
    dissolved = cv2.addWeighted(a[rows], 1 - t, b[rows], t, 0)
    return cv2.blendLinear(dissolved, moved, dissolve, 1 - dissolve)

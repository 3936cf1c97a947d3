"""What is done to latents and frames between walks: ways from keyframe to keyframe, and a camera's moves."""

import cv2
import numpy as np

from onset.models.picture.order import FloatArray, Frames

_NEARLY_PARALLEL = 1e-4
"""Radians: below this the arc is a line in single precision."""

_LEAST_SPREAD, _MOST_GAIN = 1e-3, 2.0
"""A flat channel has nothing but rounding to be made large."""


def slerp(first: FloatArray, second: FloatArray, share: float) -> FloatArray:
    """A point of the arc between two latents, exactly `first` at 0 and `second` at 1 (Shoemake, 1985).

    Of all their values as one vector; its length goes evenly from one's to the other's.
    """
    if share in (0, 1):
        return second if share else first
    a, b = first.astype(np.float64), second.astype(np.float64)
    length_a, length_b = float(np.linalg.norm(a)), float(np.linalg.norm(b))
    cosine = (a * b).sum() / (length_a * length_b) if length_a and length_b else 1.0
    angle = float(np.arccos(np.clip(cosine, -1, 1)))
    # Opposite latents have no shortest arc; the line between them is as good as any.
    if angle < _NEARLY_PARALLEL or angle > np.pi - _NEARLY_PARALLEL:
        return np.asarray((1 - share) * a + share * b, np.float32)
    arc = np.sin((1 - share) * angle) / length_a * a + np.sin(share * angle) / length_b * b
    return np.asarray(((1 - share) * length_a + share * length_b) / np.sin(angle) * arc, np.float32)


def along(keyframes: FloatArray, where: float) -> FloatArray:
    """Latents (C, h, w) at a position 0..K-1 of keyframes (K, C, h, w)."""
    before = min(int(where), len(keyframes) - 1)
    after = min(before + 1, len(keyframes) - 1)
    return slerp(keyframes[before], keyframes[after], where - before)


def matched(changed: FloatArray, like: FloatArray) -> FloatArray:
    """Latents (1, C, h, w) with each channel's mean and deviation as in `like`.

    What goes through an autoencoder again and again loses contrast and drifts in colour.
    """
    axes = (2, 3)
    centred = changed - changed.mean(axis=axes, keepdims=True)
    spread = changed.std(axis=axes, keepdims=True)
    gain = np.minimum(like.std(axis=axes, keepdims=True) / np.maximum(spread, _LEAST_SPREAD), _MOST_GAIN)
    return np.asarray(centred * gain + like.mean(axis=axes, keepdims=True), np.float32)


def moved(frame: Frames, camera: FloatArray) -> Frames:
    """A frame (H, W, 3) as a camera sees it after a move about the middle; what comes in at the borders is mirrored.

    Args:
        frame: sRGB.
        camera: (4,) zoom (above 1: nearer), rotation in degrees (counter-clockwise), shift right and down in parts of
            the sides.
    """
    zoom, degrees, right, down = (float(value) for value in camera)
    height, width = frame.shape[:2]
    turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, zoom)
    turn[:, 2] += right * width, down * height
    return np.asarray(
        cv2.warpAffine(frame, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101)
    )

"""Feedback's camera: how far each picture moves from the one before it, by what sounds. Pure.

After Deforum (https://github.com/deforum-art/deforum-stable-diffusion), whose schedules of zoom, rotation and
translation are here read from the sound itself.
"""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from onset.generation.sound import Rows
from onset.timeline.plan import FEATURE_NAMES

_BASS, _MID = FEATURE_NAMES.index("bass"), FEATURE_NAMES.index("mid")
_CHROMA = FEATURE_NAMES.index("chroma_c")
_LEAST_ZOOM, _BASS_ZOOM = 0.03, 0.22
"""Growth a second: always a little forward, and faster with the bass."""
_TURN_DEG = 8.0
"""A second, at the strongest or weakest middle; the middle's mean stands still."""
_SHIFT = 0.06
"""Share of the sides a second, towards the dominant pitch on the circle of fifths."""
_SOUNDING = 0.05
"""Chroma below this is no pitch."""

Camera = NDArray[np.float32]
"""(K, 4): zoom, rotation in degrees, shift x and y in shares of the sides; each from the picture before."""


def camera_of(now: Rows, seconds: NDArray[np.float64]) -> Camera:
    """The camera of K pictures.

    Args:
        now: (K, 20) features of each picture's moment, in 0..1.
        seconds: (K,) since the picture before; the first picture, which has none before it, stands still.
    """
    chroma = now[:, _CHROMA:]
    pitch, sounding = chroma.argmax(axis=1), chroma.max(axis=1)
    angle = 2 * math.pi * (7 * pitch % 12) / 12
    reach = np.where(sounding >= _SOUNDING, _SHIFT * sounding, 0.0)
    columns = (
        1 + (_LEAST_ZOOM + _BASS_ZOOM * now[:, _BASS]) * seconds,
        _TURN_DEG * 2 * (now[:, _MID] - 0.5) * seconds,
        reach * np.sin(angle) * seconds,
        -reach * np.cos(angle) * seconds,
    )
    moves = np.stack(columns, axis=1)
    moves[0] = (1, 0, 0, 0)
    return np.asarray(moves, np.float32)


def undone(picture: NDArray[np.uint8], moves: Camera) -> NDArray[np.uint8]:
    """The picture as the camera would have seen it before it made these moves, one after the other.

    Where that is beyond the picture's edge, it is mirrored there.
    """
    height, width = picture.shape[:2]
    whole = np.eye(3)
    for move in moves:
        whole = matrix_of(move, width, height) @ whole
    back = np.linalg.inv(whole)[:2]
    seen = cv2.warpAffine(picture, back, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101)
    return np.asarray(seen, np.uint8)


def matrix_of(move: NDArray[np.float32], width: int, height: int) -> NDArray[np.float64]:
    """(3, 3): where pixels of the picture before go, about the picture's centre."""
    zoom, turn_deg, x, y = (float(value) for value in move)
    cos, sin = zoom * math.cos(math.radians(turn_deg)), zoom * math.sin(math.radians(turn_deg))
    middle_x, middle_y = (width - 1) / 2, (height - 1) / 2
    to_middle = np.array([[1, 0, -middle_x], [0, 1, -middle_y], [0, 0, 1.0]])
    turned = np.array([[cos, sin, middle_x + x * width], [-sin, cos, middle_y + y * height], [0, 0, 1.0]])
    return np.asarray(turned @ to_middle, np.float64)

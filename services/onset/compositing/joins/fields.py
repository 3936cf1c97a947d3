"""Fields over the frame whose level lines are the edges of shapes: one sum of a field gives an edge's coverage."""

import cv2
import numpy as np
from numpy.typing import NDArray

from onset.compositing.kernels import Plane
from onset.compositing.planes import as_plane
from onset.timeline.brief import Size

Field = NDArray[np.float32]


def for_planes(field: Field, size: Size) -> tuple[Field, Field]:
    """A coarse field at the resolution of a frame's luma and of its chroma."""
    luma, chroma = (
        np.asarray(cv2.resize(field, full, interpolation=cv2.INTER_CUBIC), np.float32)
        for full in ((size.width, size.height), (size.width // 2, size.height // 2))
    )
    return luma, chroma


def inside(field: Field, level: float, softness: float) -> Plane:
    """Coverage, 255 where the field is below a level, 0 above, and between them along `softness` of the field.

    One weighted sum that saturates.
    """
    slope = 255.0 / softness
    return as_plane(cv2.addWeighted(field, -slope, field, 0.0, level * slope + 127.5, dtype=cv2.CV_8U))

"""sRGB's transfer function (IEC 61966-2-1), and how light a colour is (WCAG 2.2)."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

LUMA: NDArray[np.float64] = np.array([0.2126, 0.7152, 0.0722])
"""What linear red, green and blue give to relative luminance (ITU-R BT.709)."""


def linear_light(levels: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Linear light, 0..1, of sRGB levels of the same range."""
    low, high = levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4
    return np.where(levels <= 0.04045, low, high).astype(np.float64)


LINEAR_LIGHT: NDArray[np.float32] = linear_light(np.arange(256) / 255).astype(np.float32)
"""(256,) of each 8-bit code."""

"""How near a picture comes to the colours that were asked for."""

import cv2
import numpy as np
from numpy.typing import NDArray

DOMINANT = 8
"""Colours that a picture is summed up in."""
_SIDE_PX = 48

FloatArray = NDArray[np.float64]


def palette_distance(picture: NDArray[np.uint8], palette: NDArray[np.uint8]) -> float:
    """Mean CIEDE2000 distance of each colour (P, 3) to the nearest dominant colour of the picture (H, W, 3), sRGB."""
    found = dominant(picture)
    return float(np.mean([ciede2000(colour, found).min() for colour in _lab(palette[None])[0].astype(np.float64)]))


def dominant(picture: NDArray[np.uint8]) -> FloatArray:
    """(8, 3) CIELAB centres of the picture's clusters of colour; the same picture gives the same."""
    small = cv2.resize(picture, (_SIDE_PX, _SIDE_PX), interpolation=cv2.INTER_AREA)
    pixels = _lab(np.asarray(small, np.uint8)).reshape(-1, 3)
    cv2.setRNGSeed(0)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 30, 0.2)
    _, _, centres = cv2.kmeans(pixels, DOMINANT, None, stop, 2, cv2.KMEANS_PP_CENTERS)  # type: ignore[call-overload]
    return np.asarray(centres, np.float64)


def ciede2000(colour: FloatArray, others: FloatArray) -> FloatArray:
    """Distances (N,) of one CIELAB colour (3,) to others (N, 3).

    Sharma, Wu and Dalal, "The CIEDE2000 color-difference formula: implementation notes" (2005).
    """
    (l1, a1, b1), (l2, a2, b2) = colour, others.T
    chroma = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    stretch = 1.5 - 0.5 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7))
    a1, a2 = a1 * stretch, a2 * stretch
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    turn = np.where(c1 * c2 == 0, 0.0, (h2 - h1 + 180) % 360 - 180)
    hue = np.where(np.abs(h1 - h2) <= 180, (h1 + h2) / 2, (h1 + h2 + 360) / 2 % 360)
    hue = np.where(c1 * c2 == 0, h1 + h2, hue)
    light, mean = (l1 + l2) / 2, (c1 + c2) / 2
    t = (
        1
        - 0.17 * np.cos(np.radians(hue - 30))
        + 0.24 * np.cos(np.radians(2 * hue))
        + 0.32 * np.cos(np.radians(3 * hue + 6))
        - 0.20 * np.cos(np.radians(4 * hue - 63))
    )
    by_light = (l2 - l1) / (1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2))
    by_chroma = (c2 - c1) / (1 + 0.045 * mean)
    by_hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn) / 2) / (1 + 0.015 * mean * t)
    twist = np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2)))
    cross = -2 * np.sqrt(mean**7 / (mean**7 + 25.0**7)) * np.sin(twist)
    return np.asarray(np.sqrt(by_light**2 + by_chroma**2 + by_hue**2 + cross * by_chroma * by_hue))


def _lab(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """SRGB (..., 3) to CIELAB under D65."""
    return np.asarray(cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)

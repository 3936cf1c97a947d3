"""What a sound should have done to a picture, measured on the picture alone.

Each property answers one feature and leaves the others out as far as it can: contrast is relative to the mean, colour
is relative to contrast, sharpness compares fine edges with coarse ones.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

_SIDE_PX = 256
"""Pictures are measured at this shorter side, whatever their size."""


@dataclass(frozen=True)
class Properties:
    """Of one picture; units are comparable between pictures of one scene only."""

    brightness: float
    """Mean luminance of the encoded picture, 0..1 (answers centroid)."""
    temperature: float
    """Mean of OKLab a + b: amber against blue (warmth)."""
    contrast: float
    """Deviation of luminance, relative to its mean (rms)."""
    saturation: float
    """Deviation of the colours, but for what follows the luminance, relative to the luminance's (mid)."""
    texture: float
    """Median fine detail: what lies between edges too (flatness)."""
    sharpness: float
    """Strong gradients, fine against coarse (treble)."""
    openness: float
    """Light near the borders relative to the middle's surroundings (bass)."""
    flash: float
    """Light of the very middle less that around it (onset)."""
    hue: complex
    """Second moment of the colours about their mean; half its angle is where the hues lie (chroma)."""


def properties(picture: NDArray[np.uint8]) -> Properties:
    """Measure an sRGB picture (H, W, 3)."""
    scale = _SIDE_PX / min(picture.shape[:2])
    if scale != 1:
        picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
    rgb = picture.astype(np.float32) / 255
    luma = rgb @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    height, width = luma.shape
    radius = np.hypot(np.linspace(-1, 1, height)[:, None], np.linspace(-1, 1, width)[None, :])
    middle, ring, border = radius < 0.25, (radius > 0.5) & (radius < 0.9), radius > 1.15
    mean, deviation = float(luma[ring].mean()), float(luma[ring].std())
    colours = rgb[ring]
    red, _, blue = colours.mean(axis=0)
    hues = _hues(colours, luma[ring] - mean)
    fine = luma - cv2.GaussianBlur(luma, (0, 0), 2.0)
    return Properties(
        brightness=mean,
        temperature=float(np.log((red + 0.02) / (blue + 0.02))),
        contrast=deviation / max(mean, 1e-3),
        saturation=float(np.sqrt((np.abs(hues) ** 2).mean())) / max(deviation, 1e-3),
        texture=float(np.median(np.abs(fine))) / max(mean, 1e-3),
        sharpness=_edge(luma, 0.5) / max(_edge(luma, 2.0), 1e-4),
        openness=float(luma[border].mean()) / max(mean, 1e-3),
        flash=float(luma[middle].mean()) - mean,
        hue=complex((hues**2).mean()),
    )


def _hues(colours: NDArray[np.float32], luma: NDArray[np.float32]) -> NDArray[np.complex64]:
    """Colours (N, 3) as points of the plane across the grey axis, less their mean and what follows the luminance.

    A tint of the whole picture moves the mean and the light's colour, not these; a turn of the hues turns them.
    """
    plane = colours @ np.array([1.0, -0.5 + 0.8660254j, -0.5 - 0.8660254j], np.complex64)
    plane = plane - plane.mean()
    slope = (plane * luma).mean() / max(float((luma**2).mean()), 1e-6)
    return np.asarray(plane - slope * luma, np.complex64)


def _edge(luma: NDArray[np.float32], sigma: float) -> float:
    """The gradient that one pixel in fifty exceeds, after a Gaussian of this width."""
    soft = cv2.GaussianBlur(luma, (0, 0), sigma)
    gradient = np.hypot(cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1))
    return float(np.percentile(gradient, 98))

"""The psychophysical map: what each audio feature does to the picture.

Every response is a bounded, continuous function of its feature. Features at `NEUTRAL` leave the picture as composed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FEATURES = (
    *("rms", "onset", "bass", "mid", "treble", "centroid", "flatness", "warmth"),
    *(f"chroma_{pitch}" for pitch in ("c", "cs", "d", "ds", "e", "f", "fs", "g", "gs", "a", "as", "b")),
)
"""Order of the columns of an audio array (T, 20); all features in 0..1."""

NEUTRAL: NDArray[np.float32] = np.array([0.5, 0.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, *[0.5] * 12], np.float32)
"""Features of a sound that asks for nothing: the pleasant default."""

_PITCH_ANGLES = 2 * np.pi * (np.arange(12) * 7 % 12) / 12
"""Pitch classes around the circle of fifths, so that related keys turn the hue by similar amounts."""
_MAX_HUE_TURN = np.radians(16.0)
"""Brand colours stay recognisable within this turn."""


@dataclass(frozen=True)
class Response:
    """How one frame answers its sound."""

    brightness: float
    """Gain on the picture's light, 1 neutral (centroid; from the onset a touch, too small to count as a flash)."""
    temperature: float
    """OKLab-like shift towards amber, negative towards blue (warmth, against centroid)."""
    contrast: float
    """About the picture's middle grey, 1 neutral (rms)."""
    saturation: float
    """1 neutral (mid)."""
    hue_turn: float
    """Radians (chroma)."""
    zoom: float
    """Scale of the view, at least 1 (rms, bass)."""
    motion: float
    """Amplitude of swaying and drifting things, 1 neutral (rms)."""
    texture: float
    """Strength of surface texture, 1 neutral (flatness)."""
    pulse: float
    """Size and strength of lights, 1 neutral (bass)."""
    density: float
    """Share of the particles that show, 0..1 (mid)."""
    sharpness: float
    """Positive sharpens edges, negative softens them (treble)."""
    burst: float
    """Strength of the accent of light at an onset, 0..1."""

    @staticmethod
    def to(features: NDArray[np.float32]) -> "Response":
        """The response to one frame's features (20,)."""
        rms, onset, bass, mid, treble, centroid, flatness, warmth = (float(value) for value in features[:8])
        return Response(
            brightness=1 + 0.30 * (centroid - 0.5) + 0.035 * onset,
            temperature=0.10 * (warmth - 0.5) - 0.05 * (centroid - 0.5),
            contrast=1 + 0.42 * (rms - 0.5),
            saturation=1 + 0.50 * (mid - 0.5),
            hue_turn=_hue_turn(features[8:]),
            zoom=1.03 + 0.05 * (rms - 0.5) + 0.01 * (bass - 0.5),
            motion=1 + 0.9 * (rms - 0.5),
            texture=2.0 * flatness,
            pulse=1 + 0.5 * (bass - 0.5),
            density=0.2 + 0.8 * mid,
            sharpness=1.6 * (treble - 0.5),
            burst=onset,
        )


def _hue_turn(chroma: NDArray[np.float32]) -> float:
    """Radians: the chroma vector's pull around the circle of fifths; a flat chroma does not turn the hue."""
    total = float(chroma.sum())
    pull = float((chroma * np.sin(_PITCH_ANGLES)).sum()) / max(total, 1.0)
    return float(_MAX_HUE_TURN * np.tanh(1.6 * pull))

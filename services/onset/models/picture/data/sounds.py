"""Sounds as the network hears them: a window of normalised features around a picture's moment."""

import numpy as np
from numpy.typing import NDArray

from onset.models.painter.audio import FEATURES

FloatArray = NDArray[np.float32]

TOKENS = 16
"""Moments of a window."""
STEP_S = 0.125
"""Between moments: a sixteenth at 120 BPM, so that no onset falls far from a moment."""
NOW = 12
"""Index of the picture's own moment: 1.5 s of past, in which a flash fades and a mood builds, 0.4 s of future."""
FLASH_DECAY_S = 0.2
"""A flash falls to 1/e in this time, as a struck sound does."""
_KNOTS = (0, 4, 8, 12, 15)
"""Moments that are drawn; those between lie on lines between them."""
_WIDTH = len(FEATURES)
_ONSET, _WARMTH, _CHROMA = FEATURES.index("onset"), FEATURES.index("warmth"), FEATURES.index("chroma_c")


def windows(rng: np.random.Generator, count: int) -> FloatArray:
    """Draw (count, 16, 20) windows; each feature of the picture's own moment is uniform in 0..1, but for the chroma.

    Features move independently, as they must for the network to learn each one's own effect.
    """
    knots = rng.random((count, len(_KNOTS), _WIDTH), dtype=np.float32)
    steady = rng.random((count, 1, _WIDTH), dtype=np.float32) < 0.5
    knots = np.where(steady, knots[:, 3:4] + 0.1 * (knots - 0.5) * (np.arange(5) != 3)[None, :, None], knots)
    at = np.arange(TOKENS)
    below = np.clip(np.searchsorted(_KNOTS, at, side="right") - 1, 0, len(_KNOTS) - 2)
    left, right = np.array(_KNOTS)[below], np.array(_KNOTS)[below + 1]
    share = ((at - left) / (right - left)).astype(np.float32)[None, :, None]
    rows = np.clip(knots[:, below] * (1 - share) + knots[:, below + 1] * share, 0, 1)
    rows[:, :, _ONSET] = _onsets(rng, count)
    rows[:, :, _CHROMA:] = _chords(rng, count)[:, None, :]
    return np.asarray(rows, np.float32)


def flash(window: FloatArray) -> FloatArray:
    """(N, 16, 20) -> (N,): the light of the latest onsets, faded since."""
    fade = np.exp(-(NOW - np.arange(NOW + 1)) * STEP_S / FLASH_DECAY_S).astype(np.float32)
    return np.asarray((window[:, : NOW + 1, _ONSET] * fade).max(axis=1), np.float32)


def _onsets(rng: np.random.Generator, count: int) -> FloatArray:
    """Silence with a few strokes; at the picture's own moment half of the windows have one, of any strength."""
    strength = rng.random((count, TOKENS), dtype=np.float32)
    strokes = rng.random((count, TOKENS)) < 0.15
    strokes[:, NOW] = rng.random(count) < 0.5
    return np.asarray(strength * strokes, np.float32)


def _chords(rng: np.random.Generator, count: int) -> FloatArray:
    """(count, 12) chroma: some neighbours on the circle of fifths sound, the rest faintly; or none at all."""
    root, spread = rng.integers(12, size=(count, 1)), rng.uniform(0.5, 2.5, (count, 1))
    place = np.arange(12) * 7 % 12
    distance = np.abs((place[None] - root + 6) % 12 - 6)
    chroma = np.exp(-0.5 * (distance / spread) ** 2) + rng.uniform(0, 0.15, (count, 12))
    sounding = rng.random((count, 1)) < 0.9
    return np.asarray(np.clip(chroma / chroma.max(axis=1, keepdims=True), 0, 1) * sounding, np.float32)

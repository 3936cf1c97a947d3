"""Measurements of a hop to values between 0 and 1, relative to the last half minute.

A level is 1 at its 95th percentile and 0 at 30 dB below it; the other curves go from 0 at their 5th to 1 at their 95th
percentile. This is how a track's curves are normalised over its whole length.
"""

import numpy as np
from numpy.typing import NDArray

from onset.analysis.live.percentiles import RunningPercentiles
from onset.timeline.sound import FloatArray

MEMORY_S = 30.0
AUDIBLE_RMS = 1e-4
"""-80 dBFS; less is silence, which has no shape and is not remembered."""
_LEVEL_RANGE_DB = 30.0
_WARMTH_PER_BALANCE = 0.3
"""How much more bass than treble is warm, and the other way round cool."""

_RANGES = np.array([(-80, 20), (0, 40), (-80, 20), (-80, 20), (-80, 20), (4.3, 14.6), (0, 1)], np.float64)
"""Of level, onset strength, bass, mid and treble in dB, the centroid in octaves above 1 Hz, and flatness."""
_SMALLEST_SPANS = np.array([6, 4, 6, 6, 6, 0.5, 0.05])
"""Between percentiles; what moves less stands still."""
_AT_REST = np.array([0, 0, 0.5, 0.5, 0.5, 0.5, 0.5])


class LiveScale:
    """Remembers the ranges of one stream's curves."""

    def __init__(self, hops_per_s: float) -> None:
        self._heard = RunningPercentiles(_RANGES[:, 0], _RANGES[:, 1], MEMORY_S * hops_per_s)

    def features(self, hop: FloatArray, chroma: FloatArray) -> tuple[float, ...]:
        """One value per FEATURE_NAMES.

        Args:
            hop: (7,) rms, onset strength, bass, mid, treble, centroid in Hz, flatness.
            chroma: (12,) in 0..1.
        """
        rows = _rows(hop)
        if hop[0] > AUDIBLE_RMS:
            self._heard.push(rows)
        low, high = self._heard.at(5), self._heard.at(95)
        sounding = ((rows[0] - high[0]) / _LEVEL_RANGE_DB + 1).clip(0, 1) if hop[0] > AUDIBLE_RMS else 0.0
        span = np.maximum(high - low, _SMALLEST_SPANS)
        low -= (span - (high - low)) * _AT_REST
        scaled = ((rows - low) / span).clip(0, 1)
        scaled[0] = sounding
        present = _AT_REST + min(2 * sounding, 1.0) * (scaled - _AT_REST)
        warmth = 0.5 + _WARMTH_PER_BALANCE * (present[2] - present[4])
        return tuple(float(value) for value in (*present, warmth, *chroma))


def _rows(hop: FloatArray) -> NDArray[np.float64]:
    rms, onset, bass, mid, treble, centroid_hz, flatness = hop.astype(np.float64)
    level = 20 * np.log10(np.maximum((rms, bass, mid, treble), AUDIBLE_RMS))
    return np.array([level[0], onset, *level[1:], np.log2(max(centroid_hz, 20.0)), flatness])

"""Percentiles of what was heard lately, without keeping it."""

import numpy as np
from numpy.typing import NDArray

_BINS = 256


class RunningPercentiles:
    """Histograms whose counts fade: each value counts less, the longer ago it was."""

    def __init__(self, lows: NDArray[np.float64], highs: NDArray[np.float64], memory: float) -> None:
        """Start with nothing heard.

        Args:
            lows: (F,) lower ends of the ranges; what lies beyond counts as the end.
            highs: (F,) upper ends.
            memory: number of values after which one counts 1/e.
        """
        self._lows, self._widths = lows, (highs - lows) / _BINS
        self._counts = np.zeros((lows.size, _BINS))
        self._kept = np.exp(-1 / memory)
        self._rows = np.arange(lows.size)

    def push(self, values: NDArray[np.floating]) -> None:
        """Count (F,) values."""
        bins = ((values - self._lows) / self._widths).clip(0, _BINS - 1).astype(np.intp)
        self._counts *= self._kept
        self._counts[self._rows, bins] += 1

    def at(self, percent: float) -> NDArray[np.float64]:
        """(F,) values that so many percent lie below, exact to 1/256 of the range; the lower ends before any push."""
        below = np.cumsum(self._counts, axis=1)
        wanted = below[:, -1] * percent / 100
        bins = np.minimum(np.count_nonzero(below < wanted[:, None], axis=1), _BINS - 1)
        here = self._counts[self._rows, bins]
        before = below[self._rows, bins] - here
        share = np.divide(wanted - before, here, out=np.zeros_like(here), where=here > 0)
        found: NDArray[np.float64] = self._lows + (bins + share.clip(0, 1)) * self._widths
        return found

"""The likeliest division of a stretch of music into sections."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_REGULARITY = ((8, 0.0), (4, -0.75), (2, -1.95), (1, -3.45))
"""Logarithms of how usual sections are whose bars are a multiple of eight, of four, of two, or of none of them."""
_USUAL_BARS, _USUAL_WINDOWS = 8, 10
_SHORTNESS, _LENGTH = 0.75, 0.25
"""Weights of the squared logarithm of how much shorter or longer than usual a section is. Length alone must not divide
what stays the same."""
_SHORT, _SHORT_COST = 4, 3.0
"""Bars or windows of which a section hardly consists of fewer, and what it costs then."""
_FEWEST_UNITS = 3
"""What is shorter is a fill, a general pause or the last chord."""
_LONGEST = 64
"""Units."""
_EAGERNESS = 2.7
"""Added to each boundary's log-odds: makes up for what the lengths cost."""


def divide(log_odds: Array, bars: int) -> list[int]:
    """First units of the sections, and the number of units.

    The division maximises the sum of the boundaries' log-odds and of the logarithms of how usual the sections' lengths
    are (regularity as in Sargent, Bimbot and Vincent, 2017, IEEE/ACM TASLP 25), by dynamic programming.

    Args:
        log_odds: (U + 1,) of a boundary before each of at least four units.
        bars: in a unit; 0 if units are windows of time.
    """
    count = len(log_odds) - 1
    usual = _usualness(min(count, _LONGEST), bars)
    # The last bar may hold what rings on, so the last section is as usual as with one unit less.
    usual_last = np.maximum(usual, np.concatenate(([-np.inf], usual[:-1])))
    best = np.full(count + 1, -np.inf)
    best[0] = 0
    came_from = np.zeros(count + 1, np.intp)
    for end in range(1, count + 1):
        start = max(0, end - _LONGEST)
        lengths = np.arange(end - start, 0, -1)
        worth = best[start:end] + (usual_last if end == count else usual)[lengths]
        choice = int(np.argmax(worth))
        came_from[end] = start + choice
        best[end] = worth[choice] + (log_odds[end] + _EAGERNESS if end < count else 0)
    edges = [count]
    while edges[-1] > 0:
        edges.append(int(came_from[edges[-1]]))
    return edges[::-1]


def _usualness(longest: int, bars: int) -> Array:
    """(longest + 1,) logarithm of how usual a section of so many units is."""
    length = np.arange(longest + 1) * max(bars, 1)
    far = np.log(np.maximum(length, 1) / (_USUAL_BARS if bars else _USUAL_WINDOWS))
    usual = -np.where(far < 0, _SHORTNESS, _LENGTH) * far**2 - _SHORT_COST * (length < _SHORT)
    if bars:
        regular = np.full(longest + 1, _REGULARITY[-1][1])
        for multiple, worth in reversed(_REGULARITY):
            regular[length % multiple == 0] = worth
        usual += regular
    usual[: min(_FEWEST_UNITS, longest)] = -np.inf
    return np.asarray(usual)

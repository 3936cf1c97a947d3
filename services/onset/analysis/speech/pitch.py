"""The fundamental frequency of a voice or a solo instrument.

By the autocorrelation, which is the Fourier transform of the power spectrum (Wiener and Khinchin). As P. Boersma,
"Accurate short-term analysis of the fundamental frequency" (1993): divided by the window's own autocorrelation, and
with a preference for high candidates. As T. Tolonen and M. Karjalainen, "A computationally efficient multipitch
analysis model" (2000): of a compressed spectrum, which weakens formants.
"""

from functools import cache

import numpy as np
import scipy.ndimage

from onset.analysis.spectrum import FFT_SAMPLES, hann
from onset.timeline.sound import FloatArray
from onset.timeline.time import SAMPLE_RATE_HZ

LOWEST_HZ, HIGHEST_HZ = 65.0, 1000.0
"""Below 65 Hz a frame of 43 ms holds fewer than three periods."""
_BIN_COUNT = 128
"""Up to 3 kHz: above, a voice is mostly noise."""
_LAG_COUNT = 512
"""Length of the transform; a lag is 1 / 12 kHz, and the peak is interpolated."""
_LAG_RATE_HZ = SAMPLE_RATE_HZ * _LAG_COUNT / FFT_SAMPLES
_COMPRESSION = np.float32(0.6)
"""Exponent of the power."""
_OCTAVE_COST = 0.1
_VOICED, _PEAK = 0.47, 0.4
"""Of a perfect periodicity: in a voice, and where a peak is looked at."""
_AUDIBLE_POWER = 1e-8
"""-80 dBFS."""
_MEDIAN_FRAMES = 5
_CONTEXT_FRAMES = 31
"""0.3 s: an octave off from the pitch around is an error."""
_SHORTEST_FRAMES = 3
_OCTAVE_TOLERANCE = 0.15


def pitch_hz(power: FloatArray) -> FloatArray:
    """Fundamental frequency of each frame by itself, 0 where there is none.

    Args:
        power: (n, 1025) power spectra as the spectrograph gives them.

    Returns:
        (n,) in Hz.
    """
    first, last = int(_LAG_RATE_HZ / HIGHEST_HZ) - 1, int(_LAG_RATE_HZ / LOWEST_HZ) + 2
    correlation = _autocorrelation(power[:, :_BIN_COUNT], last + 1)
    rising = correlation[:, first : last + 1] >= correlation[:, first - 1 : last]
    peaks = rising[:, :-1] & (correlation[:, first:last] > _PEAK)
    peaks &= ~rising[:, 1:]
    frames, lags = np.divmod(np.flatnonzero(peaks), last - first)
    lags += first
    below, at, above = (correlation[frames, lags + step] for step in (-1, 0, 1))
    offset = (below - above) / (2 * (below - 2 * at + above))
    heights = at - (below - above) * offset / 4
    scores = heights - np.float32(_OCTAVE_COST) * np.log2(lags / np.float32(first), dtype=np.float32)
    # The last of equals is written last: in each frame the best candidate's.
    order = np.argsort(scores, kind="stable")
    best, sure = np.zeros(power.shape[0], np.float32), np.zeros(power.shape[0], np.float32)
    best[frames[order]] = np.float32(_LAG_RATE_HZ) / (lags + offset)[order]
    sure[frames[order]] = heights[order]
    hz: FloatArray = best * ((sure > _VOICED) & (np.sum(power, axis=1) > _AUDIBLE_POWER))
    return hz


def smoothed(raw_hz: FloatArray) -> FloatArray:
    """The pitch curve (T,) of a whole sound without the frame-wise estimate's octave jumps and lone frames."""
    hz = _in_octave(raw_hz)
    voiced = scipy.ndimage.binary_opening(hz > 0, np.ones(_SHORTEST_FRAMES)) if hz.size else hz > 0
    around = _voiced_median(hz * voiced, _MEDIAN_FRAMES)
    calm: FloatArray = np.where(voiced, around, 0).astype(np.float32)
    return calm


def _in_octave(hz: FloatArray) -> FloatArray:
    """With what lies an octave from the pitch around moved by an octave."""
    context = _voiced_median(hz, _CONTEXT_FRAMES)
    octaves = np.log2(np.where(hz > 0, hz, 1) / np.where(context > 0, context, 1))
    whole = np.rint(octaves)
    jumped = (whole != 0) & (np.abs(octaves - whole) < _OCTAVE_TOLERANCE) & (hz > 0) & (context > 0)
    moved: FloatArray = np.where(jumped, hz * 2.0**-whole, hz).astype(np.float32)
    return moved


def _voiced_median(hz: FloatArray, length: int) -> FloatArray:
    """Median of the voiced frames among the `length` around each; 0 where there are none."""
    padded = np.pad(np.where(hz > 0, hz, np.nan), length // 2, constant_values=np.nan)
    median = np.zeros(hz.size, np.float32)
    near = np.flatnonzero(scipy.ndimage.maximum_filter1d(hz, length) > 0) if hz.size else np.zeros(0, np.intp)
    windows = np.lib.stride_tricks.sliding_window_view(padded, length) if hz.size else padded[:0, None]
    for chunk in np.array_split(near, 1 + near.size // 8192):
        ordered = np.sort(windows[chunk], axis=1)  # NaN last
        count = np.count_nonzero(~np.isnan(ordered), axis=1)
        if chunk.size:
            median[chunk] = ordered[np.arange(chunk.size), (count - 1) // 2]
    return median


def _autocorrelation(power: FloatArray, lag_count: int) -> FloatArray:
    """(n, lag_count) of compressed spectra, 1 at lag 0 and at each period of a periodic sound."""
    compressed: FloatArray = power**_COMPRESSION
    correlation: FloatArray = compressed @ _cosines(lag_count)
    correlation /= np.maximum(correlation[:, :1], np.float32(1e-12))
    return correlation


@cache
def _cosines(lag_count: int) -> FloatArray:
    """(128, lag_count) inverse transform of a spectrum, over the window's own autocorrelation."""
    angles = 2 * np.pi / _LAG_COUNT * np.outer(np.arange(_BIN_COUNT), np.arange(lag_count))
    twice = np.where(np.arange(_BIN_COUNT) > 0, 2, 1)[:, None]
    cosines = twice / _LAG_COUNT * np.cos(angles) / _window_autocorrelation()[:lag_count]
    return np.asarray(cosines, np.float32)


@cache
def _window_autocorrelation() -> FloatArray:
    """(257,) likewise, of the window's main lobe alone: how much less of each lag a frame holds.

    The side lobes of a compressed spectrum do not count: those of one partial lie hidden under the next.
    """
    lobe = np.abs(np.fft.rfft(hann()))[:2] ** (2 * float(_COMPRESSION))
    correlation = np.fft.irfft(lobe, _LAG_COUNT)[: _LAG_COUNT // 2 + 1]
    shape: FloatArray = (correlation / correlation[0]).astype(np.float32)
    return shape

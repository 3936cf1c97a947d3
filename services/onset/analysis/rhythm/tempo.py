"""Tempo from the autocorrelation of the onset curve."""

from dataclasses import dataclass

import numpy as np
import scipy.fft
import scipy.ndimage
from numpy.typing import NDArray

from onset.timeline.sound import HOP_SAMPLES, FloatArray
from onset.timeline.time import SAMPLE_RATE_HZ

FRAMES_PER_MINUTE = 60 * SAMPLE_RATE_HZ / HOP_SAMPLES
SLOWEST_BPM = 40.0
FASTEST_BPM = 240.0
PREFERRED_BPM = 120.0
_PRIOR_OCTAVES = 1.0
"""Standard deviation of the log-normal prior, as in Ellis (2007)."""
_MULTIPLES = 4
_EVEN_PULSES = 0.85
"""If every other pulse of the faster level is that much like the next, the faster level is the beat."""
_SMOOTHING_FRAMES = 1.5
_TREND_FRAMES = 200


@dataclass(frozen=True, slots=True)
class Pulse:
    """A steady pulse in an onset curve."""

    period_frames: float
    clarity: float
    """0..1: mean autocorrelation at the first multiples of the period."""


def estimate_pulse(onset_strength: FloatArray) -> Pulse | None:
    """The most likely beat period, or None if nothing in the curve repeats."""
    if onset_strength.size == 0:
        return None
    correlation = autocorrelation(onset_strength)
    slowest = round(FRAMES_PER_MINUTE / SLOWEST_BPM)
    fastest = round(FRAMES_PER_MINUTE / FASTEST_BPM)
    lags = np.arange(fastest, min(slowest + 1, correlation.size - 1))
    if lags.size == 0:
        return None
    octaves = np.log2(FRAMES_PER_MINUTE / lags / PREFERRED_BPM)
    peaks = (correlation[lags] >= correlation[lags - 1]) & (correlation[lags] >= correlation[lags + 1])
    salience = np.where(peaks, correlation[lags] * np.exp(-0.5 * (octaves / _PRIOR_OCTAVES) ** 2), 0)
    if salience.max() <= 0:
        return None
    period = int(lags[np.argmax(salience)])
    half = _peak_near(correlation, period / 2)
    if period / 2 >= fastest and correlation[half] > _EVEN_PULSES * correlation[period]:
        period = half
    return Pulse(_refined(correlation, period), _clarity(correlation, period))


def autocorrelation(onset_strength: FloatArray) -> NDArray[np.float64]:
    """(L,) unbiased and 1 at lag 0, up to the lags that half the curve supports; all 0 if the curve is flat."""
    curve = onset_strength.astype(np.float64)
    curve = np.maximum(curve - scipy.ndimage.uniform_filter1d(curve, _TREND_FRAMES), 0)
    curve = scipy.ndimage.gaussian_filter1d(curve, _SMOOTHING_FRAMES)
    curve -= curve.mean()
    size = scipy.fft.next_fast_len(2 * curve.size, real=True)
    spectrum = scipy.fft.rfft(curve, size)
    longest = min(curve.size // 2, _MULTIPLES * round(FRAMES_PER_MINUTE / SLOWEST_BPM) + 8)
    raw = scipy.fft.irfft(np.square(np.abs(spectrum)), size)[:longest]
    if longest == 0 or raw[0] <= 1e-9:
        return np.zeros(longest)
    unbiased: NDArray[np.float64] = raw / raw[0] * (curve.size / (curve.size - np.arange(longest)))
    return unbiased


def _peak_near(correlation: NDArray[np.float64], lag: float) -> int:
    """The highest lag within 4 % of `lag`, at least one frame around it."""
    reach = max(1, round(0.04 * lag))
    first = max(1, round(lag) - reach)
    return first + int(np.argmax(correlation[first : round(lag) + reach + 1]))


def _refined(correlation: NDArray[np.float64], period: int) -> float:
    """The period between frames: from the peak at its highest multiple within reach, found octave by octave."""
    refined = float(period)
    multiple = 1
    while multiple <= _MULTIPLES and multiple * refined + 3 < correlation.size:
        peak = _peak_near(correlation, multiple * refined)
        refined = (peak + parabolic_offset(correlation, peak)) / multiple
        multiple *= 2
    return refined


def _clarity(correlation: NDArray[np.float64], period: int) -> float:
    multiples = [k * period for k in range(1, _MULTIPLES + 1) if k * period + 3 < correlation.size]
    heights = [correlation[_peak_near(correlation, lag)] for lag in multiples]
    return float(np.clip(np.mean(heights), 0, 1)) if heights else 0.0


def parabolic_offset(curve: NDArray[np.float64], peak: int) -> float:
    """Where between -0.5 and 0.5 of a local maximum the parabola through it and its neighbours is highest."""
    if not 0 < peak < curve.size - 1:
        return 0.0
    before, here, after = curve[peak - 1 : peak + 2]
    bend = before - 2 * here + after
    if bend >= 0 or here < max(before, after):
        return 0.0
    return float(0.5 * (before - after) / bend)

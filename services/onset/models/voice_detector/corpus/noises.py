"""Sounds that are no voice: noise, weather, machines, birds, clicks, whooshes; (N,) float64 at 48 kHz."""

from collections.abc import Callable

import numpy as np
import scipy.signal
from numpy.typing import NDArray

from onset.timeline.time import SAMPLE_RATE_HZ

Samples = NDArray[np.float64]
Random = np.random.Generator


def colored(rng: Random, count: int, slope: float) -> Samples:
    """Noise whose amplitude falls as frequency to the power of `slope`: 0 white, 0.5 pink, 1 brown."""
    spectrum = np.fft.rfft(rng.standard_normal(count))
    frequency = np.maximum(np.fft.rfftfreq(count, 1 / SAMPLE_RATE_HZ), 20.0)
    return np.fft.irfft(spectrum * frequency**-slope, count)


def between(sound: Samples, low_hz: float, high_hz: float) -> Samples:
    """What of a sound lies between two frequencies."""
    sos = scipy.signal.butter(2, (low_hz, high_hz), "bandpass", fs=SAMPLE_RATE_HZ, output="sos")
    filtered: Samples = scipy.signal.sosfilt(sos, sound)
    return filtered


def wandering(rng: Random, count: int, points_per_s: float) -> Samples:
    """A random curve in 0..1 with so many turns a second."""
    knots = rng.uniform(0, 1, max(2, round(count / SAMPLE_RATE_HZ * points_per_s) + 2))
    curve: Samples = np.interp(np.linspace(0, knots.size - 1, count), np.arange(knots.size), knots)
    return curve


def steady(rng: Random, count: int) -> Samples:
    """White to brown noise, as of a room or a preamplifier."""
    return colored(rng, count, rng.uniform(0, 1))


def wind(rng: Random, count: int) -> Samples:
    """Low noise that swells."""
    low_hz = rng.uniform(40, 150)
    gusts = between(rng.standard_normal(count), low_hz, rng.uniform(5, 20) * low_hz)
    return gusts * (0.2 + wandering(rng, count, 1.5)) ** 2


def rain(rng: Random, count: int) -> Samples:
    """Drops on a floor of hiss."""
    drops = (rng.random(count) < rng.uniform(50, 1500) / SAMPLE_RATE_HZ) * rng.exponential(1.0, count)
    return between(drops, rng.uniform(300, 2000), rng.uniform(5000, 14_000)) * 8 + 0.02 * rng.standard_normal(count)


def hum(rng: Random, count: int) -> Samples:
    """A machine: a mains hum or a motor whose speed wanders."""
    speed_hz = rng.choice([50.0, 60.0, rng.uniform(25, 180)])
    drift = 1 + rng.choice([0, 0.15]) * (wandering(rng, count, 0.7) - 0.5)
    phase = 2 * np.pi * np.cumsum(speed_hz * drift) / SAMPLE_RATE_HZ
    tilt = rng.uniform(0.5, 2)
    partials = sum(np.sin(k * phase + rng.uniform(0, 6)) * rng.uniform(0.2, 1) / k**tilt for k in range(1, 24))
    return np.asarray(partials) + 0.1 * colored(rng, count, 0.5)


def birds(rng: Random, count: int) -> Samples:
    """Chirps and beeps: short tones that glide, alone or in rows."""
    sound = np.zeros(count)
    for _ in range(rng.integers(3, 25)):
        length = int(rng.uniform(0.03, 0.5) * SAMPLE_RATE_HZ)
        start = int(rng.integers(0, max(1, count - length)))
        length = min(length, count - start)
        glide_hz = np.linspace(*rng.uniform(400, 6000, 2), length) + rng.uniform(0, 200) * np.sin(
            np.arange(length) * rng.uniform(30, 300) / SAMPLE_RATE_HZ
        )
        tone = np.sin(2 * np.pi * np.cumsum(glide_hz) / SAMPLE_RATE_HZ)
        sound[start : start + length] += tone * np.hanning(length) * rng.uniform(0.1, 1)
    return sound


def clicks(rng: Random, count: int) -> Samples:
    """Keys, knocks, claps, steps."""
    sound = np.zeros(count)
    for _ in range(rng.integers(2, 60)):
        length = int(rng.uniform(0.02, 0.25) * SAMPLE_RATE_HZ)
        decay = np.exp(-np.arange(length) / (length * rng.uniform(0.05, 0.3)))
        low_hz = rng.uniform(60, 3000)
        hit = between(rng.standard_normal(length) * decay, low_hz, min(low_hz * rng.uniform(1.5, 8), 20_000))
        start = int(rng.integers(0, count))
        room = min(length, count - start)
        sound[start : start + room] += hit[:room] / (hit.std() + 1e-9) * rng.uniform(0.1, 1)
    return sound


def whooshes(rng: Random, count: int) -> Samples:
    """Risers and sweeps of filtered noise, as films have them."""
    sound = np.zeros(count)
    for _ in range(rng.integers(1, 5)):
        length = min(count, int(rng.uniform(0.3, 2.5) * SAMPLE_RATE_HZ))
        bands = [between(rng.standard_normal(length), 150.0 * 2**k, 300.0 * 2**k) for k in range(6)]
        centre = np.linspace(*rng.uniform(0, 5, 2), length)
        sweep = sum(band * np.exp(-((centre - k) ** 2)) for k, band in enumerate(bands))
        start = int(rng.integers(0, count - length + 1))
        sound[start : start + length] += np.asarray(sweep) * np.hanning(length) ** rng.uniform(0.3, 2)
    return sound


STEADY: tuple[Callable[[Random, int], Samples], ...] = (steady, steady, wind, rain, hum)
"""Lie under a whole scene."""
EVENTS: tuple[Callable[[Random, int], Samples], ...] = (birds, clicks, whooshes)
"""Come and go."""

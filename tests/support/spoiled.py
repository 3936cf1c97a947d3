"""A voice that eSpeak speaks, spoiled in ways whose truth is known: noise, clicks, harsh sibilants, uneven phrases."""

from functools import cache
from math import gcd

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, resample_poly, sosfiltfilt

from onset.models.beat_tracker.corpus.espeak import Manner, speak
from onset.timeline.time import SAMPLE_RATE_HZ

FloatArray = NDArray[np.float64]

SCRIPT = "She sells sea shells. Mornings are hard; the room is dark. Meet Aurora, the lamp that wakes you with light."
_SIBILANT_HZ = (4500.0, 11_000.0)


@cache
def voice(name: str = "en-us", script: str = SCRIPT) -> FloatArray:
    """(N,) clean speech at 48 kHz, peak 0.5; treat as read-only."""
    spoken = speak(script, Manner(voice=name, words_per_min=160))
    factor = gcd(SAMPLE_RATE_HZ, spoken.rate_hz)
    samples = resample_poly(spoken.samples.astype(np.float64), SAMPLE_RATE_HZ // factor, spoken.rate_hz // factor)
    return np.asarray(0.5 * samples / np.abs(samples).max(), np.float64)


def spoken(clean: FloatArray) -> NDArray[np.bool_]:
    """(N,) where somebody speaks."""
    return np.asarray(_power(clean, 960) > 10 ** (-45 / 10), np.bool_)


def with_noise(clean: FloatArray, snr_db: float, seed: int = 0) -> FloatArray:
    """Pink noise under it, by so much softer than the speech."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).normal(size=len(clean)))
    noise = np.fft.irfft(
        spectrum / np.sqrt(np.maximum(np.fft.rfftfreq(len(clean), 1 / SAMPLE_RATE_HZ), 40)), len(clean)
    )
    level = np.sqrt(np.mean(clean[spoken(clean)] ** 2)) * 10 ** (-snr_db / 20)
    return np.asarray(clean + noise * level / noise.std(), np.float64)


def with_clicks(clean: FloatArray, per_second: float = 4.0, seed: int = 0) -> FloatArray:
    """Clicks of up to a quarter of a millisecond."""
    dice = np.random.default_rng(seed)
    spoiled = clean.copy()
    for at in dice.integers(100, len(clean) - 100, round(len(clean) / SAMPLE_RATE_HZ * per_second)):
        width = int(dice.integers(1, 12))
        spoiled[at : at + width] += dice.uniform(0.15, 0.7) * dice.choice([-1, 1]) * dice.normal(1, 0.4, width)
    return spoiled


def sibilance(samples: FloatArray) -> FloatArray:
    """(N,) the band of s and sh."""
    sections = butter(4, _SIBILANT_HZ, "bandpass", fs=SAMPLE_RATE_HZ, output="sos")
    return np.asarray(sosfiltfilt(sections, samples), np.float64)


def sibilant(clean: FloatArray) -> NDArray[np.bool_]:
    """(N,) where hiss outweighs the voice."""
    hiss = sibilance(clean)
    power = _power(hiss, 480)
    return np.asarray((power > _power(clean - hiss, 480)) & (power > 10 ** (-50 / 10)), np.bool_)


def with_harshness(clean: FloatArray, boost_db: float = 12.0) -> FloatArray:
    """Sibilants by so much sharper."""
    window = np.hanning(480)
    share = np.convolve(sibilant(clean).astype(float), window / window.sum(), mode="same")
    return np.asarray(clean + sibilance(clean) * share * (10 ** (boost_db / 20) - 1), np.float64)


def with_steps(clean: FloatArray, gains_db: tuple[float, ...] = (-10.0, 0.0, -5.0)) -> FloatArray:
    """Equal parts of it at these gains."""
    edges = np.linspace(0, len(clean), len(gains_db) + 1).astype(int)
    spoiled = clean.copy()
    for gain_db, start, end in zip(gains_db, edges, edges[1:], strict=False):
        spoiled[start:end] *= 10 ** (gain_db / 20)
    return spoiled


def snr_db(clean: FloatArray, other: FloatArray, where: NDArray[np.bool_]) -> float:
    """Signal to error."""
    error = float(np.sum((other - clean)[where] ** 2))
    return float(10 * np.log10(np.sum(clean[where] ** 2) / max(error, 1e-20)))


def level_db(samples: FloatArray, where: NDArray[np.bool_]) -> float:
    """Mean power."""
    return float(10 * np.log10(np.mean(samples[where] ** 2)))


def _power(samples: FloatArray, width: int) -> FloatArray:
    return np.convolve(samples**2, np.full(width, 1 / width), mode="same")

"""Sounds without a beat: speech, a crowd, weather, birds, slow tones."""

from collections.abc import Iterator

import numpy as np
import scipy.signal
from numpy.typing import NDArray

from onset.timeline.time import SAMPLE_RATE_HZ
from tests.bench.analysis.paused_speech import paused, voices

Sound = NDArray[np.float32]

DURATION_S = 30
COUNT = DURATION_S * SAMPLE_RATE_HZ
SPEAKERS = ("human en", "human fr", "piper joe")


def sounds() -> Iterator[tuple[str, Sound]]:
    """Name and mono sound at 48 kHz."""
    random = np.random.default_rng(11)
    speakers = {name: np.resize(paused(pieces, 1).samples, COUNT) for name, pieces in voices().items()}
    for name in SPEAKERS:
        yield f"speech, {name}", _level(speakers[name])
    crowd = [np.roll(speaker, int(random.integers(COUNT))) for speaker in speakers.values()]
    yield "crowd", _level(np.sum(crowd, axis=0))
    yield "wind", _level(_wind(random))
    yield "rain", _level(_rain(random))
    yield "birds", _level(_birds(random))
    yield "slow tones", _level(_tones(random))


def _level(sound: Sound) -> Sound:
    return (0.3 * sound / np.abs(sound).max()).astype(np.float32)


def _wind(random: np.random.Generator) -> Sound:
    noise = random.standard_normal(COUNT)
    low = scipy.signal.sosfilt(scipy.signal.butter(2, 500, fs=SAMPLE_RATE_HZ, output="sos"), noise)
    return low * _drift(random, 0.15)


def _drift(random: np.random.Generator, rate_hz: float) -> Sound:
    """A level that wanders between 0 and 1."""
    steps = random.uniform(0.1, 1.0, int(DURATION_S * rate_hz) + 3)
    return np.interp(np.arange(COUNT) / SAMPLE_RATE_HZ * rate_hz, np.arange(len(steps)), steps)


def _rain(random: np.random.Generator) -> Sound:
    drops = np.zeros(COUNT)
    places = random.integers(0, COUNT, 3000)
    drops[places] = random.exponential(1.0, len(places))
    ring = np.exp(-np.arange(2400) / 300) * random.standard_normal(2400)
    return scipy.signal.fftconvolve(drops, ring)[:COUNT] + 0.1 * random.standard_normal(COUNT)


def _birds(random: np.random.Generator) -> Sound:
    sound = 0.002 * random.standard_normal(COUNT)
    for start in np.cumsum(random.exponential(0.9, 40)):
        first, length = round(start * SAMPLE_RATE_HZ), round(random.uniform(0.05, 0.25) * SAMPLE_RATE_HZ)
        if first + length > COUNT:
            break
        sweep_hz = np.linspace(*random.uniform(2500, 6000, 2), length)
        sound[first : first + length] += np.sin(2 * np.pi * np.cumsum(sweep_hz) / SAMPLE_RATE_HZ) * np.hanning(length)
    return sound


def _tones(random: np.random.Generator) -> Sound:
    sound = np.zeros(COUNT)
    time_s = np.arange(COUNT) / SAMPLE_RATE_HZ
    for pitch in random.choice([45, 52, 57, 60, 64, 69, 71, 76], 10, replace=True):
        center_s, width_s = random.uniform(0, DURATION_S), random.uniform(3, 8)
        envelope = np.exp(-(((time_s - center_s) / width_s) ** 2))
        sound += envelope * np.sin(2 * np.pi * 440 * 2 ** ((pitch - 69) / 12) * time_s)
    return sound

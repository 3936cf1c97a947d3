"""Synthetic sounds whose beats, words and pauses are known exactly; (channels, N) float32 at 48 kHz."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.signal
from numpy.typing import NDArray

from onset.timeline.sound import FloatArray
from onset.timeline.time import SAMPLE_RATE_HZ as RATE_HZ


def mono(samples: NDArray[np.floating]) -> FloatArray:
    return samples.astype(np.float32)[None]


def seconds(duration_s: float) -> NDArray[np.float64]:
    """(N,) the time of each sample."""
    return np.arange(round(duration_s * RATE_HZ)) / RATE_HZ


def tone(frequency_hz: float, duration_s: float, amplitude: float = 0.5) -> NDArray[np.float64]:
    return amplitude * np.sin(2 * np.pi * frequency_hz * seconds(duration_s))


def faded(samples: NDArray[np.float64], fade_s: float) -> NDArray[np.float64]:
    """The sound with raised-cosine ramps at both ends."""
    ramp = 0.5 - 0.5 * np.cos(np.pi * np.arange(round(fade_s * RATE_HZ)) / round(fade_s * RATE_HZ))
    envelope = np.ones(samples.size)
    envelope[: ramp.size], envelope[-ramp.size :] = ramp, ramp[::-1]
    return samples * envelope


def pink(sample_count: int, seed: int = 0) -> NDArray[np.float64]:
    """Noise of unit power with 3 dB less per octave."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(sample_count))
    shaped = np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(spectrum.size), 1)), sample_count)
    return shaped / shaped.std()


def struck(times_s: Sequence[float] | NDArray[np.float64], hit: NDArray[np.float64], duration_s: float) -> FloatArray:
    """A hit at each time."""
    track = np.zeros(round(duration_s * RATE_HZ) + hit.size)
    for time_s in times_s:
        start = round(time_s * RATE_HZ)
        track[start : start + hit.size] += hit
    return mono(track[: round(duration_s * RATE_HZ)])


def click() -> NDArray[np.float64]:
    return tone(1000, 0.05) * np.exp(-seconds(0.05) / 0.01)


def hit(duration_s: float, decay_s: float, above_hz: float, seed: int = 0) -> NDArray[np.float64]:
    """A decaying burst of noise: a clap, a hat, a drop of rain."""
    noise = np.random.default_rng(seed).standard_normal(round(duration_s * RATE_HZ))
    sos = scipy.signal.butter(2, above_hz, "highpass", fs=RATE_HZ, output="sos")
    return scipy.signal.sosfilt(sos, noise * np.exp(-seconds(duration_s) / decay_s))


def drums(tempo_bpm: float, duration_s: float) -> FloatArray:
    """Kick and snare in turn on the beats from 0 s, a quieter hat on every eighth."""
    beats_s = np.arange(0, duration_s, 60 / tempo_bpm)
    time_s = seconds(0.3)
    kick = np.sin(2 * np.pi * (50 * time_s + 6 * (1 - np.exp(-time_s / 0.03)))) * np.exp(-time_s / 0.12)
    eighths_s = np.arange(0, duration_s, 30 / tempo_bpm)
    return (
        0.5 * struck(beats_s[::2], kick, duration_s)
        + 0.2 * struck(beats_s[1::2], hit(0.2, 0.06, 800), duration_s)
        + 0.05 * struck(eighths_s, hit(0.06, 0.015, 6000), duration_s)
    )


def syllables(duration_s: float, pitch_hz: float, seed: int) -> NDArray[np.float64]:
    """A vowel-like sound: a wavering pulse train through formants, four swells a second."""
    time_s, rng = seconds(duration_s), np.random.default_rng(seed)
    phase = 2 * np.pi * np.cumsum(pitch_hz * (1 + 0.1 * np.sin(2 * np.pi * 1.3 * time_s))) / RATE_HZ
    pulses = np.maximum(np.cos(phase), 0) ** 8 + 0.01 * rng.standard_normal(time_s.size)
    voice = np.zeros(time_s.size)
    for formant_hz in rng.uniform((300, 900, 2200), (800, 1900, 3200)):
        sos = scipy.signal.butter(1, (formant_hz * 0.92, formant_hz * 1.08), "bandpass", fs=RATE_HZ, output="sos")
        voice += scipy.signal.sosfilt(sos, pulses)
    level = 0.65 + 0.35 * np.cos(2 * np.pi * 4 * time_s)
    return faded(voice * level / voice.std(), 0.008)


@dataclass(frozen=True)
class Speech:
    """A made-up voice; every edge is known to the sample."""

    samples: FloatArray
    words: tuple[tuple[int, int], ...]
    gaps: tuple[tuple[int, int], ...]
    """Before, between and after the words."""


def speak(gaps_s: Sequence[float], seed: int = 0) -> Speech:
    """Words of 0.3 to 1.2 s, one fewer than there are gaps around them."""
    rng = np.random.default_rng(seed)
    parts: list[NDArray[np.float64]] = [np.zeros(round(gaps_s[0] * RATE_HZ))]
    words, gaps, position = [], [(0, parts[0].size)], parts[0].size
    for index, gap_s in enumerate(gaps_s[1:]):
        word = 0.1 * syllables(rng.uniform(0.3, 1.2), rng.uniform(90, 220), seed + index)
        words.append((position, position + word.size))
        position += word.size
        parts += [word, np.zeros(round(gap_s * RATE_HZ))]
        gaps.append((position, position + parts[-1].size))
        position += parts[-1].size
    return Speech(mono(np.concatenate(parts)), tuple(words), tuple(gaps))

"""Nonsense read aloud by espeak-ng in many voices and tongues."""

import numpy as np
import scipy.signal
from numpy.random import Generator
from numpy.typing import NDArray

from onset.models.beat_tracker.corpus import espeak
from onset.timeline.time import SAMPLE_RATE_HZ

Wave = NDArray[np.float32]
_LANGUAGES = ("en-gb-x-rp", "en-us", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "tr", "fi")
_VARIANTS = ("", "+m1", "+m3", "+m5", "+m7", "+f1", "+f2", "+f3", "+f4", "+croak", "+whisper")
_ONSETS = ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "st", "tr", "pl", "br", "")
_NUCLEI = ("a", "e", "i", "o", "u", "ai", "ea", "ou")
_CODAS = ("", "", "n", "r", "s", "t", "l", "m")


def speak(rng: Generator, length_s: float) -> Wave:
    """(length_s * 48000,) samples of one speaker with pauses between sentences, peak 1."""
    voice = str(rng.choice(_LANGUAGES)) + str(rng.choice(_VARIANTS))
    words_per_min, pitch, pitch_range = (int(rng.integers(*span)) for span in ((120, 240), (15, 85), (20, 90)))
    manner = espeak.Manner(voice, words_per_min, pitch, pitch_range)
    parts: list[Wave] = []
    total_s = 0.0
    while total_s < length_s:
        sentence = espeak.speak(f"{_words(rng)}. ", manner)
        pause = np.zeros(int(rng.exponential(0.35) * sentence.rate_hz) + 1, np.float32)
        parts += [sentence.samples, pause]
        total_s += (sentence.samples.size + pause.size) / sentence.rate_hz
    spoken = scipy.signal.resample_poly(np.concatenate(parts), SAMPLE_RATE_HZ, sentence.rate_hz)
    wave: Wave = spoken[: int(length_s * SAMPLE_RATE_HZ)].astype(np.float32)
    return wave / max(float(np.abs(wave).max()), 1e-6)


def _words(rng: Generator) -> str:
    words = (
        "".join(str(rng.choice(_ONSETS)) + str(rng.choice(_NUCLEI)) + str(rng.choice(_CODAS)) for _ in range(syllables))
        for syllables in rng.integers(1, 4, int(rng.integers(3, 13)))
    )
    return "".join(word + str(rng.choice([" ", " ", " ", " ", ", "])) for word in words).rstrip(", ")

"""Nonsense read aloud by espeak-ng in many voices and tongues."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import espeakng_loader
import numpy as np
import scipy.signal
from numpy.random import Generator
from numpy.typing import NDArray

from onset.timeline.time import SAMPLE_RATE_HZ

Wave = NDArray[np.float32]
_LANGUAGES = ("en-gb", "en-us", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "tr", "fi")
_VARIANTS = ("", "+m1", "+m3", "+m5", "+m7", "+f1", "+f2", "+f3", "+f4", "+croak", "+whisper")
_ONSETS = ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "st", "tr", "pl", "br", "")
_NUCLEI = ("a", "e", "i", "o", "u", "ai", "ea", "ou")
_CODAS = ("", "", "n", "r", "s", "t", "l", "m")
_RETRIEVE, _UTF8 = 1, 1
_RATE, _VOLUME, _PITCH, _RANGE = 1, 2, 3, 4
_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


def speak(rng: Generator, length_s: float) -> Wave:
    """(length_s * 48000,) samples of one speaker with pauses between sentences, peak 1."""
    library, rate = _library()
    voice = str(rng.choice(_LANGUAGES)) + str(rng.choice(_VARIANTS))
    library.espeak_SetVoiceByName(voice.encode())
    for parameter, low, high in ((_RATE, 120, 240), (_PITCH, 15, 85), (_RANGE, 20, 90)):
        library.espeak_SetParameter(parameter, int(rng.integers(low, high)), 0)
    parts: list[NDArray[np.float32]] = []
    total = 0
    while total < length_s * rate:
        sentence = f"{_words(rng)}. "
        with _collecting(library) as blocks:
            encoded = sentence.encode()
            library.espeak_Synth(encoded, len(encoded) + 1, 0, 0, 0, _UTF8, None, None)
        parts += [*blocks, np.zeros(int(rng.exponential(0.35) * rate) + 1, np.float32)]
        total = sum(map(len, parts))
    spoken = scipy.signal.resample_poly(np.concatenate(parts), SAMPLE_RATE_HZ, rate)
    wave: Wave = spoken[: int(length_s * SAMPLE_RATE_HZ)].astype(np.float32)
    return wave / max(float(np.abs(wave).max()), 1e-6)


def _words(rng: Generator) -> str:
    words = (
        "".join(str(rng.choice(_ONSETS)) + str(rng.choice(_NUCLEI)) + str(rng.choice(_CODAS)) for _ in range(syllables))
        for syllables in rng.integers(1, 4, int(rng.integers(3, 13)))
    )
    return "".join(word + str(rng.choice([" ", " ", " ", " ", ", "])) for word in words).rstrip(", ")


@cache
def _library() -> tuple[ctypes.CDLL, int]:
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    rate = library.espeak_Initialize(_RETRIEVE, 0, espeakng_loader.get_data_path().encode(), 0)
    if rate <= 0:
        raise RuntimeError(f"espeak-ng does not start: {rate}")
    return library, rate


@contextmanager
def _collecting(library: ctypes.CDLL) -> Iterator[list[Wave]]:
    blocks: list[Wave] = []

    def take(wave: "ctypes._Pointer[ctypes.c_short]", count: int, _events: int) -> int:
        if wave and count > 0:
            blocks.append(np.ctypeslib.as_array(wave, (count,)).astype(np.float32) / 32768)
        return 0

    callback = _Callback(take)
    library.espeak_SetSynthCallback(callback)
    yield blocks
    library.espeak_Synchronize()

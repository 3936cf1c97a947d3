"""A script -> the text that a voice is given, and the voice's sound -> canonical sound."""

import re

import numpy as np
import soxr
from scipy.ndimage import convolve1d, minimum_filter1d

from onset.timeline.sound import FloatArray
from onset.timeline.time import SAMPLE_RATE_HZ
from onset.transcription.activity import FRAME_SAMPLES, SPEECH_RATE_HZ, listen
from onset.transcription.numerals import money

LEAD_IN = SAMPLE_RATE_HZ * 200 // 1000
"""Samples of silence before the first word."""
TAIL = SAMPLE_RATE_HZ * 300 // 1000
"""Samples of silence after the last word."""
LEVEL_DB = -14.5
"""Root mean square level of the active speech; reads about -16.5 LUFS on the shipped voice."""
PEAK = 10 ** (-1 / 20)
"""-1 dBFS."""
_LIMITER_SAMPLES = SAMPLE_RATE_HZ // 100 + 1

_SPOKEN_OUT = {
    "Dr.": "Doctor",
    "Mr.": "Mister",
    "Mrs.": "Missus",
    "Ms.": "Miz",
    "Prof.": "Professor",
    "vs.": "versus",
    "e.g.": "for example",
    "i.e.": "that is",
    "approx.": "approximately",
}
_ABBREVIATION = re.compile(
    r"(?<!\w)(?:" + "|".join(re.escape(short) for short in _SPOKEN_OUT) + r")(?=\s)", re.IGNORECASE
)
_MONEY = re.compile(r"\$(\d[\d,]*\.\d\d)(?!\d)")
_DOT_BETWEEN_LETTERS = re.compile(r"(?<=[^\W\d_]{2})\.(?=[^\W\d_]{2,})")


def speakable(cleaned: str) -> str:
    """A cleaned script, with what voices stumble over written out: titles, prices, web addresses."""
    text = _ABBREVIATION.sub(lambda match: _spelled_out(match[0]), cleaned)
    text = _MONEY.sub(lambda match: " ".join(money(match[1], "dollars")), text)
    return _DOT_BETWEEN_LETTERS.sub(" dot ", text)


def mastered(samples: FloatArray, rate_hz: int) -> FloatArray:
    """Speech at the canonical rate and level, never above -1 dBFS, between a short lead-in and tail of silence.

    Args:
        samples: (n,) mono.
        rate_hz: of the samples.

    Raises:
        ValueError: the samples hold no speech, or are not finite.
    """
    if not np.isfinite(samples).all():
        raise ValueError("the voice's samples are not finite")
    voice = np.asarray(soxr.resample(samples, rate_hz, SAMPLE_RATE_HZ, quality="VHQ"), np.float32)
    activity = listen(soxr.resample(samples, rate_hz, SPEECH_RATE_HZ))
    if not activity.islands:
        raise ValueError("the voice is silent")
    active = np.concatenate([voice[start * FRAME_SAMPLES : end * FRAME_SAMPLES] for start, end in activity.islands])
    level = float(np.sqrt(np.mean(active.astype(np.float64) ** 2)))
    return np.pad(_limited(voice * np.float32(10 ** (LEVEL_DB / 20) / level)), (LEAD_IN, TAIL))


def _limited(samples: FloatArray) -> FloatArray:
    """Peaks turned down to `PEAK`, by a gain that moves smoothly and begins before the peak.

    The least gain needed within a window, averaged over that window, is nowhere above the gain needed.
    """
    needed = np.minimum(1.0, PEAK / np.maximum(np.abs(samples), PEAK))
    window = np.hanning(_LIMITER_SAMPLES + 2)[1:-1]
    least = minimum_filter1d(needed, _LIMITER_SAMPLES, mode="nearest")
    gain = convolve1d(least, window / window.sum(), mode="nearest")
    return np.asarray(samples * gain, np.float32)


def _spelled_out(short: str) -> str:
    return next(long for key, long in _SPOKEN_OUT.items() if key.casefold() == short.casefold())

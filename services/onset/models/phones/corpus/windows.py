"""Utterances one after another in windows as Whisper hears them, each window through another room and microphone."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import soxr
from numpy.typing import NDArray

from onset.models.phones.classes import SILENCE
from onset.models.phones.corpus.speech import Speech
from onset.models.voice_detector.corpus import noises, spoiling
from onset.models.voice_detector.corpus.noises import Random, Samples
from onset.timeline.time import SAMPLE_RATE_HZ

WINDOW_S = 28
RATE_HZ = 16_000
FRAMES_PER_S = 100
_GAPS_S = (0.05, 0.7)
_QUIETER_DB = 12
_NOISE_UNDER_DB = (5, 40)
_PEAKS_DB = (-26, -1)
_SPOILED: tuple[tuple[Callable[[Random, Samples], Samples], float], ...] = (
    (spoiling.toned, 0.5),
    (spoiling.in_a_room, 0.3),
    (spoiling.levelled, 0.3),
    (spoiling.narrowed, 0.15),
    (spoiling.coded, 0.2),
)
"""What happens to a voice on its way, and how often."""
_NOISY = 0.5


def windows(
    rng: Random, utterances: Sequence[Speech], *, spoiled: bool = True
) -> Iterator[tuple[NDArray[np.int16], NDArray[np.uint8]]]:
    """Pairs of (WINDOW_S * RATE_HZ,) samples and (WINDOW_S * FRAMES_PER_S,) classes, until all was said once."""
    voice, classes, at_s = _empty()
    for index in rng.permutation(len(utterances)).tolist():
        said = utterances[index]
        length_s = said.samples.size / SAMPLE_RATE_HZ
        at_s += rng.uniform(*_GAPS_S)
        if at_s + length_s > WINDOW_S:
            yield _heard(rng, voice, spoiled=spoiled), classes
            voice, classes, at_s = _empty()
        _say(rng, voice, classes, said, at_s)
        at_s += length_s
    yield _heard(rng, voice, spoiled=spoiled), classes


def _empty() -> tuple[Samples, NDArray[np.uint8], float]:
    return np.zeros(WINDOW_S * SAMPLE_RATE_HZ), np.full(WINDOW_S * FRAMES_PER_S, SILENCE, np.uint8), 0.0


def _say(rng: Random, voice: Samples, classes: NDArray[np.uint8], said: Speech, at_s: float) -> None:
    """Put one utterance into a window; of one that is too long, its beginning."""
    start = round(at_s * SAMPLE_RATE_HZ)
    into = voice[start : start + said.samples.size]
    level = 10 ** (-rng.uniform(0, _QUIETER_DB) / 20) / max(float(np.abs(said.samples).max()), 1e-4)
    into += said.samples[: into.size] * level
    for index, begin_s, end_s in said.spans:
        classes[round((at_s + begin_s) * FRAMES_PER_S) : round((at_s + end_s) * FRAMES_PER_S)] = index


def _heard(rng: Random, voice: Samples, *, spoiled: bool) -> NDArray[np.int16]:
    if spoiled:
        power = np.mean(voice**2)
        for spoil, how_often in _SPOILED:
            if rng.random() < how_often:
                voice = spoil(rng, voice)
        if rng.random() < _NOISY:
            noise = rng.choice(noises.STEADY)(rng, voice.size)
            under_db = rng.uniform(*_NOISE_UNDER_DB)
            voice = voice + noise * np.sqrt(power / max(np.mean(noise**2), 1e-12)) * 10 ** (-under_db / 20)
    heard = soxr.resample(voice, SAMPLE_RATE_HZ, RATE_HZ, "HQ")
    heard *= 10 ** (rng.uniform(*_PEAKS_DB) / 20) / max(float(np.abs(heard).max()), 1e-6)
    return np.rint(heard * 32767).astype(np.int16)

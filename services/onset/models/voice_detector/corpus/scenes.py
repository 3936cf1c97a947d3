"""Scenes: a voice that speaks and pauses over music, noise and events, and the same without a voice."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.ndimage
import soxr
from numpy.typing import NDArray

from onset.models.voice_detector.corpus import noises, spoiling
from onset.models.voice_detector.corpus.noises import Random, Samples
from onset.models.voice_detector.corpus.voices import Sound
from onset.timeline.sound import HOP_SAMPLES
from onset.timeline.time import SAMPLE_RATE_HZ

SCENE_SAMPLES = 12 * SAMPLE_RATE_HZ
_WITH_VOICE, _WITH_MUSIC, _WITH_NOISE, _WITH_EVENTS = 0.65, 0.55, 0.4, 0.2
_MUSIC_UNDER_DB, _NOISE_UNDER_DB, _EVENTS_UNDER_DB = (0, 22), (4, 45), (0, 20)
"""Under the voice's level while it speaks; goals are 6 to 12 dB of music and 10 dB of noise."""


_GAPS_S = (0.12, 2.0)
"""From the silence in a stop consonant to that between thoughts."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A sound of 12 s and where a voice is in it."""

    samples: Samples
    voiced: NDArray[np.float32]
    """(T,) share of the 10 ms around sample k * 480 in which the voice sounds."""


def compose(rng: Random, speakers: Sequence[Sequence[Sound]], music: Sequence[Sound]) -> Scene:
    """A random scene.

    Args:
        rng: decides everything.
        speakers: each one's spoken pieces, cut to their edges.
        music: pieces of music without a voice, each at least 12 s.
    """
    voice, mask = np.zeros(SCENE_SAMPLES), np.zeros(SCENE_SAMPLES, bool)
    if rng.random() < _WITH_VOICE:
        voice, mask = spoken(rng, speakers)
    # Without a voice there is something to be mistaken for one.
    certainly = int(rng.choice(3, p=(0.7, 0.15, 0.15))) if not mask.any() else None
    mixture = voice.copy()
    if certainly == 0 or rng.random() < _WITH_MUSIC:
        mixture += _under(rng, _mixed(rng, played(rng, music), mask), _MUSIC_UNDER_DB)
    if certainly == 1 or rng.random() < _WITH_NOISE:
        mixture += _under(rng, rng.choice(noises.STEADY)(rng, SCENE_SAMPLES), _NOISE_UNDER_DB)
    if certainly == 2 or rng.random() < _WITH_EVENTS:
        mixture += _under(rng, rng.choice(noises.EVENTS)(rng, SCENE_SAMPLES), _EVENTS_UNDER_DB)
    if rng.random() < 0.1:
        mixture = spoiling.narrowed(rng, mixture)
    if rng.random() < 0.25:
        mixture = spoiling.coded(rng, mixture)
    mixture *= 10 ** (rng.uniform(-30, 0) / 20) / max(np.abs(mixture).max(), 1e-9)
    return Scene(mixture, by_frame(mask))


def spoken(rng: Random, speakers: Sequence[Sequence[Sound]]) -> tuple[Samples, NDArray[np.bool_]]:
    """12 s of speech, of unit power where the mask says so; one speaker, now and then two in turn."""
    cast = [_Speaker(rng, speakers) for _ in range(1 if rng.random() < 0.8 else 2)]
    voice, mask = np.zeros(SCENE_SAMPLES), np.zeros(SCENE_SAMPLES, bool)
    at = int(rng.uniform(0, 2.5) * SAMPLE_RATE_HZ)
    while at < SCENE_SAMPLES:
        piece = cast[int(rng.integers(len(cast)))].say(rng)[: SCENE_SAMPLES - at]
        voice[at : at + piece.size] = piece
        mask[at : at + piece.size] = True
        at += piece.size
        gap = int(np.exp(rng.uniform(*np.log(_GAPS_S))) * SAMPLE_RATE_HZ)
        if rng.random() < 0.25 and gap > 0.3 * SAMPLE_RATE_HZ and at + gap < SCENE_SAMPLES:
            voice[at : at + gap] += _breath(rng, gap)
        at += gap
    for spoil, how_often in ((spoiling.toned, 0.7), (spoiling.levelled, 0.3), (spoiling.in_a_room, 0.4)):
        if rng.random() < how_often:
            voice = spoil(rng, voice)
    return voice / voice[mask].std(), mask


class _Speaker:
    """One of the voices, made longer or shorter in body and breath by playing it at another speed."""

    def __init__(self, rng: Random, speakers: Sequence[Sequence[Sound]]) -> None:
        self._pieces = speakers[int(rng.integers(len(speakers)))]
        self._speed = float(np.exp(rng.uniform(np.log(0.85), np.log(1.25))))

    def say(self, rng: Random) -> Samples:
        """A piece, at a level of its own."""
        piece = self._pieces[int(rng.integers(len(self._pieces)))].astype(np.float64)
        spoken = soxr.resample(piece, SAMPLE_RATE_HZ * self._speed, SAMPLE_RATE_HZ, "MQ")
        leveled: Samples = spoken / spoken.std() * 10 ** (rng.normal(0, 2) / 20)
        return leveled


def _breath(rng: Random, gap: int) -> Samples:
    """An intake of breath late in a pause, relative to a voice of unit power: heard, but no voice."""
    length = int(min(rng.uniform(0.15, 0.5) * SAMPLE_RATE_HZ, 0.8 * gap))
    hiss = noises.between(rng.standard_normal(length), rng.uniform(300, 900), rng.uniform(3000, 9000))
    breath = np.zeros(gap)
    start = int((gap - length) * rng.uniform(0.5, 1))
    breath[start : start + length] = hiss / hiss.std() * np.hanning(length) * 10 ** (rng.uniform(-45, -22) / 20)
    return breath


def played(rng: Random, music: Sequence[Sound]) -> Samples:
    """A cut of 12 s of a piece at unit power."""
    piece = music[int(rng.integers(len(music)))]
    # At another speed it is in another key, on other instruments.
    speed = float(np.exp(rng.uniform(np.log(0.75), np.log(1.33))))
    length = min(int(SCENE_SAMPLES * speed) + 1, piece.size)
    start = int(rng.integers(0, piece.size - length + 1))
    cut = np.resize(
        soxr.resample(piece[start : start + length].astype(np.float64), SAMPLE_RATE_HZ * speed, SAMPLE_RATE_HZ, "MQ"),
        SCENE_SAMPLES,
    )
    for spoil, how_often in ((spoiling.toned, 0.7), (spoiling.in_a_room, 0.3)):
        if rng.random() < how_often:
            cut = spoil(rng, cut)
    return cut / max(float(cut.std()), 1e-6)


def _mixed(rng: Random, cut: Samples, voiced: NDArray[np.bool_]) -> Samples:
    """Music that may start late, end early, or be ducked under the voice."""
    if rng.random() < 0.3:
        ramp = np.clip((np.arange(SCENE_SAMPLES) / SAMPLE_RATE_HZ - rng.uniform(0, 8)) / rng.uniform(0.01, 2), 0, 1)
        cut = cut * (ramp if rng.random() < 0.5 else 1 - ramp)
    if rng.random() < 0.3:
        share = scipy.ndimage.uniform_filter1d(voiced.astype(np.float32), int(rng.uniform(0.1, 0.8) * SAMPLE_RATE_HZ))
        cut = cut * 10 ** (-rng.uniform(4, 14) / 20 * share)
    return cut


def _under(rng: Random, sound: Samples, range_db: tuple[float, float]) -> Samples:
    """The sound this far under a voice of unit power."""
    return sound / max(float(sound.std()), 1e-9) * 10 ** (-rng.uniform(*range_db) / 20)


def by_frame(mask: NDArray[np.bool_]) -> NDArray[np.float32]:
    """(T,) share of the 10 ms around sample k * 480 that is marked."""
    hop = HOP_SAMPLES
    padded = np.pad(mask, (hop // 2, hop))[: (1 + mask.size // hop) * hop]
    return padded.reshape(-1, hop).mean(axis=1, dtype=np.float32)

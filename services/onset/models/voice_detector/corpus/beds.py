"""Chords that are held while drums break them up, gates chop them and pumps duck them: what passes for syllables."""

import numpy as np

from onset.models.voice_detector.corpus.noises import Random, Samples, between
from onset.models.voice_detector.corpus.voices import Sound
from onset.timeline.time import SAMPLE_RATE_HZ

_DRUMS, _GATED, _PUMPED = 0.75, 0.3, 0.25
"""How often each is there."""
_DRUMS_OVER_DB = (-10.0, 12.0)
_SHAPES = ((1, 1), (1, 2, 2), (1, 3, 5), (4, 5, 6), (10, 12, 15), (6, 8, 9), (8, 10, 12, 15), (10, 12, 15, 18))
"""Chords as ratios of frequencies."""


def bed(rng: Random, count: int) -> Sound:
    """Held chords, most of them under drums; `count` samples at unit power."""
    chords = _unit(_chords(rng, count))
    strokes = _strokes(rng, count)
    if rng.random() < _GATED:
        chords *= _gate(rng, count)
    if rng.random() < _PUMPED:
        chords *= 1 - 0.9 * np.exp(-_since(strokes > 0) / rng.uniform(0.05, 0.25))
    if rng.random() < _DRUMS:
        chords += _unit(_drums(rng, strokes)) * 10 ** (rng.uniform(*_DRUMS_OVER_DB) / 20)
    return _unit(chords).astype(np.float32)


def _unit(sound: Samples) -> Samples:
    return sound / max(float(sound.std()), 1e-9)


def _since(mask: np.ndarray) -> Samples:
    """(N,) seconds since the last true sample; as if there had been one at the start."""
    last = np.maximum.accumulate(np.where(mask, np.arange(mask.size), 0))
    return (np.arange(mask.size) - last) / SAMPLE_RATE_HZ


def _chords(rng: Random, count: int) -> Samples:
    """One timbre in chords that change every second to never, in steps or glides."""
    time_s = np.arange(count) / SAMPLE_RATE_HZ
    hold_s = float(np.exp(rng.uniform(np.log(0.8), np.log(20))))
    shape = np.array(_SHAPES[int(rng.integers(len(_SHAPES)))], float)
    roots_hz = 2 ** (rng.integers(-6, 7, int(time_s[-1] / hold_s) + 2) / 12) * rng.uniform(80, 260)
    which = time_s / hold_s
    root_hz = roots_hz[which.astype(int)]
    if rng.random() < 0.15:
        root_hz = np.interp(which, np.arange(roots_hz.size), roots_hz)
    vibrato = 1 + rng.choice([0, 0.004, 0.012]) * np.sin(2 * np.pi * rng.uniform(4, 7) * time_s)
    phase = 2 * np.pi * np.cumsum(root_hz * vibrato) / SAMPLE_RATE_HZ
    partials = int(rng.choice([1, 1, 2, 6, 16]))
    tilt, detune = rng.uniform(0.5, 2.5), rng.choice([0, 0.002, 0.006])
    sound = np.zeros(count)
    for ratio in shape / shape[0] * (1 + detune * rng.standard_normal(shape.size)):
        for k in range(1, partials + 1):
            sound += np.sin(k * ratio * phase + rng.uniform(0, 6)) / k**tilt
    change = np.minimum(which % 1, 1 - which % 1) * hold_s
    return sound * np.clip(change / rng.uniform(0.005, 0.15), 0, 1)


def _gate(rng: Random, count: int) -> Samples:
    """A level that swings or is switched 2 to 10 times a second, evenly or in a pattern, as syllables follow."""
    at = np.arange(count) / SAMPLE_RATE_HZ * rng.uniform(2, 10)
    pattern = rng.choice([1.0, rng.uniform(0, 0.6)], 8)[at.astype(int) % 8]
    within = at % 1
    share = rng.uniform(0.3, 0.95)
    hard = np.clip(np.minimum(within, share - within) * rng.uniform(8, 60), 0, 1)
    swing = hard if rng.random() < 0.5 else 0.5 - 0.5 * np.cos(2 * np.pi * within)
    return pattern * (1 - rng.uniform(0.5, 1) * (1 - swing))


def _strokes(rng: Random, count: int) -> Samples:
    """(N,) how hard a drum is hit at each sample, mostly 0: a bar of sixteenths again and again."""
    step = 15 / rng.uniform(60, 190) * SAMPLE_RATE_HZ
    bar = (rng.random(16) < rng.uniform(0.15, 0.6)) * rng.uniform(0.3, 1, 16)
    bar[0] = 1
    strokes = np.zeros(count)
    places = (np.arange(int(count / step)) * step).astype(int)
    strokes[places] = bar[np.arange(places.size) % 16]
    return strokes


def _drums(rng: Random, strokes: Samples) -> Samples:
    """A kit of one to four instruments that share the strokes."""
    sound = np.zeros(strokes.size)
    at = np.flatnonzero(strokes)
    kit = [_hit(rng) for _ in range(rng.integers(1, 5))]
    part = rng.integers(0, len(kit), 16)
    for number, place in enumerate(at.tolist()):
        shot = kit[part[number % 16]]
        room = min(shot.size, strokes.size - place)
        sound[place : place + room] += shot[:room] * strokes[place]
    return sound


def _hit(rng: Random) -> Samples:
    """A kick or tom, whose tone falls, or a snare, clap or hat, which is noise."""
    length = int(rng.uniform(0.05, 0.5) * SAMPLE_RATE_HZ)
    time_s = np.arange(length) / SAMPLE_RATE_HZ
    decay = np.exp(-time_s / (length / SAMPLE_RATE_HZ * rng.uniform(0.1, 0.35)))
    if rng.random() < 0.4:
        low_hz, fall_hz = rng.uniform(40, 140), rng.uniform(20, 300)
        tone_hz = low_hz + fall_hz * np.exp(-time_s / rng.uniform(0.01, 0.05))
        return np.sin(2 * np.pi * np.cumsum(tone_hz) / SAMPLE_RATE_HZ) * decay * rng.uniform(0.5, 1.5)
    low_hz = float(np.exp(rng.uniform(np.log(200), np.log(8000))))
    noise = between(rng.standard_normal(length), low_hz, min(low_hz * rng.uniform(2, 20), 20_000))
    return noise / max(float(noise.std()), 1e-9) * decay * rng.uniform(0.05, 0.6)

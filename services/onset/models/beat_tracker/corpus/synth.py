"""A small synthesizer: wavetables that darken as they ring, plucked strings, bells, organs; a patch drawn per part."""

from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from onset.models.beat_tracker.corpus.score import Performance
from onset.timeline.time import SAMPLE_RATE_HZ

Wave = NDArray[np.float32]
_TABLE = 2048
_RINGING_S = 2.5
"""Plucks and bells are made this long once a pitch, and cut to each note."""
_PATCHES = {
    "bass": ("table", "table", "pluck"),
    "pad": ("table",),
    "chords": ("table", "keys", "pluck", "bell", "organ"),
    "melody": ("table", "keys", "bell", "pluck", "organ"),
}
"""Kinds of sound that suit a role."""


@dataclass
class Patch:
    """A sound and the notes already made with it."""

    kind: str
    attack_s: float
    release_s: float
    decay_s: float
    bright: Wave
    dark: Wave
    detune: float
    ratio: float
    index: float
    made: dict[tuple[int, int], Wave] = field(default_factory=dict)


def draw_patch(rng: Generator, role: str) -> Patch:
    """A random sound that suits a role."""
    kind = str(rng.choice(_PATCHES[role]))
    attack_s = float(rng.uniform(0.05, 0.5)) if role == "pad" else float(rng.choice([0.002, 0.004, 0.01, 0.03]))
    harmonics = np.arange(1, 33)
    tilt = float(rng.uniform(0.7, 1.3))
    shape = harmonics**-tilt * (np.where(harmonics % 2, 1.0, float(rng.choice([0.0, 0.3, 1.0]))))
    dark = shape * np.exp(-harmonics / float(rng.uniform(1, 6)))
    if kind == "organ":
        shape = np.zeros(32)
        shape[[0, 1, 2, 3, 5, 7]] = rng.uniform(0, 1, 6)
        dark = shape
    return Patch(
        kind, attack_s, float(rng.uniform(0.02, 0.25)) if role != "pad" else 0.5, float(np.exp(rng.uniform(-2.5, 0.7))),
        _table(rng, shape), _table(rng, dark), float(rng.choice([0.0, 0.003, 0.008])),
        float(rng.choice([1.0, 2.0, 3.5, 1.41, 7.0])), float(rng.uniform(0.5, 5)),
    )  # fmt: skip


def play(rng: Generator, part: Performance, length: int) -> Wave:
    """A part as (length,) samples."""
    patch = draw_patch(rng, part.role)
    wave = np.zeros(length, np.float32)
    for note in part.notes:
        start = round(note.start_s * SAMPLE_RATE_HZ)
        sound = _note(rng, patch, note.pitch, note.end_s - note.start_s)
        room = min(len(sound), length - start)
        if room > 0:
            wave[start : start + room] += sound[:room] * np.float32(note.velocity**1.3)
    return wave


def _table(rng: Generator, amplitudes: NDArray[np.float64]) -> Wave:
    phase = 2 * np.pi * np.arange(_TABLE) / _TABLE
    start = rng.uniform(0, 2 * np.pi, len(amplitudes)) * (rng.random() < 0.3)
    table = np.sum([a * np.sin(k * phase + start[k - 1]) for k, a in enumerate(amplitudes, 1)], axis=0)
    return (table / max(float(np.abs(table).max()), 1e-6)).astype(np.float32)


def _note(rng: Generator, patch: Patch, pitch: int, length_s: float) -> Wave:
    ringing = patch.kind in ("pluck", "bell", "keys")
    eighths = 0 if ringing else int(np.ceil(length_s * 16))
    if (pitch, eighths) not in patch.made:
        seconds = _RINGING_S if ringing else eighths / 16 + patch.release_s
        patch.made[pitch, eighths] = _sound(rng, patch, pitch, seconds)
    sound = patch.made[pitch, eighths]
    if ringing:
        size = min(int((length_s + patch.release_s) * SAMPLE_RATE_HZ), len(sound))
        fade = min(size, int(patch.release_s * SAMPLE_RATE_HZ))
        sound = sound[:size].copy()
        sound[size - fade :] *= np.linspace(1, 0, fade, dtype=np.float32)
    return sound


def _sound(rng: Generator, patch: Patch, pitch: int, seconds: float) -> Wave:
    hz = 440 * 2 ** ((pitch - 69) / 12)
    time_s = np.arange(int(seconds * SAMPLE_RATE_HZ), dtype=np.float32) / np.float32(SAMPLE_RATE_HZ)
    if patch.kind == "pluck":
        sound = _pluck(rng, hz, len(time_s), patch)
    elif patch.kind == "bell":
        modulator = (
            patch.index * np.exp(-time_s / (0.3 * patch.decay_s)) * np.sin(2 * np.pi * hz * patch.ratio * time_s)
        )
        sound = np.sin(2 * np.pi * hz * time_s + modulator) * np.exp(-time_s / patch.decay_s)
    else:
        envelope = np.exp(-time_s / np.float32(patch.decay_s))
        sound = _look_up(patch, hz, time_s, envelope)
        if patch.kind == "keys":
            sound = sound * np.exp(-time_s / np.float32(2 * patch.decay_s))
    attack = min(len(sound), int(patch.attack_s * SAMPLE_RATE_HZ))
    sound = sound.astype(np.float32)
    sound[:attack] *= np.linspace(0, 1, attack, dtype=np.float32)
    release = min(len(sound), int(patch.release_s * SAMPLE_RATE_HZ))
    sound[len(sound) - release :] *= np.linspace(1, 0, release, dtype=np.float32)
    return sound


def _look_up(patch: Patch, hz: float, time_s: Wave, envelope: Wave) -> Wave:
    """Two tables read side by side, the bright one fading into the dark one; perhaps a detuned second voice."""
    sound = np.zeros(len(time_s), np.float32)
    for detune in (1.0,) if patch.detune == 0 else (1 - patch.detune, 1 + patch.detune):
        place = (time_s.astype(np.float64) * (hz * detune * _TABLE)).astype(np.int64) & (_TABLE - 1)
        dark = patch.dark[place]
        sound += dark + (patch.bright[place] - dark) * envelope
    return sound


def _pluck(rng: Generator, hz: float, length: int, patch: Patch) -> Wave:
    """A plucked string (Karplus & Strong, 1983)."""
    period = max(2, round(SAMPLE_RATE_HZ / hz))
    loss = np.float32(0.5 * 10 ** (-3 * period / SAMPLE_RATE_HZ / (0.5 + 2 * patch.decay_s)))
    string = np.empty((length // period + 1, period), np.float32)
    string[0] = rng.uniform(-1, 1, period)
    for turn in range(1, len(string)):
        before = string[turn - 1]
        string[turn, 1:] = loss * (before[1:] + before[:-1])
        string[turn, 0] = loss * (before[0] + before[-1])
    return string.reshape(-1)[:length]

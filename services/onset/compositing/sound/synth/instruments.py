"""What each instrument sounds like: a note to (N, 2) samples."""

from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from onset.compositing.sound.synth.notes import Instrument, Note
from onset.timeline.bed import raised_cosine
from onset.timeline.time import SAMPLE_RATE_HZ

FloatArray = NDArray[np.float64]

_TABLE = 1 << 15
"""Points of a wave's period; read at the nearest point, its error lies 80 dB below the wave."""
_DETUNE = 1.0023
"""About four cents: two strings that are not quite one make the pad wide and soft."""
_PAD_ATTACK_S, _PAD_RELEASE_S = 0.30, 0.65
_MALLET_PARTIALS = ((1.0, 1.0, 1.0), (2.0, 0.36, 0.55), (3.0, 0.16, 0.35), (4.02, 0.09, 0.22), (6.3, 0.035, 0.08))
"""Frequency, amplitude and decay of each partial relative to the fundamental's, a little inharmonic as a bar's are."""
_MALLET_DECAY_S = 0.62
_LEVEL: Mapping[Instrument, float] = {
    Instrument.PAD: 0.075,
    Instrument.MALLET: 0.17,
    Instrument.BASS: 0.20,
    Instrument.KICK: 0.34,
    Instrument.SHAKER: 0.022,
    Instrument.BRUSH: 0.05,
}
"""Amplitude of each at full velocity: mallets lead, the rest carries them."""
SEND: Mapping[Instrument, float] = {
    Instrument.PAD: 0.30,
    Instrument.MALLET: 0.38,
    Instrument.BASS: 0.0,
    Instrument.KICK: 0.04,
    Instrument.SHAKER: 0.15,
    Instrument.BRUSH: 0.25,
}
"""Share of each instrument that the room hears. Low notes stay out of it: a room makes them mud."""


def sound(note: Note) -> FloatArray:
    """(N, 2) samples of a note, dry."""
    if note.instrument is Instrument.PAD:
        dry = _pad(note)
    else:
        voices = {Instrument.MALLET: _mallet, Instrument.BASS: _bass}
        one = voices[note.instrument](note) if note.instrument in voices else _drum(note.instrument)
        dry = np.column_stack([one, one])
    angle = (note.pan + 1) * np.pi / 4
    sides = np.sqrt(2) * np.array([np.cos(angle), np.sin(angle)])
    return np.asarray(dry * sides * (_LEVEL[note.instrument] * note.velocity), np.float64)


def hertz(pitch: float) -> float:
    """Frequency of a MIDI number, equal temperament, A4 at 440 Hz."""
    return float(440.0 * 2 ** ((pitch - 69) / 12))


def _pad(note: Note) -> FloatArray:
    """Two slightly detuned strings, one more to each side, softened as high ones are."""
    count = note.samples
    wave = _wave(round(min(14, 5200 / hertz(note.pitch))))
    cycles = np.arange(count) * (hertz(note.pitch) / SAMPLE_RATE_HZ)
    strings = [wave[(cycles * detune * _TABLE).astype(np.int64) % _TABLE] for detune in (1 / _DETUNE, 1.0, _DETUNE)]
    sides = np.column_stack([0.6 * strings[0] + 0.4 * strings[1], 0.6 * strings[2] + 0.4 * strings[1]])
    return np.asarray(sides * _rise_and_fall(count, _PAD_ATTACK_S, _PAD_RELEASE_S)[:, None], np.float64)


@cache
def _wave(partials: int) -> FloatArray:
    """One period of a soft string: partials fall by about 10 dB an octave, in phases that keep its peak low."""
    place = np.arange(_TABLE) / _TABLE
    numbers = range(1, max(partials, 1) + 1)
    return np.asarray(sum(np.sin(2 * np.pi * (n * place + 0.13 * n * n)) / n**1.7 for n in numbers), np.float64)


def _mallet(note: Note) -> FloatArray:
    """A struck bar: partials that die away the faster the higher they are."""
    seconds = np.arange(note.samples) / SAMPLE_RATE_HZ
    frequency = hertz(note.pitch)
    decay = _MALLET_DECAY_S * (440.0 / frequency) ** 0.35
    struck = np.zeros(note.samples)
    for ratio, amplitude, share in _MALLET_PARTIALS:
        if ratio * frequency < 0.4 * SAMPLE_RATE_HZ:
            # A harder stroke is a brighter one.
            loud = amplitude * (note.velocity ** (0.5 * (ratio - 1)))
            struck += loud * np.exp(-seconds / (decay * share)) * np.sin(2 * np.pi * ratio * frequency * seconds)
    return np.asarray(struck * _rise_and_fall(note.samples, 0.004, 0.05), np.float64)


def _bass(note: Note) -> FloatArray:
    cycles = 2 * np.pi * hertz(note.pitch) / SAMPLE_RATE_HZ * np.arange(note.samples)
    body = np.sin(cycles) + 0.4 * np.sin(2 * cycles) + 0.14 * np.sin(3 * cycles)
    seconds = np.arange(note.samples) / SAMPLE_RATE_HZ
    return np.asarray(body * np.exp(-seconds / 1.6) * _rise_and_fall(note.samples, 0.012, 0.12), np.float64)


@cache
def _drum(instrument: Instrument) -> FloatArray:
    if instrument is Instrument.KICK:
        seconds = np.arange(round(0.4 * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
        # 48 Hz in the end, an octave higher when struck.
        turns = 48.0 * (seconds + 0.04 * (1 - np.exp(-seconds / 0.04)))
        return np.asarray(np.sin(2 * np.pi * turns) * np.exp(-seconds / 0.11), np.float64)
    band, decay_s, rise_s = {
        Instrument.SHAKER: ((6500.0, 14000.0), 0.028, 0.008),
        Instrument.BRUSH: ((1400.0, 6000.0), 0.075, 0.003),
    }[instrument]
    count = round(6 * decay_s * SAMPLE_RATE_HZ)
    noise = np.random.default_rng(instrument.value).normal(size=count)
    sections = butter(2, band, "bandpass", fs=SAMPLE_RATE_HZ, output="sos")
    seconds = np.arange(count) / SAMPLE_RATE_HZ
    rise = 1 - np.exp(-seconds / rise_s)
    return np.asarray(sosfilt(sections, noise) * rise * np.exp(-seconds / decay_s), np.float64)


def _rise_and_fall(count: int, attack_s: float, release_s: float) -> FloatArray:
    """(count,) 0..1: raised cosines at both ends, shortened where the note is shorter than both."""
    place = np.arange(count) / SAMPLE_RATE_HZ
    length = count / SAMPLE_RATE_HZ
    scale = min(1.0, length / (attack_s + release_s))
    up = np.clip(place / (attack_s * scale), 0.0, 1.0)
    down = np.clip((length - place) / (release_s * scale), 0.0, 1.0)
    return raised_cosine(up) * raised_cosine(down)

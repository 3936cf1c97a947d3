"""Sound without a beat: noise, drones, pads, stray notes, sound effects, speech."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import scipy.signal
from numpy.random import Generator
from numpy.typing import NDArray

from onset.models.beat_tracker.corpus import augment, machine, soundfont, speech, synth
from onset.models.beat_tracker.corpus.score import Performance, Sounding
from onset.timeline.time import SAMPLE_RATE_HZ

Wave = NDArray[np.float32]
_EFFECTS = (
    "ambi_choir ambi_dark_woosh ambi_drone ambi_glass_hum ambi_glass_rub ambi_haunted_hum ambi_lunar_land ambi_sauna "
    "ambi_soft_buzz ambi_swoosh misc_burp misc_cineboom misc_crow perc_door perc_impact1 perc_swash perc_swoosh "
    "perc_till vinyl_backspin vinyl_hiss vinyl_rewind vinyl_scratch glitch_perc1 glitch_robot1 glitch_robot2 elec_bell "
    "elec_chime guit_e_slide guit_harmonics guit_em9 mehackit_phone1 mehackit_robot3 perc_bell bass_drop_c"
)
"""Recordings of sonic-pi-samples that keep no time."""


def make(rng: Generator, soundfonts: Path, samples: Path, length_s: float) -> tuple[str, Wave]:
    """A kind and its sound."""
    kind = str(
        rng.choice(["noise", "drone", "pads", "notes", "effects", "speech"], p=[0.14, 0.14, 0.14, 0.16, 0.14, 0.28])
    )
    length = int(length_s * SAMPLE_RATE_HZ)
    makers: dict[str, Callable[[], Wave]] = {
        "noise": lambda: _noise(rng, length),
        "drone": lambda: _held(rng, soundfonts, length, voices=3, gap_s=9),
        "pads": lambda: _held(rng, soundfonts, length, voices=4, gap_s=4),
        "notes": lambda: _stray(rng, soundfonts, length),
        "effects": lambda: _effects(rng, samples, length),
        "speech": lambda: speech.speak(rng, length_s),
    }
    wave = makers[kind]()
    if kind != "speech" and rng.random() < 0.15:
        wave = wave / max(float(np.abs(wave).max()), 1e-6) * np.float32(rng.uniform(0.1, 1)) + speech.speak(
            rng, length_s
        )
        kind += "+speech"
    elif kind != "noise" and rng.random() < 0.3:
        wave = wave / max(float(np.abs(wave).max()), 1e-6) + _noise(rng, length) * np.float32(rng.uniform(0.02, 0.5))
        kind += "+noise"
    return kind, wave


def _noise(rng: Generator, length: int) -> Wave:
    """Wind, rain, a crowd's murmur: coloured noise that swells slowly and without period."""
    noise = augment.coloured(rng, length, float(rng.uniform(0, 1.2)))
    knots = rng.normal(0, rng.uniform(0, 8), max(2, int(length / SAMPLE_RATE_HZ * rng.uniform(0.2, 1.5))))
    places = np.sort(rng.uniform(0, length, len(knots)))
    swell = 10 ** (np.interp(np.arange(0, length, 480), places, knots) / 20)
    noise *= np.interp(np.arange(length), np.arange(0, length, 480), swell)
    if rng.random() < 0.3:
        drops = (rng.random(length) < rng.uniform(1, 30) / SAMPLE_RATE_HZ) * rng.exponential(8, length)
        noise += scipy.signal.lfilter([1.0], [1.0, -0.98], drops * rng.choice([-1, 1], length))
    return (noise / np.abs(noise).max()).astype(np.float32)


def _held(rng: Generator, soundfonts: Path, length: int, *, voices: int, gap_s: float) -> Wave:
    """Long tones that come and go independently of each other."""
    end_s = length / SAMPLE_RATE_HZ
    root = int(rng.integers(36, 60))
    notes: list[Sounding] = []
    for _ in range(voices):
        at = -float(rng.uniform(0, gap_s))
        while at < end_s:
            stay = float(rng.uniform(0.6, 2.0) * gap_s)
            pitch = root + int(rng.choice([0, 7, 12, 3, 4, 10, 14, 19, 24]))
            notes.append(Sounding(max(at, 0.0), at + stay, pitch, float(rng.uniform(0.4, 0.8))))
            at += stay * float(rng.uniform(0.5, 1.3))
    notes = sorted((note for note in notes if note.end_s > 0.5), key=lambda note: note.start_s)
    instrument = str(rng.choice(["synpad", "strings", "choir", "organ", "fantasia"]))
    part = Performance("pad", instrument, notes, 0)
    if rng.random() < 0.5:
        return synth.play(rng, part, length)
    return soundfont.play(rng, soundfonts, str(rng.choice(list(soundfont.BANKS))), part, length)


def _stray(rng: Generator, soundfonts: Path, length: int) -> Wave:
    """Notes at random times, as wind chimes: a Poisson process."""
    rate_hz = float(np.exp(rng.uniform(np.log(0.3), np.log(4))))
    at = 0.0
    notes: list[Sounding] = []
    scale = np.array([0, 2, 4, 7, 9, 12, 14, 16]) + int(rng.integers(48, 72))
    while at < length / SAMPLE_RATE_HZ:
        at += float(rng.exponential(1 / rate_hz))
        notes.append(
            Sounding(at, at + float(rng.exponential(1.0)) + 0.1, int(rng.choice(scale)), float(rng.uniform(0.3, 1)))
        )
    instrument = str(rng.choice(["piano", "bell", "musicbox", "harp", "mallet", "flute", "guitar"]))
    return soundfont.play(
        rng, soundfonts, str(rng.choice(list(soundfont.BANKS))), Performance("chords", instrument, notes, 0), length
    )


def _effects(rng: Generator, samples: Path, length: int) -> Wave:
    """Recorded effects at random times, at random speeds."""
    wave = np.zeros(length, np.float32)
    chosen = rng.choice(_EFFECTS.split(), int(rng.integers(1, 6)))
    at = 0
    while at < length:
        shot = machine.one_shot(samples, str(rng.choice(chosen)))
        speed = float(rng.uniform(0.5, 1.6))
        shot = np.interp(np.arange(0, len(shot) - 1, speed), np.arange(len(shot)), shot).astype(np.float32)
        room = min(len(shot), length - at)
        wave[at : at + room] += shot[:room] * np.float32(rng.uniform(0.2, 1))
        at += int(rng.exponential(rng.uniform(0.4, 3)) * SAMPLE_RATE_HZ) + 1
    return wave

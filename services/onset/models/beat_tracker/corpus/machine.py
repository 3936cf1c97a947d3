"""Drum machines: one-shots synthesised in the manner of the analogue boxes, or sampled, laid at their times."""

from functools import cache
from pathlib import Path

import numpy as np
import scipy.signal
import soundfile
from numpy.random import Generator
from numpy.typing import NDArray

from onset.models.beat_tracker.corpus.patterns import DRUM_KEYS
from onset.models.beat_tracker.corpus.score import Performance
from onset.timeline.time import SAMPLE_RATE_HZ

Wave = NDArray[np.float32]
_LETTERS = {key: letter for letter, keys in DRUM_KEYS.items() for key in keys}
SAMPLES = {
    "k": "bd_808 bd_ada bd_boom bd_fat bd_gas bd_haus bd_klub bd_mehackit bd_pure bd_sone bd_tek bd_zome bd_zum "
    "drum_bass_hard drum_bass_soft drum_heavy_kick elec_hollow_kick elec_soft_kick",
    "s": "sn_dolf sn_dub sn_generic sn_zome drum_snare_hard drum_snare_soft elec_snare elec_hi_snare elec_lo_snare "
    "elec_mid_snare elec_filt_snare",
    "c": "perc_snap perc_snap2 elec_flip elec_snare",
    "r": "elec_wood elec_tick perc_snap elec_blip",
    "h": "drum_cymbal_closed drum_cymbal_pedal elec_tick",
    "o": "drum_cymbal_open",
    "y": "drum_cymbal_soft elec_cymbal",
    "C": "drum_splash_hard drum_splash_soft drum_cymbal_hard",
    "t": "drum_tom_hi_hard drum_tom_hi_soft",
    "m": "drum_tom_mid_hard drum_tom_mid_soft elec_fuzz_tom",
    "f": "drum_tom_lo_hard drum_tom_lo_soft",
    "B": "drum_cowbell",
    "i": "elec_triangle perc_bell",
    "n": "tabla_na tabla_tas1 tabla_te1 tabla_tun1",
    "l": "tabla_ghe1 tabla_ghe3 tabla_ghe5 tabla_ke1",
}
"""One-shots of sonic-pi-samples by letter of a pattern."""


def play(rng: Generator, samples: Path | None, part: Performance, length: int) -> Wave:
    """A drum part as (length,) samples, on a kit drawn for it; without a folder of samples all of it is synthesised."""
    share = float(rng.choice([0.0, 0.4, 0.8]))
    shots: dict[str, Wave] = {}
    wave = np.zeros(length, np.float32)
    for note in part.notes:
        letter = _LETTERS.get(note.pitch, "h")
        if letter not in shots:
            if samples and letter in SAMPLES and rng.random() < share:
                shots[letter] = one_shot(samples, str(rng.choice(SAMPLES[letter].split())))
            else:
                shots[letter] = _make(rng, letter)
        shot = shots[letter]
        start = round(note.start_s * SAMPLE_RATE_HZ)
        room = min(len(shot), length - start)
        if room > 0:
            wave[start : start + room] += shot[:room] * np.float32(note.velocity**1.5)
    return wave


@cache
def one_shot(samples: Path, name: str) -> Wave:
    """A sample from its attack on, mono, 48 kHz, peak 1, at most 3 s."""
    sound, rate = soundfile.read(samples / f"{name}.flac", dtype="float32", always_2d=True)
    mono = sound.mean(axis=1)
    if rate != SAMPLE_RATE_HZ:
        mono = scipy.signal.resample_poly(mono, SAMPLE_RATE_HZ, rate)
    attack = int(np.argmax(np.abs(mono) > 0.1 * np.abs(mono).max()))
    shot: Wave = mono[max(0, attack - 48) :][: 3 * SAMPLE_RATE_HZ].astype(np.float32)
    return shot / np.abs(shot).max()


def _make(rng: Generator, letter: str) -> Wave:
    if letter in "ktmfnl":
        shot = _membrane(rng, letter)
    elif letter in "sr":
        shot = _snare(rng, rim=letter == "r")
    elif letter == "c":
        shot = _clap(rng)
    elif letter in "vwBia":
        shot = _block(rng, letter)
    else:
        shot = _metal(rng, letter)
    fade = min(len(shot), 480)
    shot[-fade:] *= np.linspace(1, 0, fade)
    return (shot / max(float(np.abs(shot).max()), 1e-6)).astype(np.float32)


def _decay(length_s: float, decay_s: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    time_s = np.arange(int(length_s * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    return time_s, np.exp(-time_s / decay_s)


def _membrane(rng: Generator, letter: str) -> NDArray[np.float64]:
    low, high, longest = {
        "k": (38, 62, 0.35), "t": (140, 200, 0.2), "m": (100, 140, 0.22), "f": (65, 100, 0.28),
        "n": (230, 340, 0.12), "l": (150, 220, 0.16),
    }[letter]  # fmt: skip
    pitch_hz = rng.uniform(low, high)
    time_s, body = _decay(1.0, rng.uniform(0.25, 1) * longest)
    sweep = rng.uniform(1, 6 if letter == "k" else 1.5) * np.exp(-time_s / rng.uniform(0.008, 0.04))
    shot = np.sin(2 * np.pi * np.cumsum(pitch_hz * (1 + sweep)) / SAMPLE_RATE_HZ) * body
    shot += rng.uniform(0, 0.5) * rng.standard_normal(len(time_s)) * np.exp(-time_s / 0.003)
    drive = rng.uniform(0.8, 4)
    driven: NDArray[np.float64] = np.tanh(drive * shot)
    return driven


def _snare(rng: Generator, *, rim: bool) -> NDArray[np.float64]:
    time_s, noise_env = _decay(0.6, rng.uniform(0.01, 0.03) if rim else rng.uniform(0.04, 0.16))
    pitch_hz = rng.uniform(400, 900) if rim else rng.uniform(150, 260)
    tone = np.sin(2 * np.pi * pitch_hz * time_s) + 0.5 * np.sin(2 * np.pi * pitch_hz * 1.6 * time_s)
    cut_hz = rng.uniform(800, 3000)
    high_pass = scipy.signal.butter(2, cut_hz, "high", fs=SAMPLE_RATE_HZ)
    noise = scipy.signal.lfilter(*high_pass, rng.standard_normal(len(time_s)))
    shot: NDArray[np.float64] = (
        tone * np.exp(-time_s / rng.uniform(0.02, 0.09)) + rng.uniform(0.5, 2) * noise * noise_env
    )
    return shot


def _clap(rng: Generator) -> NDArray[np.float64]:
    time_s, tail = _decay(0.6, rng.uniform(0.05, 0.18))
    gap_s = rng.uniform(0.006, 0.011)
    bursts = sum(np.exp(-np.maximum(time_s - k * gap_s, 0) / 0.004) * (time_s >= k * gap_s) for k in range(3))
    band = scipy.signal.butter(2, [rng.uniform(700, 1100), rng.uniform(2200, 5000)], "band", fs=SAMPLE_RATE_HZ)
    shot: NDArray[np.float64] = scipy.signal.lfilter(*band, rng.standard_normal(len(time_s))) * (bursts + 0.5 * tail)
    return shot


def _block(rng: Generator, letter: str) -> NDArray[np.float64]:
    low, high, decay_s, ratio = {
        "v": (2000, 2800, 0.03, 1.0), "w": (700, 1500, 0.03, 1.5), "B": (500, 620, 0.12, 1.48),
        "i": (4000, 5200, 0.5, 1.51), "a": (700, 1100, 0.1, 1.34),
    }[letter]  # fmt: skip
    time_s, envelope = _decay(0.8, decay_s * rng.uniform(0.6, 1.5))
    pitch_hz = rng.uniform(low, high)
    tone = np.sin(2 * np.pi * pitch_hz * time_s) + np.sign(np.sin(2 * np.pi * pitch_hz * ratio * time_s)) * (
        letter == "B"
    )
    if letter in "ia":
        tone += 0.6 * np.sin(2 * np.pi * pitch_hz * ratio * time_s)
    return np.asarray(tone * envelope)


def _metal(rng: Generator, letter: str) -> NDArray[np.float64]:
    """Hats, cymbals, shakers: filtered noise and a cluster of squares (Werner, Abel & Smith, DAFx 2014)."""
    decay_s = {"h": (0.012, 0.06), "p": (0.02, 0.06), "o": (0.12, 0.4), "y": (0.3, 0.8), "b": (0.3, 0.7),
               "C": (0.5, 1.2), "g": (0.015, 0.05), "q": (0.05, 0.15)}.get(letter, (0.03, 0.1))  # fmt: skip
    time_s, envelope = _decay(2.0 if letter in "ybC" else 0.7, rng.uniform(*decay_s))
    noise = rng.standard_normal(len(time_s))
    base_hz = rng.uniform(180, 420)
    ratios = (2.0, 3.0, 4.16, 5.43, 6.79, 8.21)
    cluster = np.sum([np.sign(np.sin(2 * np.pi * base_hz * ratio * time_s)) for ratio in ratios], axis=0)
    mixed = noise + (0.0 if letter in "gq" else rng.uniform(0, 1.2)) * cluster
    cut_hz = rng.uniform(2500, 5000) if letter in "ybC" else rng.uniform(4500, 9000)
    shot: NDArray[np.float64] = scipy.signal.lfilter(*scipy.signal.butter(2, cut_hz, "high", fs=SAMPLE_RATE_HZ), mixed)
    return shot * envelope

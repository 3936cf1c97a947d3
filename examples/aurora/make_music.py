"""Synthesize Aurora's music bed: `python examples/aurora/make_music.py`.

Twelve bars at 90 BPM, 32 s: warm pads, a soft plucked pulse, bass, a heartbeat of a kick and a few bells. Every sound
is added to a ring: what rings past the end comes in at the beginning, so the loop has no seam.
"""

from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

RATE_HZ = 48_000
BEAT_S = 60 / 90
BARS = 12
LENGTH = round(BARS * 4 * BEAT_S * RATE_HZ)

Sound = NDArray[np.float64]

CHORDS = (
    # (bass, pad notes) as MIDI, one a bar: D major, leaning on its relative minor, home through a suspended fifth
    (38, (57, 62, 66, 69, 76)),
    (35, (54, 59, 62, 69, 73)),
    (31, (55, 59, 62, 66, 69)),
    (33, (52, 57, 59, 62, 69)),
    (38, (57, 61, 66, 69, 76)),
    (30, (54, 57, 61, 64, 73)),
    (31, (55, 59, 62, 69, 71)),
    (33, (57, 59, 62, 64, 71)),
    (35, (54, 59, 62, 66, 73)),
    (31, (55, 59, 62, 66, 74)),
    (28, (55, 59, 62, 66, 71)),
    (33, (55, 57, 62, 64, 69)),
)
BELLS: tuple[tuple[int, float, int], ...] = (
    # (bar, beat from 1, MIDI note)
    *((0, 1.0, 81), (1, 2.5, 78), (2, 1.0, 76), (3, 3.0, 74), (5, 1.0, 76), (6, 2.0, 78), (7, 3.0, 81)),
    *((8, 1.5, 85), (9, 1.0, 83), (9, 3.0, 78), (10, 2.0, 76), (11, 2.5, 73)),
)


def hertz(note: float) -> float:
    """Frequency of a MIDI note."""
    return float(440.0 * 2.0 ** ((note - 69) / 12))


def seconds(duration_s: float) -> Sound:
    """Times of the samples of a sound."""
    return np.arange(round(duration_s * RATE_HZ)) / RATE_HZ


def add(ring: Sound, sound: Sound, at_s: float, pan: float = 0.0) -> None:
    """Add a mono sound to a stereo ring (2, N) at a time, panned -1..1 with equal power."""
    at = (round(at_s * RATE_HZ) + np.arange(len(sound))) % LENGTH
    angle = (pan + 1) * np.pi / 4
    np.add.at(ring[0], at, sound * np.cos(angle))
    np.add.at(ring[1], at, sound * np.sin(angle))


def pad(note: float, duration_s: float, rng: np.random.Generator) -> Sound:
    """A warm, slowly opening tone of a few soft partials, gently out of tune with itself."""
    t = seconds(duration_s + 1.6)
    rise = np.clip(t / 1.1, 0, 1) ** 1.5
    fall = np.clip((duration_s + 1.6 - t) / 1.6, 0, 1) ** 1.5
    sound = np.zeros_like(t)
    for cents in (-7, 0, 6):
        base = hertz(note + cents / 100)
        phase = rng.uniform(0, 2 * np.pi)
        for partial in range(1, 8):
            if base * partial > 5000:
                break
            opening = np.clip(0.35 + 0.65 * rise - 0.05 * partial, 0, 1)
            sound += opening * np.sin(2 * np.pi * base * partial * t + phase * partial) / partial**1.7
    breath = 1 + 0.06 * np.sin(2 * np.pi * 0.19 * t + rng.uniform(0, 6))
    return np.asarray(0.024 * sound * rise * fall * breath)


def pluck(note: float, strength: float) -> Sound:
    """A felt-damped, kalimba-like tone."""
    t = seconds(1.5)
    base = hertz(note)
    body = np.sin(2 * np.pi * base * t + 0.8 * np.exp(-t * 18) * np.sin(2 * np.pi * 2 * base * t)) * np.exp(-t * 4.2)
    shine = 0.24 * np.sin(2 * np.pi * base * 4.0 * t) * np.exp(-t * 14)
    return np.asarray(strength * (body + shine) * np.clip(t / 0.004, 0, 1) * np.clip((1.5 - t) / 0.2, 0, 1))


def bell(note: float) -> Sound:
    """A distant glassy bell."""
    t = seconds(4.0)
    base = hertz(note)
    partials = ((1.0, 1.0, 1.3), (2.0, 0.30, 2.2), (3.01, 0.12, 3.4), (5.4, 0.04, 6.0))
    sound = sum(level * np.sin(2 * np.pi * base * ratio * t) * np.exp(-t * decay) for ratio, level, decay in partials)
    return np.asarray(0.050 * sound * np.clip(t / 0.012, 0, 1) * np.clip((4.0 - t) / 0.5, 0, 1))


def bass(note: float, duration_s: float) -> Sound:
    """A round, deep tone."""
    t = seconds(duration_s + 0.3)
    base = hertz(note)
    tone = np.sin(2 * np.pi * base * t) + 0.35 * np.sin(4 * np.pi * base * t) + 0.08 * np.sin(6 * np.pi * base * t)
    return np.asarray(
        0.12 * tone * np.clip(t / 0.06, 0, 1) * np.clip((duration_s + 0.3 - t) / 0.35, 0, 1) * np.exp(-0.35 * t)
    )


def kick() -> Sound:
    """A soft, felted beat."""
    t = seconds(0.45)
    sweep = 2 * np.pi * (46 * t + 34 / 26 * (1 - np.exp(-26 * t)))
    return np.asarray(
        0.30 * np.sin(sweep) * np.exp(-t * 9) * np.clip(t / 0.006, 0, 1) * np.clip((0.45 - t) / 0.1, 0, 1)
    )


def shaker(rng: np.random.Generator, strength: float) -> Sound:
    """A breath of high noise."""
    t = seconds(0.16)
    noise = np.diff(rng.standard_normal(len(t) + 2), n=2)
    return np.asarray(strength * noise * np.clip(t / 0.03, 0, 1) * np.exp(-t * 34))


def reverberated(ring: Sound, rng: np.random.Generator, length_s: float, level: float) -> Sound:
    """The ring plus its echo in a soft hall, convolved around the ring so that the hall has no seam either."""
    t = np.arange(LENGTH) / RATE_HZ
    wet = []
    for channel in ring:
        tail = rng.standard_normal(LENGTH) * np.exp(-6.9 * t / length_s) * np.clip((t - 0.018) / 0.03, 0, 1)
        spectrum = np.fft.rfft(tail)
        hertz_ = np.fft.rfftfreq(LENGTH, 1 / RATE_HZ)
        spectrum *= 1 / (1 + (hertz_ / 3200) ** 2) * (hertz_ / (hertz_ + 160))
        spectrum /= np.sqrt(np.mean(np.abs(spectrum) ** 2))
        wet.append(np.fft.irfft(np.fft.rfft(channel) * spectrum, LENGTH))
    return np.asarray(ring + level * np.array(wet))


def compose() -> Sound:
    """The whole bed, stereo (2, N), peak at -3 dBFS."""
    rng = np.random.default_rng(7)
    pads, plucks, low, air = (np.zeros((2, LENGTH)) for _ in range(4))
    bar_s = 4 * BEAT_S
    for bar, (root, notes) in enumerate(CHORDS):
        start = bar * bar_s
        for k, note in enumerate(notes):
            add(pads, pad(note, bar_s, rng), start, (-0.7, 0.5, -0.25, 0.75, 0.1)[k])
        add(low, bass(root, 2.9 * BEAT_S), start)
        add(low, bass(root + 12 if bar % 4 == 3 else root, 0.9 * BEAT_S) * 0.7, start + 3 * BEAT_S)
        order = (0, 2, 3, 1, 4, 2, 3, 2) if bar % 2 == 0 else (1, 3, 2, 4, 3, 1, 2, 3)
        for step, index in enumerate(order):
            swing = 0.012 * (step % 2) + 0.004 * rng.standard_normal()
            strength = (0.115, 0.060, 0.085, 0.055)[step % 4] * (1 + 0.06 * rng.standard_normal())
            add(
                plucks,
                pluck(notes[index] + 12, strength),
                start + step * BEAT_S / 2 + swing,
                0.45 * np.sin(2.1 * step + bar),
            )
            add(air, shaker(rng, 0.020 if step % 2 else 0.009), start + step * BEAT_S / 2 + swing, 0.35 * (-1) ** step)
        for beat in (0, 2):
            add(low, kick(), start + beat * BEAT_S)
    for bar, on_beat, note in BELLS:
        add(plucks, bell(note), bar * bar_s + (on_beat - 1) * BEAT_S, 0.5 * np.cos(bar))
    echo = np.roll(plucks[::-1], round(0.75 * BEAT_S * RATE_HZ), axis=1)
    plucks += 0.34 * echo + 0.13 * np.roll(echo[::-1], round(0.75 * BEAT_S * RATE_HZ), axis=1)
    beat_phase = (np.arange(LENGTH) / RATE_HZ / BEAT_S) % 2
    pads *= 1 - 0.16 * np.exp(-3.2 * beat_phase)
    mix = reverberated(pads, rng, 2.8, 0.45) + reverberated(plucks + 0.6 * air, rng, 2.2, 0.38) + low
    mix = np.tanh(1.1 * mix / np.max(np.abs(mix)))
    return np.asarray(10 ** (-3 / 20) * mix / np.max(np.abs(mix)))


def main() -> None:
    """Write music.ogg beside this file."""
    bed = compose().T.astype(np.float32)
    path = Path(__file__).parent / "music.ogg"
    with soundfile.SoundFile(path, "w", RATE_HZ, 2, "VORBIS", format="OGG", compression_level=0.6) as file:
        for start in range(0, len(bed), RATE_HZ):
            file.write(bed[start : start + RATE_HZ])


if __name__ == "__main__":
    main()

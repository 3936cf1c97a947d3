"""Small songs of which everything is known: form, beats, bars, keys, every note.

A song is written bar by bar from the material of its sections and played by a handful of additive voices: no ear will
enjoy it, but it has chords, a bass, drums and a melody that behave like music.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from onset.timeline.music import Beat
from onset.timeline.sound import FloatArray
from onset.timeline.time import SAMPLE_RATE_HZ as RATE_HZ

MAJOR, MINOR = (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10)
"""Scales in semitones above the tonic."""

GROOVES: dict[str, dict[str, str]] = {
    "rock": {"kick": "x.......x.x.....", "snare": "....x.......x...", "hat": "x.x.x.x.x.x.x.x."},
    "four": {"kick": "x...x...x...x...", "snare": "....x.......x...", "hat": "..x...x...x...x."},
    "half": {"kick": "x.....x.........", "snare": "........x.......", "hat": "x...x...x...x..."},
    "busy": {"kick": "x..x..x...x..x..", "snare": "....x..x.x..x...", "hat": "xxxxxxxxxxxxxxxx"},
    "hats": {"hat": "x.x.x.x.x.x.x.x."},
    "roll": {"snare": "x.x.x.x.xxxxxxxx"},
    "none": {},
}
"""Sixteenths of a bar of four; a bar of three stops earlier."""


@dataclass(frozen=True)
class Note:
    """A note of one voice."""

    voice: str
    start_s: float
    duration_s: float
    pitch: int
    """MIDI number."""
    amplitude: float


@dataclass(frozen=True)
class Material:
    """What a section plays."""

    bars: int
    chords: tuple[int, ...]
    """Degrees of the scale, 0 to 6, one a bar, over and over."""
    groove: str = "rock"
    comping: str = "pad"
    """pad, strum, arpeggio or none."""
    bass: str = "roots"
    """roots, eighths, octaves or none."""
    melody: int = -1
    """Seed of a motif of four bars; negative for none."""
    level: float = 1.0
    rising: bool = False
    """Whether everything grows louder from a third to all of it, over a riser of noise and a snare roll."""
    tonic: int | None = None
    """Another key than the song's."""
    scale: tuple[int, ...] | None = None
    comping_voice: str = "organ"


@dataclass(frozen=True, eq=False)
class Song:
    """A score and the truth about it."""

    notes: tuple[Note, ...]
    beats_s: tuple[float, ...]
    beats_per_bar: int
    starts_s: tuple[float, ...]
    """Where each section starts."""
    labels: tuple[str, ...]
    keys: tuple[tuple[int, bool], ...]
    """Tonic and whether it is major, by section."""
    duration_s: float
    """Where the last section ends; the last notes ring on for a second."""
    materials: tuple[Material, ...] = field(repr=False)

    @property
    def beats(self) -> tuple[Beat, ...]:
        """The beats as a perfect tracker would say them."""
        per_bar = self.beats_per_bar
        return tuple(
            Beat(round(time_s * RATE_HZ), 1.0, 1 + index // per_bar, 1 + index % per_bar, 1.0)
            for index, time_s in enumerate(self.beats_s)
        )

    def sound(self) -> FloatArray:
        """(1, N) at 48 kHz."""
        return play(self.notes, self.duration_s + 1)


def compose(
    form: Sequence[tuple[str, Material]],
    *,
    tempo_bpm: float = 120.0,
    beats_per_bar: int = 4,
    tonic: int = 0,
    scale: tuple[int, ...] = MAJOR,
    start_s: float = 0.0,
    seed: int = 0,
) -> Song:
    """Write out a form; sections with one label play the same notes."""
    beat_s = 60.0 / tempo_bpm
    notes: list[Note] = []
    starts_s, keys, bar = [], [], 0
    rng = np.random.default_rng(seed)
    for _, material in form:
        key = (tonic if material.tonic is None else material.tonic, material.scale or scale)
        starts_s.append(start_s + bar * beats_per_bar * beat_s)
        keys.append((key[0], key[1] == MAJOR))
        for index in range(material.bars):
            at_s = start_s + bar * beats_per_bar * beat_s
            loudness = material.level * ((1 + 2 * index / max(material.bars - 1, 1)) / 3 if material.rising else 1)
            for note in _bar(material, index, key, beat_s, beats_per_bar):
                nudge = float(rng.normal(0, 0.003))
                notes.append(
                    replace(
                        note,
                        start_s=max(at_s + note.start_s + nudge, 0),
                        amplitude=note.amplitude * loudness * float(rng.uniform(0.85, 1.0)),
                    )
                )
            bar += 1
        if material.rising:
            length_s = material.bars * beats_per_bar * beat_s
            notes.append(Note("riser", starts_s[-1], length_s, 60, 0.25 * material.level))
    beats_s = tuple(start_s + k * beat_s for k in range(bar * beats_per_bar))
    end_s = start_s + bar * beats_per_bar * beat_s
    labels, materials = tuple(label for label, _ in form), tuple(material for _, material in form)
    return Song(tuple(notes), beats_s, beats_per_bar, tuple(starts_s), labels, tuple(keys), end_s, materials)


def _bar(
    material: Material, index: int, key: tuple[int, tuple[int, ...]], beat_s: float, beats_per_bar: int
) -> Iterator[Note]:
    """The notes of one bar, from its start."""
    degree = material.chords[index % len(material.chords)]
    triad = [_pitch(key, degree + step) for step in (0, 2, 4)]
    chord = [48 + (pitch - 48) % 12 + 12 * (pitch % 12 < 4) for pitch in triad]
    bar_s, sixteenth_s = beats_per_bar * beat_s, beat_s / 4
    groove = "roll" if material.rising and index >= material.bars // 2 else material.groove
    for drum, steps in GROOVES[groove].items():
        for step in range(min(4 * beats_per_bar, len(steps))):
            if steps[step] == "x":
                yield Note(drum, step * sixteenth_s, 0.3, 60, {"kick": 0.5, "snare": 0.3, "hat": 0.1}[drum])
    voice = material.comping_voice
    if material.comping == "pad":
        yield from (Note(voice, 0, bar_s, pitch, 0.08) for pitch in chord)
    elif material.comping == "strum":
        yield from (
            Note(voice, k * beat_s / 2, 0.45 * beat_s, pitch, 0.1) for k in range(2 * beats_per_bar) for pitch in chord
        )
    elif material.comping == "arpeggio":
        steps = range(4 * beats_per_bar)
        yield from (Note("pluck", k * sixteenth_s, 0.4, 12 + chord[k % 3] + 12 * (k % 2), 0.15) for k in steps)
    root = 36 + (triad[0] - 36) % 12
    if material.bass == "roots":
        yield Note("bass", 0, bar_s * 0.9, root, 0.25)
    elif material.bass in {"eighths", "octaves"}:
        jump = 12 if material.bass == "octaves" else 0
        for k in range(2 * beats_per_bar):
            yield Note("bass", k * beat_s / 2, 0.45 * beat_s, root + jump * (k % 2), 0.25)
    if material.melody >= 0:
        yield from _motif(material.melody, index % 4, degree, key, beat_s, beats_per_bar)


def _motif(
    seed: int, bar: int, degree: int, key: tuple[int, tuple[int, ...]], beat_s: float, beats_per_bar: int
) -> Iterator[Note]:
    rng = np.random.default_rng((seed, bar))
    step = int(rng.integers(5, 9))
    position = 0.0
    while position < beats_per_bar:
        length = float(rng.choice([0.5, 1.0, 1.0, 1.5, 2.0]))
        on_chord = position == int(position)
        note = degree + 7 + int(rng.choice([0, 2, 4])) if on_chord else step + 7
        if rng.uniform() > 0.15:
            yield Note("lead", position * beat_s, 0.9 * min(length, beats_per_bar - position) * beat_s,
                       _pitch(key, note) % 24 + 60, 0.16)  # fmt: skip
        step += int(rng.integers(-1, 2))
        position += length


def _pitch(key: tuple[int, tuple[int, ...]], degree: int) -> int:
    tonic, scale = key
    return 48 + tonic + scale[degree % 7] + 12 * (degree // 7)


def random_song(seed: int) -> Song:
    """A song in some form, metre, tempo and key, as a seed decides."""
    rng = np.random.default_rng(seed)
    forms = (
        "iABABCBo", "iAABABo", "AABA", "AABAABA", "iAABBCABBo", "ABCD", "iABCDE", "ABACA", "iABABB", "AABBAB", "ABAB",
        "iABCABCDCo",
    )  # fmt: skip
    form = forms[rng.integers(len(forms))]
    scale = MAJOR if rng.uniform() < 0.6 else MINOR
    materials: dict[str, Material] = {}
    for letter in form:
        if letter not in materials:
            materials[letter] = _random_material(letter, rng)
    return compose(
        [(letter, materials[letter]) for letter in form],
        tempo_bpm=float(rng.uniform(85, 170)),
        beats_per_bar=3 if rng.uniform() < 0.15 else 4,
        tonic=int(rng.integers(12)),
        scale=scale,
        start_s=float(rng.uniform(0, 1.0)),
        seed=seed,
    )


def _random_material(letter: str, rng: np.random.Generator) -> Material:
    degrees = rng.permutation([0, 3, 4, 5, 1, 2])
    chords = tuple(int(degree) for degree in degrees[: rng.choice([2, 4, 4, 4])])
    if rng.uniform() < 0.4:
        chords = (*chords, *(int(degree) for degree in rng.permutation([0, 3, 4, 5])))
    sparse = letter in "io"
    return Material(
        bars=int(rng.choice([4, 4, 8] if sparse else [4, 8, 8, 8, 12, 16])),
        chords=chords,
        groove=str(rng.choice(["none", "hats"] if sparse else ["rock", "four", "half", "busy", "hats"])),
        comping=str(rng.choice(["pad", "strum", "arpeggio"])),
        bass=str(rng.choice(["none", "roots"] if sparse else ["roots", "eighths", "octaves"])),
        melody=-1 if sparse or rng.uniform() < 0.3 else int(rng.integers(1000)),
        level=float(rng.uniform(0.5, 0.8) if sparse else rng.uniform(0.65, 1.0)),
        comping_voice=str(rng.choice(["organ", "strings"])),
    )


def play(notes: Sequence[Note], duration_s: float) -> FloatArray:
    """(1, N) of the notes, peaks at about -3 dBFS."""
    track = np.zeros(round(duration_s * RATE_HZ), np.float32)
    for note in notes:
        start = round(note.start_s * RATE_HZ)
        sound = _voice(note.voice, note.pitch, round(note.duration_s, 2))[: track.size - start]
        track[start : start + sound.size] += np.float32(note.amplitude) * sound
    return (0.7 * track / max(float(np.max(np.abs(track))), 1e-3)).astype(np.float32)[None]


_PARTIALS = {
    "organ": (1.0, 0.5, 0.3, 0.2, 0.1, 0.1),
    "strings": (1.0, 0.7, 0.5, 0.4, 0.35, 0.3, 0.25, 0.2, 0.18, 0.15),
    "pluck": (1.0, 0.4, 0.3, 0.1),
    "bass": (1.0, 0.7, 0.4, 0.2, 0.1),
    "lead": (1.0, 0.1, 0.5, 0.1, 0.3, 0.05, 0.2),
}
_DECAY_S = {"organ": 10.0, "strings": 10.0, "pluck": 0.15, "bass": 0.6, "lead": 2.0}
_ATTACK_S = {"organ": 0.01, "strings": 0.08, "pluck": 0.003, "bass": 0.005, "lead": 0.02}


@cache
def _voice(voice: str, pitch: int, duration_s: float) -> FloatArray:
    """A note at amplitude 1 that fades within 40 ms of its end."""
    time_s = np.arange(round((duration_s + 0.04) * RATE_HZ)) / RATE_HZ
    fade = np.clip((duration_s + 0.04 - time_s) / 0.04, 0, 1)
    rng = np.random.default_rng(7)
    if voice == "kick":
        sound = np.sin(2 * np.pi * (50 * time_s + 6 * (1 - np.exp(-time_s / 0.03)))) * np.exp(-time_s / 0.12)
    elif voice in {"snare", "hat"}:
        order = 1 if voice == "snare" else 3
        bright = np.diff(rng.standard_normal(time_s.size + order), n=order)
        sound = bright / np.std(bright) * np.exp(-time_s / (0.07 if voice == "snare" else 0.02))
    elif voice == "riser":
        sound = _riser(time_s, duration_s, rng)
    else:
        frequency_hz = 440 * 2 ** ((pitch - 69) / 12)
        vibrato = 0.1 * np.sin(2 * np.pi * 5.5 * time_s) if voice in {"lead", "strings"} else np.zeros_like(time_s)
        phase = 2 * np.pi * frequency_hz * time_s + vibrato
        partials = _PARTIALS[voice]
        sound = sum(weight * np.sin(k * phase) for k, weight in enumerate(partials, start=1)) / np.sum(partials)
        sound = sound * np.clip(time_s / _ATTACK_S[voice], 0, 1) * np.exp(-time_s / _DECAY_S[voice])
    return (sound * fade).astype(np.float32)


def _riser(time_s: NDArray[np.float64], duration_s: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Noise that grows and brightens."""
    noise = rng.standard_normal(time_s.size)
    thin = noise - np.convolve(noise, np.hanning(258)[1:-1] / 128.5, mode="same")
    bright = np.diff(noise, prepend=0)
    share = np.clip(time_s / duration_s, 0, 1)
    return share**2 * (share * bright + (1 - share) * thin) / 2

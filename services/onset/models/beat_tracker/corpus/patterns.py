"""Patterns of genres.toml become notes."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from onset.models.beat_tracker.corpus.harmony import Chord, power_chord
from onset.models.beat_tracker.corpus.score import Note

DRUM_KEYS = {
    "k": (36, 35), "s": (38, 40), "c": (39,), "r": (37,), "h": (42,), "o": (46,), "p": (44,), "y": (51, 59), "b": (53,),
    "C": (49, 57, 55), "t": (45, 48, 50), "f": (41, 43), "m": (47, 45), "B": (56,), "g": (70, 69, 82), "q": (54,),
    "n": (63, 62, 60), "l": (64, 61), "v": (75,), "w": (76, 77), "i": (81, 80), "a": (67, 68),
}  # fmt: skip
"""General MIDI percussion keys of a pattern's letters; a kit picks one of each."""
_LOUDNESS = {"x": 0.78, "X": 0.98, "o": 0.34, "?": 0.55, "r": 0.7, "t": 0.66, "d": 0.78, "u": 0.66, "m": 0.62}


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the plan."""

    start: int
    """Its first beat, counted from the piece's first."""
    beats: int
    chords: tuple[Chord, ...]
    """One a beat."""


def _steps(pattern: str, bars: list[Bar], grid: int) -> list[tuple[int, str]]:
    """(step from the piece's start, character) of every step of the bars.

    A pattern that divides a bar, or that bars divide, runs on; any other starts anew in each bar.
    """
    pattern = pattern.replace(" ", "").replace("|", "")
    steps: list[tuple[int, str]] = []
    run = 0
    for bar in bars:
        size = bar.beats * grid
        if size % len(pattern) and len(pattern) % size:
            run = 0
        steps += [(bar.start * grid + step, pattern[(run + step) % len(pattern)]) for step in range(size)]
        run += size
    return steps


def drum_notes(rng: Generator, pattern: str, key: int, bars: list[Bar], grid: int) -> list[Note]:
    """One line of a drum pattern; players lean on beats and more on downbeats, some hardly."""
    notes: list[Note] = []
    lean = float(rng.uniform(0, 0.2))
    downbeats = {bar.start * grid for bar in bars}
    for step, char in _steps(pattern, bars, grid):
        if char == "." or (char == "?" and rng.random() < 0.5):
            continue
        strokes = {"r": 2, "t": 3}.get(char, 1)
        for stroke in range(strokes):
            accent = lean * ((step in downbeats) + (step % grid == 0) - 0.5)
            velocity = float(np.clip(_LOUDNESS[char] * rng.normal(1, 0.08) + accent, 0.1, 1))
            notes.append(Note((step + stroke / strokes) / grid, 0.25, key, velocity))
    return notes


def bass_notes(rng: Generator, pattern: str, bars: list[Bar], grid: int) -> list[Note]:
    """A bass line."""
    chords = {bar.start + beat: bar.chords[beat] for bar in bars for beat in range(bar.beats)}
    last = max(chords)
    notes: list[Note] = []
    pitch = 36
    for step, char, length in _holds(pattern, bars, grid, {}):
        beat = step // grid
        chord = chords[beat]
        following = chords[min(beat + 1, last)]
        root = 28 + (chord.root - 28) % 12
        if char == "W":
            pitch = _walk(rng, pitch, chord, following, step % grid == 0, chords.get(beat - 1) is not chord)
        elif char == "A":
            pitch = 28 + (following.root - 28) % 12 + int(rng.choice([-1, 1, 2, -2]))
        else:
            third = min(
                ((tone - chord.root) % 12 for tone in chord.voicing if (tone - chord.root) % 12 in (3, 4)), default=4
            )
            pitch = root + {"R": 0, "L": -12 if root > 36 else 0, "5": 7, "O": 12, "3": third, "7": 10}[char]
        velocity = float(np.clip(rng.normal(0.8 if step % grid == 0 else 0.7, 0.06), 0.2, 1))
        notes.append(Note(step / grid, length / grid * float(rng.uniform(0.8, 0.98)), pitch, velocity))
    return notes


def chord_notes(rng: Generator, pattern: str, bars: list[Bar], grid: int, instrument: str) -> list[Note]:
    """What an accompanist plays."""
    chords = {bar.start + beat: bar.chords[beat] for bar in bars for beat in range(bar.beats)}
    pushes = rng.random() < 0.15
    pedal = instrument in ("piano", "harp", "epiano", "musicbox") and rng.random() < 0.6
    strum_s = float(rng.uniform(0.006, 0.03))
    shift = int(rng.choice([0, 0, 0, 12, -12])) if instrument != "dirty" else 0
    notes: list[Note] = []
    for step, char, length in _holds(pattern, bars, grid, chords):
        beat = step // grid
        chord = chords[beat]
        if pushes and step % grid and length > 1:
            chord = chords.get(beat + 1, chord)
        keys: tuple[int, ...] = power_chord(chord) if instrument == "dirty" else chord.voicing
        level = _LOUDNESS.get(char, 0.68) + (0.08 if step % grid == 0 else 0)
        duration = length / grid * (0.35 if char == "m" else float(rng.uniform(0.75, 1)))
        if char.isdigit() or char == "b":
            index = int(char) - 1 if char != "b" else 0
            key = 36 + chord.root if char == "b" else keys[index % len(keys)] + 12 * (index // len(keys))
            keys = (key,)
            duration = max(duration, 1.5) if pedal else duration
        elif char == "u":
            keys = keys[-3:][::-1]
        for place, key in enumerate(keys):
            late_s = strum_s * place if char in "du" else 0.0
            velocity = float(np.clip(level * rng.normal(1, 0.06), 0.1, 1))
            notes.append(Note(step / grid, duration, key + shift, velocity, late_s))
    return notes


def pad_notes(bars: list[Bar]) -> list[Note]:
    """Whole chords, held until they change."""
    spans: list[tuple[int, int, Chord]] = []
    for beat, chord in ((bar.start + beat, bar.chords[beat]) for bar in bars for beat in range(bar.beats)):
        if spans and spans[-1][2] is chord:
            spans[-1] = (spans[-1][0], beat + 1, chord)
        else:
            spans.append((beat, beat + 1, chord))
    return [Note(start, end - start, key, 0.6) for start, end, chord in spans for key in chord.voicing]


def _holds(pattern: str, bars: list[Bar], grid: int, chords: dict[int, Chord]) -> list[tuple[int, str, int]]:
    """(step, character, length in steps); a held block is struck again where the chord changes beneath it."""
    events: list[tuple[int, str, int]] = []
    for step, char in _steps(pattern, bars, grid):
        if char not in "-.":
            events.append((step, char, 1))
        elif char == "-" and events and events[-1][0] + events[-1][2] == step:
            start, held, length = events[-1]
            changed = (
                held == "x" and step % grid == 0 and chords and chords[step // grid] is not chords[step // grid - 1]
            )
            if changed:
                events.append((step, held, 1))
            else:
                events[-1] = (start, held, length + 1)
    return events


def _walk(rng: Generator, pitch: int, chord: Chord, following: Chord, on_beat: bool, fresh: bool) -> int:
    if fresh:
        return 28 + (chord.root - 28) % 12
    if chord is not following and rng.random() < 0.6:
        return 28 + (following.root - 28) % 12 + int(rng.choice([-1, 1]))
    classes = [tone % 12 for tone in chord.voicing] if on_beat and rng.random() < 0.6 else list(chord.scale)
    keys = [key for key in range(max(pitch - 5, 26), min(pitch + 6, 55)) if key % 12 in classes and key != pitch]
    return int(rng.choice(keys)) if keys else 40

"""Melodies: motifs that repeat and vary, on the scale, with breath between phrases."""

import numpy as np
from numpy.random import Generator

from onset.models.beat_tracker.corpus.harmony import Chord
from onset.models.beat_tracker.corpus.score import Note

_CELLS = {
    "even": (
        (1.0,),
        (0.5, 0.5),
        (-1.0,),
        (2.0,),
        (1.5, 0.5),
        (0.75, 0.25),
        (0.25,) * 4,
        (0.5, 0.25, 0.25),
        (-0.5, 0.5),
    ),
    "triplet": ((1.0,), (2 / 3, 1 / 3), (1 / 3,) * 3, (-1.0,), (2.0,), (-2 / 3, 1 / 3), (1 / 3, 2 / 3)),
    "compound": (
        (3.0,),
        (2.0, 1.0),
        (1.0, 1.0, 1.0),
        (1.5, 0.5, 1.0),
        (-1.0, 1.0, 1.0),
        (1.0, 2.0),
        (1.0,) + (0.5,) * 4,
    ),
}
"""Lengths in beats; negative ones are rests."""
_SYNCOPATED = (
    (0.5, 1.0, 0.5),
    (0.5, 1.0, 1.0, 0.5),
    (0.75, 0.75, 0.5),
    (-0.5, 1.0, 0.5),
    (1.5, 1.0, 0.5),
    (0.25, 0.5, 0.25),
)


def _rhythm(rng: Generator, beats: int, division: str, density: float, syncopation: float) -> list[tuple[float, float]]:
    """(start, length) of the notes of one bar."""
    cells = _CELLS[division]
    lengths = np.array([sum(length > 0 for length in cell) / sum(abs(length) for length in cell) for cell in cells])
    weights = np.exp(-0.7 * (lengths - density) ** 2 * 4)
    notes: list[tuple[float, float]] = []
    at = 0.0
    while at < beats - 1e-6:
        if division == "even" and rng.random() < syncopation:
            cell = _SYNCOPATED[int(rng.integers(len(_SYNCOPATED)))]
        else:
            cell = cells[int(rng.choice(len(cells), p=weights / weights.sum()))]
        for length in cell:
            if at >= beats - 1e-6:
                break
            kept = min(abs(length), beats - at)
            if length > 0:
                notes.append((at, kept))
            at += abs(length)
    return notes


def melody(
    rng: Generator,
    bars: list[tuple[int, int, Chord]],
    division: str,
    density: float,
    syncopation: float,
    register: int,
) -> list[Note]:
    """A line over bars given as (first beat, beats, chord).

    Args:
        rng: where chance comes from.
        bars: the section to sing over.
        division: "even", "triplet" or "compound".
        density: notes a beat that the rhythm leans to.
        syncopation: chance that a figure cuts across the beat.
        register: MIDI key around which the line moves.
    """
    motifs: dict[int, list[tuple[float, float]]] = {}
    phrase = int(rng.choice([2, 4]))
    pattern = str(rng.choice(["AABA", "ABAB", "AAAB", "ABAC", "ABCD"]))
    pitch = float(register)
    notes: list[Note] = []
    for index, (start, beats, chord) in enumerate(bars):
        letter = ord(pattern[index % 4])
        if letter not in motifs or rng.random() < 0.15:
            motifs[letter] = _rhythm(rng, beats, division, density, syncopation)
        rhythm = [(at, length) for at, length in motifs[letter] if at < beats]
        last_of_phrase = index % phrase == phrase - 1
        if last_of_phrase:
            rhythm = [(at, length) for at, length in rhythm if at < beats * rng.uniform(0.4, 1)]
        for at, length in rhythm:
            pitch += float(rng.normal(0, 2.6)) + 0.12 * (register - pitch)
            strong = at == int(at)
            key = _nearest(
                pitch, [p % 12 for p in chord.voicing] if strong and rng.random() < 0.7 else list(chord.scale)
            )
            accent = 0.12 if at == 0 else (0.05 if strong else 0.0)
            velocity = float(np.clip(rng.normal(0.66, 0.07) + accent, 0.25, 1))
            notes.append(Note(start + at, length * float(rng.uniform(0.7, 1.0)), key, velocity))
            pitch = 0.5 * pitch + 0.5 * key
    return notes


def _nearest(pitch: float, classes: list[int]) -> int:
    keys = [key for key in range(int(pitch) - 7, int(pitch) + 9) if key % 12 in classes]
    return min(keys, key=lambda key: abs(key - pitch)) if keys else int(pitch)

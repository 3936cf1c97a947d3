"""Nothing but the beat: metronomes, count-ins, clicks, beeps and claps, with an accent on the downbeat or without."""

import numpy as np
from numpy.random import Generator

from onset.models.beat_tracker.corpus.patterns import DRUM_KEYS
from onset.models.beat_tracker.corpus.perform import perform
from onset.models.beat_tracker.corpus.score import Note, Part, Piece
from onset.models.beat_tracker.corpus.tempo_map import FASTEST_BPM, SLOWEST_BPM, beat_times

_MARGIN = 1.6
"""A tempo that rises by half must not use the piece up."""
_METRES = (2, 3, 4, 4, 4, 4, 6)
_STRUCK = "wwrrBicskhhvyqt"
"""Letters of `DRUM_KEYS`."""
_BEEPED_ON = ("synlead", "bell", "musicbox", "mallet", "epiano", "piano", "pizz")


def compose(rng: Generator, length_s: float) -> Piece:
    """At least `length_s` seconds of one part that strikes the beats.

    A downbeat without an accent is the first beat by convention, as a listener counts.
    """
    metre = int(rng.choice(_METRES))
    bpm = float(np.exp(rng.uniform(np.log(SLOWEST_BPM), np.log(FASTEST_BPM))))
    feel = str(rng.choice(["machine", "band", "expressive"], p=[0.6, 0.3, 0.1]))
    count = int(np.ceil(_MARGIN * length_s * bpm / 60 / metre) + 1) * metre
    times_s = beat_times(rng, bpm, count, list(range(0, count, metre)), feel)
    parts = [_beeps(rng, metre, count) if rng.random() < 0.3 else _strokes(rng, metre, count)]
    return Piece(
        genre="metronome",
        metre=metre,
        beats_s=times_s[:-1],
        positions=(np.arange(count) % metre + 1).astype(np.int8),
        parts=perform(rng, parts, times_s, feel, 0.5, 0.5),
        end_s=float(times_s[-1]),
        electronic=rng.random() < 0.5,
    )


def _strokes(rng: Generator, metre: int, count: int) -> Part:
    """One drum, which another one may replace or join on downbeats; perhaps soft ones between the beats."""
    key, other = (DRUM_KEYS[str(letter)][0] for letter in rng.choice(list(_STRUCK), 2))
    accent = str(rng.choice(["none", "louder", "other", "both"], p=[0.4, 0.2, 0.2, 0.2]))
    level = float(rng.uniform(0.5, 0.9))
    between = int(rng.choice([1, 2, 3, 4], p=[0.82, 0.1, 0.05, 0.03]))
    notes: list[Note] = []
    for beat in range(count):
        downbeat = beat % metre == 0
        louder = 0.1 if downbeat and accent != "none" else 0.0
        if downbeat and accent in ("other", "both"):
            notes.append(Note(beat, 0.2, other, level + louder))
        if not downbeat or accent != "other":
            notes.append(Note(beat, 0.2, key, level + louder))
        notes += [Note(beat + step / between, 0.2, key, 0.4 * level) for step in range(1, between)]
    return Part("drums", "kit", notes)


def _beeps(rng: Generator, metre: int, count: int) -> Part:
    """A short tone, perhaps a higher one on downbeats."""
    pitch = int(rng.integers(60, 96))
    higher = int(rng.choice([0, 0, 5, 7, 12]))
    length = float(rng.uniform(0.05, 0.3))
    notes = [Note(beat, length, pitch + (higher if beat % metre == 0 else 0), 0.8) for beat in range(count)]
    return Part("melody", str(rng.choice(_BEEPED_ON)), notes)

"""Chord progressions, voiced with little movement from chord to chord."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

MAJOR = (0, 2, 4, 5, 7, 9, 11)
MINOR = (0, 2, 3, 5, 7, 8, 10)
DORIAN = (0, 2, 3, 5, 7, 9, 10)
MIXOLYDIAN = (0, 2, 4, 5, 7, 9, 10)
SCALES = {"major": MAJOR, "minor": MINOR, "dorian": DORIAN, "mixolydian": MIXOLYDIAN}

_POP = ("1 5 6 4", "1 6 4 5", "6 4 1 5", "1 4 5 1", "1 3 4 5", "1 4 1 5", "4 1 5 6", "1 5 4 4", "1 1 4 5", "2 4 1 5")
_MINOR = ("1 6 3 7", "1 4 5 1", "1 7 6 5", "1 6 4 5", "1 3 7 6", "1 1 6 7", "1 4 7 3", "6 7 1 1", "1 5 6 4")
_JAZZ = ("2 5 1 1", "1 6 2 5", "3 6 2 5", "1 4 3 6 2 5 1 1", "2 5 1 6", "4 5 3 6 2 5 1 1")
_BLUES = ("1 1 1 1 4 4 1 1 5 4 1 5", "1 4 1 1 4 4 1 1 5 4 1 1")
_CLASSIC = ("1 4 5 1", "1 5 1 5", "1 6 2 5", "1 4 7 3 6 2 5 1", "1 5 6 3 4 1 4 5", "1 2 5 1", "1 5 5 1", "1 4 1 5")
_VAMP = ("1", "1 4", "1 7", "1 2", "1 1 1 4", "1 6")
STYLES = {"pop": _POP, "minor": _MINOR, "jazz": _JAZZ, "blues": _BLUES, "classic": _CLASSIC, "vamp": _VAMP}


@dataclass(frozen=True, slots=True)
class Chord:
    """A chord and how it lies under the hands."""

    root: int
    """Pitch class."""
    voicing: tuple[int, ...]
    """MIDI keys, ascending."""
    scale: tuple[int, ...]
    """Pitch classes of the key, for melodies."""


def progression(rng: Generator, style: str, key: int, scale_name: str, colour: float) -> list[Chord]:
    """A loop of chords, one a bar (or what the composer makes a chord last).

    Args:
        rng: where chance comes from.
        style: a key of `STYLES`.
        key: pitch class of the tonic.
        scale_name: a key of `SCALES`.
        colour: 0..1, how likely sevenths, ninths and suspensions are.
    """
    scale = SCALES[scale_name]
    chords: list[Chord] = []
    centre = float(rng.uniform(58, 66))
    pitch_classes = tuple((key + step) % 12 for step in scale)
    for degree in (int(word) - 1 for word in str(rng.choice(STYLES[style])).split()):
        steps = [0, 2, 4]
        if rng.random() < colour:
            steps = [[0, 2, 4, 6], [0, 2, 4, 6, 8], [0, 3, 4], [0, 1, 4], [0, 2, 4, 8]][int(rng.integers(5))]
        tones = [(key + scale[(degree + step) % 7]) % 12 for step in steps]
        voicing = _nearest_voicing(tones, centre)
        centre = 0.6 * float(np.mean(voicing)) + 0.4 * 62
        chords.append(Chord(tones[0], voicing, pitch_classes))
    return chords


def power_chord(chord: Chord) -> tuple[int, ...]:
    """Root, fifth and octave from E2 up, as a distorted guitar plays."""
    root = 40 + (chord.root - 40) % 12
    return (root, root + 7, root + 12)


def _nearest_voicing(tones: list[int], centre: float) -> tuple[int, ...]:
    """The inversion in close position whose mean lies nearest to `centre`."""
    best: tuple[int, ...] = ()
    for lowest in range(len(tones)):
        keys = [tones[lowest] + 48]
        for tone in tones[lowest + 1 :] + tones[:lowest]:
            keys.append(keys[-1] + (tone - keys[-1]) % 12)
        for octave in (0, 12, 24):
            moved = tuple(key + octave for key in keys)
            if not best or abs(np.mean(moved) - centre) < abs(np.mean(best) - centre):
                best = moved
    return best

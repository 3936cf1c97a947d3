"""Chord symbols, keys and voicings."""

import re
from dataclasses import dataclass
from itertools import product

LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
QUALITIES = {
    "": (0, 4, 7),
    "m": (0, 3, 7),
    "5": (0, 7),
    "6": (0, 4, 7, 9),
    "m6": (0, 3, 7, 9),
    "7": (0, 4, 7, 10),
    "m7": (0, 3, 7, 10),
    "maj7": (0, 4, 7, 11),
    "9": (0, 4, 7, 10, 14),
    "m9": (0, 3, 7, 10, 14),
    "maj9": (0, 4, 7, 11, 14),
    "add9": (0, 4, 7, 14),
    "13": (0, 4, 10, 14, 21),
    "7b9": (0, 4, 7, 10, 13),
    "7#9": (0, 4, 7, 10, 15),
    "m7b5": (0, 3, 6, 10),
    "dim": (0, 3, 6),
    "dim7": (0, 3, 6, 9),
    "aug": (0, 4, 8),
    "sus4": (0, 5, 7),
    "sus2": (0, 2, 7),
    "7sus4": (0, 5, 7, 10),
}
_CHORD = re.compile(r"([A-G][b#]?)([^/]*)(?:/([A-G][b#]?))?")
SCALES = {"major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 10)}


def pitch_class(name: str) -> int:
    """Of a name such as F#."""
    return (LETTERS[name[0]] + {"": 0, "#": 1, "b": -1}[name[1:]]) % 12


@dataclass(frozen=True, slots=True)
class Chord:
    """Root, tones above it in semitones, and the pitch class in the bass."""

    root: int
    tones: tuple[int, ...]
    bass: int

    @classmethod
    def parse(cls, symbol: str) -> "Chord":
        """From a symbol such as Bbmaj7/D.

        Raises:
            ValueError: no such chord.
        """
        match = _CHORD.fullmatch(symbol)
        if match is None or match[2] not in QUALITIES:
            raise ValueError(f"{symbol} is no chord")
        root = pitch_class(match[1])
        return cls(root, QUALITIES[match[2]], pitch_class(match[3]) if match[3] else root)

    @property
    def classes(self) -> tuple[int, ...]:
        """Pitch classes, the root first."""
        return tuple((self.root + tone) % 12 for tone in self.tones)

    def stacked(self, low: int, count: int) -> list[int]:
        """The chord's tones upwards from the first root at or above a pitch, going on in the next octave."""
        base = low + (self.root - low) % 12
        close = sorted({tone % 12 for tone in self.tones})
        return [base + close[k % len(close)] + 12 * (k // len(close)) for k in range(count)]

    def voiced(self, near: list[int], width: int = 16) -> list[int]:
        """The voicing whose voices move least from the pitches of another, all within some semitones."""
        center = sum(near) / len(near)
        choices = [[p for p in range(round(center) - 12, round(center) + 13) if p % 12 == c] for c in self.classes[:5]]
        fitting = (sorted(pitches) for pitches in product(*choices))
        return min(
            (pitches for pitches in fitting if pitches[-1] - pitches[0] <= width),
            key=lambda pitches: (
                sum(min(abs(p - q) for q in near) for p in pitches) + 0.5 * abs(sum(pitches) / len(pitches) - center)
            ),
        )


@dataclass(frozen=True, slots=True)
class Key:
    """Tonic and mode."""

    tonic: int
    mode: str

    @classmethod
    def parse(cls, name: str) -> "Key":
        """From a name such as "F# minor"."""
        tonic, mode = name.split()
        return cls(pitch_class(tonic), mode)

    def scale(self, low: int, high: int) -> list[int]:
        """Pitches of the scale in low..high."""
        steps = {(self.tonic + step) % 12 for step in SCALES[self.mode]}
        return [p for p in range(low, high + 1) if p % 12 in steps]

    @property
    def accidentals(self) -> dict[str, int]:
        """What the signature does to each letter."""
        major = (self.tonic + (3 if self.mode == "minor" else 0)) % 12
        fifths = (major * 7) % 12
        fifths = fifths if fifths <= 6 else fifths - 12
        if fifths >= 0:
            return dict.fromkeys("FCGDAEB"[:fifths], 1)
        return dict.fromkeys("BEADGCF"[:-fifths], -1)

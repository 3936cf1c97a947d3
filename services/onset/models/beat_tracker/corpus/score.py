"""Music as the composer hands it to the renderer: notes in seconds, and the truth of the beats they were written on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Note:
    """A note in score time."""

    beat: float
    """Start, in beats from the piece's first beat."""
    beats: float
    """Length in beats."""
    pitch: int
    """MIDI key; of drums the General MIDI percussion key."""
    velocity: float
    """0..1."""
    late_s: float = 0.0
    """Added after the tempo map: a strum's spread, a grace note's lead (negative)."""


@dataclass(frozen=True, slots=True)
class Part:
    """One player."""

    role: str
    """"drums", "bass", "chords", "pad" or "melody"."""
    instrument: str
    """Family name as in genres.toml; "kit" for drums."""
    notes: list[Note]
    gain_db: float = 0.0


@dataclass(frozen=True, slots=True)
class Sounding:
    """A note in performed time."""

    start_s: float
    end_s: float
    pitch: int
    velocity: float


@dataclass(frozen=True, slots=True)
class Performance:
    """One player's notes as performed, in order of their starts."""

    role: str
    instrument: str
    notes: list[Sounding]
    gain_db: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A performed piece with its truth."""

    genre: str
    metre: int
    beats_s: FloatArray
    positions: NDArray[np.int8]
    """1 = downbeat."""
    parts: list[Performance]
    end_s: float
    """Where the last bar ends."""
    electronic: bool = False
    """Whether drum machines and synthesizers suit it."""
    pump: bool = False
    """Whether the kick ducks the rest."""

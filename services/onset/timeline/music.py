"""What is known of a piece of music: beats, bars, tempo, form, keys."""

from dataclasses import dataclass
from enum import Enum

from onset.timeline.span import Span

LEAST_MUSIC_S = 2.0
"""A music bed lasts at least a bar of four beats at 120 a minute; what is shorter stutters when it is looped."""


@dataclass(frozen=True, slots=True)
class Beat:
    """A beat, where it stands in its bar, and how sure it is."""

    sample: int
    strength: float
    """Onset strength at the beat relative to the track's 95th percentile, clipped to 0..1."""
    bar: int
    """Number of the bar: 1 is the first complete one, 0 a pick-up before it."""
    position: int
    """1 on the downbeat, up to the bar's number of beats."""
    confidence: float
    """0..1: how sure it is that a beat lies here."""


@dataclass(frozen=True, slots=True)
class Tempo:
    """Tempo by two independent estimates; their agreement is part of the confidence."""

    autocorrelation_bpm: float
    """Peak of the onset curve's autocorrelation under a log-normal prior; 0 if the sound has no pulse."""
    interval_bpm: float
    """60 / median interval between beats; 0 with fewer than two beats."""
    confidence: float
    """0..1; below 0.3 the pulse should not be used to place cuts."""


@dataclass(frozen=True, slots=True)
class TempoPoint:
    """The tempo from here to the next point."""

    sample: int
    bpm: float


@dataclass(frozen=True, slots=True)
class Metre:
    """How many beats most bars have."""

    beats_per_bar: int
    """0 if no beat is told."""
    confidence: float
    """0..1; 0 if no beat is told."""


class Mode(Enum):
    """Which third a key has."""

    MAJOR = 1
    MINOR = 2


@dataclass(frozen=True, slots=True)
class KeySpan(Span):
    """A stretch in one key. The stretches of a sound tile it where it has a key at all."""

    tonic: int
    """Pitch class, 0 is C."""
    mode: Mode
    confidence: float
    """0..1."""


class SectionName(Enum):
    """What a section does in a song, said only where the evidence is clear."""

    UNNAMED = 1
    INTRO = 2
    VERSE = 3
    CHORUS = 4
    BRIDGE = 5
    OUTRO = 6


@dataclass(frozen=True, slots=True)
class Section(Span):
    """A part of the form; sections tile the music."""

    label: str
    """A, B, C… in order of appearance; parts with one label repeat each other."""
    name: SectionName
    energy: float
    """0..1, mean of the energy arc."""
    confidence: float
    """0..1: how clear the boundary at its start is."""


class SwellKind(Enum):
    """How the energy moves."""

    BUILD_UP = 1
    DROP = 2


@dataclass(frozen=True, slots=True)
class Swell(Span):
    """A build-up to the moment at which it ends, or a drop: bass and level jump at its start and stay until its end."""

    kind: SwellKind
    strength: float
    """0..1."""

"""A piece of music as a score: notes, bars, sections and tempo, and the truth about its beats that follows.

Positions and lengths are in quarters from the first full bar; what comes before it is negative.
"""

import bisect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from tests.bench.analysis.songs.harmony import Chord, Key

TEMPO_STEP = 0.25
"""Quarters between changes of a tempo that moves."""


@dataclass(frozen=True, slots=True)
class Note:
    """A key struck on a part."""

    start: float
    length: float
    pitch: int
    velocity: int


@dataclass(frozen=True, slots=True)
class Instrument:
    """A General MIDI program and its place in the mix."""

    program: int
    volume: int = 100
    pan: int = 64
    drums: bool = False
    early_ms: float = 0.0
    """How long before its time a note is begun, so that the middle of its attack is on time, as players do."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a section with its harmony."""

    start: float
    length: float
    chords: tuple[tuple[float, float, Chord], ...]
    """Start, length, chord."""

    def chord(self, position: float) -> Chord:
        """What sounds at a position."""
        return self.chords[max(0, bisect.bisect_right([start for start, _, _ in self.chords], position + 1e-6) - 1)][2]


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a layer plays on: some bars, and the chance of its piece."""

    bars: tuple[Bar, ...]
    key: Key
    random: np.random.Generator

    @property
    def start(self) -> float:
        return self.bars[0].start

    @property
    def end(self) -> float:
        return self.bars[-1].start + self.bars[-1].length


Layer = Callable[[Stretch], Sequence[Note]]


@dataclass(frozen=True, slots=True)
class Metre:
    """Counted beats of a bar."""

    beats: int
    beat: float = 1.0
    """Length of a counted beat in quarters."""

    @property
    def bar(self) -> float:
        """Length of a bar in quarters."""
        return self.beats * self.beat


@dataclass
class Piece:
    """A score in the making. Sections are added one after the other."""

    name: str
    group: str
    bpm: float
    """Counted beats a minute."""
    key_name: str
    metre: Metre
    swing: float = 0.5
    """Where in a pair of swung notes the second one lies."""
    swing_unit: float = 0.5
    """Length of a swung note in quarters: eighths, or sixteenths."""
    human_ms: float = 5.0
    """Standard deviation of the players' timing; never beyond twice that."""
    wander: float = 0.0
    """Expressive timing: relative depth of the slowing towards phrase ends and of the drift between beats."""
    phrase_bars: int = 4
    pickup: float = 0.0
    """Quarters played before the first full bar."""
    room: float = 0.0
    """Level of the room relative to the dry sound."""
    notes: dict[str, list[Note]] = field(default_factory=dict)
    instruments: dict[str, Instrument] = field(default_factory=dict)
    bar_starts: list[tuple[float, Metre]] = field(default_factory=list)
    sections: list[tuple[float, str]] = field(default_factory=list)
    _tempo: list[tuple[float, float, float, float]] = field(default_factory=list)
    """Start, end, tempo at the start and at the end."""
    end: float = 0.0

    @cached_property
    def seed(self) -> int:
        return int.from_bytes(self.name.encode(), "big") % (1 << 63)

    @cached_property
    def random(self) -> np.random.Generator:
        return np.random.default_rng(self.seed)

    @cached_property
    def key(self) -> Key:
        return Key.parse(self.key_name)

    def band(self, **instruments: Instrument) -> None:
        """The players."""
        self.instruments.update(instruments)

    def section(
        self,
        label: str,
        chords: str,
        *,
        times: int = 1,
        metre: Metre | None = None,
        key: str | None = None,
        bpm: float | None = None,
        to_bpm: float | None = None,
        slower: tuple[float, float] | None = None,
        **layers: Layer,
    ) -> None:
        """Append bars.

        Args:
            label: equal labels mean equal music.
            chords: a bar is one symbol or several with commas between; % repeats the bar before.
            times: how often to play them.
            metre: another one than the piece's.
            key: of the scale that melodies use, another than the piece's.
            bpm: tempo of this section; the piece's if not given.
            to_bpm: tempo that is reached at its end, moving evenly.
            slower: a ritardando: over how many last counted beats, to what share of the tempo.
            layers: what each instrument plays.
        """
        metre = metre or self.metre
        bars = self._bars(chords.split() * times, metre)
        self.sections.append((self.end, label))
        stretch = Stretch(tuple(bars), Key.parse(key) if key else self.key, self.random)
        for name, layer in layers.items():
            self.notes.setdefault(name, []).extend(layer(stretch))
        start, self.end = self.end, stretch.end
        bpm = (bpm or self.bpm) * metre.beat
        last = (to_bpm or bpm / metre.beat) * metre.beat
        turn = self.end - slower[0] * metre.beat if slower else self.end
        self._tempo.append((start, turn, bpm, last))
        if slower:
            self._tempo.append((turn, self.end, last, last * slower[1]))

    def _bars(self, symbols: list[str], metre: Metre) -> list[Bar]:
        bars: list[Bar] = []
        for index, symbol in enumerate(symbols):
            start = self.end + index * metre.bar
            self.bar_starts.append((start, metre))
            if symbol == "%":
                shift = start - bars[-1].start
                chords = tuple((at + shift, length, chord) for at, length, chord in bars[-1].chords)
            else:
                names = symbol.split(",")
                length = metre.bar / len(names)
                chords = tuple((start + k * length, length, Chord.parse(name)) for k, name in enumerate(names))
            bars.append(Bar(start, metre.bar, chords))
        return bars

    def swung(self, position: float) -> float:
        """Where a position of the score is played."""
        pair = 2 * self.swing_unit
        whole = np.floor(position / pair + 1e-9) * pair
        share = (position - whole) / pair
        bent = share * 2 * self.swing if share <= 0.5 else self.swing + (share - 0.5) * 2 * (1 - self.swing)
        return float(whole + bent * pair)

    @cached_property
    def tempo_map(self) -> list[tuple[float, float]]:
        """Position in quarters, quarters a minute from there on. Read it when the piece is complete."""
        first = -np.ceil(self.pickup) - TEMPO_STEP  # room for what is begun early
        points: list[tuple[float, float]] = [(float(first), self._tempo[0][2])]
        random = np.random.default_rng(self.seed + 1)
        drift, phrase = 0.0, self.phrase_bars * self.metre.bar
        for start, end, bpm, to_bpm in self._tempo:
            moving = self.wander > 0 or bpm != to_bpm
            for k in range(max(1, round((end - start) / TEMPO_STEP)) if moving else 1):
                position = start + k * TEMPO_STEP
                share = (position - start) / max(end - start, 1e-9)
                if k % max(1, round(self.metre.beat / TEMPO_STEP)) == 0:
                    drift = 0.8 * drift + 0.35 * random.normal()
                place = (position % phrase) / phrase
                arch = 0.4 - 1.6 * max(0.0, place - 0.75) / 0.25
                points.append((position, (bpm + (to_bpm - bpm) * share) * (1 + self.wander * (arch + drift))))
        return points


@dataclass(frozen=True, slots=True)
class Truth:
    """What is true of a piece; times in seconds."""

    beats_s: np.ndarray
    downbeats_s: np.ndarray
    bpm: float
    """60 over the median interval between beats."""
    beats_per_bar: int
    sections_s: tuple[float, ...]
    """Boundaries inside the piece where the label changes."""
    key: str
    start_s: float
    end_s: float
    """First and last attack."""

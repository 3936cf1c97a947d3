"""What players do with a stretch of bars: patterns on a grid, melodies, walking basses.

A pattern is a string in which a bar's characters share the bar evenly; bars are parted by | and repeat as long as the
stretch lasts; spaces only help the eye.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np

from tests.bench.analysis.songs.harmony import Chord
from tests.bench.analysis.songs.notation import parse
from tests.bench.analysis.songs.score import Bar, Layer, Note, Stretch

DRUMS = {
    "kick": 36,
    "rim": 37,
    "snare": 38,
    "clap": 39,
    "floor": 41,
    "hat": 42,
    "low": 43,
    "pedal": 44,
    "mid": 47,
    "open": 46,
    "crash": 49,
    "high": 50,
    "ride": 51,
    "bell": 53,
    "tamb": 54,
    "cow": 56,
    "bongo": 60,
    "bongo2": 61,
    "slap": 62,
    "conga": 63,
    "tumba": 64,
    "timbale": 65,
    "timbale2": 66,
    "agogo": 67,
    "agogo2": 68,
    "cabasa": 69,
    "maracas": 70,
    "guiro": 73,
    "clave": 75,
    "cuica": 78,
    "triangle": 81,
    "triangle2": 80,
    "shaker": 82,
}
ACCENTS = {"X": 1.2, "x": 1.0, "o": 0.72, "g": 0.42}


def grid(pattern: str, bars: Sequence[Bar]) -> Iterator[tuple[Bar, float, float, str]]:
    """Bar, position, length with the - that follow, character; no rests."""
    rows = [row.replace(" ", "") for row in pattern.split("|")]
    for index, bar in enumerate(bars):
        row = rows[index % len(rows)]
        step = bar.length / len(row)
        for k, mark in enumerate(row):
            if mark in ".-":
                continue
            held = len(row[k + 1 :]) - len(row[k + 1 :].lstrip("-"))
            yield bar, bar.start + k * step, (1 + held) * step, mark


def _velocity(stretch: Stretch, base: float, position: float, bar: Bar) -> int:
    accent = 1.06 if abs(position - bar.start) < 1e-6 else 1.0
    return int(np.clip(base * accent + stretch.random.normal(0, 4), 12, 127))


def drums(velocity: int = 95, fill: "dict[str, str] | None" = None, crash: bool = False, **patterns: str) -> Layer:
    """A kit: a pattern for each drum; a fill instead of them in the last bar; a crash on the first beat."""

    def play(stretch: Stretch) -> list[Note]:
        body = stretch.bars[:-1] if fill is not None else stretch.bars
        notes = []
        for bars, kit in ((body, patterns), (stretch.bars[-1:] if fill is not None else (), fill or {})):
            for name, pattern in kit.items():
                for bar, position, _, mark in grid(pattern, bars):
                    loud = _velocity(stretch, velocity * ACCENTS[mark], position, bar)
                    notes.append(Note(position, 0.2, DRUMS[name], loud))
        if crash:
            notes.append(Note(stretch.start, 1.0, DRUMS["crash"], min(127, velocity + 8)))
        return notes

    return play


def comp(pattern: str, near: int = 62, velocity: int = 72, gate: float = 0.92, strum: float = 0.0) -> Layer:
    """Chords in a rhythm, voiced with little movement; X, x, o, g say how loud."""

    def play(stretch: Stretch) -> list[Note]:
        notes: list[Note] = []
        voicing, last = [near - 4, near, near + 4], None
        for bar, position, length, mark in grid(pattern, stretch.bars):
            chord = bar.chord(position)
            if chord != last:
                voicing, last = chord.voiced([*voicing, near]), chord
            loud = _velocity(stretch, velocity * ACCENTS[mark], position, bar)
            notes += [
                Note(position + strum * k, length * gate - strum * k, pitch, loud - 2 * k)
                for k, pitch in enumerate(voicing)
            ]
        return notes

    return play


def arp(pattern: str, low: int = 55, velocity: int = 74, gate: float = 1.0) -> Layer:
    """Single chord tones: 0 is the root at or above `low`, then upwards; letters go on after 9."""

    def play(stretch: Stretch) -> list[Note]:
        return [
            Note(
                position,
                length * gate,
                bar.chord(position).stacked(low, 16)[int(mark, 16)],
                _velocity(stretch, velocity, position, bar),
            )
            for bar, position, length, mark in grid(pattern, stretch.bars)
        ]

    return play


def bass(pattern: str, low: int = 28, velocity: int = 92, gate: float = 0.9) -> Layer:
    """A bass line: 1 root (or the bass of a slash chord), 3, 5, 7 of the chord, 4 below, 8 octave, 6 sixth, b and a
    a semitone below and above the next root."""

    def play(stretch: Stretch) -> list[Note]:
        notes = []
        for bar, position, length, mark in grid(pattern, stretch.bars):
            chord = bar.chord(position)
            root = low + (chord.bass - low) % 12
            later = stretch.bars[min(len(stretch.bars) - 1, stretch.bars.index(bar) + 1)]
            ahead = low + (later.chord(later.start).bass - low) % 12
            pitch = {
                "1": root,
                "3": root + (chord.tones[1] if len(chord.tones) > 2 else 4),
                "4": root - 5 if root - 5 >= low else root + 7,
                "5": root + (7 if 7 in chord.tones else chord.tones[min(2, len(chord.tones) - 1)]),
                "6": root + 9,
                "7": root + 10,
                "8": root + 12,
                "b": ahead - 1,
                "a": ahead + 1,
            }[mark]
            notes.append(Note(position, length * gate, pitch, _velocity(stretch, velocity, position, bar)))
        return notes

    return play


def walk(low: int = 28, high: int = 50, velocity: int = 90) -> Layer:
    """A walking bass: roots where chords change, steps and chord tones on the way, a semitone before the next."""

    def play(stretch: Stretch) -> list[Note]:
        places = [(bar, bar.start + k) for bar in stretch.bars for k in range(round(bar.length))]
        notes: list[Note] = []
        pitch = low + 8
        for index, (bar, position) in enumerate(places):
            chord = bar.chord(position)
            changes = index == 0 or places[index - 1][0].chord(places[index - 1][1]) != chord or position == bar.start
            ahead = places[index + 1] if index + 1 < len(places) else None
            if changes:
                targets = [p for p in range(low, high) if p % 12 == chord.bass]
                pitch = min(targets, key=lambda p: abs(p - pitch))
            elif ahead and ahead[0].chord(ahead[1]) != chord:
                root = ahead[0].chord(ahead[1]).bass
                targets = [p for p in range(low, high) if p % 12 == root]
                pitch = min(targets, key=lambda p: abs(p - pitch)) + int(stretch.random.choice([-1, 1]))
            else:
                near = [p for p in range(low, high) if p % 12 in chord.classes and 0 < abs(p - pitch) <= 5]
                pitch = int(stretch.random.choice(near)) if near else pitch + 2
            notes.append(Note(position, 0.92, pitch, _velocity(stretch, velocity, position, bar)))
        return notes

    return play


def tune(abc: str, pickup: float = 0.0, shift: int = 0, velocity: int = 92, gate: float = 0.94) -> Layer:
    """A written melody, repeated if the stretch is longer."""

    def play(stretch: Stretch) -> list[Note]:
        bar = Fraction(stretch.bars[0].length).limit_denominator(96)
        written = parse(abc, stretch.key, bar, Fraction(pickup).limit_denominator(96))
        total = stretch.end - stretch.start
        length = float(-(-max(n.start + n.length for n in written) // bar) * bar)
        notes = []
        for turn in range(max(1, round(total / length))):
            for n in written:
                position = stretch.start + turn * length + float(n.start)
                if position < stretch.end - 1e-6:
                    loud = _velocity(stretch, velocity, position, stretch.bars[0])
                    notes += [Note(position, float(n.length) * gate, p + shift, loud) for p in n.pitches]
        return notes

    return play


def sing(rhythm: str, low: int = 60, high: int = 79, velocity: int = 88, gate: float = 0.92, seed: int = 0) -> Layer:
    """A melody on a written rhythm: chord tones where it is stressed, steps of the scale between; phrases repeat
    with the harmony's turn, as tunes do."""

    def play(stretch: Stretch) -> list[Note]:
        random = np.random.default_rng(seed + len(rhythm))
        scale = stretch.key.scale(low, high)
        pitch = scale[len(scale) // 2]
        moves = [int(m) for m in random.choice([-2, -1, -1, 1, 1, 2], 64)]
        notes = []
        for index, (bar, position, length, mark) in enumerate(grid(rhythm, stretch.bars)):
            wanted = pitch + 2 * moves[index % len(moves)]
            chord = bar.chord(position)
            stressed = (position - bar.start) % 1 < 1e-6
            choices = [p for p in range(low, high + 1) if p % 12 in chord.classes] if stressed else scale
            pitch = min(choices, key=lambda p: abs(p - wanted))
            loud = _velocity(stretch, velocity * ACCENTS[mark], position, bar)
            notes.append(Note(position, length * gate, pitch, loud))
        return notes

    return play


def both(*layers: Layer) -> Layer:
    """Layers played by one instrument."""
    return lambda stretch: [note for layer in layers for note in layer(stretch)]


def only(first: int, count: int, layer: Layer) -> Layer:
    """A layer on some bars of the stretch only."""
    return lambda stretch: layer(Stretch(stretch.bars[first : first + count], stretch.key, stretch.random))


def swell(layer: Layer, start: float, end: float) -> Layer:
    """A layer whose loudness moves evenly from one share of its own to another."""

    def play(stretch: Stretch) -> list[Note]:
        span = stretch.end - stretch.start
        return [
            Note(
                n.start,
                n.length,
                n.pitch,
                int(np.clip(n.velocity * (start + (end - start) * (n.start - stretch.start) / span), 8, 127)),
            )
            for n in layer(stretch)
        ]

    return play


def power(chord: Chord, low: int) -> list[int]:
    """Root, fifth, octave."""
    root = low + (chord.root - low) % 12
    return [root, root + 7, root + 12]


def chug(pattern: str, low: int = 40, velocity: int = 96, gate: float = 0.8) -> Layer:
    """Power chords of a distorted guitar; g is the muted low string alone."""

    def play(stretch: Stretch) -> list[Note]:
        notes = []
        for bar, position, length, mark in grid(pattern, stretch.bars):
            muted = mark == "g"
            pitches = power(bar.chord(position), low)[: 2 if muted else 3]
            sounding = length * (gate / 2 if muted else gate)
            loud = _velocity(stretch, velocity * max(0.75, ACCENTS[mark]), position, bar)
            notes += [Note(position, sounding, pitch, loud) for pitch in pitches]
        return notes

    return play

"""What the players of chamber music do over given bars and chords."""

import numpy as np
from numpy.random import Generator

from onset.models.beat_tracker.corpus.harmony import Chord
from onset.models.beat_tracker.corpus.patterns import Bar
from onset.models.beat_tracker.corpus.score import Note

Phrases = list[list[Bar]]
_CONTOURS = ("0123", "0121", "0212", "3210", "012345", "01232", "0213", "02132", "010203", "0333", "01210", "05432")


def broken(rng: Generator, phrases: Phrases, division: int, *, bass: bool = True) -> list[Note]:
    """Broken chords: one figure after the other, each as long as a beat, two, half a bar or the bar.

    Args:
        rng: where chance comes from.
        phrases: bars to fill.
        division: notes a beat.
        bass: whether a figure begins with the chord's root below, perhaps held.
    """
    metre = max(bar.beats for phrase in phrases for bar in phrase)
    lengths = [beats for beats in (1, 2, metre // 2, metre) if beats and metre % beats == 0 and beats * division >= 3]
    length = int(rng.choice(lengths or [metre])) * division
    contour = [int(place) for place in str(rng.choice(_CONTOURS))]
    figure = [contour[step % len(contour)] for step in range(length)]
    held, rests_first = rng.random() < 0.5, rng.random() < 0.15
    low_each = rng.random() < 0.6
    lean, pedal = float(rng.uniform(0, 0.2)), float(rng.choice([0.9, 1.5, 3.0]))
    shift = int(rng.choice([0, 0, 0, 12, -12]))
    notes: list[Note] = []
    for phrase in phrases:
        for bar in phrase:
            for step in range(bar.beats * division):
                chord = bar.chords[step // division]
                place = step % length
                accent = lean * ((step == 0) + (place == 0))
                start = bar.start + step / division
                changed = place == 0 and (low_each or step == 0)
                if bass and changed:
                    span = length / division if held else 1 / division
                    notes.append(Note(start, span, _low(chord), _velocity(rng, 0.72 + accent)))
                    if rests_first or rng.random() < 0.7:
                        continue
                keys = chord.voicing
                key = keys[figure[place] % len(keys)] + 12 * (figure[place] // len(keys)) + shift
                notes.append(Note(start, pedal / division, key, _velocity(rng, 0.58 + accent)))
    return _settled(rng, phrases, notes)


def repeated(rng: Generator, phrases: Phrases, division: int) -> list[Note]:
    """Whole chords, again and again."""
    lean = float(rng.uniform(0, 0.2))
    rests = rng.random() < 0.25
    short = float(rng.uniform(0.4, 1))
    notes: list[Note] = []
    for phrase in phrases:
        for bar in phrase:
            for step in range(bar.beats * division):
                if rests and step % division == 0 and division > 1:
                    continue
                accent = lean * ((step == 0) + (step % division == 0))
                chord = bar.chords[step // division]
                notes += [
                    Note(bar.start + step / division, short / division, key, _velocity(rng, 0.5 + accent))
                    for key in chord.voicing
                ]
    return _settled(rng, phrases, notes)


def after_beats(rng: Generator, phrases: Phrases, metre: int, *, between: bool = False) -> list[Note]:
    """Chords on the weak beats, or `between` the beats."""
    weak = {2: (1.0,), 3: (1.0, 2.0), 4: (1.0, 3.0), 6: (1.0, 2.0, 4.0, 5.0)}[metre]
    if between or (metre == 2 and rng.random() < 0.5):
        weak = tuple(beat + 0.5 for beat in range(metre))
    short = float(rng.uniform(0.25, 0.8))
    return [
        Note(bar.start + beat, short, key, _velocity(rng, 0.56))
        for phrase in phrases
        for bar in phrase
        for beat in weak
        if beat < bar.beats
        for key in bar.chords[int(beat)].voicing
    ]


def roots(rng: Generator, phrases: Phrases) -> list[Note]:
    """The root whenever the chord changes, and at the beginning of each bar or not."""
    again = rng.random() < 0.6
    notes: list[Note] = []
    before: Chord | None = None
    for phrase in phrases:
        for bar in phrase:
            starts = [
                b
                for b in range(bar.beats)
                if (b == 0 and again) or bar.chords[b] is not (bar.chords[b - 1] if b else before)
            ]
            for beat, end in zip(starts, [*starts[1:], bar.beats][: len(starts)], strict=True):
                notes.append(Note(bar.start + beat, 0.9 * (end - beat), _low(bar.chords[beat]), _velocity(rng, 0.7)))
            before = bar.chords[-1]
    return notes


def oom(rng: Generator, phrases: Phrases) -> list[Note]:
    """Root and fifth in turn: on each beat of two, on the first of three, on the first and third of four."""
    short = float(rng.uniform(0.4, 0.95))
    notes: list[Note] = []
    for phrase in phrases:
        for bar in phrase:
            for place, beat in enumerate({2: (0, 1), 3: (0,), 4: (0, 2), 6: (0, 3)}.get(bar.beats, (0,))):
                fifth = 0 if place == 0 else int(rng.choice([7, -5]))
                notes.append(Note(bar.start + beat, short, _low(bar.chords[beat]) + fifth, _velocity(rng, 0.72)))
    return notes


def walking(rng: Generator, phrases: Phrases) -> list[Note]:
    """A bass of even quarters."""
    notes: list[Note] = []
    pitch = 45
    for phrase in phrases:
        for bar in phrase:
            for beat, chord in enumerate(bar.chords):
                near = [key for key in range(pitch - 5, pitch + 6) if key % 12 in chord.scale and key != pitch]
                pitch = _low(chord) if beat == 0 else min(max(int(rng.choice(near)), 33), 57)
                notes.append(Note(bar.start + beat, 0.9, pitch, _velocity(rng, 0.68)))
    return notes


def running(rng: Generator, phrases: Phrases, division: int, register: int) -> list[Note]:
    """A line of even notes that turns on beats, leaps at bars, and breathes where phrases end."""
    pitch, direction = register, 1
    leaps, slurs = rng.random() < 0.6, float(rng.choice([0.0, 0.0, 0.15, 0.3]))
    lean = float(rng.uniform(0, 0.2))
    arpeggios = float(rng.uniform(0, 0.8))
    shapes: dict[int, list[tuple[bool, int]]] = {}
    notes: list[Note] = []
    for phrase in phrases:
        for index, bar in enumerate(phrase):
            last = index == len(phrase) - 1
            beats = bar.beats if not last else max(1, bar.beats - int(rng.integers(0, bar.beats)))
            # Figures return in sequence with other notes.
            shape = shapes.setdefault(
                int(rng.integers(3)), [(rng.random() < arpeggios, int(rng.choice([-1, 1]))) for _ in range(bar.beats)]
            )
            for beat in range(beats):
                chord = bar.chords[beat]
                arpeggio, direction = shape[beat % len(shape)]
                if abs(pitch - register) > 12:
                    direction = 1 if pitch < register else -1
                if beat == 0 and leaps:
                    pitch = register + (chord.root - register) % 12 - 12
                if beat == beats - 1 and last:
                    notes.append(Note(bar.start + beat, bar.beats - beat, _next(pitch, direction, _tones(chord)), 0.66))
                    break
                joined = rng.random() < slurs
                for step in range(division):
                    if joined and step % 2:
                        continue
                    pitch = _next(pitch, direction, _tones(chord) if arpeggio or step == 0 else chord.scale)
                    accent = lean * ((step == 0) + (beat == step == 0))
                    notes.append(
                        Note(bar.start + beat + step / division, 0.9 / division, pitch, _velocity(rng, 0.6 + accent))
                    )
    return notes


def in_turn(rng: Generator, phrases: Phrases, division: int, count: int) -> list[list[Note]]:
    """Voices of which one flows while the others go a half or a quarter as fast; they change with bars or half bars."""
    turns = float(rng.choice([0.5, 1, 1, 2]))
    parts: list[list[Note]] = [[] for _ in range(count)]
    slow = 2 if division == 4 and rng.random() < 0.6 else 1
    for place, register in enumerate((72, 52, 62)[:count]):
        lines = {pace: running(rng, phrases, pace, register) for pace in {division, slow}}
        for pace, line in lines.items():
            for note in line:
                metre = phrases[-1][0].beats
                mine = int(note.beat / (metre * turns) + 1e-6) % count == place
                if mine == (pace == division) or division == slow:
                    parts[place].append(note)
        parts[place].sort(key=lambda note: note.beat)
    return parts


def four_voices(rng: Generator, phrases: Phrases) -> list[list[Note]]:
    """A chord a beat in four voices; passing notes fill thirds, phrases end on a long chord."""
    passing, tied = float(rng.uniform(0, 0.55)), float(rng.uniform(0, 0.25))
    registers = (70, 64, 57, 45)
    lines: list[list[tuple[float, float, int, Chord]]] = [[] for _ in registers]
    pitches = list(registers)
    for phrase in phrases:
        for index, bar in enumerate(phrase):
            long = bar.beats if index == len(phrase) - 1 and bar.beats > 1 else 0
            ends = max(0, bar.beats - int(rng.integers(2, bar.beats + 1))) if long else bar.beats
            for beat in range(min(ends + 1, bar.beats)):
                chord = bar.chords[beat]
                length = bar.beats - beat if long and beat == ends else 1
                for voice, register in enumerate(registers):
                    if voice == 3:
                        pitch = (
                            36 + (chord.root - 36) % 12 if rng.random() < 0.75 else _nearest(pitches[3], _tones(chord))
                        )
                    else:
                        pitch = _nearest(
                            0.75 * pitches[voice] + 0.25 * register + float(rng.normal(0, 1.6)), _tones(chord)
                        )
                    pitches[voice] = pitch
                    lines[voice].append((bar.start + beat, length, pitch, chord))
    return [_embellished(rng, line, passing, tied) for line in lines]


def _embellished(
    rng: Generator, line: list[tuple[float, float, int, Chord]], passing: float, tied: float
) -> list[Note]:
    notes: list[Note] = []
    for (start, length, pitch, chord), (following, _, after, _) in zip(line, [*line[1:], line[-1]], strict=True):
        if (
            notes
            and notes[-1].pitch == pitch
            and abs(notes[-1].beat + notes[-1].beats - start) < 1e-6
            and rng.random() < 2 * tied
        ):
            before = notes.pop()
            notes.append(Note(before.beat, start + length - before.beat, pitch, before.velocity))
            continue
        between = [key for key in range(min(pitch, after) + 1, max(pitch, after)) if key % 12 in chord.scale]
        if between and length == 1 and following == start + 1 and len(between) <= 3 and rng.random() < passing:
            notes.append(Note(start, 0.5, pitch, _velocity(rng, 0.62)))
            notes.append(Note(start + 0.5, 0.5, between[len(between) // 2], _velocity(rng, 0.58)))
        else:
            notes.append(Note(start, length, pitch, _velocity(rng, 0.62)))
    return notes


def _settled(rng: Generator, phrases: Phrases, notes: list[Note]) -> list[Note]:
    """The last bar of phrases, at times, is a held chord."""
    if rng.random() > 0.35:
        return notes
    rest = [phrase[-1] for phrase in phrases if len(phrase) > 1 and rng.random() < 0.5]
    spans = [(bar.start, bar.start + bar.beats) for bar in rest]
    kept = [note for note in notes if not any(start <= note.beat < end for start, end in spans)]
    for bar in rest:
        kept += [Note(bar.start, bar.beats, key, 0.6) for key in (_low(bar.chords[0]), *bar.chords[0].voicing)]
    return sorted(kept, key=lambda note: note.beat)


def _low(chord: Chord) -> int:
    return 36 + (chord.root - 36) % 12


def _tones(chord: Chord) -> tuple[int, ...]:
    return tuple(key % 12 for key in chord.voicing)


def _next(pitch: int, direction: int, classes: tuple[int, ...]) -> int:
    return next(key for key in range(pitch + direction, pitch + 13 * direction, direction) if key % 12 in classes)


def _nearest(pitch: float, classes: tuple[int, ...]) -> int:
    return min(
        (key for key in range(int(pitch) - 7, int(pitch) + 9) if key % 12 in classes), key=lambda key: abs(key - pitch)
    )


def _velocity(rng: Generator, level: float) -> float:
    return float(np.clip(level * rng.normal(1, 0.07), 0.15, 1))

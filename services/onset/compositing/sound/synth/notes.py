"""From bars with chords to notes: who plays what, when and how loud."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from onset.timeline.score import Bar, Score, beat_samples
from onset.timeline.time import SAMPLE_RATE_HZ

_BASS, _PAD, _MALLET = (33, 45), (52, 70), (64, 82)
"""Ranges by MIDI number, lowest and highest."""
_EVERY_BEAT, _EVERY_HALF = 0.4, 0.62
"""Energies from which the mallets play on each beat, and on each half of one."""
_KICK, _SECOND_BASS, _SHAKER, _BRUSH = 0.45, 0.5, 0.58, 0.68
"""Energies from which each joins in."""
_PAD_OVERLAP = round(0.7 * SAMPLE_RATE_HZ)
"""A pad's note goes on this far into the next bar, so that chords melt into each other."""
_STRUM = round(0.045 * SAMPLE_RATE_HZ)
"""Between the notes of the last chord."""
_SHORTEST_BAR_BEAT = round(0.9 * SAMPLE_RATE_HZ)
"""Beats longer than this are a bar that was stretched; nothing plays on their halves."""


class Instrument(Enum):
    """Who plays."""

    PAD = 1
    MALLET = 2
    BASS = 3
    KICK = 4
    SHAKER = 5
    BRUSH = 6


@dataclass(frozen=True, slots=True)
class Note:
    """A sound to be made."""

    start_sample: int
    samples: int
    """How long it is held."""
    instrument: Instrument
    pitch: float
    """MIDI number; 0 for drums."""
    velocity: float
    """0..1."""
    pan: float
    """-1 left .. 1 right."""


def arrange(score: Score) -> list[Note]:
    """All notes of a score in the order of their starts."""
    dice = np.random.default_rng(score.seed)
    figure = tuple(dice.permutation(4).tolist())
    notes: list[Note] = []
    voicing: tuple[int, ...] = ()
    for bar, end in score.spans()[:-1]:
        voicing = voiced(bar.chord, voicing)
        notes += [*_pad(bar, end, voicing), *_bass(bar, end), *_mallets(bar, end, figure, dice), *_drums(bar, end)]
    last = score.bars[-1]
    notes += _ending(last, score.end_sample, voiced(last.chord, voicing))
    return sorted(notes, key=lambda note: (note.start_sample, note.instrument.value, note.pitch))


def voiced(chord: Sequence[int], before: Sequence[int]) -> tuple[int, ...]:
    """A chord's pitches in the pad's range, each as near as may be to where the chord before lay."""
    centre = float(np.mean(before)) if before else sum(_PAD) / 2
    wanted = [centre + 4.0 * (place - (len(chord) - 1) / 2) for place in range(len(chord))]
    return tuple(sorted({_nearest(pitch, place, _PAD) for pitch, place in zip(chord, wanted, strict=True)}))


def _nearest(pitch: int, wanted: float, limits: tuple[int, int]) -> int:
    choices = range(limits[0] + (pitch - limits[0]) % 12, limits[1] + 1, 12)
    return min(choices, key=lambda choice: abs(choice - wanted))


def _pad(bar: Bar, end: int, voicing: Sequence[int]) -> Iterator[Note]:
    for place, pitch in enumerate(voicing):
        pan = 0.5 * (2 * place / max(len(voicing) - 1, 1) - 1)
        held = end - bar.start_sample + _PAD_OVERLAP
        yield Note(bar.start_sample, held, Instrument.PAD, pitch, 0.5 + 0.4 * bar.energy, pan)


def _bass(bar: Bar, end: int) -> Iterator[Note]:
    pitch = _nearest(bar.chord[0], 38.0, _BASS)
    beats = beat_samples(bar, end)
    middle = len(beats) // 2
    again = bar.energy >= _SECOND_BASS and middle > 0
    until = beats[middle] if again else end
    velocity = 0.6 + 0.3 * bar.energy
    yield Note(bar.start_sample, round(until) - bar.start_sample, Instrument.BASS, pitch, velocity, 0.0)
    if again:
        yield Note(round(until), end - round(until), Instrument.BASS, pitch, 0.8 * velocity, 0.0)


def _mallets(bar: Bar, end: int, figure: Sequence[int], dice: np.random.Generator) -> Iterator[Note]:
    tones = sorted(
        {_nearest(pitch, centre, _MALLET) for pitch in bar.chord for centre in (_MALLET[0] + 3, _MALLET[1] - 3)}
    )
    beats = beat_samples(bar, end)
    halves = 2 if bar.energy >= _EVERY_HALF and (end - bar.start_sample) / bar.beats < _SHORTEST_BAR_BEAT else 1
    every = 1 if bar.energy >= _EVERY_BEAT else 2
    step = (end - bar.start_sample) / bar.beats / halves
    for number in range(0, len(beats) * halves, every):
        accent = 1.0 if number == 0 else 0.72 if number % halves == 0 else 0.5
        tone = tones[figure[number % len(figure)] * len(tones) // len(figure)] if number else tones[0]
        velocity = accent * (0.45 + 0.4 * bar.energy) * float(dice.uniform(0.92, 1.0))
        start = bar.start_sample + round(number * step)
        yield Note(start, round(1.5 * SAMPLE_RATE_HZ), Instrument.MALLET, tone, velocity, 0.35 * (-1) ** number)


def _drums(bar: Bar, end: int) -> Iterator[Note]:
    beats = beat_samples(bar, end)
    for number, place in enumerate(beats):
        start, odd = round(place), number % 2 == 1
        if bar.energy >= _KICK and not odd and (number == 0 or number < bar.beats - 1):
            yield Note(start, 0, Instrument.KICK, 0.0, 0.9 if number == 0 else 0.6, 0.0)
        if bar.energy >= _BRUSH and odd:
            yield Note(start, 0, Instrument.BRUSH, 0.0, bar.energy, 0.15)
        if bar.energy >= _SHAKER:
            half = round((end - bar.start_sample) / bar.beats / 2)
            yield Note(start, 0, Instrument.SHAKER, 0.0, 0.5, -0.3)
            yield Note(start + half, 0, Instrument.SHAKER, 0.0, 0.8, -0.3)


def _ending(bar: Bar, end: int, voicing: Sequence[int]) -> Iterator[Note]:
    """The last chord, struck once from below, left to ring."""
    held = end - bar.start_sample
    yield Note(bar.start_sample, held, Instrument.BASS, _nearest(bar.chord[0], 36.0, _BASS), 0.9, 0.0)
    yield Note(bar.start_sample, 0, Instrument.KICK, 0.0, 0.8, 0.0)
    yield from _pad(bar, end, voicing)
    rising = (*voicing, _nearest(bar.chord[0], _MALLET[1], _MALLET))
    for place, pitch in enumerate(rising):
        start = bar.start_sample + min(place * _STRUM, held - 1)
        pan = 0.5 * (2 * place / (len(rising) - 1) - 1) if len(rising) > 1 else 0.0
        yield Note(start, min(3 * SAMPLE_RATE_HZ, end - start), Instrument.MALLET, pitch, 0.8 - 0.06 * place, pan)

"""Music of few players without drums, where harmony, figures and phrases tell the beat and the bar.

`compose` repeats patterns beat by beat. Here a figure is one thing, the beat another: the same broken chord may fill a
beat, two, or a bar, in two, three or four notes a beat, and only when the chords change, how the tune goes and where
phrases end say which.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from onset.models.beat_tracker.corpus import harmony, melody, voices
from onset.models.beat_tracker.corpus.compose import EARLY_S, MARGIN
from onset.models.beat_tracker.corpus.patterns import Bar
from onset.models.beat_tracker.corpus.perform import perform
from onset.models.beat_tracker.corpus.score import Note, Part, Piece
from onset.models.beat_tracker.corpus.tempo_map import beat_times

_KEYED = "piano piano piano harpsichord nylon harp epiano musicbox mallet"
_SUNG = "violin cello flute wood voice sax trumpet accordion synlead"
_ALL_SAME = "organ choir strings brass wood piano accordion synpad harpsichord guitar"
_NOTES_A_SECOND = (2.0, 9.0)
"""Of figures: slower ones do not flow, faster ones cannot be played."""
_DIVISIONS = {2: (1, 2, 2, 3, 4, 4), 3: (1, 2, 2, 3, 4, 4), 4: (1, 2, 2, 3, 3, 4, 4), 6: (1, 1, 2)}
"""Notes a beat of figures, by metre."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the players of a piece have in common."""

    metre: int
    division: int
    """Notes a beat of whatever flows."""
    phrases: list[list[Bar]]


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    weight: float
    metres: tuple[int, ...]
    bpm: tuple[float, float]
    divided: bool
    """Whether it flows in notes of one length, whose rate is bounded."""
    write: Callable[[Generator, Plan], list[Part]]
    chords_a_bar: tuple[float, ...] = (0.5, 1, 1, 1, 1, 2)


def compose(rng: Generator, length_s: float, *, ends: bool = False) -> Piece:
    """A piece of at least `length_s` seconds, or one that `ends` at about that time."""
    kind = _KINDS[int(rng.choice(len(_KINDS), p=_SHARES))]
    metre = int(rng.choice(kind.metres))
    division = int(rng.choice(_DIVISIONS[metre]))
    low, high = kind.bpm if metre != 6 else (90.0, 216.0)
    if kind.divided:
        low, high = max(low, 60 * _NOTES_A_SECOND[0] / division), min(high, 60 * _NOTES_A_SECOND[1] / division)
    if metre == 2 and division == 3:  # six quavers slower than that are six beats
        low = max(low, 74.0)
    bpm = float(np.exp(rng.uniform(np.log(low), np.log(max(high, 1.1 * low)))))
    feel = str(rng.choice(["machine", "band", "expressive"], p=[0.1, 0.25, 0.65]))
    pickup = int(rng.integers(1, metre)) if rng.random() < 0.15 else 0
    wanted_s = length_s if ends else MARGIN * length_s
    phrases = _phrases(rng, metre, max(4, int(np.ceil(wanted_s * bpm / 60 / metre))), kind.chords_a_bar, pickup)
    parts = [part for part in kind.write(rng, Plan(metre, division, phrases)) if part.notes]
    bars = [bar for phrase in phrases for bar in phrase]
    count = bars[-1].start + metre
    times_s = beat_times(rng, bpm, count, [phrase[0].start for phrase in phrases], feel)
    performances = perform(rng, parts, times_s, feel, 0.5, 0.5)
    heard = int(np.searchsorted(times_s[:-1], min(part.notes[0].start_s for part in performances) - EARLY_S))
    return Piece(
        genre=kind.name,
        metre=metre,
        beats_s=times_s[heard:-1],
        positions=((np.arange(count) - pickup) % metre + 1).astype(np.int8)[heard:],
        parts=performances,
        end_s=float(times_s[-1]),
    )


def _phrases(
    rng: Generator, metre: int, bar_count: int, chords_a_bar: tuple[float, ...], pickup: int
) -> list[list[Bar]]:
    """Phrases that end with a cadence, of which some return; a pick-up is the end of a bar before the first."""
    key, scale = int(rng.integers(12)), str(rng.choice(list(harmony.SCALES), p=[0.55, 0.33, 0.07, 0.05]))
    style = str(rng.choice(["classic", "classic", "pop", "minor"]))
    colour = float(rng.uniform(0, 0.3))
    rate = float(rng.choice(chords_a_bar))
    length = int(rng.choice([2, 3, 4, 4, 4, 4, 4, 5, 6, 8]))
    themes: list[list[list[harmony.Chord]]] = []
    for _ in range(int(rng.integers(1, 4))):
        loop = harmony.progression(rng, style, key, scale, colour)
        loop += harmony.progression(rng, style, key, scale, colour)
        hurries = rng.random() < 0.4
        theme, at = [], 0.0
        for bar in range(length):
            # Chords come faster before a cadence.
            here = min(2 * rate if hurries and bar == length - 2 else rate, metre)
            theme.append([loop[int(at + beat * here / metre + 1e-6) % len(loop)] for beat in range(metre)])
            at += here
        themes.append(theme)
    phrases: list[list[Bar]] = []
    start = pickup
    if pickup:
        phrases.append([Bar(0, pickup, tuple(themes[0][-1][-pickup:]))])
    while sum(map(len, phrases)) < bar_count:
        theme = themes[int(rng.integers(len(themes)))]
        phrases.append([Bar(start + metre * index, metre, tuple(chords)) for index, chords in enumerate(theme)])
        start += metre * length
    return phrases


def _figuration(rng: Generator, plan: Plan) -> list[Part]:
    """Broken chords, often under a slow tune, as in preludes, studies, arpeggios and fingerpicking."""
    hand = str(rng.choice(_KEYED.split()))
    flowing = voices.broken(rng, plan.phrases, plan.division)
    tune = _tune(rng, plan, 0.3, 0.9) if rng.random() < 0.5 else []
    lead = hand if rng.random() < 0.5 else str(rng.choice(_SUNG.split()))
    return [Part("chords", hand, flowing), Part("melody", lead, tune, float(rng.normal(0, 3)))]


def _repeated(rng: Generator, plan: Plan) -> list[Part]:
    """A tune over chords that are struck again and again, with a bass that moves with them."""
    hand = str(rng.choice(["piano", "piano", "strings", "guitar", "epiano", "pizz", "accordion", "wood"]))
    lead = hand if rng.random() < 0.4 else str(rng.choice(_SUNG.split()))
    return [
        Part("chords", hand, voices.repeated(rng, plan.phrases, plan.division)),
        Part("bass", "cello" if hand in ("strings", "pizz") else hand, voices.roots(rng, plan.phrases)),
        Part("melody", lead, _tune(rng, plan, 0.4, 1.3), float(rng.normal(1, 3))),
    ]


def _chorale(rng: Generator, plan: Plan) -> list[Part]:
    """Four voices a chord a beat, with passing notes between and long notes where phrases end."""
    same = str(rng.choice(_ALL_SAME.split()))
    return [Part("chords", same, notes, float(rng.normal(0, 1.5))) for notes in voices.four_voices(rng, plan.phrases)]


def _invention(rng: Generator, plan: Plan) -> list[Part]:
    """Two or three voices in turn flowing and walking."""
    hand = str(rng.choice(["piano", "harpsichord", "organ", "nylon", "wood", "strings", "synlead"]))
    return [
        Part("melody", hand, notes) for notes in voices.in_turn(rng, plan.phrases, plan.division, rng.integers(2, 4))
    ]


def _alone(rng: Generator, plan: Plan) -> list[Part]:
    """One line: a tune, or a study that flows through the chords."""
    lead = str(rng.choice([*_SUNG.split(), "piano", "nylon", "steel", "violin", "cello", "flute"]))
    register = {"cello": 50, "nylon": 58, "steel": 58}.get(lead, 70)
    if rng.random() < 0.45:
        return [Part("melody", lead, voices.running(rng, plan.phrases, plan.division, register))]
    return [Part("melody", lead, _tune(rng, plan, 0.5, 1.8, register))]


def _quartet(rng: Generator, plan: Plan) -> list[Part]:
    """A tune, inner voices that keep the motion, a bass that keeps the time."""
    inner = str(rng.choice(["strings", "violin", "pizz", "wood", "brass", "accordion", "guitar"]))
    low = str(rng.choice(["cello", "abass", "tuba"]))
    kind = rng.random()
    if kind < 0.4:
        middle = voices.repeated(rng, plan.phrases, plan.division)
    elif kind < 0.7:
        middle = voices.after_beats(rng, plan.phrases, plan.metre)
    else:
        middle = voices.broken(rng, plan.phrases, plan.division, bass=False)
    bass = voices.roots(rng, plan.phrases) if kind > 0.2 else voices.walking(rng, plan.phrases)
    return [
        Part("chords", inner, middle),
        Part("bass", low, bass),
        Part("melody", str(rng.choice(_SUNG.split())), _tune(rng, plan, 0.6, 1.8), float(rng.normal(1, 3))),
    ]


def _dance(rng: Generator, plan: Plan) -> list[Part]:
    """Bass and after-beats under a tune: marches, polkas and reels in two, waltzes in three, rags and songs in four."""
    hand = str(rng.choice(["piano", "accordion", "guitar", "banjo", "brass", "strings", "steel"]))
    low = hand if rng.random() < 0.4 else str(rng.choice(["tuba", "abass", "cello"]))
    off_beats = plan.metre == 2
    return [
        Part("chords", hand, voices.after_beats(rng, plan.phrases, plan.metre, between=off_beats)),
        Part("bass", low, voices.oom(rng, plan.phrases)),
        Part("melody", str(rng.choice(_SUNG.split())), _tune(rng, plan, 0.9, 2.6), float(rng.normal(1, 3))),
    ]


def _tune(rng: Generator, plan: Plan, low: float, high: float, register: int = 0) -> list[Note]:
    """A melody over all phrases; motifs return with their phrase."""
    division = "compound" if plan.metre == 6 else ("triplet" if plan.division == 3 else "even")
    density = float(rng.uniform(low, high)) / (2.2 if division == "compound" else 1)
    syncopation = float(rng.choice([0, 0, 0.05, 0.3])) if division == "even" else 0.0
    register = register or int(rng.integers(66, 82))
    bars = [(bar.start, bar.beats, bar.chords[0]) for phrase in plan.phrases for bar in phrase]
    return melody.melody(rng, bars, division, density, syncopation, register)


_KINDS = (
    _Kind("figuration", 3, (4, 4, 4, 3, 3, 2, 6), (50, 140), True, _figuration),
    _Kind("repeated", 2, (4, 4, 4, 3, 2, 6), (50, 150), True, _repeated, (0.5, 0.5, 1, 1, 1, 1, 2, 2)),
    _Kind("hymn", 2, (4, 4, 3), (54, 108), False, _chorale, (2, 4, 4, 4)),
    _Kind("invention", 1.5, (4, 4, 3, 2), (54, 132), True, _invention, (1, 1, 2, 2)),
    _Kind("alone", 2.5, (4, 4, 4, 3, 3, 2, 2, 6), (54, 150), True, _alone, (1, 1, 1, 2)),
    _Kind("ensemble", 2.5, (4, 4, 4, 3, 3, 2, 2, 6), (54, 168), True, _quartet),
    _Kind("dance", 2.5, (2, 2, 2, 2, 3, 4, 4), (66, 176), False, _dance, (0.5, 1, 1, 1, 1)),
)
_SHARES = np.array([kind.weight for kind in _KINDS]) / sum(kind.weight for kind in _KINDS)

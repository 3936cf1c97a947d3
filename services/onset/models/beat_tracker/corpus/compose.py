"""A piece from chance: plan of sections and chords, then the parts, then the performance."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from onset.models.beat_tracker.corpus import genres, harmony, melody, patterns
from onset.models.beat_tracker.corpus.genres import Genre
from onset.models.beat_tracker.corpus.patterns import Bar
from onset.models.beat_tracker.corpus.perform import perform
from onset.models.beat_tracker.corpus.score import Note, Part, Piece
from onset.models.beat_tracker.corpus.tempo_map import beat_times

_FILL_CHANCE = 0.55
_ALONE = {"": 0.86, "drums": 0.04, "chords": 0.06, "melody": 0.04}
"""Shares of pieces in which a single part plays all the time, and of the others."""
EARLY_S = 0.05
"""Beats further before the first sound than a player may lag are nobody's to hear."""
MARGIN = 1.6
"""A tempo that rises by half must not use the piece up."""
_FORMS = ("iAABA", "AABB", "iABAB", "ABAC", "iAbA", "AbAo", "AB", "iABo", "AAbB", "ABCB")
"""Lower case: i intro, b break, o outro; they borrow the chords of A."""


@dataclass(frozen=True, slots=True)
class _Section:
    """Bars that are played alike."""

    label: str
    bars: list[Bar]


def compose(rng: Generator, length_s: float, *, ends: bool = False) -> Piece:
    """A piece of at least `length_s` seconds, or one that `ends` at about that time."""
    genre, metre, bpm = genres.choose(rng)
    pickup = int(rng.integers(1, metre)) if rng.random() < 0.12 else 0
    sections = _plan(rng, genre, metre, bpm, length_s if ends else MARGIN * length_s, pickup)
    bars = [bar for section in sections for bar in section.bars]
    beat_count = bars[-1].start + bars[-1].beats
    feel = "band" if genre.feel == "machine" and rng.random() < 0.15 else genre.feel
    times_s = beat_times(rng, bpm, beat_count, [section.bars[0].start for section in sections], feel)
    parts = _write(rng, genre, metre, sections)
    positions = [
        (metre - pickup if bar is bars[0] and pickup else 0) + beat + 1 for bar in bars for beat in range(bar.beats)
    ]
    performances = perform(
        rng, parts, times_s, feel, float(rng.uniform(*genre.swing)), float(rng.uniform(*genre.swing16))
    )
    heard = int(np.searchsorted(times_s[:-1], min(part.notes[0].start_s for part in performances) - EARLY_S))
    return Piece(
        genre=genre.name,
        metre=metre,
        beats_s=times_s[heard:-1],
        positions=np.array(positions[heard:], np.int8),
        parts=performances,
        end_s=float(times_s[-1]),
        electronic=genre.kit == "electronic" or (genre.kit == "any" and rng.random() < 0.5),
        pump=genre.pump > rng.random(),
    )


def _plan(rng: Generator, genre: Genre, metre: int, bpm: float, length_s: float, pickup: int) -> list[_Section]:
    """Sections with their bars and chords, `length_s` long at a steady tempo."""
    bar_count = max(4, int(np.ceil(length_s * bpm / 60 / metre)))
    key = int(rng.integers(12))
    scale = str(rng.choice(genre.scales))
    loops = {
        label: harmony.progression(rng, str(rng.choice(genre.harmony)), key, scale, genre.colour) for label in "ABC"
    }
    bar_s = metre * 60 / bpm
    shares = [0.22, 0.63, 0.15] if bar_s > 1.4 else [0.0, 0.55, 0.45]
    if metre == 2:  # else nothing but the notation tells it from 4
        shares = [0.12, 0.75, 0.13]
    bars_a_chord = float(rng.choice([0.5, 1.0, 2.0], p=shares))
    odd_bar = int(rng.integers(4, 12)) if rng.random() < 0.02 and metre == 4 else -1
    sections: list[_Section] = []
    start = pickup
    if pickup:
        sections.append(_Section("pickup", [Bar(0, pickup, (loops["A"][-1],) * pickup)]))
    form = str(rng.choice(_FORMS))
    unit = int(rng.choice([2, 4, 8], p=[0.15, 0.5, 0.35])) if bar_s < 3 else int(rng.choice([2, 4]))
    made = 0
    while made < bar_count:
        label = form[len(sections) % len(form)]
        loop = loops[label if label.isupper() else "A"]
        bars: list[Bar] = []
        for index in range(max(1, unit // 2) if label in "io" and rng.random() < 0.5 else unit):
            beats = 2 if made == odd_bar else metre
            places = (index + (beat // max(metre // 2, 1)) / 2 * (metre % 2 == 0) for beat in range(beats))
            bars.append(Bar(start, beats, tuple(loop[int(place / bars_a_chord) % len(loop)] for place in places)))
            start += beats
            made += 1
        sections.append(_Section(label, bars))
    return sections


def _write(rng: Generator, genre: Genre, metre: int, sections: list[_Section]) -> list[Part]:
    """All parts over all sections."""
    drumless = rng.random() < genre.drumless
    alone = str(rng.choice(list(_ALONE), p=list(_ALONE.values())))
    if alone == "drums" and drumless:
        alone = ""
    labels = sorted({section.label for section in sections})
    comps = [_pick(rng, genre.chords) for _ in range(1 if rng.random() < 0.55 else 2)]
    instruments = [str(rng.choice(comp.split(":")[0].split())) for comp in comps]
    bass_on = str(rng.choice(genre.bass_on.split())) if genre.bass_on else ""
    lead = str(rng.choice(genre.lead.split()))
    pad = str(rng.choice(["strings", "choir", "synpad", "organ"])) if rng.random() < genre.pad else ""
    has_lead = rng.random() < 0.75
    register = int(rng.integers(66, 80))
    keys = {letter: int(rng.choice(choices)) for letter, choices in patterns.DRUM_KEYS.items()}
    kits = {label: dict(_pick_table(rng, genre.drums)) for label in labels}
    basses = {label: _pick(rng, genre.bass) for label in labels}
    comp_of = {label: [comp if rng.random() < 0.7 else _pick(rng, genre.chords) for comp in comps] for label in labels}
    drums: list[Note] = []
    bass: list[Note] = []
    chords: list[list[Note]] = [[] for _ in comps]
    pads: list[Note] = []
    tune: list[Note] = []
    division = "compound" if genre.compound or metre == 6 else ("triplet" if genre.triplet else "even")
    for index, section in enumerate(sections):
        bars, label = section.bars, section.label
        roles = {alone} if alone else _roles(rng, label, drumless, has_lead)
        if "drums" in roles or "hats" in roles:
            only = set("hoygqp") if "drums" not in roles else None
            drums += _drums(rng, kits[label], keys, bars, genre.grid, only)
        if "fill" in roles and not drumless and index + 1 < len(sections):
            drums += _fill(rng, bars[-1], keys)
        if "bass" in roles and bass_on:
            bass += patterns.bass_notes(rng, basses[label], bars, genre.grid)
        for place, comp in enumerate(comp_of[label]):
            if "chords" in roles and (place == 0 or rng.random() < 0.7):
                chords[place] += patterns.chord_notes(
                    rng, comp.split(":")[1].strip(), bars, genre.grid, instruments[place]
                )
        if "pad" in roles and pad:
            pads += patterns.pad_notes(bars)
        if "melody" in roles:
            line = [(bar.start, bar.beats, bar.chords[0]) for bar in bars]
            density = genre.density * float(rng.uniform(0.7, 1.2))
            tune += melody.melody(rng, line, division, density, genre.syncopation, register)
    return [
        part
        for part in (
            Part("drums", "kit", drums, float(rng.normal(0, 2.5))),
            Part("bass", bass_on, bass, float(rng.normal(0, 2.5))),
            *(
                Part("chords", name, notes, float(rng.normal(-3, 3)))
                for name, notes in zip(instruments, chords, strict=True)
            ),
            Part("pad", pad, pads, float(rng.normal(-6, 3))),
            Part("melody", lead, tune, float(rng.normal(-1, 3))),
        )
        if part.notes
    ]


def _pick(rng: Generator, choices: list[str]) -> str:
    return choices[int(rng.integers(len(choices)))]


def _pick_table(rng: Generator, tables: list[dict[str, str]]) -> dict[str, str]:
    """A drum pattern, perhaps thinned, perhaps with a line that borrows another's rhythm."""
    table = dict(tables[int(rng.integers(len(tables)))])
    for letter in list(table):
        if letter not in "ksc" and len(table) > 2 and rng.random() < 0.15:
            del table[letter]
    if "h" in table and rng.random() < 0.2:
        table[str(rng.choice(["y", "g", "q", "p", "o"]))] = table.pop("h")
    if "k" in table and rng.random() < 0.07:
        table["k"] = "." + table["k"][1:]
    if "k" in table and rng.random() < 0.3:
        place = int(rng.integers(1, len(table["k"])))
        table["k"] = table["k"][:place] + str(rng.choice(["x", ".", "o"])) + table["k"][place + 1 :]
    return table


def _roles(rng: Generator, label: str, drumless: bool, has_lead: bool) -> set[str]:
    """Who plays in a section. Somebody always keeps the beat."""
    if label == "pickup":
        return {"melody"} if drumless or rng.random() < 0.6 else {"fill"}
    everyone = {"bass", "chords", "pad", "fill"} | ({"melody"} if has_lead and rng.random() < 0.75 else set())
    if not drumless:
        everyone.add("drums")
    if label == "i":
        kinds: list[set[str]] = [
            {"chords", "fill"},
            {"hats", "pad"},
            {"drums"},
            {"chords", "hats"},
            {"bass", "drums"},
            everyone,
        ]
        chosen = kinds[int(rng.integers(len(kinds)))]
        return chosen - {"drums", "hats", "fill"} | {"chords"} if drumless else chosen
    if label == "b":
        return everyone - {"drums"} if rng.random() < 0.5 else {"chords", "melody", "pad", "fill"}
    if label == "o" and rng.random() < 0.5:
        return everyone - {"melody", "fill"}
    if rng.random() < 0.12:
        return everyone - {str(rng.choice(["bass", "pad", "melody"]))}
    return everyone


def _drums(
    rng: Generator, table: dict[str, str], keys: dict[str, int], bars: list[Bar], grid: int, only: set[str] | None
) -> list[Note]:
    notes: list[Note] = []
    for letter, pattern in table.items():
        if only is None or letter in only:
            notes += patterns.drum_notes(rng, pattern, keys[letter], bars, grid)
    if only is None and rng.random() < 0.5:
        notes.append(Note(bars[0].start, 1, keys["C"], 0.9))
    return notes


def _fill(rng: Generator, bar: Bar, keys: dict[str, int]) -> list[Note]:
    """Snare and toms over the last beats of a bar."""
    if rng.random() > _FILL_CHANCE:
        return []
    length = min(bar.beats, int(rng.choice([1, 2, 2, 4])))
    division = int(rng.choice([2, 3, 4, 4, 4]))
    drums = [keys["s"], keys["t"], keys["m"], keys["f"]]
    first = bar.start + bar.beats - length
    keep = float(rng.uniform(0.6, 1))
    return [
        Note(first + step / division, 0.25, drums[min(3, int(step / (length * division) * rng.uniform(0.5, 4.5)))],
             float(np.clip(0.6 + 0.35 * step / (length * division) + rng.normal(0, 0.06), 0.2, 1)))
        for step in range(length * division)
        if rng.random() < keep
    ]  # fmt: skip

"""Sections: boundaries and labels of songs whose form is known, none where there is no music, and what always holds."""

from dataclasses import replace
from functools import cache

import mir_eval
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onset.analysis.form import Form, find_form
from onset.analysis.harmony import find_keys
from onset.timeline.music import Beat, KeySpan, Mode, SectionName
from onset.timeline.sound import HOP_SAMPLES, Features, FloatArray
from onset.timeline.time import SAMPLE_RATE_HZ
from tests.support.analyses import features
from tests.support.curves import curves_of
from tests.support.songs import Material, Song, compose, random_song
from tests.unit.analysis.sounds import mono, pink, speak

SEEDS = (1002, 1004, 1018, 1021, 1035, 1038)
"""Songs that no weight was fitted to."""
VERSE = Material(8, (0, 5, 3, 4), groove="rock", bass="roots", melody=3, level=0.7)
CHORUS = Material(8, (3, 4, 0, 5), groove="busy", comping="strum", bass="octaves", melody=4)
BRIDGE = Material(8, (1, 2, 5, 1), groove="half", comping="arpeggio", bass="roots", level=0.7)
SPARSE = Material(4, (0, 3), groove="none", comping="arpeggio", bass="none", level=0.4)


def form_of(samples: FloatArray, beats: tuple[Beat, ...]) -> Form:
    curves = curves_of(samples)
    return find_form(curves, beats, find_keys(curves, samples.shape[1]), samples.shape[1])


@cache
def form_of_song(song: Song) -> Form:
    return form_of(song.sound(), song.beats)


def hit_rate(song: Song, form: Form) -> float:
    """F-measure of the boundaries within half a second, without the outermost."""
    reference = np.append(song.starts_s, song.duration_s)
    found = np.array([[section.start_sample, section.end_sample] for section in form.sections]) / SAMPLE_RATE_HZ
    reference_spans = np.column_stack((reference[:-1], reference[1:]))
    return float(mir_eval.segment.detection(reference_spans, found, window=0.5, trim=True)[2])


def test_boundaries_of_songs_are_found() -> None:
    rates = {seed: hit_rate(song, form_of_song(song)) for seed in SEEDS for song in [random_song(seed)]}
    assert np.mean(list(rates.values())) >= 0.8, rates
    assert min(rates.values()) >= 0.4, rates


def test_a_pop_song_is_named() -> None:
    parts = [("i", SPARSE), ("A", VERSE), ("B", CHORUS), ("A", VERSE), ("B", CHORUS), ("C", BRIDGE), ("B", CHORUS)]
    song = compose([*parts, ("o", replace(SPARSE, chords=(3, 0)))], tempo_bpm=150, start_s=0.4)
    sections = form_of_song(song).sections
    starts_s = [section.start_sample / SAMPLE_RATE_HZ for section in sections]
    assert starts_s[1:] == pytest.approx(song.starts_s[1:], abs=0.02)
    assert [section.label for section in sections] == list("ABCBCDCE")
    intro, verse, chorus, bridge, outro = (
        SectionName.INTRO, SectionName.VERSE, SectionName.CHORUS, SectionName.BRIDGE, SectionName.OUTRO,
    )  # fmt: skip
    assert [section.name for section in sections] == [
        intro, verse, chorus, verse, chorus, bridge, chorus, outro,
    ]  # fmt: skip
    assert sections[2].energy > sections[1].energy > sections[0].energy


def test_a_part_that_comes_twice_in_a_row_and_alone_is_two() -> None:
    song = compose([("A", VERSE), ("A", VERSE), ("B", CHORUS), ("A", VERSE)], tempo_bpm=150)
    sections = form_of_song(song).sections
    assert [section.label for section in sections] == list("AABA")
    assert [section.start_sample / SAMPLE_RATE_HZ for section in sections] == pytest.approx(song.starts_s, abs=0.02)


def test_parts_that_differ_in_chords_alone_are_told_apart() -> None:
    first = replace(VERSE, bars=16)
    other = replace(first, chords=(1, 4, 2, 5))
    song = compose([("A", first), ("B", other), ("A", first), ("B", other)], tempo_bpm=160)
    sections = form_of_song(song).sections
    assert [section.label for section in sections] == list("ABAB")


def test_what_stays_the_same_is_one_section() -> None:
    song = compose([("A", replace(VERSE, bars=32))], tempo_bpm=150)
    assert len(form_of_song(song).sections) == 1
    assert len(form_of(song.sound(), ()).sections) == 1


def test_music_without_a_beat_has_sections_too() -> None:
    drifting = Material(8, (0, 3), groove="none", comping="pad", bass="none", comping_voice="strings")
    song = compose([("A", drifting), ("B", replace(drifting, comping="arpeggio", chords=(5, 1)))], tempo_bpm=70)
    sections = form_of(song.sound(), ()).sections
    assert [section.label for section in sections] == ["A", "B"]
    assert sections[1].start_sample / SAMPLE_RATE_HZ == pytest.approx(song.starts_s[1], abs=2)


@pytest.mark.parametrize(
    "samples",
    [
        speak([0.1, 0.2, 0.3, 0.4] * 8).samples,
        mono(0.1 * pink(20 * SAMPLE_RATE_HZ)),
        mono(np.zeros(20 * SAMPLE_RATE_HZ)),
        mono(np.zeros(1)),
    ],
    ids=["speech", "noise", "silence", "one sample"],
)
def test_there_is_no_form_without_music(samples: FloatArray) -> None:
    form = form_of(samples, ())
    assert form.sections == ()
    assert form.swells == ()


def test_sections_are_where_the_music_is() -> None:
    speech = speak([0.1, 0.2, 0.3, 0.4] * 5).samples[0]
    song = compose([("A", VERSE)], tempo_bpm=120).sound()[0]
    samples = np.concatenate((speech, song, speech))[None]
    sections = form_of(samples, ()).sections
    covered_s = sections[0].start_sample / SAMPLE_RATE_HZ, sections[-1].end_sample / SAMPLE_RATE_HZ
    assert covered_s == pytest.approx((speech.size / SAMPLE_RATE_HZ, (speech.size + song.size) / SAMPLE_RATE_HZ), abs=3)


@st.composite
def heard_music(draw: st.DrawFn) -> tuple[Features, tuple[Beat, ...], tuple[KeySpan, ...], int]:
    """Curves of changing noise, with any beats and perhaps a key."""
    frame_count = draw(st.integers(1, 3000))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    parts = np.repeat(rng.normal(-40, 15, (128, 8)), -(-frame_count // 8), axis=1)[:, :frame_count]
    level_db = np.clip(parts + rng.normal(0, 3, parts.shape), -80, 0)
    curves = features(
        rng.uniform(size=frame_count), rng.uniform(size=frame_count), mel_db=level_db,
        chroma=rng.uniform(size=(12, frame_count)),
    )  # fmt: skip
    sample_count = (frame_count - 1) * HOP_SAMPLES + draw(st.integers(1, HOP_SAMPLES))
    intervals = rng.uniform(0.9, 1.1, 200) * draw(st.floats(0.2, 1)) * SAMPLE_RATE_HZ
    samples = [at for at in np.cumsum(intervals).astype(int).tolist() if at < sample_count]
    per_bar, offset = draw(st.integers(2, 5)), draw(st.integers(0, 3))
    places = (divmod(index + offset, per_bar) for index in range(len(samples)))
    beats = tuple(Beat(at, 1.0, bar, position + 1, 1.0) for at, (bar, position) in zip(samples, places, strict=True))
    keys = (KeySpan(0, sample_count, 0, Mode.MAJOR, 1.0),) if draw(st.booleans()) else ()
    return curves, beats, keys, sample_count


@settings(max_examples=30)
@given(heard=heard_music())
def test_what_holds_of_every_form(heard: tuple[Features, tuple[Beat, ...], tuple[KeySpan, ...], int]) -> None:
    curves, beats, keys, sample_count = heard
    form = find_form(curves, beats, keys, sample_count)
    again = find_form(curves, beats, keys, sample_count)
    assert (form.sections, form.swells) == (again.sections, again.swells)
    assert form.energy_arc.size == max(1, round(curves.frame_count / 100))
    assert np.all((form.energy_arc >= 0) & (form.energy_arc <= 1))

    edges = [edge for section in form.sections for edge in (section.start_sample, section.end_sample)]
    assert edges == sorted(edges)
    assert all(edge <= sample_count for edge in edges)
    if keys:
        assert edges[1:-1:2] == edges[2:-1:2]
    seen = list(dict.fromkeys(section.label for section in form.sections))
    assert seen == sorted(seen)
    downbeats = [beat.sample for beat in beats if beat.position == 1]
    if len(downbeats) >= 4:
        inner = [section.start_sample for section in form.sections[1:]]
        assert all(start in downbeats for start in inner if downbeats[0] <= start <= downbeats[-1])
    for section in form.sections:
        assert 0 <= section.energy <= 1
        assert 0 <= section.confidence <= 1
    for swell in form.swells:
        assert 0 < swell.strength <= 1
        assert swell.end_sample <= sample_count

"""The energy arc, build-ups and drops: where they were put, and nowhere else."""

import numpy as np
import pytest

from onset.analysis.form import Form, find_form
from onset.analysis.form.energy import energy_arc
from onset.analysis.harmony import find_keys
from onset.timeline.music import SwellKind
from onset.timeline.sound import FloatArray
from onset.timeline.time import SAMPLE_RATE_HZ
from tests.support.analyses import features
from tests.support.curves import curves_of
from tests.support.songs import Material, Song, compose
from tests.unit.analysis.sounds import drums, mono, pink, speak

CHORDS = (0, 5, 3, 4)
VERSE = Material(8, CHORDS, comping="strum", bass="eighths", melody=3, level=0.8)
BREAK = Material(8, CHORDS, groove="none", bass="none", level=0.6)
FULL = Material(8, CHORDS, groove="four", comping="strum", bass="octaves", melody=5)


def form_of(song: Song) -> Form:
    samples = song.sound()
    curves = curves_of(samples)
    return find_form(curves, song.beats, find_keys(curves, samples.shape[1]), samples.shape[1])


def arc_of(samples: FloatArray) -> FloatArray:
    return energy_arc(curves_of(samples))


@pytest.mark.parametrize(("tempo_bpm", "bars"), [(150, 4), (140, 8), (165, 12)])
def test_a_build_up_and_its_drop_are_where_they_were_put(tempo_bpm: float, bars: int) -> None:
    build = Material(bars, CHORDS, groove="hats", comping="strum", bass="none", rising=True, level=0.9)
    song = compose([("A", VERSE), ("B", BREAK), ("C", build), ("D", FULL)], tempo_bpm=tempo_bpm)
    build_up, drop = form_of(song).swells
    assert (build_up.kind, drop.kind) == (SwellKind.BUILD_UP, SwellKind.DROP)
    _, _, build_s, drop_s = song.starts_s
    found_s = [sample / SAMPLE_RATE_HZ for sample in (build_up.start_sample, build_up.end_sample, drop.start_sample)]
    assert found_s[0] == pytest.approx(build_s, abs=2 * 240 / tempo_bpm + 0.01)
    assert found_s[1:] == pytest.approx([drop_s, drop_s], abs=0.01)
    assert min(build_up.strength, drop.strength) > 0.5


def test_bass_and_level_that_come_back_after_a_break_are_a_drop_without_a_build_up() -> None:
    song = compose([("A", FULL), ("B", BREAK), ("A", FULL)], tempo_bpm=150)
    (drop,) = form_of(song).swells
    assert drop.kind is SwellKind.DROP
    assert drop.start_sample / SAMPLE_RATE_HZ == pytest.approx(song.starts_s[2], abs=0.01)


@pytest.mark.parametrize(
    "form",
    [
        [("A", Material(24, CHORDS, melody=3))],
        [("A", VERSE), ("B", FULL), ("A", VERSE)],
        [("o", BREAK), ("A", FULL)],
    ],
    ids=["steady", "verse and chorus", "bass that enters after an intro"],
)
def test_there_is_no_swell_where_nothing_swells(form: list[tuple[str, Material]]) -> None:
    assert form_of(compose(form, tempo_bpm=150)).swells == ()


def test_the_arc_is_higher_where_it_is_louder_and_busier() -> None:
    quiet = Material(8, CHORDS, groove="none", bass="none", level=0.3)
    song = compose([("A", quiet), ("B", VERSE), ("C", FULL), ("A", quiet)], tempo_bpm=150)
    arc = form_of(song).energy_arc
    edges_s = [round(start_s) for start_s in (*song.starts_s, song.duration_s)]
    means = [float(np.mean(arc[a + 2 : b - 2])) for a, b in zip(edges_s, edges_s[1:], strict=False)]
    assert means[0] < 0.4 < means[1] < means[2]
    assert means[3] == pytest.approx(means[0], abs=0.15)


def test_the_arc_does_not_depend_on_the_level_of_the_track() -> None:
    song = compose([("A", VERSE), ("B", BREAK)], tempo_bpm=150).sound()
    np.testing.assert_allclose(arc_of(song), arc_of(0.5 * song), atol=0.06)


@pytest.mark.parametrize("samples", [drums(120, 20), mono(0.1 * pink(20 * SAMPLE_RATE_HZ))], ids=["drums", "noise"])
def test_the_arc_of_what_stays_the_same_is_level(samples: FloatArray) -> None:
    arc = arc_of(samples)
    assert arc.size == 20
    assert np.ptp(arc[2:-2]) < 0.1, arc


def test_the_arc_of_speech_does_not_fall_to_nothing_between_words() -> None:
    assert arc_of(speak([0.2, 0.3, 0.4] * 10).samples).min() > 0.3


def test_silence_has_no_energy_and_so_has_the_silence_beside_a_sound() -> None:
    assert not arc_of(mono(np.zeros(3 * SAMPLE_RATE_HZ))).any()
    assert arc_of(mono(np.zeros(1))).size == 1
    silence = np.zeros(15 * SAMPLE_RATE_HZ)
    arc = arc_of(mono(np.concatenate((silence, 0.1 * pink(20 * SAMPLE_RATE_HZ), silence))))
    assert not arc[:10].any()
    assert arc[20:30].min() > 0.7


@pytest.mark.parametrize("frame_count", [1, 49, 100, 151, 1234])
def test_the_arc_has_a_value_a_second(frame_count: int) -> None:
    curves = features(np.ones(frame_count), np.ones(frame_count), mel_db=np.full((128, frame_count), -20))
    assert energy_arc(curves).shape == (max(1, round(frame_count / 100)),)

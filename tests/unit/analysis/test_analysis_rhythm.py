"""Beats, bars and tempo of whole tracks whose rhythm is known, and none where there is none."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from onset.analysis.ears import METRES
from onset.analysis.rhythm.confidence import TOLD_CONFIDENCE
from onset.analysis.rhythm.find import Rhythm, find_rhythm
from onset.timeline.sound import FloatArray
from tests.unit.analysis.activations import FRAMES_PER_S, counted, heard, onsets

RATE_HZ = 48_000
SILENT = np.zeros(0, np.float32)


def find(activations: FloatArray, onset_strength: FloatArray = SILENT) -> Rhythm:
    """The rhythm of a sound as long as its activations."""
    return find_rhythm(activations, onset_strength, max(1, (activations.shape[0] - 1) * RATE_HZ // FRAMES_PER_S))


def found_s(rhythm: Rhythm) -> NDArray[np.float64]:
    return np.array([beat.sample for beat in rhythm.beats]) / RATE_HZ


def errors_s(truth_s: NDArray[np.float64], rhythm: Rhythm) -> NDArray[np.float64]:
    """Of each true beat, the distance of the nearest found."""
    return np.abs(truth_s[:, None] - found_s(rhythm)).min(axis=1)


@pytest.mark.parametrize("beats_per_bar", [2, 3, 4, 6])
@pytest.mark.parametrize("tempo_bpm", [50, 63.7, 80, 97.3, 120, 141, 174.2, 203.9, 220])
def test_every_tempo_and_metre(tempo_bpm: float, beats_per_bar: int) -> None:
    beats_s = np.arange(0.31, 30, 60 / tempo_bpm)
    rhythm = find(heard(beats_s, counted(beats_s.size, beats_per_bar), 31), onsets(beats_s, 31))
    assert len(rhythm.beats) == beats_s.size
    assert np.median(errors_s(beats_s, rhythm)) < 0.005
    assert errors_s(beats_s, rhythm).max() < 0.012
    assert rhythm.tempo.interval_bpm == pytest.approx(tempo_bpm, rel=0.01)
    assert rhythm.tempo.confidence > 0.7
    assert rhythm.metre.beats_per_bar == beats_per_bar
    assert rhythm.metre.confidence > 0.4
    assert [beat.position for beat in rhythm.beats] == counted(beats_s.size, beats_per_bar)
    assert [beat.bar for beat in rhythm.beats] == [1 + index // beats_per_bar for index in range(beats_s.size)]
    assert len(rhythm.tempo_curve) == 1


@pytest.mark.parametrize("beats_per_bar", [2, 3, 4, 6])
def test_where_downbeats_are_in_doubt_the_metre_that_was_told_decides(beats_per_bar: int) -> None:
    """Every beat may begin a bar as well as any other; the tracker hears the metre all the same."""
    beats_s = np.arange(0.5, 30, 0.5)
    activations = heard(beats_s, [2] * beats_s.size, 31)
    told = np.where(np.array(METRES) == beats_per_bar, 0.85, 0.05).astype(np.float32)
    rhythm = find(np.concatenate([activations, np.broadcast_to(told, (len(activations), 4))], axis=1))
    assert rhythm.metre.beats_per_bar == beats_per_bar
    assert found_s(rhythm).tolist() == found_s(find(activations)).tolist()


def test_a_metre_that_is_told_against_clear_downbeats_is_not_believed() -> None:
    beats_s = np.arange(0.5, 30, 0.5)
    activations = heard(beats_s, counted(beats_s.size, 3), 31)
    told = np.broadcast_to(np.array([0.1, 0.1, 0.7, 0.1], np.float32), (len(activations), 4))
    assert find(np.concatenate([activations, told], axis=1)).metre.beats_per_bar == 3


def test_onsets_tell_times_between_frames_of_the_tracker() -> None:
    beats_s = np.arange(0.313, 30, 0.487)
    activations = heard(beats_s + 0.012, counted(beats_s.size, 4), 31)
    late_s, exact_s = find(activations), find(activations, onsets(beats_s, 31))
    assert np.median(errors_s(beats_s, late_s)) > 0.008
    assert np.median(errors_s(beats_s, exact_s)) < 0.002


def test_a_pick_up_is_bar_0() -> None:
    beats_s = np.arange(0.5, 20, 0.5)
    rhythm = find(heard(beats_s, counted(beats_s.size, 3, pick_up=1), 21))
    assert [(beat.bar, beat.position) for beat in rhythm.beats[:5]] == [(0, 3), (1, 1), (1, 2), (1, 3), (2, 1)]


def test_a_ritardando_is_followed() -> None:
    intervals_s = np.concatenate([np.full(30, 0.5), np.linspace(0.5, 1.0, 13)])
    beats_s = 0.4 + np.cumsum(intervals_s)
    rhythm = find(heard(beats_s, counted(beats_s.size, 4), beats_s[-1] + 1))
    assert len(rhythm.beats) == beats_s.size
    assert errors_s(beats_s, rhythm).max() < 0.07
    slow_down = [point.bpm for point in rhythm.tempo_curve if point.sample > beats_s[31] * RATE_HZ]
    assert slow_down == sorted(slow_down, reverse=True)
    assert slow_down[-1] < 70
    assert rhythm.tempo.interval_bpm == pytest.approx(120, rel=0.02)


@pytest.mark.parametrize("tempi_bpm", [(90, 140), (160, 72), (120, 126), (200, 100)])
def test_a_new_tempo_from_one_section_to_the_next(tempi_bpm: tuple[float, float]) -> None:
    intervals_s = np.repeat(60 / np.array(tempi_bpm), 40)
    beats_s = np.cumsum(intervals_s)
    rhythm = find(heard(beats_s, counted(80, 4), beats_s[-1] + 1))
    assert np.mean(errors_s(beats_s, rhythm) < 0.07) > 0.97
    assert abs(len(rhythm.beats) - 80) <= 2
    assert rhythm.tempo_curve[0].bpm == pytest.approx(tempi_bpm[0], rel=0.02)
    assert rhythm.tempo_curve[-1].bpm == pytest.approx(tempi_bpm[1], rel=0.02)


def test_tempo_points_tell_changes_above_1_percent_only() -> None:
    beats_s = 0.5 + np.cumsum(0.5 + 0.0015 * np.sin(np.arange(80)))
    rhythm = find(heard(beats_s, counted(80, 4), beats_s[-1] + 1), onsets(beats_s, beats_s[-1] + 1))
    assert len(rhythm.tempo_curve) == 1
    assert rhythm.tempo_curve[0].sample == rhythm.beats[0].sample


def test_a_new_metre_in_mid_piece() -> None:
    positions = counted(40, 4) + counted(42, 3)
    beats_s = 0.3 + 0.45 * np.arange(len(positions))
    rhythm = find(heard(beats_s, positions, beats_s[-1] + 1))
    assert [beat.position for beat in rhythm.beats] == positions
    assert rhythm.metre.beats_per_bar == 3, "most bars have three beats"


@pytest.mark.parametrize("level", [0.2, 0.35])
def test_half_beats_that_are_heard_faintly_are_no_beats(level: float) -> None:
    notes_s = np.arange(0.4, 40, 0.3)
    levels = np.where(np.arange(notes_s.size) % 2 == 0, 0.9, level)
    positions = [index // 2 % 4 + 1 if index % 2 == 0 else 0 for index in range(notes_s.size)]
    rhythm = find(heard(notes_s, positions, 41, level=levels))
    assert rhythm.tempo.interval_bpm == pytest.approx(100, rel=0.01)


def test_every_other_beat_heard_faintly_is_a_beat() -> None:
    beats_s = np.arange(0.4, 40, 0.5)
    levels = np.where(np.arange(beats_s.size) % 2 == 0, 0.95, 0.65)
    rhythm = find(heard(beats_s, counted(beats_s.size, 4), 41, level=levels))
    assert rhythm.tempo.interval_bpm == pytest.approx(120, rel=0.01)


def spoilt(tempo_bpm: float, beats_per_bar: int, seed: int) -> tuple[NDArray[np.float64], Rhythm]:
    """Beats of which one in ten is missed, all tremble, twelve false ones between them; and what is found of them."""
    rng = np.random.default_rng(seed)
    beats_s = np.arange(0.5, 40, 60 / tempo_bpm)
    levels = rng.uniform(0.6, 1, beats_s.size)
    levels[3:-3][rng.random(beats_s.size - 6) < 0.1] = 0.05
    activations = heard(
        beats_s + rng.normal(0, 0.008, beats_s.size), counted(beats_s.size, beats_per_bar), 41, level=levels, seed=seed
    )
    alarms_s = rng.uniform(0, 41, 12)
    return beats_s, find(np.maximum(activations, heard(alarms_s, counted(12, 4), 41, level=0.6, murmur=0)))


@settings(max_examples=15)
@given(
    tempo_bpm=st.floats(55, 210),
    beats_per_bar=st.sampled_from([3, 4]),
    seed=st.integers(0, 2**16),
)
def test_misses_jitter_and_false_alarms(tempo_bpm: float, beats_per_bar: int, seed: int) -> None:
    beats_s, rhythm = spoilt(tempo_bpm, beats_per_bar, seed)
    hit = np.mean(errors_s(beats_s, rhythm) < 0.07)
    assert hit > 0.88, f"{hit:.0%} of the beats found at {tempo_bpm:.1f} BPM"
    assert len(rhythm.beats) < 1.05 * beats_s.size + 1
    assert rhythm.tempo.interval_bpm == pytest.approx(tempo_bpm, rel=0.02)
    # Where every other downbeat is missed or in doubt, two bars of three are one of six.
    assert rhythm.metre.beats_per_bar in (beats_per_bar, 2 * beats_per_bar)


def test_bars_are_told_in_spite_of_misses_and_false_alarms() -> None:
    """Over many sounds: in a few, chance hides what tells three from six."""
    drawn = np.random.default_rng(3)
    cases = [(float(drawn.uniform(55, 210)), int(drawn.choice([3, 4])), seed) for seed in range(40)]
    found = [(*spoilt(*case), case[1]) for case in cases]
    assert sum(rhythm.metre.beats_per_bar == told for _, rhythm, told in found) >= 38
    assert np.mean([np.mean(errors_s(beats_s, rhythm) < 0.07) for beats_s, rhythm, _ in found]) > 0.98


def test_no_beats_outside_the_music() -> None:
    """A spoken introduction, two pieces with ambience between them, silence at the end."""
    beats_s = np.concatenate([np.arange(20, 50, 0.5), np.arange(80, 110, 0.6)])
    positions = counted(60, 4) + counted(50, 3)
    rhythm = find(heard(beats_s, positions, 130, murmur=0.03))
    assert errors_s(beats_s, rhythm).max() < 0.02
    assert len(rhythm.beats) == beats_s.size
    second = next(beat for beat in rhythm.beats if beat.sample > 60 * RATE_HZ)
    assert (second.bar, second.position) == (16, 1)


def test_a_doubtful_piece_is_told_by_itself_but_not_beside_a_sure_one() -> None:
    """Its beats would be cut to on the other's word, or the other's not for its sake."""
    sure_s, doubtful_s = np.arange(20, 50, 0.5), np.arange(80, 110, 0.6)
    alone = find(heard(doubtful_s, counted(50, 3), 130, level=0.5, murmur=0.05))
    assert (len(alone.beats), alone.tempo.confidence) == (50, pytest.approx(0.26, abs=0.08))
    both_s, positions = np.concatenate([sure_s, doubtful_s]), counted(60, 4) + counted(50, 3)
    level = np.where(both_s < 60, 0.95, 0.5)
    rhythm = find(heard(both_s, positions, 130, level=level, murmur=0.05))
    assert errors_s(sure_s, rhythm).max() < 0.02
    assert len(rhythm.beats) == sure_s.size
    assert rhythm.tempo.confidence > 0.8


def test_a_break_of_two_bars_is_bridged_and_said_to_be_unsure() -> None:
    beats_s = np.arange(0.5, 40, 0.5)
    silent = (beats_s >= 20) & (beats_s < 24)
    rhythm = find(heard(beats_s, counted(beats_s.size, 4), 41, level=np.where(silent, 0.03, 0.95)))
    assert len(rhythm.beats) == beats_s.size
    assert errors_s(beats_s, rhythm).max() < 0.07
    confidence = np.array([beat.confidence for beat in rhythm.beats])
    assert confidence[silent].min() < 0.3
    assert np.median(confidence[~silent]) > 0.7


def murmurs(seed: int, duration_s: float) -> dict[str, FloatArray]:
    """What a tracker says of sounds without a beat."""
    rng = np.random.default_rng(seed)
    count = round(duration_s * FRAMES_PER_S)
    scattered_s = rng.uniform(0, duration_s, round(2.5 * duration_s))
    syllables_s = np.cumsum(rng.lognormal(np.log(0.22), 0.4, round(6 * duration_s)))
    syllables_s = syllables_s[syllables_s < duration_s]
    return {
        "silence": np.zeros((count, 2), np.float32),
        "murmur": rng.exponential(0.05, (count, 2)).clip(0, 1).astype(np.float32),
        "noise": rng.random((count, 2)).astype(np.float32) ** 4,
        "scattered": heard(scattered_s, counted(scattered_s.size, 3), duration_s, level=0.6),
        "syllables": heard(
            syllables_s, [2] * syllables_s.size, duration_s, level=rng.uniform(0.1, 0.6, syllables_s.size)
        ),
    }


@settings(max_examples=8)
@given(seed=st.integers(0, 2**16), duration_s=st.sampled_from([2.5, 15.0, 60.0]))
def test_no_beat_is_invented(seed: int, duration_s: float) -> None:
    for name, activations in murmurs(seed, duration_s).items():
        rhythm = find(activations)
        assert rhythm.beats == (), f"{name}: {len(rhythm.beats)} beats, {rhythm.tempo}"
        assert rhythm.tempo.confidence < TOLD_CONFIDENCE
        assert (rhythm.tempo.interval_bpm, rhythm.metre.beats_per_bar, rhythm.tempo_curve) == (0, 0, ())


@pytest.mark.parametrize("beat_count", [1, 2, 3])
def test_too_few_for_a_beat(beat_count: int) -> None:
    beats_s = 0.5 + 0.5 * np.arange(beat_count)
    assert find(heard(beats_s, counted(beat_count, 4), 10)).beats == ()


@settings(max_examples=30)
@given(
    activations=hnp.arrays(np.float32, st.tuples(st.integers(0, 300), st.just(2)), elements=st.floats(0, 1, width=32)),
    beat_every=st.integers(12, 60),
)
def test_whatever_is_heard_the_answer_makes_sense(activations: FloatArray, beat_every: int) -> None:
    activations[::beat_every] = 1
    sample_count = max(1, activations.shape[0] * 960 - 960)
    rhythm = find_rhythm(activations, activations[:, 0].repeat(2), sample_count)
    samples = [beat.sample for beat in rhythm.beats]
    assert all(earlier < later for earlier, later in zip(samples, samples[1:], strict=False))
    assert all(0 <= sample < sample_count for sample in samples)
    assert all(0 <= beat.confidence <= 1 and 0 <= beat.strength <= 1 for beat in rhythm.beats)
    assert 0 <= rhythm.tempo.confidence <= 1
    assert 0 <= rhythm.metre.confidence <= 1
    for before, beat in zip(rhythm.beats, rhythm.beats[1:], strict=False):
        follows = (beat.bar, beat.position) == (before.bar, before.position + 1)
        assert follows or (beat.bar, beat.position) == (before.bar + 1, 1)
    if rhythm.beats:
        assert rhythm.beats[0].bar == int(rhythm.beats[0].position == 1)
        assert rhythm.tempo.interval_bpm > 0
        assert rhythm.tempo_curve[0].sample == samples[0]


@settings(max_examples=10)
@given(shift=st.integers(1, 400), seed=st.integers(0, 2**16))
def test_later_sound_gives_the_same_beats_later(shift: int, seed: int) -> None:
    beats_s = 2 + np.cumsum(np.random.default_rng(seed).normal(0.5, 0.01, 40))
    activations = heard(beats_s, counted(40, 4), beats_s[-1] + 2, murmur=0.01, seed=seed)
    shifted = np.concatenate([np.full((shift, 2), 1e-3, np.float32), activations])
    first, second = find(activations), find(shifted)
    assert [beat.sample + shift * 960 for beat in first.beats] == [beat.sample for beat in second.beats]
    assert [(b.bar, b.position, b.confidence) for b in first.beats] == [
        (b.bar, b.position, b.confidence) for b in second.beats
    ]


def test_twenty_minutes() -> None:
    beats_s = np.cumsum(np.random.default_rng(3).normal(0.55, 0.004, 2160))
    activations = np.zeros((60_001, 2), np.float32)
    frames = np.round(beats_s * FRAMES_PER_S).astype(int)
    activations[frames, 0] = activations[frames[::4], 1] = 0.9
    rhythm = find(activations)
    assert len(rhythm.beats) == beats_s.size
    assert np.abs(found_s(rhythm) - beats_s).max() < 0.02
    assert rhythm.beats[-1].bar == 540


@pytest.mark.parametrize(
    ("activations", "problem"),
    [
        (np.zeros((5, 3), np.float32), r"must be \(T, 2\) or \(T, 6\), got shape \(5, 3\)"),
        (np.zeros(5, np.float32), r"must be \(T, 2\) or \(T, 6\), got shape \(5,\)"),
        (np.full((5, 2), 1.5, np.float32), "must be probabilities"),
        (np.full((5, 2), np.nan, np.float32), "must be probabilities"),
    ],
)
def test_what_is_no_activation_is_refused(activations: FloatArray, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        find_rhythm(activations, SILENT, 48_000)

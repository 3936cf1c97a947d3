"""The metre of a run by what sounds on its bars, where the beat tracker is in doubt."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from onset.analysis.ears import METRES
from onset.analysis.rhythm.accents import ACCENTS, accents_at
from onset.analysis.rhythm.bar_model import bar_model
from onset.analysis.rhythm.bar_paths import bar_paths
from onset.analysis.rhythm.bars import find_bars
from onset.analysis.rhythm.find import Rhythm, find_rhythm
from onset.analysis.rhythm.referee import ALIKE, OWN, Weights, referee_case, referee_weights, verdict_bonus
from onset.timeline.sound import FloatArray
from tests.unit.analysis.activations import FRAMES_PER_S, counted, heard

MODEL = bar_model()
EQUAL = np.full(4, 0.25, np.float32)


def music(beats_s: NDArray[np.float64], positions: list[int], duration_s: float, seed: int = 0) -> FloatArray:
    """(T, 128) chords that change on downbeats, under a bass that is struck there and a click on every beat."""
    rng = np.random.default_rng(seed)
    mel = np.zeros((round(duration_s * FRAMES_PER_S) + 1, 128), np.float32)
    frames = np.round(beats_s * FRAMES_PER_S).astype(int)
    chord = np.zeros(128)
    for start, end, position in zip(frames, [*frames[1:], len(mel)], positions, strict=True):
        if position == 1:
            chord = np.zeros(128)
            chord[rng.choice(np.arange(8, 84, 3), 5, replace=False)] = 0.6
            chord[int(rng.integers(2, 8))] = 0.9
        fade = 1 - 0.3 * np.arange(end - start) / FRAMES_PER_S
        mel[start:end] = chord * fade[:, None]
        mel[start : start + 3, 90:] += 0.4
        if position == 1:
            mel[start : start + 3, :14] += 0.2
    return (mel + rng.uniform(0, 0.03, mel.shape)).clip(0, 1).astype(np.float32)


def told(activations: FloatArray, metres: FloatArray = EQUAL) -> FloatArray:
    """(T, 6) of a tracker that tells the same of the metre everywhere."""
    return np.concatenate([activations, np.broadcast_to(metres, (len(activations), 4))], axis=1).astype(np.float32)


def found(activations: FloatArray, mel: FloatArray | None) -> Rhythm:
    return find_rhythm(activations, np.zeros(0, np.float32), (len(activations) - 1) * 960, mel)


@pytest.mark.parametrize(
    ("beats_per_bar", "misled", "trace"), [(3, 4, 0.04), (6, 4, 0.04), (3, 4, 0.08), (6, 4, 0.08), (4, 2, 0.08)]
)
def test_where_harmony_alone_tells_the_bars_it_is_heeded(beats_per_bar: int, misled: int, trace: float) -> None:
    """Every beat may begin a bar, but for a trace, and the metre told is another."""
    beats_s = np.arange(0.5, 40, 0.55)
    positions = counted(beats_s.size, beats_per_bar)
    doubtful = heard(beats_s, [1] * beats_s.size, 41, downbeat_level=0.8 * trace, murmur=0.005)
    activations = np.maximum(heard(beats_s, positions, 41, downbeat_level=trace, seed=2), doubtful)
    wrong = np.where(np.array(METRES) == misled, 0.55, 0.15).astype(np.float32)
    rhythm = found(told(activations, wrong), music(beats_s, positions, 41))
    assert found(told(activations, wrong), None).metre.beats_per_bar == misled
    assert rhythm.metre.beats_per_bar == beats_per_bar
    assert [beat.position for beat in rhythm.beats] == positions


@pytest.mark.parametrize("beats_per_bar", [2, 3, 4, 6])
def test_what_tracker_and_music_agree_on_stays(beats_per_bar: int) -> None:
    beats_s = np.arange(0.5, 30, 0.5)
    positions = counted(beats_s.size, beats_per_bar)
    clear = np.where(np.array(METRES) == beats_per_bar, 0.85, 0.05).astype(np.float32)
    activations = told(heard(beats_s, positions, 31), clear)
    rhythm = found(activations, music(beats_s, positions, 31))
    assert [beat.position for beat in rhythm.beats] == positions
    assert rhythm == found(activations, None)


def test_the_referee_moves_no_beat() -> None:
    beats_s = np.arange(0.5, 30, 0.6)
    activations = told(heard(beats_s, counted(beats_s.size, 4), 31, downbeat_level=0.3))
    with_music = found(activations, music(beats_s, counted(beats_s.size, 3), 31))
    assert [beat.sample for beat in with_music.beats] == [beat.sample for beat in found(activations, None).beats]


def test_silence_is_evidence_of_nothing_and_no_number_breaks() -> None:
    beats_s = np.arange(0.5, 30, 0.5)
    activations = told(heard(beats_s, counted(beats_s.size, 3), 31))
    rhythm = found(activations, np.zeros((len(activations), 128), np.float32))
    assert rhythm.metre.beats_per_bar == 3
    assert np.isfinite(rhythm.metre.confidence)


def test_accents_are_where_something_begins_or_changes() -> None:
    mel = np.zeros((400, 128), np.float32)
    mel[:200, [10, 30, 50]] = 0.5
    mel[200:, [14, 36, 57]] = 0.5
    mel[300:303, 100:] = 0.8
    change, click, nothing = accents_at(mel, np.array([200, 300, 350]))[:, None]
    struck, changed = np.split(change[0], [5])
    assert (changed > 0.9).all()
    assert struck[0] > 0
    assert struck[4] == 0
    assert click[0, 4] > 0.3
    assert click[0, 1] == 0
    assert np.abs(nothing).max() < 1e-3


@settings(max_examples=4)
@given(start=st.integers(0, 6100), seed=st.integers(0, 100))
def test_accents_do_not_depend_on_how_a_long_sound_is_read(start: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    mel = np.repeat(rng.uniform(0, 1, (640, 128)), 10, axis=0).astype(np.float32)
    frames = np.unique(np.array([5980, 5995, 6000, 6001, 6030, start + 40]))
    late = frames[frames >= start + 40]
    np.testing.assert_allclose(accents_at(mel, frames)[-late.size :], accents_at(mel[start:], late - start), atol=1e-5)
    assert accents_at(mel, frames[:0]).shape == (0, ACCENTS)


evidences = st.integers(0, 10_000).map(
    lambda seed: np.random.default_rng(seed).normal(0, 1.5, (24, MODEL.metres.size)).astype(np.float32)
)


@given(evidence=evidences)
def test_the_best_path_in_one_metre_is_the_best_where_no_other_is_possible(evidence: FloatArray) -> None:
    starts = np.zeros(len(evidence), np.bool_)
    paths = bar_paths(evidence, starts, MODEL, one_metre=True)
    for metre in METRES:
        own = MODEL.metres == metre
        alone = bar_paths(np.where(own, evidence, -1e5).astype(np.float32), starts, MODEL)
        end = int(np.where(own, paths.scores, -np.inf).argmax())
        assert paths.scores[end] == pytest.approx(alone.scores.max(), abs=1e-3)
        assert set(MODEL.metres[paths.states(end)]) == {metre}


@given(evidence=evidences, seed=st.integers(0, 10_000))
def test_a_verdict_makes_up_for_what_its_bars_lack(evidence: FloatArray, seed: int) -> None:
    """Afterwards they are better than those decided for by as much as the referee is surer of them, or more."""
    rng = np.random.default_rng(seed)
    count = len(evidence)
    bars = find_bars(evidence, np.zeros(count, np.bool_), MODEL)
    case = referee_case(
        np.arange(0, 25 * count, 25),
        rng.uniform(0, 1, count).astype(np.float32),
        evidence,
        np.broadcast_to(EQUAL, (count, 4)),
        rng.uniform(0, 1, (25 * count, 128)).astype(np.float32),
        MODEL,
    )
    weights = Weights(rng.normal(0, 0.5, ALIKE), rng.normal(0, 0.5, (len(METRES), OWN)))
    bonus = verdict_bonus(case, bars, MODEL, weights)
    judged = weights.judged(case)
    agreed = ((case.metres[:, None] == bars.metres) & (case.positions == bars.positions)).mean(axis=1)
    best, present = int(judged.argmax()), int(agreed.argmax())
    assert (bonus >= 0).all()
    assert bonus.any() <= (best != present)
    if best != present:
        first = int(np.flatnonzero(MODEL.metres == case.metres[best])[0])
        gained = bonus[np.arange(count), first + case.positions[best] - 1].sum()
        assert gained == pytest.approx(bonus.sum(), abs=1e-3)
        lead = case.scores[best] + gained - case.scores[present]
        assert lead >= judged[best] - judged[present] - 1e-2


@given(evidence=evidences)
def test_the_bars_of_each_metre_begin_on_each_of_its_beats(evidence: FloatArray) -> None:
    count = len(evidence)
    case = referee_case(
        np.arange(0, 25 * count, 25),
        np.full(count, 0.3, np.float32),
        evidence,
        np.broadcast_to(EQUAL, (count, 4)),
        np.zeros((25 * count, 128), np.float32),
        MODEL,
    )
    for metre in METRES:
        own = case.positions[case.metres == metre]
        assert (np.sort(own, axis=0) == np.arange(1, metre + 1)[:, None]).all()
    assert np.isfinite(case.alike).all()
    assert np.isfinite(case.own).all()


def test_a_trace_of_a_downbeat_on_the_wrong_beat_does_not_mislead() -> None:
    """The tracker takes every fourth beat for a downbeat, one beat too late, and is not sure of it."""
    beats_s = np.arange(0.5, 40, 0.55)
    positions = counted(beats_s.size, 4)
    late = counted(beats_s.size, 4, pick_up=1)
    activations = told(heard(beats_s, late, 41, downbeat_level=0.04, seed=3))
    rhythm = found(activations, music(beats_s, positions, 41))
    assert [beat.position for beat in found(activations, None).beats] != positions
    assert [beat.position for beat in rhythm.beats] == positions


def test_weights_fit_the_facts() -> None:
    weights = referee_weights()
    assert weights.alike.shape == (ALIKE,)
    assert weights.own.shape == (len(METRES), OWN)
    assert np.isfinite(weights.alike).all()
    assert np.isfinite(weights.own).all()

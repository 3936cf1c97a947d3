"""Beat alignment, correlation and the voice's place against independent reckonings."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import spearmanr

from onset.evaluation.sound import place_voice
from onset.evaluation.sync import BEAT_HIT_S, align, onsets_per_frame, rank_correlation
from onset.timeline.edits import analysis_on_film
from onset.timeline.plan import VoiceEdit
from onset.timeline.time import FrameRate
from tests.unit.evaluation.films import analyse, plan, speak

BEATS = np.arange(0.25, 30, 0.5)


def envelope_of(samples: np.ndarray) -> np.ndarray:
    whole = samples[: len(samples) // 48 * 48].reshape(-1, 48)
    return np.sqrt(np.mean(whole**2, axis=1))


@given(arrays(np.float64, st.integers(3, 40), elements=st.integers(-5, 5).map(float)), st.integers(0, 2**31))
def test_rank_correlation_is_spearmans(one: np.ndarray, seed: int) -> None:
    other = np.random.default_rng(seed).integers(-5, 5, len(one)).astype(float)
    found = rank_correlation(one, other)
    if np.ptp(one) == 0 or np.ptp(other) == 0:
        assert found == 0
    else:
        assert found == pytest.approx(spearmanr(one, other).statistic, abs=1e-9)


def test_cuts_on_beats_score_one_and_all_hit() -> None:
    found = align(BEATS[::4], BEATS, 30)
    assert found.cuts_to_beats == pytest.approx(1)
    assert found.hits == 1
    assert found.beats_to_cuts < 0.5, "three beats of four have no cut"


def test_cuts_between_beats_score_nothing() -> None:
    found = align(BEATS[:-1] + 0.25, BEATS, 30)
    assert found.cuts_to_beats < 1e-4
    assert found.hits == 0


@settings(max_examples=20)
@given(st.lists(st.floats(0, 30), min_size=1, max_size=60), st.integers(0, 2**31))
def test_chance_is_what_random_cuts_hit(beats: list[float], seed: int) -> None:
    random = np.random.default_rng(seed).uniform(0, 30, 20_000)
    found = align(random, np.array(beats), 30)
    assert found.hits == pytest.approx(found.chance, abs=0.02)
    assert BEAT_HIT_S / 30 <= found.chance <= 1


@settings(max_examples=15, deadline=None)
@given(late_ms=st.floats(-300, 300), gain=st.floats(0.1, 4), bed=st.floats(0, 0.02), seed=st.integers(0, 1000))
def test_voice_is_placed_to_five_milliseconds(late_ms: float, gain: float, bed: float, seed: int) -> None:
    spoken = speak([str(k) for k in range(14)], pause_after=(3, 8), seed=seed)
    start = 24_000
    film = np.zeros(len(spoken.samples) + 72_000)
    at = start + round(late_ms * 48)
    film[at : at + len(spoken.samples)] = gain * spoken.samples
    film += bed * np.random.default_rng(seed).standard_normal(len(film))
    found = place_voice(envelope_of(film), analyse(spoken.samples), [VoiceEdit(0, len(spoken.samples), start)])
    assert found.recognised
    assert found.offset_ms == pytest.approx(late_ms, abs=5)


def test_another_sound_is_not_recognised() -> None:
    spoken = speak([str(k) for k in range(14)], pause_after=(3, 8))
    other = speak([str(k) for k in range(14)], pause_after=(1, 5, 11), seed=99)
    whole = [VoiceEdit(0, len(spoken.samples), 0)]
    assert not place_voice(envelope_of(other.samples), analyse(spoken.samples), whole).recognised
    assert not place_voice(np.zeros(5000), analyse(spoken.samples), whole).recognised
    assert not place_voice(envelope_of(spoken.samples), analyse(spoken.samples), ()).recognised


@pytest.mark.parametrize("rate", [FrameRate(24), FrameRate(30000, 1001), FrameRate(60)])
def test_onsets_fall_into_the_frame_in_which_they_sound(rate: FrameRate) -> None:
    spoken = speak(["one", "two", "three"])
    timeline = plan(60, rate=rate, voice_start=9_600)
    analysis = analyse(spoken.samples)
    strongest = int(analysis.features.onset_strength.argmax())
    on_film = analysis_on_film(analysis, timeline.mix.voice, timeline.sample_count)
    curve = onsets_per_frame(on_film, timeline, 60)
    time_s = (9_600 + 480 * strongest) / 48_000
    assert curve.argmax() == int(time_s * rate.per_second)
    assert curve.max() == analysis.features.onset_strength.max()

"""The beat of live sound: what is known while it is heard, against the truth and against the whole track's rhythm."""

from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from onset.analysis.rhythm.confidence import STEADY_CONFIDENCE
from onset.analysis.rhythm.find import find_rhythm
from onset.analysis.rhythm.follow import BeatFollower, PulseState
from onset.timeline.music import Beat
from onset.timeline.sound import FloatArray
from tests.unit.analysis.activations import FRAMES_PER_S, counted, heard

RATE_HZ = 48_000
WARM_UP_BEATS = 10


def follow(activations: FloatArray) -> list[PulseState]:
    """The state after each frame."""
    follower = BeatFollower()
    return [follower.push(activations[frame : frame + 1]) for frame in range(activations.shape[0])]


def beats_of(states: Iterable[PulseState]) -> list[Beat]:
    return [beat for state in states for beat in state.beats]


def seconds_of(beats: Iterable[Beat]) -> NDArray[np.float64]:
    return np.array([beat.sample for beat in beats]) / RATE_HZ


def expectation_errors_s(states: list[PulseState], beats_s: NDArray[np.float64], after_s: float) -> NDArray[np.float64]:
    """How far each next beat expected after a time is from the true next beat."""
    errors_s = []
    for frame, state in enumerate(states):
        now_s = frame / FRAMES_PER_S
        if after_s < now_s < beats_s[-1] - 0.1:
            assert state.next_beat is not None, f"no beat expected at {now_s:.2f} s"
            assert state.next_beat.sample > now_s * RATE_HZ
            errors_s.append(np.abs(beats_s - state.next_beat.sample / RATE_HZ).min())
    return np.array(errors_s)


@pytest.mark.parametrize("beats_per_bar", [3, 4])
@pytest.mark.parametrize("tempo_bpm", [50, 77, 120, 163, 220])
def test_a_steady_beat(tempo_bpm: float, beats_per_bar: int) -> None:
    beats_s = np.arange(0.31, 32, 60 / tempo_bpm)
    positions = counted(beats_s.size, beats_per_bar)
    states = follow(heard(beats_s, positions, beats_s[-1] + 0.2))
    known_s = beats_s[WARM_UP_BEATS:]
    found = [beat for beat in beats_of(states) if beat.sample / RATE_HZ > known_s[0] - 0.05]
    assert len(found) == known_s.size
    assert np.abs(seconds_of(found) - known_s).max() < 0.012
    assert [beat.position for beat in found][2:] == positions[WARM_UP_BEATS + 2 :]
    assert states[-1].tempo_bpm == pytest.approx(tempo_bpm, rel=0.02)
    assert states[-1].beats_per_bar == beats_per_bar
    assert states[-1].confidence > 0.7
    assert np.quantile(expectation_errors_s(states, beats_s, known_s[0]), 0.9) < 0.035


def test_phase_and_place_in_the_bar_go_on_between_beats() -> None:
    beats_s = np.arange(0.5, 20, 0.5)
    states = follow(heard(beats_s, counted(beats_s.size, 4), 20))
    for frame in range(500, 950):
        in_beats = (frame / FRAMES_PER_S - 0.5) / 0.5
        away = abs(states[frame].phase - in_beats % 1)
        assert min(away, 1 - away) < 0.06, f"{states[frame].phase:.2f} for {in_beats % 1:.2f}"
        if 0.1 < in_beats % 1 < 0.9:
            assert states[frame].position == int(in_beats) % 4 + 1
            next_beat = states[frame].next_beat
            assert next_beat is not None
            assert next_beat.position == (int(in_beats) + 1) % 4 + 1


@pytest.mark.parametrize(("tempi_bpm", "beats"), [((100, 130), 5), ((140, 120), 5), ((90, 170), 12)])
def test_a_new_tempo_is_taken_up_within_a_few_beats(tempi_bpm: tuple[float, float], beats: int) -> None:
    """Of nearly twice the tempo every other beat is heard first."""
    beats_s = np.cumsum(np.repeat(60 / np.array(tempi_bpm), 24))
    states = follow(heard(beats_s, counted(48, 4), beats_s[-1] + 0.2))
    taken_up = states[round((beats_s[23 + beats] + 0.1) * FRAMES_PER_S) :]
    tempi = np.array([state.tempo_bpm for state in taken_up])
    assert np.abs(tempi / tempi_bpm[1] - 1).max() < 0.04, f"{tempi.min():.0f} to {tempi.max():.0f} BPM"
    found_s = seconds_of(beats_of(taken_up))
    assert np.abs(beats_s[25 + beats :, None] - found_s).min(axis=1).max() < 0.03


def test_a_ritardando_is_followed() -> None:
    beats_s = 0.4 + np.cumsum(np.concatenate([np.full(24, 0.5), np.linspace(0.5, 0.9, 13)]))
    states = follow(heard(beats_s, counted(beats_s.size, 4), beats_s[-1] + 0.2))
    found_s = seconds_of(beats_of(states))
    assert np.abs(beats_s[WARM_UP_BEATS:, None] - found_s).min(axis=1).max() < 0.07
    assert np.quantile(expectation_errors_s(states, beats_s, beats_s[WARM_UP_BEATS]), 0.8) < 0.07


@settings(max_examples=4)
@given(seed=st.integers(0, 2**16))
def test_agrees_with_the_whole_track(seed: int) -> None:
    """On uncertain music, once it is warm: nearly all beats and places in the bar are those found with hindsight."""
    rng = np.random.default_rng(seed)
    beats_s = 0.3 + np.cumsum(60 / rng.uniform(70, 160) * (1 + 0.01 * rng.standard_normal(60)))
    activations = heard(
        beats_s, counted(60, 4), beats_s[-1] + 0.3, level=rng.uniform(0.6, 1, 60), murmur=0.02, seed=seed
    )
    offline = find_rhythm(activations, np.zeros(0, np.float32), activations.shape[0] * 960).beats
    live = beats_of(follow(activations))
    late_s = beats_s[WARM_UP_BEATS + 4] - 0.1
    truth = [beat for beat in offline if beat.sample / RATE_HZ > late_s]
    found = [beat for beat in live if beat.sample / RATE_HZ > late_s]
    distance_s = np.abs(seconds_of(truth)[:, None] - seconds_of(found))
    agrees = distance_s.min(axis=1) < 0.025
    assert agrees.mean() > 0.95
    assert abs(len(found) - len(truth)) <= 2
    nearest = distance_s.argmin(axis=1)
    same_place = [beat.position == found[near].position for beat, near in zip(truth, nearest, strict=True)]
    assert np.mean(same_place) > 0.9


@settings(max_examples=4)
@given(sizes=st.lists(st.integers(0, 70), max_size=12))
def test_how_it_is_cut_does_not_matter(sizes: list[int]) -> None:
    beats_s = np.arange(0.3, 12, 0.45)
    activations = heard(beats_s, counted(beats_s.size, 3), 12)
    whole = BeatFollower().push(activations)
    follower, beats, start = BeatFollower(), [], 0
    for size in [*sizes, activations.shape[0]]:
        state = follower.push(activations[start : start + size])
        beats += state.beats
        start += size
    assert tuple(beats) == whole.beats
    state = follower.push(activations[:0])
    assert (state.phase, state.next_beat, state.confidence) == (whole.phase, whole.next_beat, whole.confidence)


@settings(max_examples=4)
@given(seed=st.integers(0, 2**16))
def test_no_beat_is_invented(seed: int) -> None:
    rng = np.random.default_rng(seed)
    scattered_s = rng.uniform(0, 12, 30)
    murmurs = {
        "silence": np.zeros((300, 2), np.float32),
        "murmur": rng.exponential(0.05, (600, 2)).clip(0, 1).astype(np.float32),
        "scattered": heard(scattered_s, counted(30, 3), 12, level=0.6),
    }
    for name, activations in murmurs.items():
        states = follow(activations)
        assert beats_of(states) == [], name
        assert max(state.confidence for state in states) < STEADY_CONFIDENCE, name
        assert all(
            (s.tempo_bpm, s.phase, s.position, s.beats_per_bar, s.next_beat) == (0, 0, 0, 0, None) for s in states
        )


def test_the_beat_is_given_up_when_the_music_ends_and_found_again() -> None:
    beats_s = np.concatenate([np.arange(0.5, 15, 0.5), np.arange(35, 50, 0.4)])
    states = follow(heard(beats_s, counted(beats_s.size, 4), 50))
    assert states[34 * FRAMES_PER_S].next_beat is None
    assert states[34 * FRAMES_PER_S].tempo_bpm == 0
    assert not [beat for beat in beats_of(states) if 20 < beat.sample / RATE_HZ < 34.9]
    assert states[-1].tempo_bpm == pytest.approx(150, rel=0.03)


def test_what_is_no_activation_is_refused() -> None:
    with pytest.raises(ValueError, match=r"must be \(T, 2\) or \(T, 6\), got shape \(5,\)"):
        BeatFollower().push(np.zeros(5, np.float32))

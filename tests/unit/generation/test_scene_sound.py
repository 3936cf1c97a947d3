"""A scene's sound: windows stand exactly where they say, no stroke between their moments is lost, edges are held."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from onset.generation import sound
from onset.timeline.plan import FEATURE_NAMES
from onset.timeline.sound import HOP_SAMPLES
from onset.timeline.time import FrameRate

RATES = st.sampled_from([FrameRate(24000, 1001), FrameRate(25), FrameRate(30), FrameRate(60)])
ONSET, RMS = FEATURE_NAMES.index("onset"), FEATURE_NAMES.index("rms")
HOPS = 1000


def film(*strokes: int) -> bytes:
    """Ten seconds in which rms counts hops in steps of 1/255, with strokes of 1 at some hops."""
    rows = np.zeros((HOPS, 20), np.uint8)
    rows[:, RMS] = np.arange(HOPS) % 256
    rows[list(strokes), ONSET] = 255
    return rows.tobytes()


@given(RATES, st.integers(100, 140), st.integers(0, 60))
def test_a_windows_moments_are_125_ms_apart_around_the_frame(rate: FrameRate, start: int, frame: int) -> None:
    rows = sound.rows_of(sound.around(film(), start, start + 61, rate))
    (window,) = sound.windows(rows, [frame], rate)
    now = sound.hop_of(start, rate) + rate.sample_of_frame(frame) / HOP_SAMPLES
    for moment in range(sound.TOKENS):
        hop = now + (moment - sound.NOW) * 12.5
        heard = round(float(window[moment, RMS]) * 255)
        assert min((heard - hop) % 256, (hop - heard) % 256) <= 0.51, f"moment {moment} hears hop {heard}, not {hop}"


@given(st.integers(0, HOPS - 1))
def test_a_stroke_within_a_window_is_in_its_nearest_moment(stroke: int) -> None:
    rate = FrameRate(25)
    rows = sound.rows_of(sound.around(film(stroke), 100, 201, rate))
    (window,) = sound.windows(rows, [50], rate)
    moment = sound.NOW + (stroke - 600) / 12.5
    if not 0 <= moment <= sound.TOKENS - 1:
        return
    heard = np.flatnonzero(window[:, ONSET])
    assert len(heard)
    assert np.abs(heard - moment).min() <= 0.55


@given(st.integers(0, 60), st.integers(1, 200), RATES)
def test_beyond_the_film_moments_are_held_without_onsets(start: int, frames: int, rate: FrameRate) -> None:
    short = film(0, 3)[: 20 * 4]
    rows = sound.rows_of(sound.around(short, start, start + frames, rate))
    assert len(rows) >= sound.BEFORE_HOPS + sound.hop_of(frames, rate)
    windows = sound.windows(rows, [0, frames - 1], rate)
    assert windows.shape == (2, 16, 20)
    places = [sound.BEFORE_HOPS - sound.hop_of(start, rate) + hop for hop in (0, 3)]
    assert rows[:, ONSET].sum() == sum(0 <= place < len(rows) for place in places)


def test_scenes_that_sound_alike_have_the_same_sound_wherever_they_stand() -> None:
    rows = np.random.default_rng(0).integers(0, 256, (400, 20), np.uint8)
    twice = np.concatenate([rows, rows]).tobytes()
    rate = FrameRate(25)
    assert sound.around(twice, 50, 70, rate) == sound.around(twice, 150, 170, rate)
    assert sound.around(twice, 50, 70, rate) != sound.around(twice, 51, 71, rate)


def test_an_onset_grows_at_its_stroke_most_and_is_forgotten() -> None:
    rows = sound.rows_of(sound.around(film(100), 0, 75, FrameRate(25)))
    felt = sound.felt_onsets(rows, range(90, 300))
    assert felt[:10].max() == 0
    growth = np.diff(felt[9:])
    assert growth.argmax() == 0
    assert 0.6 <= felt.max() <= 1
    assert felt[10:].argmax() <= 20
    assert felt[-1] < 0.03


def test_of_two_onsets_the_stronger_one_is_felt() -> None:
    once, twice = (sound.rows_of(sound.around(film(*hops), 0, 75, FrameRate(25))) for hops in ((100,), (100, 110)))
    twice[sound.BEFORE_HOPS + 110, ONSET] = 0.2
    felt = [sound.felt_onsets(rows, range(90, 140)) for rows in (once, twice)]
    np.testing.assert_array_equal(*felt)

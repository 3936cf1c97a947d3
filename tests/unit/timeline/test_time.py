"""Time is exact: round trips, order, and no drift however long the sound is."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.timeline.time import SAMPLE_RATE_HZ, FrameRate, round_half_up, samples_of_seconds

RATES = [FrameRate.parse(text) for text in ("23.976", "24", "25", "29.97", "30", "50", "59.94", "60")]
rates = st.sampled_from(RATES)
frames = st.integers(0, 60 * 60 * 60 * 3)
samples = st.integers(0, SAMPLE_RATE_HZ * 60 * 60 * 3)


@given(rates, frames)
def test_a_frame_survives_the_way_over_samples(rate: FrameRate, frame: int) -> None:
    assert rate.frame_of_sample(rate.sample_of_frame(frame)) == frame


@given(rates, frames)
def test_a_frame_survives_the_way_over_seconds(rate: FrameRate, frame: int) -> None:
    assert rate.frame_of_seconds(rate.seconds_of_frame(frame)) == frame


@given(rates, samples)
def test_a_sample_moves_at_most_half_a_frame(rate: FrameRate, sample: int) -> None:
    back = rate.sample_of_frame(rate.frame_of_sample(sample))
    half_frame = Fraction(SAMPLE_RATE_HZ) / rate.per_second / 2
    assert abs(back - sample) <= half_frame + Fraction(1, 2)


@given(rates, samples, samples)
def test_order_is_kept(rate: FrameRate, one: int, other: int) -> None:
    earlier, later = sorted((one, other))
    assert rate.frame_of_sample(earlier) <= rate.frame_of_sample(later)


@given(rates, frames)
def test_frames_are_strictly_ordered_in_samples(rate: FrameRate, frame: int) -> None:
    assert rate.sample_of_frame(frame) < rate.sample_of_frame(frame + 1)


def test_no_drift_at_29_97_over_three_hours() -> None:
    rate = FrameRate.parse("29.97")
    seconds = 3 * 60 * 60
    frame = rate.frame_of_seconds(Fraction(seconds))
    assert frame == 323_676  # 10800 * 30000 / 1001 = 323676.32...
    for minute in range(180):
        exact = Fraction(minute * 60 * 30000, 1001)
        assert rate.frame_of_sample(minute * 60 * SAMPLE_RATE_HZ) == round_half_up(exact), f"minute {minute}"
    assert abs(rate.sample_of_frame(frame) / SAMPLE_RATE_HZ - seconds) < 1 / 59


def test_beats_placed_from_absolute_time_do_not_drift() -> None:
    rate = FrameRate.parse("29.97")
    for beat in range(0, 20_000, 7):
        at = Fraction(beat * 60, 128)
        error_s = abs(rate.seconds_of_frame(rate.frame_of_seconds(at)) - at)
        assert error_s <= Fraction(1, 2) / rate.per_second, f"beat {beat} is {float(error_s)} s off"


@given(st.fractions(min_value=-1000, max_value=1000))
def test_rounding_is_to_the_nearest_and_ties_go_up(value: Fraction) -> None:
    rounded = round_half_up(value)
    assert Fraction(-1, 2) <= rounded - value <= Fraction(1, 2)
    assert rounded - value != Fraction(-1, 2)


@pytest.mark.parametrize(
    ("text", "per_second"),
    [
        ("30", Fraction(30)),
        ("25", Fraction(25)),
        ("23.976", Fraction(24000, 1001)),
        ("29.97", Fraction(30000, 1001)),
        ("59.94", Fraction(60000, 1001)),
        ("30000/1001", Fraction(30000, 1001)),
        (" 12.5 ", Fraction(25, 2)),
        ("60/2", Fraction(30)),
    ],
)
def test_rates_are_read_exactly(text: str, per_second: Fraction) -> None:
    rate = FrameRate.parse(text)
    assert rate.per_second == per_second
    assert FrameRate.parse(str(rate)) == rate


@pytest.mark.parametrize("text", ["", "fast", "0", "-30", "30/0", "nan", "inf"])
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"rate"):
        FrameRate.parse(text)


@given(st.integers(0, 10**9))
def test_seconds_to_samples_is_exact_for_exact_seconds(sample: int) -> None:
    assert samples_of_seconds(Fraction(sample, SAMPLE_RATE_HZ)) == sample


@given(rates, st.integers(0, 10**8))
def test_the_frame_on_screen_begins_no_later_and_the_next_one_does(rate: FrameRate, sample: int) -> None:
    frame = rate.frame_showing(sample)
    assert rate.sample_of_frame(frame) <= sample < rate.sample_of_frame(frame + 1)

"""Timecode against OpenTimelineIO's own, and drop-frame's rules where they bite."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentimelineio.opentime import RationalTime

from onset.timeline.time import FrameRate
from onset.timeline.timecode import counted_rate, drops_frames, start_number, timecode

RATES = [FrameRate.parse(text) for text in ("23.976", "24", "25", "29.97", "30", "48", "50", "59.94", "60")]
DROPPING = FrameRate(30000, 1001)


@given(st.sampled_from(RATES), st.floats(0, 1, exclude_max=True))
def test_agrees_with_opentimelineio(rate: FrameRate, share: float) -> None:
    day = 144 * (600 * counted_rate(rate) - 9 * (counted_rate(rate) // 15 if drops_frames(rate) else 0))
    number = int(share * day)
    per_second = float(rate.per_second)
    assert timecode(number, rate) == RationalTime(number, per_second).to_timecode(per_second, drops_frames(rate))


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0, "00:00:00;00"),
        (1799, "00:00:59;29"),
        (1800, "00:01:00;02"),
        (3597, "00:01:59;29"),
        (3598, "00:02:00;02"),
        (17_981, "00:09:59;29"),
        (17_982, "00:10:00;00"),
        (107_892, "01:00:00;00"),
    ],
)
def test_drop_frame_leaves_out_numbers_in_all_but_tenth_minutes(number: int, told: str) -> None:
    assert timecode(number, DROPPING) == told


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_films_start_at_one_hour(rate: FrameRate) -> None:
    assert timecode(start_number(rate), rate).replace(";", ":") == "01:00:00:00"


@pytest.mark.parametrize("rate", [FrameRate(10), FrameRate(25, 2), FrameRate(120), FrameRate(120_000, 1001)], ids=str)
def test_rates_without_timecode(rate: FrameRate) -> None:
    assert counted_rate(rate) == start_number(rate) == 0
    with pytest.raises(ValueError, match="have no timecode"):
        timecode(0, rate)


@pytest.mark.parametrize("number", [-1, 24 * 3600 * 25])
def test_a_day_is_all_that_can_be_told(number: int) -> None:
    with pytest.raises(ValueError, match="24 hours"):
        timecode(number, FrameRate(25))

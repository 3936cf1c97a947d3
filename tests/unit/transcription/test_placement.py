"""Words get the place that the sound gives them, however roughly they were heard."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onset.transcription.activity import SPEECH_RATE_HZ, listen
from onset.transcription.placement import HEARD_LEAD_S, Unit, place
from tests.unit.transcription.sounds import babble, between_pauses

SPANS = [(0.40, 0.75), (0.75, 1.05), (1.05, 1.60), (2.10, 2.45), (2.45, 3.10), (3.40, 3.70), (3.70, 4.00)]
SOUND = babble(4.5, SPANS)
ACTIVITY = listen(SOUND)


def heard(errors_s: list[float]) -> list[Unit]:
    times = [
        (start - HEARD_LEAD_S + error, end - HEARD_LEAD_S + error)
        for (start, end), error in zip(SPANS, errors_s, strict=True)
    ]
    return [Unit(max(round((end - start) / 0.055), 1), start, end) for start, end in times]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(-0.11, 0.11), min_size=len(SPANS), max_size=len(SPANS)))
def test_words_heard_up_to_110_ms_off_are_put_where_they_sound(errors_s: list[float]) -> None:
    found = np.array(place(heard(errors_s), ACTIVITY)) / 100
    assert found == pytest.approx(np.array(SPANS), abs=0.035), errors_s


def test_words_that_nobody_heard_get_room_between_their_neighbours() -> None:
    units = heard([0.0] * len(SPANS))
    units[1] = Unit(units[1].letters)
    units[4] = Unit(units[4].letters)
    found = np.array(place(units, ACTIVITY)) / 100
    assert found == pytest.approx(np.array(SPANS), abs=0.06)


def test_a_noise_before_the_first_word_is_not_part_of_it() -> None:
    sound = babble(4.5, [(0.02, 0.12), *SPANS])
    first = place(heard([0.0] * len(SPANS)), listen(sound))[0]
    assert first[0] / 100 == pytest.approx(SPANS[0][0], abs=0.03)


UNITS = st.lists(
    st.tuples(st.integers(1, 14), st.one_of(st.none(), st.floats(0, 5)), st.floats(0, 1)), min_size=1, max_size=25
)


@settings(max_examples=80, deadline=None)
@given(
    UNITS,
    st.lists(st.tuples(st.floats(0, 0.5), st.floats(0.02, 0.6)), max_size=6),
    st.integers(0, 2**31),
)
def test_every_word_has_room_and_none_overlaps_or_reaches_over_a_pause(
    parts: list[tuple[int, float | None, float]], gaps: list[tuple[float, float]], seed: int
) -> None:
    spans, at = [], 0.0
    for gap, length in gaps:
        spans.append((at + gap, at + gap + length))
        at = spans[-1][1]
    activity = listen(babble(max(at, 1.0) + 0.3, spans, seed=seed))
    starts = sorted(start for _, start, _ in parts if start is not None)
    units = []
    for letters, start, length in parts:
        at_s = starts.pop(0) if start is not None else None
        units.append(Unit(letters, at_s, None if at_s is None else min(at_s + length, starts[0] if starts else 9.9)))
    found = place(units, activity)
    assert len(found) == len(units)
    end_before = 0
    for start, end in found:
        assert end_before <= start < end <= activity.frame_count, found
        end_before = end
    speech = sum(end - start for start, end in activity.islands)
    if speech >= 3 * len(units):
        for start, end in found:
            assert any(low <= start and end <= high for low, high in between_pauses(activity)), (start, end)


def test_more_words_than_frames_cannot_be_placed() -> None:
    with pytest.raises(ValueError, match="11 words do not fit into 10 frames"):
        place([Unit(3)] * 11, listen(np.zeros(SPEECH_RATE_HZ // 10, np.float32)))


def test_the_closure_of_a_plosive_does_not_end_a_word() -> None:
    activity = listen(babble(1.5, [(0.2, 0.6), (0.72, 0.9)]))
    assert len(activity.islands) == 2
    (span,) = place([Unit(10, 0.15, 0.8)], activity)
    assert (span[0] / 100, span[1] / 100) == pytest.approx((0.2, 0.9), abs=0.03)

"""The voice has air before it and a card after it, and an order that it cannot fit is refused by the second."""

import pytest

from onset.planning.errors import PlanningError
from onset.planning.schedule import LEAD_IN_S, schedule
from onset.timeline.speech import Transcript
from onset.timeline.time import SAMPLE_RATE_HZ
from tests.unit.planning import orders


def transcript(start_ms: int, length_ms: int) -> Transcript:
    return orders.transcript_of([orders.SpokenWord("Aurora.", start_ms, length_ms)])


def test_the_voice_decides() -> None:
    spoken = transcript(0, 10_000)
    times = schedule(orders.brief(), orders.analysis_of(spoken), spoken)
    assert times.edits[0].start_sample == round(LEAD_IN_S * SAMPLE_RATE_HZ)
    assert times.duration_frames == 377  # 0.35 + 10 + 2.2 s


def test_silence_in_the_recording_counts_as_lead_in() -> None:
    spoken = transcript(2000, 1000)
    assert schedule(orders.brief(), orders.analysis_of(spoken), spoken).edits[0].start_sample == 0


def test_silence_in_the_recording_gives_way_to_the_voice() -> None:
    spoken = transcript(4000, 14_000)
    times = schedule(orders.brief(duration_s=15), orders.analysis_of(spoken), spoken)
    (edit,) = times.edits
    assert (edit.source_start_sample, edit.start_sample) == (3 * SAMPLE_RATE_HZ, 0)
    assert times.voice_end_sample == 15 * SAMPLE_RATE_HZ
    with pytest.raises(PlanningError, match=r"needs 15\.10 s, 0\.10 s more"):
        long = transcript(4000, 15_100)
        schedule(orders.brief(duration_s=15), orders.analysis_of(long), long)


def test_silence_at_the_end_of_the_recording_is_no_voice() -> None:
    spoken = transcript(0, 5000)
    short, long = (orders.analysis_of(spoken, trailing_ms=length) for length in (0, 20_000))
    times = [schedule(orders.brief(), heard, spoken) for heard in (short, long)]
    assert times[0].voice_end_sample == times[1].voice_end_sample
    assert times[0].duration_frames == times[1].duration_frames


def test_a_tight_order_gives_up_the_lead_in_before_the_end_card() -> None:
    spoken = transcript(0, 13_500)
    times = schedule(orders.brief(duration_s=15), orders.analysis_of(spoken), spoken)
    assert (times.edits[0].start_sample, times.duration_frames) == (0, 450)


def test_a_voice_that_fills_the_order_fits() -> None:
    spoken = transcript(0, 15_000)
    assert schedule(orders.brief(duration_s=15), orders.analysis_of(spoken), spoken).duration_frames == 450


def test_a_voice_that_is_too_long_is_refused_by_how_much() -> None:
    spoken = transcript(0, 17_240)
    with pytest.raises(PlanningError, match=r"needs 17\.24 s, 2\.24 s more than the ordered 15 s") as caught:
        schedule(orders.brief(duration_s=15), orders.analysis_of(spoken), spoken)
    assert (caught.value.reason, caught.value.field) == ("VOICE_LONGER_THAN_DURATION", "brief.duration_s")


@pytest.mark.parametrize("duration_s", [-1.0, float("inf"), float("nan")])
def test_impossible_durations_are_refused(duration_s: float) -> None:
    spoken = transcript(0, 1000)
    with pytest.raises(PlanningError, match="impossible") as caught:
        schedule(orders.brief(duration_s=duration_s), orders.analysis_of(spoken), spoken)
    assert caught.value.reason == "INVALID_DURATION"


def test_a_transcript_of_another_recording_is_refused() -> None:
    with pytest.raises(PlanningError, match=r"ends 4\.70 s after") as caught:
        schedule(orders.brief(), orders.analysis_of(transcript(0, 5000)), transcript(0, 10_000))
    assert (caught.value.reason, caught.value.field) == ("TRANSCRIPT_OUTSIDE_VOICE", "transcript")


def test_a_voice_without_words_is_refused() -> None:
    with pytest.raises(PlanningError) as caught:
        schedule(orders.brief(), orders.analysis_of(transcript(0, 1000)), Transcript("en", (), (), (), 1.0))
    assert (caught.value.reason, caught.value.field) == ("NO_WORDS", "transcript")

"""Cut-downs of known voices: what stays, what is told, what is refused, and that no word is ever cut."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from onset.planning.ad import plan_voiceover_ad
from onset.planning.errors import PlanningError
from onset.planning.listening import letters
from onset.timeline.brief import Brief, CallToAction, Cutdown, Moment
from onset.timeline.edits import transcript_on_film
from onset.timeline.plan import Timeline
from onset.timeline.speech import Transcript
from onset.timeline.time import SAMPLE_RATE_HZ, FrameRate
from tests.unit.planning import orders
from tests.unit.planning.test_ad_properties import RATES, assert_whole, said_words

SCRIPT = (
    "Morning comes too early. The alarm screams, and the day begins in the dark. There is a gentler way. "
    "This is Aurora, the lamp that wakes you with light. Half an hour before your alarm, a slow sunrise fills the "
    "room. Your body feels it, and you wake calm and clear. At night, it sets with you. One dial. No phone by the "
    "bed. Why wait? It ships for free. Aurora. Wake up with the light."
)
RATE = FrameRate(30)


def order(duration_s: float, *lines: str, shortest_pause_s: float = 0.0, frame_rate: FrameRate = RATE) -> Brief:
    brief = orders.brief(duration_s=duration_s, frame_rate=frame_rate)
    return replace(brief, cutdown=Cutdown(True, lines, shortest_pause_s))


def plan(brief: Brief, transcript: Transcript, analysis_seed: int = 0) -> Timeline:
    analysis = orders.analysis_of(transcript, seed=analysis_seed)
    timeline = plan_voiceover_ad(brief, orders.BRAND, analysis, transcript, None, orders.embed)
    assert_whole(timeline, transcript, analysis)
    return timeline


def spoken(script: str = SCRIPT, word_ms: int = 280) -> Transcript:
    return orders.transcript_of(orders.spoken(script, word_ms=word_ms))


def sentences(timeline: Timeline, transcript: Transcript) -> list[str]:
    return [sentence.text for sentence in transcript_on_film(transcript, timeline.mix.voice).sentences]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(said_words, min_size=1, max_size=40),
    st.sampled_from([*RATES, FrameRate(50)]),
    st.sampled_from([6.0, 15.0, 20.0, 30.0, 60.0]),
    st.sampled_from([0.0, 0.1, 0.3]),
    st.integers(0, 39),
)
def test_any_voice_is_cut_down_whole_or_refused_for_a_reason(
    words: list[orders.SpokenWord], rate: FrameRate, duration_s: float, shortest_pause_s: float, line: int
) -> None:
    transcript = orders.transcript_of(words)
    lines = (transcript.words[line].text,) if line < len(words) and transcript.words[line].text.strip("—,.?") else ()
    brief = order(duration_s, *lines, shortest_pause_s=shortest_pause_s, frame_rate=rate)
    frames = rate.frame_of_seconds(Fraction(duration_s))
    timeline = None
    try:
        timeline = plan(brief, transcript)
    except PlanningError as error:
        reason = error.reason
    if timeline is None:
        event(reason)
        longest = max(sentence.end_sample - sentence.start_sample for sentence in transcript.sentences)
        room = rate.sample_of_frame(frames) - round(0.3 * SAMPLE_RATE_HZ)
        assert reason == ("MUST_SAY_TOO_LONG" if lines else "VOICE_CANNOT_BE_CUT")
        assert longest > room
        return
    event("cut" if timeline.omitted else "whole")
    assert timeline.duration_frames == frames == round(duration_s * rate.per_second)
    kept = transcript_on_film(transcript, timeline.mix.voice)
    told = [
        word.text
        for speech in timeline.omitted
        for word in transcript.words
        if speech.start_sample <= word.start_sample and word.end_sample <= speech.end_sample
    ]
    assert sorted([word.text for word in kept.words] + told) == sorted(word.text for word in transcript.words)
    for edit, after in pairwise(timeline.mix.voice):
        assert edit.source_end_sample <= after.source_start_sample
        assert edit.end_sample <= after.start_sample
    assert timeline.mix.voice[-1].end_sample <= timeline.sample_count
    if lines:
        assert letters(lines[0]) in [letters(word.text) for word in kept.words]


@pytest.mark.parametrize("rate", [*RATES, FrameRate(50)], ids=str)
@pytest.mark.parametrize("duration_s", [6.0, 15.0, 20.0])
def test_every_length_at_every_rate_is_exact(rate: FrameRate, duration_s: float) -> None:
    timeline = plan(order(duration_s, frame_rate=rate), spoken())
    assert timeline.duration_frames == round(Fraction(duration_s) * rate.per_second)
    assert timeline.scenes[-1].frames >= 1.5 * float(rate.per_second)


def test_the_call_to_action_and_the_product_stay_in_a_bumper() -> None:
    transcript = spoken()
    timeline = plan(order(6), transcript)
    kept = sentences(timeline, transcript)
    assert kept[-1] == "Wake up with the light."
    assert any("Aurora" in text for text in kept)
    assert "cut down" in timeline.notes[0]
    assert "Left out" in timeline.notes[0]


def test_a_longer_film_says_more() -> None:
    transcript = spoken()
    lengths = [len(sentences(plan(order(duration_s), transcript), transcript)) for duration_s in (6, 15, 20, 25)]
    assert lengths == sorted(lengths)
    assert lengths[-1] > lengths[0] + 4


def test_nothing_refers_to_what_is_left_out() -> None:
    transcript = spoken()
    for duration_s in (6, 8, 10, 12, 15, 18, 20, 24):
        kept = sentences(plan(order(duration_s), transcript), transcript)
        assert ("It ships for free." in kept) == ("Why wait?" in kept)


def test_lines_that_must_be_said_are_said_however_they_are_written() -> None:
    transcript = spoken()
    timeline = plan(order(9, "no phone, by the BED", "wakes you with light"), transcript)
    kept = sentences(timeline, transcript)
    assert "No phone by the bed." in kept
    assert "This is Aurora, the lamp that wakes you with light." in kept


def test_a_reference_that_must_be_said_brings_what_it_refers_to() -> None:
    kept = sentences(plan(order(12, "It ships for free"), spoken()), spoken())
    assert kept.index("It ships for free.") == kept.index("Why wait?") + 1


def test_a_voice_that_fits_is_left_alone() -> None:
    transcript = spoken()
    allowed, refused = (replace(orders.brief(duration_s=60), cutdown=Cutdown(allowed)) for allowed in (True, False))
    assert plan(allowed, transcript) == plan(refused, transcript)


def test_pauses_alone_may_make_it_fit() -> None:
    transcript = spoken("Mornings are hard. Meet Aurora today. Order your lamp now.", word_ms=400)
    whole_s = transcript.words[-1].end_sample / SAMPLE_RATE_HZ
    timeline = plan(order(whole_s - 0.2, shortest_pause_s=0.2), transcript)
    assert not timeline.omitted
    assert "pauses are shorter" in timeline.notes[0]
    film = transcript_on_film(transcript, timeline.mix.voice)
    gaps = [b.start_sample - a.end_sample for a, b in pairwise(film.sentences)]
    assert all(0.2 * SAMPLE_RATE_HZ <= gap < 0.6 * SAMPLE_RATE_HZ for gap in gaps)


def test_pauses_stay_as_spoken_unless_they_may_be_shorter() -> None:
    transcript = spoken()
    for duration_s in (6, 10, 15, 20):
        film = transcript_on_film(transcript, plan(order(duration_s), transcript).mix.voice)
        place = {sentence.text: index for index, sentence in enumerate(transcript.sentences)}
        for before, after in pairwise(film.sentences):
            gap_s = (after.start_sample - before.end_sample) / SAMPLE_RATE_HZ
            if place[after.text] == place[before.text] + 1:
                assert gap_s == pytest.approx(0.6, abs=1e-4)
            else:
                assert 0.25 <= gap_s <= 0.75


def test_one_long_sentence_is_kept_in_clauses() -> None:
    script = (
        "Half an hour before your alarm, a slow sunrise fills the room, your body feels it, "
        "the birds begin to sing for you, and you wake up calm and clear with the Aurora lamp."
    )
    transcript = spoken(script)
    timeline = plan(order(6), transcript)
    assert timeline.omitted
    film = transcript_on_film(transcript, timeline.mix.voice)
    phrases = [phrase.text for phrase in transcript.phrases]
    assert all(phrase.text in phrases for phrase in film.phrases)


def test_a_moment_whose_words_are_left_out_is_told() -> None:
    transcript = spoken()
    brief = replace(order(6), moments=(Moment("bedroom", "morning comes", 0.0),))
    timeline = plan(brief, transcript)
    if "Morning comes too early." in sentences(timeline, transcript):
        pytest.fail("the bumper has room for more than it should")
    assert any('"bedroom" is left out' in note and "not among the sentences" in note for note in timeline.notes)


def test_a_picture_for_the_end_leaves_the_end_card_its_place() -> None:
    transcript = spoken()
    for duration_s in (6, 10, 15, 20):
        brief = replace(order(duration_s), moments=(Moment("bedroom", "", 0.8),))
        timeline = plan(brief, transcript)
        card = timeline.scenes[-1]
        assert card.text.startswith(("Aurora.", "Wake up")) or not card.text, card.text
        assert card.frames >= 45
        frames = [scene.start_frame for scene in timeline.scenes if scene.visual.picture_id == "bedroom"]
        assert all(abs(frame / timeline.duration_frames - 0.8) < 0.25 for frame in frames) or any(
            '"bedroom" is left out' in note for note in timeline.notes
        )


def test_a_moment_draws_its_sentence_into_the_film() -> None:
    transcript = spoken()
    plain = sentences(plan(order(8), transcript), transcript)
    brief = replace(order(8), moments=(Moment("bedroom", "no phone by the bed", 0.0),))
    drawn = sentences(plan(brief, transcript), transcript)
    assert "No phone by the bed." in drawn
    assert len(drawn) >= len(plain) - 1


def test_the_same_order_gives_the_same_cut() -> None:
    assert plan(order(15), spoken()) == plan(order(15), spoken())


def refusal(brief: Brief, transcript: Transcript) -> PlanningError:
    with pytest.raises(PlanningError) as caught:
        plan(brief, transcript)
    return caught.value


def test_a_line_that_is_never_said_is_named() -> None:
    error = refusal(order(15, "No phone by the bed", "free batteries"), spoken())
    assert (error.reason, error.field) == ("MUST_SAY_NOT_FOUND", "brief.cutdown.must_say[1]")
    assert '"free batteries"' in str(error)
    assert "nearest words" in str(error)
    assert refusal(order(15, "…"), spoken()).reason == "MUST_SAY_NOT_FOUND"


def test_lines_that_are_too_long_are_refused_with_the_length_they_need() -> None:
    error = refusal(order(6, "fills the room", "begins in the dark", "by the bed"), spoken())
    assert (error.reason, error.field) == ("MUST_SAY_TOO_LONG", "brief.cutdown.must_say")
    assert "need a film of" in str(error)


def test_the_call_to_action_gives_way_to_lines_that_must_be_said() -> None:
    transcript = spoken()
    brief = order(4.7, "Half an hour before your alarm, a slow sunrise fills the room")
    timeline = plan(brief, transcript)
    assert sentences(timeline, transcript) == ["Half an hour before your alarm, a slow sunrise fills the room."]
    assert any("call to action is not spoken" in note for note in timeline.notes)


def test_a_word_longer_than_the_film_is_refused() -> None:
    transcript = orders.transcript_of([orders.SpokenWord("Aaaah.", 0, 7000), orders.SpokenWord("Oooh.", 500, 8000)])
    error = refusal(order(6), transcript)
    assert (error.reason, error.field) == ("VOICE_CANNOT_BE_CUT", "brief.duration_s")
    assert '"Aaaah."' in str(error)
    assert "needs a film of 7.3" in str(error)


def test_without_leave_the_remedy_is_named() -> None:
    error = refusal(orders.brief(duration_s=15), spoken())
    assert error.reason == "VOICE_LONGER_THAN_DURATION"
    assert "brief.cutdown.allowed" in str(error)


def test_a_script_without_a_call_to_action_is_cut_down_too() -> None:
    transcript = spoken("Mornings are hard for us all. " * 8)
    brief = replace(order(6), call_to_action=CallToAction("", "", ""))
    assert plan(brief, transcript).omitted

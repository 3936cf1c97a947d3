"""Whatever is said, however fast and at whatever frame rate: the plan is whole, exact and never cuts into a word."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from onset.planning.ad import plan_voiceover_ad
from onset.planning.errors import PlanningError
from onset.timeline import invariants
from onset.timeline.brief import Moment
from onset.timeline.edits import torn_words, transcript_on_film
from onset.timeline.plan import Timeline, VisualKind
from onset.timeline.sound import AudioAnalysis
from onset.timeline.speech import Transcript
from onset.timeline.time import FrameRate
from tests.unit.planning import orders

RATES = [FrameRate.parse(text) for text in ("23.976", "25", "29.97", "30", "59.94", "60")]
ends = st.sampled_from(["", "", "", "", ",", ".", "?"])
names = st.sampled_from(
    ["light", "Aurora", "the", "a", "morning", "sun", "extraordinarily", "wake", "up", "500", "—", "ähnlich"]
)
said_words = st.builds(
    lambda name, end, gap_ms, length_ms: orders.SpokenWord(name + end, gap_ms, length_ms),
    names,
    ends,
    st.one_of(st.just(0), st.integers(0, 80), st.integers(150, 1500), st.integers(0, 9000)),
    st.one_of(st.integers(80, 600), st.integers(1, 6000)),
)
voices = st.lists(said_words, min_size=1, max_size=40)
durations = st.sampled_from([0.0, 0.0, 6.0, 15.0, 30.0, 20.02])


def assert_whole(timeline: Timeline, transcript: Transcript, analysis: AudioAnalysis) -> None:
    """Everything that must be true of any plan."""
    invariants.check(timeline)
    rate = timeline.frame_rate
    words = transcript_on_film(transcript, timeline.mix.voice).words
    assert not torn_words(transcript, timeline.mix.voice)
    ranges = [(rate.frame_of_sample(word.start_sample), rate.frame_of_sample(word.end_sample)) for word in words]
    for scene in timeline.scenes[1:]:
        torn = [span for span in ranges if span[0] < scene.start_frame < span[1]]
        assert not torn, f"the cut at frame {scene.start_frame} ({scene.cue.label}) is inside a word at frames {torn}"
    assert all(edit.source_end_sample <= analysis.sample_count for edit in timeline.mix.voice)
    assert timeline.omitted or len(words) == len(transcript.words), "the voice is cut off"
    for scene, after in pairwise(timeline.scenes):
        assert after.cue in timeline.cues
        assert scene.visual.kind is not VisualKind.END_CARD
    card = timeline.scenes[-1]
    assert card.visual.kind is VisualKind.END_CARD
    for caption in timeline.captions:
        assert caption.end_frame <= card.start_frame or caption.start_frame >= card.start_frame
        assert len(caption.words) <= 7
    for word in words:
        spoken = range(word.start_sample, word.end_sample)
        assert any(
            span.start_sample <= spoken.start and spoken.stop <= span.end_sample for span in timeline.mix.speech
        ), f"the music is not lowered under {word.text!r}"


def spoken_samples(transcript: Transcript) -> int:
    """From the first word's start to the last word's end."""
    return transcript.words[-1].end_sample - transcript.words[0].start_sample


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(voices, st.sampled_from(RATES), durations, st.booleans(), st.integers(0, 2**31))
def test_every_plan_is_whole(
    words: list[orders.SpokenWord], rate: FrameRate, duration_s: float, with_music: bool, seed: int
) -> None:
    transcript = orders.transcript_of(words)
    analysis = orders.analysis_of(transcript)
    order = orders.brief(duration_s=duration_s, frame_rate=rate, seed=seed)
    bed = orders.music() if with_music else None
    if 0 < rate.sample_of_frame(rate.frame_of_seconds(Fraction(duration_s))) < spoken_samples(transcript):
        with pytest.raises(PlanningError, match="more than the ordered"):
            plan_voiceover_ad(order, orders.BRAND, analysis, transcript, bed, orders.embed)
        return
    timeline = plan_voiceover_ad(order, orders.BRAND, analysis, transcript, bed, orders.embed)
    assert_whole(timeline, transcript, analysis)
    if duration_s:
        assert timeline.duration_frames == rate.frame_of_seconds(Fraction(duration_s))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    voices,
    st.lists(
        st.builds(
            Moment,
            st.sampled_from(["lamp", "lamp-side", "bedroom", "logo"]),
            st.sampled_from(["", "", "Aurora", "morning sun", "500"]),
            st.floats(0, 1),
        ),
        max_size=4,
    ),
    st.sampled_from([0.0, 30.0, 120.0]),
)
def test_moments_are_shown_refused_or_noted(
    words: list[orders.SpokenWord], moments: list[Moment], duration_s: float
) -> None:
    transcript = orders.transcript_of(words)
    analysis = orders.analysis_of(transcript)
    order = orders.brief(duration_s=duration_s, moments=tuple(moments))
    try:
        timeline = plan_voiceover_ad(order, orders.BRAND, analysis, transcript, None, orders.embed)
    except PlanningError as error:
        event(error.reason)
        refused = {"VOICE_LONGER_THAN_DURATION": duration_s > 0, "MOMENT_NOT_FOUND": any(m.when_says for m in moments)}
        if not refused[error.reason]:
            raise
        return
    assert_whole(timeline, transcript, analysis)
    shown = [scene.visual.picture_id for scene in timeline.scenes]
    left_out = [note for note in timeline.notes if "is left out" in note]
    asked = {moment.picture_id for moment in moments}
    assert all(name in shown or any(f'"{name}"' in note for note in left_out) for name in asked)


@pytest.mark.parametrize("rate", RATES, ids=str)
@pytest.mark.parametrize("duration_s", [6.0, 15.0, 30.0])
def test_exact_durations_are_exact(rate: FrameRate, duration_s: float) -> None:
    words = orders.spoken("Meet Aurora, the lamp. Order it today.", word_ms=300)
    transcript = orders.transcript_of(words)
    order = orders.brief(duration_s=duration_s, frame_rate=rate)
    timeline = plan_voiceover_ad(
        order, orders.BRAND, orders.analysis_of(transcript), transcript, orders.music(), orders.embed
    )
    assert timeline.duration_frames == round(duration_s * rate.per_second)
    assert sum(scene.frames for scene in timeline.scenes) == timeline.duration_frames


def test_a_voice_of_ten_minutes_without_any_pause() -> None:
    words = orders.spoken("on and on it goes " * 360, word_ms=330, gap_ms=0)
    transcript = orders.transcript_of(words)
    analysis = orders.analysis_of(transcript)
    timeline = plan_voiceover_ad(orders.brief(), orders.BRAND, analysis, transcript, None, orders.embed)
    assert_whole(timeline, transcript, analysis)
    assert timeline.duration_frames > 9 * 60 * 30
    longest = max(scene.frames for scene in timeline.scenes[:-1]) / 30
    assert longest < 14, f"a scene lasts {longest} s although every word ends"


def test_half_a_second_of_voice() -> None:
    transcript = orders.transcript_of([orders.SpokenWord("Aurora.", 0, 500)])
    analysis = orders.analysis_of(transcript, trailing_ms=0)
    timeline = plan_voiceover_ad(orders.brief(), orders.BRAND, analysis, transcript, None, orders.embed)
    assert_whole(timeline, transcript, analysis)


def test_one_word_that_fills_the_order_to_the_frame() -> None:
    transcript = orders.transcript_of([orders.SpokenWord("Aurora.", 0, 6000)])
    analysis = orders.analysis_of(transcript, trailing_ms=0)
    timeline = plan_voiceover_ad(orders.brief(duration_s=6), orders.BRAND, analysis, transcript, None, orders.embed)
    assert_whole(timeline, transcript, analysis)
    assert [scene.visual.kind for scene in timeline.scenes] == [VisualKind.END_CARD]


def test_the_same_order_gives_the_same_film_and_another_seed_another() -> None:
    transcript = orders.transcript_of(orders.spoken(orders.SCRIPT))
    analysis = orders.analysis_of(transcript)

    def plan(seed: int) -> Timeline:
        order = replace(orders.brief(), seed=seed)
        return plan_voiceover_ad(order, orders.BRAND, analysis, transcript, orders.music(), orders.embed)

    assert plan(1) == plan(1)
    assert [scene.visual.seed for scene in plan(1).scenes] != [scene.visual.seed for scene in plan(2).scenes]
    assert [scene.start_frame for scene in plan(1).scenes] == [scene.start_frame for scene in plan(2).scenes]

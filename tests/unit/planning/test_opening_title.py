"""When the words of a headline come, and for how long it stands."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.planning.ad import plan_voiceover_ad
from onset.planning.titles import opening_title
from onset.planning.voice import Voice
from onset.timeline.brief import TransitionKind
from onset.timeline.plan import Timeline
from onset.timeline.time import SAMPLE_RATE_HZ, FrameRate
from tests.unit.planning import orders

RATE = FrameRate(30)
FILM_S = 30
VOICE = Voice.in_film(orders.transcript_of(orders.spoken(orders.SCRIPT)), FILM_S * SAMPLE_RATE_HZ)
CUTS = [0, 90, 140, 200, 300, 780, 900]


def test_no_hook_no_title() -> None:
    assert opening_title("  ", VOICE, CUTS, RATE) == ((), ())


@given(
    st.integers(1, 10),
    st.lists(st.integers(20, 200), min_size=2, max_size=8),
    st.sampled_from([FrameRate(24), RATE, FrameRate(30000, 1001), FrameRate(60)]),
)
def test_it_is_read_before_the_end_card_or_left_out(count: int, lengths: list[int], rate: FrameRate) -> None:
    cuts = [0]
    for length in lengths:
        cuts.append(cuts[-1] + length)
    titles, notes = opening_title("light " * count, VOICE, cuts, rate)
    assert len(titles) + len(notes) == 1
    for title in titles:
        assert 0 <= title.start_frame <= title.word_frames[0]
        assert len(title.word_frames) == count
        assert all(before <= after for before, after in pairwise(title.word_frames))
        assert title.end_frame <= cuts[-2]
        left_s = float((title.end_frame - title.word_frames[-1]) / rate.per_second)
        assert left_s >= 0.65 + 0.1 * count, "time to read it whole"


def test_its_words_come_with_the_voice_that_says_them() -> None:
    said = VOICE.words[:5]
    ((title,), _) = opening_title(" ".join(word.text for word in said), VOICE, CUTS, RATE)
    assert list(title.word_frames) == [RATE.frame_of_sample(word.start_sample) for word in said]


def test_other_words_come_evenly_but_with_the_voice_where_it_is_near() -> None:
    ((title,), _) = opening_title("Sleep better from tonight on", VOICE, CUTS, RATE)
    starts = {RATE.frame_of_sample(word.start_sample) for word in VOICE.words}
    steps = [b - a for a, b in pairwise(title.word_frames)]
    assert max(steps) <= 7 + 2 * 3
    assert starts & set(title.word_frames)


def test_it_ends_with_a_cut_that_is_near() -> None:
    ((title,), _) = opening_title("Sleep better from tonight on", VOICE, CUTS, RATE)
    assert title.end_frame in CUTS


def test_a_headline_that_the_voice_says_late_does_not_wait() -> None:
    late = VOICE.words[-4:]
    ((title,), _) = opening_title(" ".join(word.text for word in late), VOICE, CUTS, RATE)
    assert title.word_frames[0] < RATE.per_second


def planned(**changes: object) -> Timeline:
    transcript = orders.transcript_of(orders.spoken(orders.SCRIPT))
    brief = replace(orders.brief(), **changes)  # type: ignore[arg-type]
    analysis = orders.analysis_of(transcript)
    return plan_voiceover_ad(brief, orders.BRAND, analysis, transcript, orders.music(), orders.embed)


def test_an_order_with_a_hook_opens_with_it() -> None:
    (title,) = planned(hook="Sleep better from tonight").titles
    assert title.text == "Sleep better from tonight"
    assert planned().titles == ()


@pytest.mark.parametrize("kinds", [(TransitionKind.WIPE, TransitionKind.PUSH), (TransitionKind.FLASH,)])
def test_an_order_gets_the_transitions_that_it_allows(kinds: tuple[TransitionKind, ...]) -> None:
    film = planned(transitions=kinds)
    used = {scene.transition.kind for scene in film.scenes[1:]}
    assert used <= {*kinds, TransitionKind.CUT, TransitionKind.DISSOLVE}
    assert used & set(kinds)
    flashes = [scene.start_frame for scene in film.scenes if scene.transition.kind is TransitionKind.FLASH]
    assert all(later - earlier >= film.frame_rate.per_second for earlier, later in pairwise(flashes))

"""Named moments land on the words, or are refused with what was heard instead."""

import pytest

from onset.planning.ad import plan_voiceover_ad
from onset.planning.errors import PlanningError
from onset.planning.listening import is_match, listen
from onset.timeline.brief import Moment
from onset.timeline.plan import CueKind, Timeline, VisualKind
from onset.timeline.speech import Word
from tests.unit.planning import orders


def words(text: str) -> list[Word]:
    return [Word(word, index * 100, index * 100 + 90, 0.9) for index, word in enumerate(text.split())]


def plan(*moments: Moment, script: str = orders.SCRIPT, duration_s: float = 0.0) -> Timeline:
    transcript = orders.transcript_of(orders.spoken(script))
    order = orders.brief(moments=moments, duration_s=duration_s)
    return plan_voiceover_ad(order, orders.BRAND, orders.analysis_of(transcript), transcript, None, orders.embed)


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("aurora", (3, 4)),
        ("the well lit room", (5, 8)),
        ("WELL-LIT", (6, 7)),
        ("cafe", (9, 10)),
        ("today!", (11, 12)),
        ("dont", (10, 11)),
    ],
)
def test_words_are_found_without_case_punctuation_accents_and_spacing(phrase: str, said: tuple[int, int]) -> None:
    spoken = words("It is called Aurora, in the well-lit room: the café. Don't today.")
    found = listen(spoken, phrase)
    assert found is not None
    assert (found.first, found.end, found.similarity) == (*said, 1.0)


def test_the_first_of_several_is_meant() -> None:
    found = listen(words("one light, two lights, one light"), "light")
    assert found is not None
    assert found.first == 1


def test_a_misheard_name_is_still_heard() -> None:
    found = listen(words("Meet Arora the lamp"), "Aurora")
    assert found is not None
    assert is_match(found)
    assert found.first == 1


def test_other_words_are_not_heard() -> None:
    found = listen(words("Meet the lamp"), "submarine")
    assert found is not None
    assert not is_match(found)


def test_a_phrase_without_letters_cannot_be_heard() -> None:
    assert listen(words("Meet the lamp"), "?!") is None


def test_the_scene_starts_with_the_phrase_that_leads_up_to_the_words() -> None:
    timeline = plan(Moment("lamp", "Aurora", 0.0))
    scene = next(scene for scene in timeline.scenes if scene.visual.picture_id == "lamp")
    assert scene.text.startswith("Meet Aurora")
    assert scene.cue.kind is CueKind.MOMENT
    assert scene.cue.label == 'the voice says "Aurora"'
    assert scene.visual.reason == 'the voice says "Aurora"'
    assert scene.visual.kind is VisualKind.PRODUCT_SHOT


def test_words_deep_in_a_phrase_cut_right_before_themselves() -> None:
    timeline = plan(Moment("bedroom", "wakes you", 0.0))
    scene = next(scene for scene in timeline.scenes if scene.visual.picture_id == "bedroom")
    assert scene.text.startswith("wakes you")
    assert scene.visual.kind is VisualKind.BRAND_ASSET


@pytest.mark.parametrize("at", [0.0, 0.25, 0.5, 0.8])
def test_a_share_of_the_film_is_kept_within_a_second(at: float) -> None:
    timeline = plan(Moment("lamp-side", "", at))
    scene = next(scene for scene in timeline.scenes if scene.visual.picture_id == "lamp-side")
    off_s = abs(scene.start_frame - at * timeline.duration_frames) / 30
    assert off_s <= 1.05, f"{off_s} s from {at:.0%}"


def test_a_moment_after_the_last_room_for_it_is_moved_and_noted() -> None:
    timeline = plan(Moment("lamp-side", "", 1.0))
    assert any(scene.visual.picture_id == "lamp-side" for scene in timeline.scenes)
    assert any("before 100% of the film" in note for note in timeline.notes)


def test_two_moments_on_the_same_words_show_the_first_and_tell() -> None:
    timeline = plan(Moment("lamp", "Aurora", 0.0), Moment("bedroom", "the lamp", 0.0))
    assert any(scene.visual.picture_id == "lamp" for scene in timeline.scenes)
    assert any('"bedroom" is left out' in note for note in timeline.notes)


def test_a_misheard_moment_is_noted() -> None:
    timeline = plan(Moment("lamp", "Aurorah", 0.0))
    assert '"Aurora" is taken for "Aurorah".' in timeline.notes


@pytest.mark.parametrize(
    ("moment", "reason", "field", "message"),
    [
        (Moment("sofa", "Aurora", 0.0), "UNKNOWN_PICTURE", "picture_id", "it has bedroom, lamp, lamp-side, logo"),
        (Moment("lamp", "submarine", 0.0), "MOMENT_NOT_FOUND", "when_says", "the nearest words are"),
        (Moment("lamp", "...", 0.0), "INVALID_MOMENT", "when_says", "no letters"),
        (Moment("lamp", "", 1.5), "INVALID_MOMENT", "at", "0 to 1; got 1.5"),
        (Moment("lamp", "", float("nan")), "INVALID_MOMENT", "at", "got nan"),
    ],
)
def test_moments_that_cannot_be_are_refused(moment: Moment, reason: str, field: str, message: str) -> None:
    with pytest.raises(PlanningError, match=message) as caught:
        plan(Moment("lamp", "Aurora", 0.0), moment)
    assert (caught.value.reason, caught.value.field) == (reason, f"brief.moments[1].{field}")


def test_a_film_that_goes_on_long_after_its_voice_says_so() -> None:
    notes = plan(duration_s=60).notes
    assert any("before the film does" in note for note in notes), notes
    assert not any("before the film does" in note for note in plan().notes)

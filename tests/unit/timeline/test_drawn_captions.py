"""A caption on the end card does not say what the card shows; everywhere else every caption is seen."""

from dataclasses import replace

import pytest

from onset.timeline.brief import CallToAction
from onset.timeline.drawn_captions import drawn_captions
from onset.timeline.plan import Timeline, VisualKind
from tests.unit.compositing.material import caption, scene, timeline

CALL = CallToAction("Wake up with the light!", "Try it for 30 nights", "aurora.example")


def film(text: str, *, at: int = 61, call: CallToAction = CALL) -> Timeline:
    scenes = [scene(0, 60), scene(60, 120, VisualKind.END_CARD)]
    return timeline(scenes, captions=[caption(text, at, at + 30)], call=call)


@pytest.mark.parametrize(
    "text", ["Wake up with the light.", "Aurora. Wake up with the light", "with the light", "TRY IT for 30 nights"]
)
def test_what_the_card_shows_is_not_said_under_it(text: str) -> None:
    assert drawn_captions(film(text)) == ()
    assert drawn_captions(film(text, at=5)) != (), "before the card it is seen"


@pytest.mark.parametrize(
    "text",
    ["Wake up with the light tonight", "light the up", "Aurora, wake up", "Order yours now", "…", "光で目覚める"],
)
def test_whatever_else_is_said_is_seen(text: str) -> None:
    assert len(drawn_captions(film(text))) == 1


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("अभी खरीदे", "अभी खरीदो"),
        ("Save 50 €", "Save 50 %"),
        ("$5", "Only 5 left"),
        ("C++", "C#"),
        ("Now 5.5 %", "Now 5 % or 5"),
        ("From .5 %", "From 5 %"),
        ("-5 degrees", "5 degrees"),
    ],
)
def test_signs_marks_and_decimals_are_part_of_what_is_said(text: str, headline: str) -> None:
    assert len(drawn_captions(film(text, call=CallToAction(headline, "", "")))) == 1
    for same in (text, f"“{text}”!", f"{text} – …"):
        assert drawn_captions(film(same, call=CallToAction(text, "", ""))) == (), same


@pytest.mark.parametrize("text", ["«Wake up», 'with' (the) light?", "अभी खरीदो।", "光で、目覚める。", "¿Y tú?"])
def test_how_it_is_punctuated_makes_no_difference(text: str) -> None:
    call = CallToAction("Wake up with the light", "अभी खरीदो", "y tú")
    assert drawn_captions(replace(film(text, call=call), brand_name="光で、目覚める")) == ()


def test_without_a_card_all_are_seen() -> None:
    shown = film("Wake up with the light")
    plain = replace(shown.scenes[1], visual=replace(shown.scenes[1].visual, kind=VisualKind.GENERATED))
    assert len(drawn_captions(replace(shown, scenes=(shown.scenes[0], plain)))) == 1

"""Plans are made safe to watch, and only as far as they have to be."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from onset.timeline.brief import TransitionKind
from onset.timeline.flashes import softened
from onset.timeline.plan import (
    CameraMove,
    CameraPose,
    CameraStyle,
    Cue,
    CueKind,
    Keyframe,
    Scene,
    Transition,
    Visual,
    VisualKind,
)
from onset.timeline.time import FrameRate

RATE = FrameRate(30)
REST = CameraPose(1, 0, 0, 0)


def scenes(lengths: list[int], kinds: list[TransitionKind]) -> list[Scene]:
    made, start = [], 0
    for number, (length, kind) in enumerate(zip(lengths, kinds, strict=True)):
        frames = 0 if kind is TransitionKind.CUT or not number else 2
        made.append(
            Scene(
                start,
                start + length,
                Visual(VisualKind.GENERATED, "", f"picture {number}", number, ""),
                CameraMove(CameraStyle.SLOW, REST, REST),
                Transition(kind if number else TransitionKind.CUT, frames),
                Cue(0, CueKind.BEAT, 1.0, ""),
                (Keyframe(start, (0.5,) * 20),),
                "",
                0.5,
            )
        )
        start += length
    return made


plans = st.lists(
    st.tuples(st.one_of(st.integers(1, 4), st.integers(1, 40)), st.sampled_from(TransitionKind)),
    min_size=1,
    max_size=40,
).map(lambda items: scenes([length for length, _ in items], [kind for _, kind in items]))


def worst(plan: tuple[Scene, ...]) -> int:
    """Most changes of brightness in any second, if every change of picture is one and a flash or match two."""
    changes = []
    for before, scene in pairwise(plan):
        if scene.visual != before.visual:
            twice = scene.transition.kind in (TransitionKind.FLASH, TransitionKind.COLOR_MATCH)
            changes += [scene.start_frame] * (1 + twice)
    return max((sum(at <= other < at + RATE.per_second for other in changes) for at in changes), default=0)


@given(plans)
def test_any_plan_becomes_safe(plan: list[Scene]) -> None:
    safe, notes = softened(plan, RATE)
    assert worst(safe) // 2 <= 3
    flashes = [scene.start_frame for scene in safe if scene.transition.kind is TransitionKind.FLASH]
    assert all(later - earlier >= 30 for earlier, later in pairwise(flashes))
    assert [(scene.start_frame, scene.end_frame) for scene in safe] == [(s.start_frame, s.end_frame) for s in plan]
    assert bool(notes) == (list(safe) != plan)


@given(plans)
def test_a_safe_plan_stays_as_it_is(plan: list[Scene]) -> None:
    safe, _ = softened(plan, RATE)
    again, notes = softened(safe, RATE)
    assert notes == ()
    assert again == safe


def test_flashes_too_close_become_dissolves_and_the_note_says_when() -> None:
    plan = scenes([30, 20, 40, 40], [TransitionKind.FLASH] * 4)
    safe, notes = softened(plan, RATE)
    kinds = [scene.transition.kind for scene in safe[1:]]
    assert kinds == [TransitionKind.FLASH, TransitionKind.DISSOLVE, TransitionKind.FLASH]
    assert len(notes) == 1
    assert "at 1.7 s" in notes[0]


@given(plans)
def test_an_end_card_is_seen_whatever_comes_before_it(plan: list[Scene]) -> None:
    card = replace(plan[-1].visual, kind=VisualKind.END_CARD)
    safe, _ = softened([*plan[:-1], replace(plan[-1], visual=card)], RATE)
    assert safe[-1].visual == card
    assert worst(safe) // 2 <= 3
    again, more = softened(safe, RATE)
    assert (again, more) == (safe, ())


def test_for_an_end_card_the_pictures_before_it_stay() -> None:
    plan = scenes([2] * 9, [TransitionKind.CUT] * 9)
    plan[-1] = replace(plan[-1], visual=replace(plan[-1].visual, kind=VisualKind.END_CARD))
    safe, notes = softened(plan, RATE)
    assert [scene.visual.prompt for scene in safe] == [f"picture {number}" for number in (0, 1, 2, 3, 4, 5, 6, 6, 8)]
    assert notes == (
        "The picture does not change from 0.5 s to the end card: more than three flashes a second are unsafe to watch.",
    )


def test_pictures_that_alternate_too_quickly_stay() -> None:
    plan = scenes([2] * 30, [TransitionKind.CUT] * 30)
    safe, notes = softened(plan, RATE)
    assert len({scene.visual.prompt for scene in safe[:15]}) == 8, "seven changes in the first second"
    assert "does not change" in notes[0]

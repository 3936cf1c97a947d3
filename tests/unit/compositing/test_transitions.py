"""Which scenes a frame shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.compositing.transitions import shots, views
from onset.timeline.brief import TransitionKind
from onset.timeline.plan import Scene, Transition
from tests.unit.compositing.material import CUT, scene


@st.composite
def films(draw: st.DrawFn) -> tuple[Scene, ...]:
    """Scenes that tile a film, with transitions that fit them."""
    lengths = draw(st.lists(st.integers(6, 60), min_size=1, max_size=6))
    scenes, start = [], 0
    for index, length in enumerate(lengths):
        room = min(length, lengths[index - 1]) // 2
        frames = draw(st.integers(0, room)) if index else 0
        kind = draw(st.sampled_from([kind for kind in TransitionKind if kind is not TransitionKind.CUT]))
        scenes.append(scene(start, start + length, transition=Transition(kind, frames) if frames else CUT))
        start += length
    return tuple(scenes)


@given(films())
def test_every_frame_has_its_scene_and_every_shot_covers_its_views(film: tuple[Scene, ...]) -> None:
    seen, visible = views(film), shots(film)
    assert len(seen) == film[-1].end_frame
    for frame, view in enumerate(seen):
        shown = [view.scene] if view.following is None else [view.scene, view.following]
        assert frame in range(film[view.scene].start_frame, film[view.scene].end_frame) or view.following is not None
        for index in shown:
            assert visible[index].first_frame <= frame < visible[index].end_frame


@given(films())
def test_a_transition_straddles_its_cut_evenly(film: tuple[Scene, ...]) -> None:
    seen = views(film)
    for index, cut in enumerate(film):
        frames = cut.transition.frames
        if not frames:
            continue
        first = cut.start_frame - frames // 2
        shares = [seen[first + step].progress for step in range(frames)]
        assert all(seen[first + step].following == index for step in range(frames))
        assert shares == sorted(shares)
        assert shares == pytest.approx([1 - share for share in reversed(shares)])
        if frames % 2:
            assert seen[cut.start_frame].progress == pytest.approx(0.5)


def test_a_cut_is_hard() -> None:
    seen = views((scene(0, 5), scene(5, 9)))
    assert [view.scene for view in seen] == [0] * 5 + [1] * 4
    assert all(view.following is None for view in seen)

"""What fits into the time that is left follows from what was measured, and nothing is held back before that."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onset.generation.excerpt import DiffusionExcerpt, SceneExcerpt
from onset.generation.pace import Pace, pictures_denoised
from onset.timeline.brief import Colors, Size
from onset.timeline.guidance import DEFAULT_GUIDANCE, PictureMotion, PictureMotionKind
from onset.timeline.plan import Keyframe
from onset.timeline.time import FrameRate

COLORS = Colors("#102030", "#405060", "#708090", "#a0b0c0", "#d0e0f0")
TOLD = DiffusionExcerpt("", "one", Size(256, 256), PictureMotion(), replace(DEFAULT_GUIDANCE, steps=20), None, b"")


def scene(keyframes: int) -> SceneExcerpt:
    marks = tuple(Keyframe(30 * number, (0.5,) * 20) for number in range(keyframes))
    return SceneExcerpt(FrameRate(30), COLORS, "ocean", 3, marks, Size(256, 256), TOLD)


def test_all_steps_are_taken_while_nothing_is_known() -> None:
    assert Pace().affordable_steps(scene(9), TOLD, 0.001) == 20


@given(st.floats(0.1, 100), st.integers(1, 9), st.floats(0, 1000))
def test_as_many_steps_as_fit(seconds: float, keyframes: int, left: float) -> None:
    pace = Pace()
    pace.learn(scene(2), TOLD, seconds)
    steps = pace.affordable_steps(scene(keyframes), TOLD, left)
    each = seconds / (2 * 20) * keyframes
    assert 0 <= steps <= 20
    assert steps * each <= left + 1e-9 * each
    assert steps == 20 or (steps + 1) * each > left * (1 - 1e-9)


def test_what_was_not_done_in_its_time_is_tried_with_half_the_steps_and_the_slowest_counts() -> None:
    pace = Pace()
    found = []
    for _ in range(3):
        steps = pace.affordable_steps(scene(2), TOLD, 30.0)
        found.append(steps)
        pace.learn_unfinished(scene(2), replace(TOLD, guidance=replace(TOLD.guidance, steps=steps)), 30.0)
    assert found == [20, 10, 5]
    known = pace.affordable_steps(scene(2), TOLD, 30.0)
    pace.learn_unfinished(scene(2), TOLD, 1.0)
    assert pace.affordable_steps(scene(2), TOLD, 30.0) == known


def test_another_checkpoints_pace_is_not_this_ones() -> None:
    pace = Pace()
    pace.learn(scene(1), replace(TOLD, weights="other"), 1e6)
    assert pace.affordable_steps(scene(1), TOLD, 1.0) == 20


def test_motions_cost_what_they_denoise() -> None:
    of = {kind: pictures_denoised(scene(5), replace(TOLD, motion=PictureMotion(kind))) for kind in PictureMotionKind}
    assert of[PictureMotionKind.KEYFRAMES] == of[PictureMotionKind.LATENT_PATH] == 5
    assert of[PictureMotionKind.FEEDBACK] == pytest.approx(5 + 0.45 * 10 * 4)
    assert of[PictureMotionKind.CLIP] >= 4 * 8

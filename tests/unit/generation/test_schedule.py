"""In-between frames are evenly spread, unique, and dense enough to blend."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from onset.generation.schedule import PICTURES_PER_SECOND, gaps
from onset.timeline.plan import Keyframe
from onset.timeline.time import FrameRate
from tests.support.scenes import SCENE

RATES = st.sampled_from([FrameRate(24000, 1001), FrameRate(25), FrameRate(30000, 1001), FrameRate(30), FrameRate(60)])


@given(st.lists(st.integers(0, 2000), min_size=1, max_size=8, unique=True), RATES)
def test_pictures_are_unique_ordered_and_dense(positions: list[int], rate: FrameRate) -> None:
    scene = replace(SCENE, keyframes=tuple(Keyframe(frame, (0.0,) * 20) for frame in sorted(positions)))
    frames = []
    for gap in gaps(scene.keyframes, rate):
        frames += [scene.keyframes[gap.first_keyframe].frame, *gap.frames]
        assert all(0 < timestep < 1 for timestep in gap.timesteps)
    frames.append(scene.keyframes[-1].frame)
    assert frames == sorted(set(frames))
    widest = max((later - earlier for earlier, later in zip(frames, frames[1:], strict=False)), default=0)
    assert widest <= rate.per_second / PICTURES_PER_SECOND + 1


def test_timesteps_say_where_the_frames_stand() -> None:
    scene = replace(SCENE, keyframes=(Keyframe(10, (0.0,) * 20), Keyframe(40, (0.0,) * 20)))
    (gap,) = gaps(scene.keyframes, FrameRate(30))
    assert gap.frames == (18, 25, 33)
    assert gap.timesteps == (8 / 30, 15 / 30, 23 / 30)

"""A scene's pictures come in time order, whatever number of calls the models are asked in."""

from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray

from onset.generation import pictures
from onset.generation.excerpt import SceneExcerpt, for_diffusion, in_film, scene_excerpt
from onset.runtime.picture_calls import PictureCheckpoint
from onset.timeline.brief import Blob, Colors, Size
from onset.timeline.clip import Clip
from onset.timeline.guidance import PUSH, STRENGTH, Guidance, KeyframePlacement, PictureMotion, PictureMotionKind
from onset.timeline.pictures import PicturePlan
from onset.timeline.plan import Keyframe, Scene, Timeline
from onset.timeline.time import FrameRate
from tests.support.scenes import SCENE

COLORS = Colors("#102030", "#405060", "#708090", "#a0b0c0", "#d0e0f0")
SIZE = Size(64, 64)


def excerpt_of(scene: Scene) -> SceneExcerpt:
    film = SimpleNamespace(frame_rate=FrameRate(30), colors=COLORS, scenes=(scene,))
    return scene_excerpt(cast(Timeline, film), 0, SIZE)


STYLE = Blob("1" * 64, 1, "image/png")
PATH, FEEDBACK = PictureMotion(PictureMotionKind.LATENT_PATH), PictureMotion(PictureMotionKind.FEEDBACK)


def diffused(plan: PicturePlan, *, still: bool = False) -> SceneExcerpt:
    """A second's excerpt as onset-mini gets it."""
    keyframes = (Keyframe(0, (0.5,) * 20), Keyframe(29, (0.5,) * 20))
    scene = replace(SCENE, start_frame=0, end_frame=30, keyframes=keyframes)
    heard = replace(plan, sound=bytes(2000))
    film = cast(Timeline, SimpleNamespace(frame_rate=FrameRate(30), colors=COLORS, scenes=(scene,), pictures=heard))
    mini = PictureCheckpoint("digest", side_px=256, steps=24, text_scale=3.0, takes_looks=True, hears=True)
    return for_diffusion(scene_excerpt(film, 0, SIZE, still=still), film, 0, mini, SIZE)


def paint(
    prompt: str, features: Any, time_s: NDArray[np.float32], palette: Any, seed: int, size: Size
) -> NDArray[np.uint8]:
    """A picture whose grey is its time in frames."""
    assert len(features) == len(time_s)
    grey = np.round(time_s * 30).astype(np.uint8)
    return np.broadcast_to(grey[:, None, None, None], (len(grey), size.height, size.width, 3)).copy()


def interpolate(earlier: NDArray[np.uint8], later: NDArray[np.uint8], timesteps: Sequence[float]) -> NDArray[np.uint8]:
    return np.stack([np.round(earlier + (later.astype(float) - earlier) * t).astype(np.uint8) for t in timesteps])


@pytest.mark.parametrize("answer_bytes", [1, 3 * 64 * 64 * 2, 1 << 30])
def test_every_picture_is_that_of_its_frame(answer_bytes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "ANSWER_BYTES", answer_bytes)
    keyframes = tuple(Keyframe(frame, (0.5,) * 20) for frame in (100, 145, 190, 220))
    scene = replace(SCENE, start_frame=100, end_frame=221, keyframes=keyframes)
    made = list(pictures.scene_pictures(excerpt_of(scene), paint, interpolate))
    frames = [frame for frame, _ in made]
    assert frames == sorted(set(frames))
    assert {0, 45, 90, 120} <= set(frames)
    for frame, picture in made:
        assert abs(int(picture[0, 0, 0]) - frame) <= 1


def test_single_keyframe_is_a_still() -> None:
    scene = replace(SCENE, start_frame=5, end_frame=6, keyframes=(Keyframe(5, (0.5,) * 20),))
    assert [frame for frame, _ in pictures.scene_pictures(excerpt_of(scene), paint, interpolate)] == [0]


def test_scenes_that_are_alike_have_one_excerpt_wherever_they_stand() -> None:
    here = replace(SCENE, start_frame=5, end_frame=60, keyframes=(Keyframe(5, (0.5,) * 20), Keyframe(59, (0.1,) * 20)))
    there = replace(
        here, start_frame=105, end_frame=160, keyframes=(Keyframe(105, (0.5,) * 20), Keyframe(159, (0.1,) * 20)),
        text="other words", energy=0.9,
    )  # fmt: skip
    assert excerpt_of(here) == excerpt_of(there)
    for other in (
        replace(here, keyframes=(Keyframe(5, (0.5,) * 20),)),
        replace(here, visual=replace(here.visual, seed=2)),
        replace(here, visual=replace(here.visual, prompt="a desert")),
    ):
        assert excerpt_of(other) != excerpt_of(here)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PicturePlan(), PicturePlan(checkpoint="onset-mini")),
        (PicturePlan(), PicturePlan(guidance=Guidance(style=3.0))),
        (PicturePlan(style=STYLE, guidance=Guidance(style=0.0)), PicturePlan(guidance=Guidance(style=2.0))),
        (PicturePlan(), PicturePlan(motion=PictureMotion(push=0.2, strength=0.5, keyframes=KeyframePlacement.BEATS))),
        (PicturePlan(motion=PATH), PicturePlan(motion=replace(PATH, push=PUSH, strength=0.5))),
        (PicturePlan(motion=FEEDBACK), PicturePlan(motion=replace(FEEDBACK, push=0.2, strength=STRENGTH))),
    ],
)
def test_what_pictures_do_not_depend_on_makes_no_other_excerpt(one: PicturePlan, other: PicturePlan) -> None:
    assert diffused(one) == diffused(other)


def test_a_still_is_the_same_whatever_would_move() -> None:
    assert diffused(PicturePlan(motion=PATH), still=True) == diffused(PicturePlan(), still=True)


def test_what_pictures_depend_on_makes_another_excerpt() -> None:
    plans = (
        PicturePlan(),
        PicturePlan(checkpoint="other"),
        PicturePlan(style=STYLE),
        PicturePlan(style=STYLE, guidance=Guidance(style=3.0)),
        PicturePlan(guidance=Guidance(audio=0.0)),
        PicturePlan(motion=PATH),
        PicturePlan(motion=replace(PATH, push=0.2)),
        PicturePlan(motion=FEEDBACK),
        PicturePlan(motion=replace(FEEDBACK, strength=0.5)),
    )
    assert len({diffused(plan) for plan in plans}) == len(plans)


def test_a_clip_counts_in_frames_of_its_film() -> None:
    film = cast(Timeline, SimpleNamespace(scenes=(SCENE, replace(SCENE, start_frame=100, end_frame=160))))
    clip = in_film(Clip(0, SIZE, (0, 8, 15), "painter", Blob("0" * 64, 1, "video/x-matroska")), film, 1)
    assert (clip.scene_index, clip.frames) == (1, (100, 108, 115))


def test_palette_is_in_the_agreed_order() -> None:
    assert pictures.palette_of(COLORS)[[0, -1]].tolist() == [[0x10, 0x20, 0x30], [0xD0, 0xE0, 0xF0]]

"""Scenes by a diffusion model: each motion in time order, stretches that meet, as many hands as there are."""

import threading
import weakref
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from onset.generation import pictures, sound
from onset.generation.diffusion import Hands, Latents, sampled_pictures
from onset.generation.excerpt import DiffusionExcerpt, SceneExcerpt
from onset.runtime.picture_calls import PictureOrder
from onset.timeline.brief import Colors, Size
from onset.timeline.guidance import DEFAULT_GUIDANCE, PictureMotion, PictureMotionKind
from onset.timeline.plan import FEATURE_NAMES, Keyframe
from onset.timeline.time import FrameRate

RATE = FrameRate(25)
RMS = FEATURE_NAMES.index("rms")
DEADLINE_S = 20
Frames = np.ndarray


def scene(*keyframes: int) -> SceneExcerpt:
    """Ten seconds whose rms rises from 0 to 1, and a stroke in the middle of each second."""
    rows = np.zeros((sound.BEFORE_HOPS + 1100, 20), np.uint8)
    rows[:, RMS] = np.clip((np.arange(len(rows)) - sound.BEFORE_HOPS) / 1000, 0, 1) * 255
    rows[sound.BEFORE_HOPS + 50 :: 100, FEATURE_NAMES.index("onset")] = 255
    told = DiffusionExcerpt("", "digest", Size(8, 8), PictureMotion(), DEFAULT_GUIDANCE, None, rows.tobytes())
    colors = Colors("#102030", "#405060", "#708090", "#a0b0c0", "#d0e0f0")
    marks = tuple(Keyframe(frame, (0.5,) * 20) for frame in keyframes)
    return SceneExcerpt(RATE, colors, "ocean", 3, marks, Size(16, 16), told)


def grey(levels: np.ndarray) -> Frames:
    return np.broadcast_to(np.round(255 * levels).astype(np.uint8)[:, None, None, None], (len(levels), 8, 8, 3)).copy()


class Model:
    """A model whose pictures are as bright as the rms that they hear; its feedback hears nothing. Orders are kept."""

    def __init__(self, drift: float = 0.0) -> None:
        self.drift = drift
        """By which each picture of a feedback is brighter than the one before it."""
        self.orders: list[PictureOrder] = []

    def __call__(self, order: PictureOrder) -> tuple[Frames, Latents]:
        self.orders.append(order)
        levels = order.sound[:, sound.NOW, RMS]
        if order.mode == "feedback":
            levels = order.latents.item() + self.drift * np.arange(len(levels))
        elif order.latents is not None:
            levels = order.latents.ravel()
        latents = levels.astype(np.float32)[:, None, None, None]
        if order.where is not None:
            levels = np.interp(order.where, np.arange(len(levels)), levels)
        return grey(levels), latents


def interpolate(earlier: Frames, later: Frames, timesteps: Sequence[float]) -> Frames:
    return np.stack([np.round(earlier + (later.astype(float) - earlier) * t).astype(np.uint8) for t in timesteps])


def wanted() -> None:
    """Nothing ends the scene."""


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


def made(
    asked: SceneExcerpt, kind: PictureMotionKind, pool: ThreadPoolExecutor, model: Model | None = None
) -> list[tuple[int, Frames]]:
    assert asked.diffusion is not None
    told = replace(asked.diffusion, motion=PictureMotion(kind))
    return list(sampled_pictures(asked, told, None, Hands(model or Model(), interpolate, pool, 4, wanted)))


@pytest.mark.parametrize("kind", PictureMotionKind)
def test_pictures_come_in_order_from_the_first_frame_to_the_last(
    kind: PictureMotionKind, pool: ThreadPoolExecutor
) -> None:
    found = made(scene(0, 37, 75, 112, 149, 200), kind, pool)
    frames = [frame for frame, _ in found]
    assert (frames[0], frames[-1]) == (0, 200)
    assert frames == sorted(set(frames))
    assert max(np.diff(frames)) <= 7
    for frame, picture in found:
        heard = 255 * frame / 250
        assert abs(float(picture[0, 0, 0]) - heard) <= 35, f"frame {frame} of a {kind.name} shows another moment"


@pytest.mark.parametrize("kind", PictureMotionKind)
def test_the_number_of_hands_changes_nothing(kind: PictureMotionKind) -> None:
    asked = scene(0, 37, 75, 112)
    films = []
    for hands in (1, 8):
        with ThreadPoolExecutor(hands) as pool:
            films.append(made(asked, kind, pool))
    assert [frame for frame, _ in films[0]] == [frame for frame, _ in films[1]]
    for (_, one), (_, other) in zip(*films, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("kind", PictureMotionKind)
def test_a_stretch_too_long_for_one_answer_is_made_in_parts(
    kind: PictureMotionKind, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pictures are those of one answer; keyframes are eight seconds apart."""
    most, asked = 16, scene(0, 200)
    whole = made(asked, kind, pool, Model(drift=1 / 255))
    monkeypatch.setattr(pictures, "ANSWER_BYTES", most * 8 * 8 * 3)

    class Strict(Model):
        def __call__(self, order: PictureOrder) -> tuple[Frames, Latents]:
            assert order.frames <= most
            return super().__call__(order)

    def strictly(earlier: Frames, later: Frames, timesteps: Sequence[float]) -> Frames:
        assert len(timesteps) <= most
        return interpolate(earlier, later, timesteps)

    assert asked.diffusion is not None
    told = replace(asked.diffusion, motion=PictureMotion(kind))
    parts = list(sampled_pictures(asked, told, None, Hands(Strict(drift=1 / 255), strictly, pool, 4, wanted)))
    assert [frame for frame, _ in parts] == [frame for frame, _ in whole]
    for (_, part), (_, one) in zip(parts, whole, strict=True):
        np.testing.assert_array_equal(part, one)


def test_keyframes_are_made_by_as_many_hands_as_there_are(pool: ThreadPoolExecutor) -> None:
    """Four calls meet at a barrier: made one after the other, none would get past it."""
    barrier = threading.Barrier(4)

    class Meeting(Model):
        def __call__(self, order: PictureOrder) -> tuple[Frames, Latents]:
            if order.mode == "keyframes":
                barrier.wait(DEADLINE_S)
            return super().__call__(order)

    made(scene(*range(0, 160, 10)), PictureMotionKind.LATENT_PATH, pool, Meeting())
    assert not barrier.broken


def test_a_path_knows_all_its_keyframes_before_a_stretch_and_its_stretches_meet(pool: ThreadPoolExecutor) -> None:
    model = Model()
    found = made(scene(0, 50, 100), PictureMotionKind.LATENT_PATH, pool, model)
    modes = [order.mode for order in model.orders]
    assert modes == sorted(modes)
    paths = (order for order in model.orders if order.where is not None and order.latents is not None)
    first, second = sorted(paths, key=lambda order: order.latents.ravel()[0])
    np.testing.assert_array_equal(first.latents[1], second.latents[0])
    assert (first.where[0], second.where[0], second.where[-1]) == (0, 0, 1)
    np.testing.assert_array_equal(dict(found)[50], grey(second.latents[0].ravel())[0])


def test_a_stroke_pushes_a_path_on_in_the_picture_that_shows_it(pool: ThreadPoolExecutor) -> None:
    model = Model()
    made(scene(0, 25), PictureMotionKind.LATENT_PATH, pool, model)
    (path,) = (order for order in model.orders if order.mode == "path")
    steps = np.diff(path.where)
    at = int(steps.argmax())
    assert 12 <= 25 * (at + 1) / len(steps) <= 14.5, f"the stroke at frame 12.5 shows in step {at} of {len(steps)}"


def test_feedback_goes_from_its_keyframe_and_returns_to_the_next(pool: ThreadPoolExecutor) -> None:
    model = Model()
    found = dict(made(scene(0, 50, 100), PictureMotionKind.FEEDBACK, pool, model))
    fed = [order for order in model.orders if order.mode == "feedback"]
    assert len(fed) == 2
    for order in fed:
        assert order.latents is not None
        assert order.latents.shape[0] == 1
        assert order.camera is not None
        assert len(order.camera) == len(order.sound)
        assert order.strength == pytest.approx(0.45)
    for start in (0, 50):
        levels = [int(picture[0, 0, 0]) for frame, picture in sorted(found.items()) if start <= frame <= start + 50]
        steps, way = np.diff(levels), levels[-1] - levels[0]
        assert way >= 40
        assert not steps[: len(steps) // 2].any(), "it leaves its keyframe before it returns"
        assert min(steps[-8:]) > 0
        assert levels[-1] - levels[-2] <= way / 8, "it jumps to the next keyframe"


def test_a_still_is_one_keyframe_whatever_moves(pool: ThreadPoolExecutor) -> None:
    for kind in PictureMotionKind:
        model = Model()
        ((frame, _),) = made(scene(40), kind, pool, model)
        assert (frame, [order.mode for order in model.orders]) == (40, ["keyframes"])


@pytest.mark.parametrize("kind", PictureMotionKind)
def test_a_long_stretch_is_never_held_whole(
    kind: PictureMotionKind, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pictures alive at once are those of some answers, whatever lies between two keyframes: here up to 400."""
    most, ahead, asked = 16, 2, scene(0, 1000, 1050, 2000)
    monkeypatch.setattr(pictures, "ANSWER_BYTES", most * 8 * 8 * 3)
    guard, alive, highest = threading.RLock(), 0, 0

    def change(by: int) -> None:
        nonlocal alive, highest
        with guard:
            alive += by
            highest = max(highest, alive)

    def counted(frames: Frames) -> Frames:
        change(len(frames))
        weakref.finalize(frames, change, -len(frames))
        return frames

    class Counted(Model):
        def __call__(self, order: PictureOrder) -> tuple[Frames, Latents]:
            frames, latents = super().__call__(order)
            return counted(frames), latents

    assert asked.diffusion is not None
    told = replace(asked.diffusion, motion=PictureMotion(kind))
    hands = Hands(Counted(), lambda *order: counted(interpolate(*order)), pool, ahead, wanted)
    taken = sum(1 for _ in sampled_pictures(asked, told, None, hands))
    assert taken > 10 * most
    assert highest <= (ahead + 2) * most + 2 * (ahead + 2), f"{highest} of {taken} pictures were held at once"


def test_an_unread_scene_leaves_little_waiting(pool: ThreadPoolExecutor) -> None:
    model, asked = Model(), scene(*range(0, 240, 2))
    assert asked.diffusion is not None
    unread = sampled_pictures(asked, asked.diffusion, None, Hands(model, interpolate, pool, 4, wanted))
    next(unread)
    assert len(model.orders) <= 12
    unread.close()  # type: ignore[attr-defined]

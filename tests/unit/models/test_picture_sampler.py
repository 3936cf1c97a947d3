"""The sampler's modes, over a flow whose way is known."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from onset.models.checkpoints.imported import Imported
from onset.models.checkpoints.schedule import Schedule
from onset.models.errors import InvalidInputError, WithdrawnError
from onset.models.picture.checkpoint import Tensors
from onset.models.picture.onset_mini import OnsetMini
from onset.models.picture.sampler import pictures
from onset.models.picture.walk import schedule
from tests.unit.models.straight_flow import SHAPE, Rows, Straight, StraightInSigmas, order, waiting
from tests.unit.models.test_checkpoint_cards import CARD


def test_keyframes_share_their_noise_and_arrive() -> None:
    flow = Straight()
    frames, keys = pictures(order(), flow, waiting)
    assert (frames.shape, keys.shape) == ((3, 64, 96, 3), (3, *SHAPE))
    np.testing.assert_allclose(
        keys, np.broadcast_to(np.array([0, 0.1, 0.2]).reshape(3, 1, 1, 1), keys.shape), atol=1e-5
    )
    assert flow.walked == [(3, time) for time in schedule(4)[:-1]]


def test_a_path_passes_through_its_keyframes_and_needs_no_steps_for_known_ones() -> None:
    flow = Straight()
    where = np.array([0, 0.5, 0.5, 1, 2], np.float32)
    frames, keys = pictures(order("path", WHERE=where), flow, waiting)
    still, _ = pictures(order(), Straight(), waiting)
    for at, keyframe in ((0, 0), (3, 1), (4, 2)):
        np.testing.assert_array_equal(frames[at], still[keyframe])
    np.testing.assert_array_equal(frames[1], frames[2])
    assert 0 < frames[1].mean() < frames[3].mean()
    flow.walked.clear()
    again, same = pictures(order("path", WHERE=where, LATENTS=keys), flow, waiting)
    assert flow.walked == []
    np.testing.assert_array_equal(again, frames)
    np.testing.assert_array_equal(same, keys)


def test_segments_of_a_path_join_without_a_seam() -> None:
    keys = np.random.default_rng(1).standard_normal((3, *SHAPE)).astype(np.float32)
    whole = np.linspace(0, 2, 9, dtype=np.float32)
    frames, _ = pictures(order("path", WHERE=whole, LATENTS=keys), Straight(), waiting)
    for first in (0, 1):
        part = order("path", 2, WHERE=whole[4 * first : 4 * first + 5] - first, LATENTS=keys[first : first + 2])
        np.testing.assert_array_equal(pictures(part, Straight(), waiting)[0], frames[4 * first : 4 * first + 5])


@pytest.mark.parametrize(("strength", "steps"), [(0.05, 1), (0.5, 2), (1.0, 4)])
def test_feedback_goes_back_to_noise_as_far_as_asked(strength: float, steps: int) -> None:
    flow = Straight()
    camera = np.tile(np.array([1.02, 1, 0, 0], np.float32), (3, 1))
    tensors = {"CAMERA": camera, "STRENGTH": np.array([strength], np.float32)}
    frames, keys = pictures(order("feedback", **tensors), flow, waiting)
    assert (frames.shape, keys.shape) == ((3, 64, 96, 3), (3, *SHAPE))
    assert flow.walked[4][1] == pytest.approx(strength)
    assert [rows for rows, _ in flow.walked] == [1] * (4 + 2 * steps)
    flow.walked.clear()
    again, _ = pictures(order("feedback", **tensors, LATENTS=keys[:1]), flow, waiting)
    np.testing.assert_array_equal(again, frames)
    assert len(flow.walked) == 2 * steps, "the first frame was given"


def test_frames_of_a_clip_are_nearer_to_each_other_than_keyframes() -> None:
    clip, _ = pictures(order("clip", 6), Straight(), waiting)
    still, _ = pictures(order("keyframes", 6), Straight(), waiting)

    def steps(frames: np.ndarray) -> float:
        return float(np.abs(np.diff(frames.astype(float), axis=0)).mean())

    assert clip.shape == still.shape
    assert 0 < steps(clip) < steps(still)


class Noisy(Straight):
    """A flow whose pictures are half of the noise that they come from, and hear nothing."""

    def velocity(self, latents: np.ndarray, time: float, conditions: Rows) -> np.ndarray:
        """Of x = (1 - t) n / 2 + t n."""
        return latents / (1 + time)


def test_a_clip_goes_on_from_the_one_before_it() -> None:
    """What two clips of a scene have both is nearly the same: only at their ends they blend with fewer neighbours."""
    beyond = order("clip", 16, FIRST=np.array([12], np.int32))
    _, whole = pictures(order("clip", 28), Noisy(), waiting)
    _, part = pictures(beyond, Noisy(), waiting)
    _, anew = pictures(replace(beyond, first=0), Noisy(), waiting)
    assert np.abs(part - whole[12:]).mean() < 0.1 * np.abs(anew - whole[12:]).mean()


def test_a_clip_is_the_same_whatever_its_checkpoint_calls_time() -> None:
    _, by_shares = pictures(order("clip", 6), Straight(), waiting)
    _, by_sigmas = pictures(order("clip", 6), StraightInSigmas(), waiting)
    np.testing.assert_allclose(by_sigmas, by_shares, atol=1e-4)


@pytest.mark.parametrize("spacing", ["mini", "leading", "trailing"])
def test_the_share_of_noise_is_what_its_checkpoint_puts_in(spacing: str) -> None:
    sigmas = tuple(np.geomspace(0.03, 4096 if spacing == "trailing" else 14.6, 1000).tolist())
    schedule = Schedule(sigmas, "v_prediction", spacing)
    checkpoint: Any = (
        OnsetMini(_nobody, np.asarray) if spacing == "mini" else Imported(replace(CARD, schedule=schedule), _nobody)
    )
    times = checkpoint.times(24)
    shares = [checkpoint.noise_share(time) for time in times]
    assert (np.diff(shares) < 0).all()
    assert (shares[0] > 0.9, shares[-1]) == (True, 0)
    picture, noise = np.array([1.0, 0.0], np.float32), np.array([0.0, 1.0], np.float32)
    for time, share in zip(times, shares, strict=True):
        of_picture, of_noise = checkpoint.noised(picture, noise, time)
        assert share == pytest.approx(of_noise / (of_picture + of_noise))


def _nobody(model: str, *_: object) -> Tensors:
    raise AssertionError(f"{model} was asked")


def test_whoever_gives_up_is_heard_between_steps() -> None:
    flow = Straight()
    with pytest.raises(WithdrawnError):
        pictures(order(), flow, lambda: len(flow.walked) == 2)
    assert len(flow.walked) == 2


def test_latents_of_another_size_are_refused_before_anything_is_walked() -> None:
    flow = Straight()
    wrong = order("path", WHERE=np.zeros(1, np.float32), LATENTS=np.zeros((3, 4, 8, 8), np.float32))
    with pytest.raises(InvalidInputError, match=r"LATENTS has shape \[3, 4, 8, 8\], must be \[3, 4, 8, 12\] for 96x64"):
        pictures(wrong, flow, waiting)
    assert flow.walked == []

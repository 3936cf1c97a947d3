"""Latents: ways between keyframes, noise, what the camera moves, colours that are held; thumbnails."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from onset.models.picture import latents, noise
from onset.models.picture.onset_mini import thumbnail
from tests.unit.models.straight_flow import SHAPE

vectors = arrays(np.float32, SHAPE, elements=st.floats(-4, 4, width=32))


@given(vectors, vectors, st.floats(0, 1))
def test_an_arc_ends_where_it_should_and_is_never_longer_than_its_keyframes(
    first: np.ndarray, second: np.ndarray, share: float
) -> None:
    np.testing.assert_array_equal(latents.slerp(first, second, 0), first)
    np.testing.assert_array_equal(latents.slerp(first, second, 1), second)
    between = latents.slerp(first, second, share)
    assert np.isfinite(between).all()
    longest = max(np.linalg.norm(first), np.linalg.norm(second))
    assert np.linalg.norm(between) <= longest * 1.0001 + 1e-3


@given(st.integers(0, 1 << 40), st.floats(0.01, 0.99))
def test_noises_keep_their_length_on_the_arc(seed: int, share: float) -> None:
    first, second = noise.base(seed, (4, 32, 32)), noise.base(seed + 1, (4, 32, 32))
    length = np.linalg.norm(latents.slerp(first, second, share))
    assert length == pytest.approx(64, rel=0.06), "a straight line would fall to 45"


def test_positions_on_the_way_are_keyframes_at_whole_numbers() -> None:
    keys = np.random.default_rng(0).standard_normal((3, *SHAPE)).astype(np.float32)
    for k in range(3):
        np.testing.assert_array_equal(latents.along(keys, float(k)), keys[k])
    np.testing.assert_array_equal(latents.along(keys, 1.37), latents.slerp(keys[1], keys[2], 1.37 - 1))
    np.testing.assert_array_equal(latents.along(keys[:1], 0.0), keys[0])


@given(st.integers(0, 2**63 - 1))
def test_noise_follows_from_the_seed_alone(seed: int) -> None:
    np.testing.assert_array_equal(noise.base(seed, SHAPE), noise.base(seed, SHAPE))
    assert not np.array_equal(noise.base(seed, SHAPE), noise.base(seed ^ 1, SHAPE))
    assert not np.array_equal(noise.fresh(seed, 1, SHAPE), noise.fresh(seed, 2, SHAPE))
    # A longer clip begins as a shorter one, so that a scene may grow.
    np.testing.assert_array_equal(noise.moving(seed, 9, SHAPE)[:4], noise.moving(seed, 4, SHAPE))


@given(st.integers(0, 2**63 - 1), st.integers(0, 40), st.integers(1, 20))
def test_clips_that_overlap_are_of_one_noise(seed: int, first: int, frames: int) -> None:
    whole = noise.moving(seed, first + frames, (1, 2, 2))
    np.testing.assert_array_equal(noise.moving(seed, frames, (1, 2, 2), first), whole[first:])


def test_a_clips_noise_is_unit_normal_and_moves_slowly() -> None:
    rows = noise.moving(3, 25, (4, 64, 64)).reshape(25, -1)
    np.testing.assert_allclose(rows.std(axis=1), 1, atol=0.03)
    alike = np.corrcoef(rows)
    assert np.diag(alike, 1).min() > 0.99
    assert alike[0, 12] == pytest.approx(1 - noise.MOVING_SHARE**2, abs=0.02)


def test_a_camera_that_stands_still_changes_nothing() -> None:
    frame = np.random.default_rng(0).integers(0, 256, (64, 96, 3), dtype=np.uint8)
    np.testing.assert_array_equal(latents.moved(frame, np.array([1, 0, 0, 0], np.float32)), frame)


def test_a_camera_moves_as_it_is_told() -> None:
    frame = np.zeros((64, 64, 3), np.uint8)
    frame[20:24, 40:44] = 255

    def middle(picture: np.ndarray) -> tuple[float, float]:
        rows, columns = np.nonzero(picture[..., 0] > 127)
        return float(columns.mean()), float(rows.mean())

    def after(*camera: float) -> tuple[float, float]:
        return middle(latents.moved(frame, np.array(camera, np.float32)))

    assert middle(frame) == (41.5, 21.5)
    assert after(1, 0, 0.25, 0.125) == pytest.approx((57.5, 29.5), abs=0.1)
    assert after(1.5, 0, 0, 0) == pytest.approx((31.5 + 1.5 * 10, 31.5 - 1.5 * 10), abs=0.6)
    assert after(1, 90, 0, 0) == pytest.approx((31.5 - 10, 31.5 - 10), abs=0.6)


@given(arrays(np.float32, (1, *SHAPE), elements=st.floats(-4, 4, width=32)))
def test_matched_latents_have_the_colours_of_their_model(faded: np.ndarray) -> None:
    like = 2 * noise.base(1, SHAPE)[None] + 0.5
    found = latents.matched(faded, like)
    np.testing.assert_allclose(found.mean(axis=(2, 3)), like.mean(axis=(2, 3)), atol=1e-3)
    spread, wanted = faded.std(axis=(2, 3)), like.std(axis=(2, 3))
    np.testing.assert_allclose(found.std(axis=(2, 3)), np.minimum(wanted, 2 * spread), atol=2e-2)


@pytest.mark.parametrize("size", [(48, 48), (96, 144), (7, 300)])
def test_thumbnails_keep_the_mean_and_the_places(size: tuple[int, int]) -> None:
    height, width = size
    picture = np.zeros((height, width, 3), np.uint8)
    picture[:, width // 2 :] = (255, 51, 0)
    small = thumbnail(picture)
    assert small.shape == (3, 48, 48)
    np.testing.assert_allclose(small.mean(axis=(1, 2)), [0.5, 0.1, 0], atol=1e-4)
    assert not small[:, :, :23].any()

"""The served picture model through the real Triton: what it makes, and that it is the same again."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from onset.runtime.model_calls import embed_text
from onset.runtime.picture_calls import generate_pictures
from onset.runtime.triton import TritonClient
from tests.support.picture_orders import FEEDBACK, ORDER, PATH, heard


def test_a_keyframe_for_each_sound(alone: tuple[np.ndarray, np.ndarray]) -> None:
    frames, latents = alone
    assert (frames.shape, frames.dtype) == ((1, 64, 96, 3), np.uint8)
    assert (latents.shape, latents.dtype) == ((1, 4, 8, 12), np.float32)
    assert frames.std() > 5, "not one flat colour"


def test_equal_orders_give_equal_frames(picture_client: TritonClient, alone: tuple[np.ndarray, np.ndarray]) -> None:
    for found, expected in zip(generate_pictures(picture_client, ORDER), alone, strict=True):
        np.testing.assert_array_equal(found, expected)


def test_company_changes_nothing(picture_client: TritonClient, alone: tuple[np.ndarray, np.ndarray]) -> None:
    others = [
        replace(ORDER, prompt="a forest at night", seed=8),
        replace(ORDER, sound=heard(3, 1), steps=5),
        replace(ORDER, scales=(2.0, 0.0, 1.0, 2.0), size=(64, 96)),
        replace(ORDER, mode="clip", sound=heard(3, 2)),
    ]
    with ThreadPoolExecutor(7) as pool:
        company = [pool.submit(generate_pictures, picture_client, order) for order in (*others, *others)]
        meant = [pool.submit(generate_pictures, picture_client, ORDER) for _ in range(4)]
        for call in meant:
            for found, expected in zip(call.result(), alone, strict=True):
                np.testing.assert_array_equal(found, expected)
        for first, second in zip(company[:4], company[4:], strict=True):
            np.testing.assert_array_equal(first.result()[0], second.result()[0])


@pytest.mark.parametrize(
    "changes",
    [
        {"seed": 4},
        {"prompt": "a kitchen, morning light"},
        {"sound": heard(1, 9)},
        {"palette": np.array([[20, 200, 90]], np.uint8)},
        {"palette": np.zeros((0, 3), np.uint8)},
        {"reference": np.full((40, 50, 3), (250, 30, 30), np.uint8)},
        {"scales": (5.0, 1.5, 1.0, 1.0)},
        {"scales": (3.0, 3.0, 1.0, 1.0, 1.0)},
        {"steps": 3},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_everything_that_is_asked_shows(
    picture_client: TritonClient, alone: tuple[np.ndarray, np.ndarray], changes: dict[str, Any]
) -> None:
    assert not np.array_equal(generate_pictures(picture_client, replace(ORDER, **changes))[1], alone[1])


def test_a_sound_of_scale_zero_is_not_heard(picture_client: TritonClient) -> None:
    deaf = replace(ORDER, scales=(3.0, 0.0, 1.0, 1.0))
    first, second = (generate_pictures(picture_client, replace(deaf, sound=heard(1, seed)))[0] for seed in (1, 2))
    np.testing.assert_array_equal(first, second)


def test_keyframes_of_a_request_are_those_of_requests_of_their_own(picture_client: TritonClient) -> None:
    sound = heard(3, 5)
    together, _ = generate_pictures(picture_client, replace(ORDER, sound=sound))
    for k in range(3):
        apart, _ = generate_pictures(picture_client, replace(ORDER, sound=sound[k : k + 1]))
        np.testing.assert_array_equal(apart[0], together[k])


def test_a_path_begins_and_ends_with_its_keyframes(picture_client: TritonClient) -> None:
    keys, latents = generate_pictures(picture_client, replace(ORDER, sound=heard(2)))
    sampled, same = generate_pictures(picture_client, replace(ORDER, **PATH))
    given, _ = generate_pictures(picture_client, replace(ORDER, **PATH, latents=latents))
    np.testing.assert_array_equal(sampled, given)
    np.testing.assert_array_equal(same, latents)
    np.testing.assert_array_equal(given[[0, 2]], keys)
    assert given.shape == (3, 64, 96, 3)


def test_feedback_goes_on_from_the_frame_before(picture_client: TritonClient) -> None:
    frames, latents = generate_pictures(picture_client, replace(ORDER, **FEEDBACK))
    assert (frames.shape, latents.shape) == ((2, 64, 96, 3), (2, 4, 8, 12))
    again, _ = generate_pictures(picture_client, replace(ORDER, **FEEDBACK, latents=latents[:1]))
    np.testing.assert_array_equal(again, frames)


def test_a_clip_has_a_frame_for_each_sound(picture_client: TritonClient) -> None:
    frames, latents = generate_pictures(picture_client, replace(ORDER, mode="clip", sound=heard(3)))
    assert (frames.shape, latents.shape) == ((3, 64, 96, 3), (3, 4, 8, 12))


def test_prompts_have_tokens_beside_their_embedding(picture_client: TritonClient) -> None:
    texts = np.array([[b"the sea"], [b"a forest"]], np.object_)
    out = picture_client.infer("text_encoder", {"TEXT": texts}, timeout_s=20)
    assert out["TOKENS"].shape == (2, 24, 384)
    assert out["TOKENS_MASK"].sum(axis=1).tolist() == [4, 4]
    np.testing.assert_allclose(out["EMBEDDING"], embed_text(picture_client, ["the sea", "a forest"]), atol=1e-6)

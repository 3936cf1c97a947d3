"""What the served picture model and its networks refuse, in which words, and that they stay healthy."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from onset.runtime.embedded_triton import EmbeddedTriton
from onset.runtime.errors import InternalError, InvalidArgumentError
from onset.runtime.picture_calls import generate_pictures
from onset.runtime.triton import TritonClient
from tests.support.picture_orders import FEEDBACK, ORDER, PATH, STILL, heard
from tests.triton_fixture import MakeTriton


def changed(value: float) -> np.ndarray:
    sound = heard(1)
    sound[0, 3, 5] = value
    return sound


REFUSALS: list[tuple[dict[str, Any], str]] = [
    ({"steps": 0}, "STEPS is 0, must lie in 1..100"),
    ({"steps": 10_000}, "STEPS is 10000, must lie in 1..100"),
    ({"prompt": ""}, "PROMPT is empty, must have 1..2000 characters"),
    ({"prompt": " \n"}, "PROMPT is empty"),
    ({"prompt": "x" * 10_240}, "PROMPT has 10240 characters, at most 2000 are accepted"),
    ({"sound": changed(np.nan)}, "SOUND holds nan at [0, 3, 5]"),
    ({"sound": changed(np.inf)}, "SOUND holds inf at [0, 3, 5]"),
    ({"sound": changed(1.5)}, "SOUND spans"),
    ({"sound": heard(0)}, "SOUND has shape [0, 16, 20], must be [1..256, 16, 20]"),
    ({"sound": heard(257)}, "SOUND has shape [257, 16, 20]"),
    ({"sound": np.zeros((1, 16, 19), np.float32)}, "SOUND"),
    ({"sound": np.zeros((1, 20), np.float32)}, "SOUND"),
    ({"palette": np.zeros((17, 3), np.uint8)}, "PALETTE has shape [17, 3], must be [0..16, 3]"),
    ({"palette": np.zeros((2, 4), np.uint8)}, "PALETTE"),
    ({"palette": np.zeros((2, 3), np.float32)}, "PALETTE"),
    ({"seed": -1}, "SEED is -1, must lie in 0.."),
    ({"size": (100, 64)}, "SIZE has width 100, must be a multiple of 32 in 64..1024"),
    ({"size": (64, 0)}, "SIZE has height 0"),
    ({"size": (32_000, 64)}, "SIZE has width 32000"),
    ({"size": (-64, 64)}, "SIZE has width -64"),
    ({"sound": heard(256), "size": (1024, 1024)}, "256 frames of 1024x1024 exceed 96 MiB"),
    ({"scales": (-1.0, 1, 1, 1)}, "SCALES spans -1..1, must lie in 0..20"),
    ({"scales": (21.0, 1, 1, 1)}, "SCALES spans 1..21, must lie in 0..20"),
    ({"scales": (np.nan, 1, 1, 1)}, "SCALES holds nan at [0]"),
    ({"scales": (1.0, 1)}, "SCALES has shape [2], must be [4]"),
    ({"mode": "film"}, "MODE is 'film', must be one of keyframes, path, feedback, clip"),
    ({"checkpoint": "none-such"}, "CHECKPOINT 'none-such' is not at hand"),
    ({"mode": "path"}, "WHERE is missing: MODE path needs it"),
    ({"where": np.zeros(1, np.float32)}, "WHERE is for MODE path, not for keyframes"),
    ({**PATH, "where": np.array([0, 1, 0.5], np.float32)}, "WHERE falls from 1 at [1] to 0.5; it must be monotone"),
    ({**PATH, "where": np.array([0, 1.1], np.float32)}, "WHERE spans 0..1.1, must lie in 0..1"),
    ({**PATH, "where": np.array([np.nan], np.float32)}, "WHERE holds nan at [0]"),
    ({**PATH, "where": np.zeros(0, np.float32)}, "WHERE is empty"),
    ({**PATH, "latents": np.zeros((1, 4, 8, 12), np.float32)}, "must have 4 axes and 2 on the first"),
    ({**PATH, "latents": np.zeros((2, 4, 8, 8), np.float32)}, "must be [2, 4, 8, 12] for 96x64"),
    ({**PATH, "latents": np.full((2, 4, 8, 12), np.nan, np.float32)}, "LATENTS holds nan"),
    ({**FEEDBACK, "camera": None}, "CAMERA is missing: MODE feedback needs it"),
    ({**FEEDBACK, "strength": None}, "STRENGTH is missing"),
    ({**FEEDBACK, "strength": 0.0}, "STRENGTH spans 0..0, must lie in 0.05..1"),
    ({**FEEDBACK, "camera": STILL[:1]}, "CAMERA has shape [1, 4], must be [2, 4]"),
    ({**FEEDBACK, "camera": STILL * 3}, "CAMERA[:, 0] (zoom) spans 3..3, must lie in 0.5..2"),
    ({"first": 12}, "FIRST is for MODE clip, not for keyframes"),
    ({"mode": "clip", "first": -1}, "FIRST is -1, must lie in 0.."),
    ({"reference": np.zeros((0, 5, 3), np.uint8)}, "REFERENCE has shape [0, 5, 3]"),
    ({"reference": np.zeros((5, 5, 4), np.uint8)}, "REFERENCE"),
]


@pytest.mark.parametrize(("changes", "message"), REFUSALS, ids=[message for _, message in REFUSALS])
def test_bad_input_is_refused(picture_client: TritonClient, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidArgumentError, match=re.escape(message)):
        generate_pictures(picture_client, replace(ORDER, **changes))


def test_a_good_order_after_all_those_is_answered_as_before(
    picture_client: TritonClient, picture_triton: EmbeddedTriton, alone: tuple[np.ndarray, np.ndarray]
) -> None:
    np.testing.assert_array_equal(generate_pictures(picture_client, ORDER)[0], alone[0])
    assert picture_triton.restarts == 0


def test_networks_refuse_what_they_cannot_take(picture_client: TritonClient) -> None:
    for model, tensor, message in (
        ("vae_decoder", {"LATENTS": np.zeros((1, 4, 7, 8), np.float32)}, "LATENTS has shape [1, 4, 7, 8]"),
        ("vae_decoder", {"LATENTS": np.full((1, 4, 8, 8), np.inf, np.float32)}, "LATENTS holds inf"),
        ("vae_encoder", {"PICTURES": np.zeros((1, 3, 64, 63), np.float32)}, "PICTURES has shape [1, 3, 64, 63]"),
        ("vae_encoder", {"PICTURES": np.full((1, 3, 64, 64), 2, np.float32)}, "PICTURES spans 2..2"),
    ):
        with pytest.raises(InvalidArgumentError, match=re.escape(message)):
            picture_client.infer(model, tensor, timeout_s=20)


def test_a_missing_network_is_told_at_once(make_triton: MakeTriton) -> None:
    triton = make_triton(["picture"])
    triton.start()
    with pytest.raises(InternalError, match=r"text_encoder: .*Model 'text_encoder' is not ready"):
        generate_pictures(TritonClient(triton.address), ORDER, timeout_s=30)

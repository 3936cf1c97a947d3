"""Imported checkpoints through the real Triton, behind the same `picture` model."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from onset.runtime.embedded_triton import EmbeddedTriton
from onset.runtime.errors import InvalidArgumentError
from onset.runtime.picture_calls import PictureOrder, generate_pictures, picture_checkpoints
from onset.runtime.triton import TritonClient
from onset.timeline.guidance import Guidance, PictureMotion, PictureMotionKind
from tests.checkpoint_fixture import Checkpoints
from tests.contract.test_generation_service import DIFFUSION, Service

KINDS = ("turbo", "xl")
NETWORKS = ("denoiser", "text_encoder", "vae_encoder", "vae_decoder")


@pytest.fixture(scope="module")
def client(checkpoints: Checkpoints) -> Iterator[TritonClient]:
    models = ("picture", "checkpoints", *(f"tiny-{kind}_{network}" for kind in KINDS for network in NETWORKS))
    with EmbeddedTriton(checkpoints.home, models=models) as triton:
        client = TritonClient(triton.address)
        yield client
        client.close()


def order_of(checkpoints: Checkpoints, kind: str) -> PictureOrder:
    """The order that `checkpoint_checks.py` has given to diffusers."""
    asked = checkpoints.facts[kind]["picture"]["order"]
    return PictureOrder(
        prompt=asked["prompt"],
        sound=np.random.default_rng(0).random((2, 16, 20), np.float32),
        palette=np.array([[240, 120, 60]], np.uint8),
        seed=asked["seed"],
        size=(asked["width"], asked["height"]),
        steps=asked["steps"],
        scales=(asked["guidance"], 1.5, 1.0, 1.0),
        checkpoint=f"tiny-{kind}",
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_is_that_of_diffusers_own_pipeline(client: TritonClient, checkpoints: Checkpoints, kind: str) -> None:
    frames, latents = generate_pictures(client, order_of(checkpoints, kind))
    theirs = np.load(checkpoints.root / kind / "diffusers.npy").astype(int)
    assert frames.shape == (2, *theirs.shape)
    assert latents.shape == (2, 4, theirs.shape[0] // 8, theirs.shape[1] // 8)
    assert np.abs(frames.astype(int) - theirs).max() <= 1
    again, _ = generate_pictures(client, order_of(checkpoints, kind))
    np.testing.assert_array_equal(again, frames)


@pytest.mark.parametrize(
    "changes",
    [
        {"mode": "path", "where": np.array([0, 0.4, 1], np.float32)},
        {"mode": "feedback", "camera": np.array([[1, 0, 0, 0], [1.1, 3, 0.05, 0]], np.float32), "strength": 0.4},
        {"mode": "clip"},
    ],
    ids=lambda changes: changes["mode"],
)
def test_every_mode_works(client: TritonClient, checkpoints: Checkpoints, changes: dict[str, Any]) -> None:
    asked = replace(order_of(checkpoints, "turbo"), **changes)
    frames, _ = generate_pictures(client, asked)
    assert frames.shape[0] == asked.frames
    assert frames.std() > 10


def test_it_is_told_what_is_usual_of_each(client: TritonClient) -> None:
    known = picture_checkpoints(client)
    assert sorted(known) == ["heard", "onset-mini", "tiny-sd", "tiny-turbo", "tiny-xl"]
    turbo, mini = known["tiny-turbo"], known["onset-mini"]
    assert (turbo.side_px, turbo.steps, turbo.text_scale, turbo.takes_looks, turbo.hears) == (128, 4, 1.0, False, False)
    assert (mini.side_px, mini.steps, mini.text_scale, mini.takes_looks, mini.hears) == (256, 24, 3.0, True, True)
    assert known["heard"].hears
    assert len({each.digest for each in known.values()}) == len(known)


REFUSALS: list[tuple[dict[str, Any], str]] = [
    ({"reference": np.zeros((8, 8, 3), np.uint8)}, "REFERENCE is given, but tiny-turbo has no input for a style"),
    (
        {"checkpoint": "no-such"},
        "CHECKPOINT 'no-such' is not at hand; at hand are heard, onset-mini, tiny-sd, tiny-turbo, tiny-xl",
    ),
    ({"checkpoint": "../tiny-turbo"}, "CHECKPOINT '../tiny-turbo' is not at hand"),
    ({"checkpoint": "minilm"}, "CHECKPOINT 'minilm' is not at hand"),
]


@pytest.mark.parametrize(("changes", "message"), REFUSALS, ids=[message for _, message in REFUSALS])
def test_bad_orders_are_refused(
    client: TritonClient, checkpoints: Checkpoints, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidArgumentError, match=re.escape(message)):
        generate_pictures(client, replace(order_of(checkpoints, "turbo"), **changes))


def test_what_is_imported_while_triton_runs_is_told_to_be_there_later(
    client: TritonClient, checkpoints: Checkpoints
) -> None:
    late = checkpoints.home / "weights" / "late"
    shutil.copytree(checkpoints.home / "weights" / "tiny-turbo", late)
    try:
        assert "late" not in picture_checkpoints(client)
        with pytest.raises(InvalidArgumentError, match=r"'late' is not at hand; .* there from its next start on"):
            generate_pictures(client, replace(order_of(checkpoints, "turbo"), checkpoint="late"))
    finally:
        shutil.rmtree(late)


def test_a_scene_is_drawn_with_it_and_says_what_it_does_not_heed(client: TritonClient, tmp_path: Path) -> None:
    service = Service(tmp_path, client.address)
    try:
        style = service.store.put_bytes(cv2.imencode(".png", np.zeros((8, 8, 3), np.uint8))[1].tobytes(), "image/png")
        plan = replace(DIFFUSION, checkpoint="tiny-turbo", guidance=Guidance(), style=style)
        clip = service.clip(replace(plan, motion=PictureMotion(PictureMotionKind.LATENT_PATH)))
        nothing_asked = service.clip(replace(plan, guidance=Guidance(audio=0), style=None), still=True)
    finally:
        service.stop()
    assert clip.model == "tiny-turbo"
    assert clip.note == (
        "tiny-turbo does not heed a style reference. "
        "The sound does not steer what tiny-turbo draws, as it has no trained adapter."
    )
    assert nothing_asked.note == ""

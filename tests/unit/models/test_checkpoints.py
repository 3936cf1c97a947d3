"""Imported checkpoints compute what diffusers computes, and their fresh ears change nothing."""

import json
from typing import Any

import pytest

from onset.models.files import sha256_of
from tests.checkpoint_fixture import Checkpoints

KINDS = ("sd", "turbo", "xl")


@pytest.fixture(params=KINDS)
def found(checkpoints: Checkpoints, request: pytest.FixtureRequest) -> dict[str, Any]:
    facts: dict[str, Any] = checkpoints.facts[request.param]
    return facts


def test_a_fresh_adapter_leaves_every_bit_of_the_unet(found: dict[str, Any]) -> None:
    assert found["zero_adapter"]["fresh"] == [True, True], "with a sound, without one"
    assert found["zero_adapter"]["blocks"] > 0


def test_open_ears_change_what_is_heard_and_nothing_without_a_sound(found: dict[str, Any]) -> None:
    assert found["zero_adapter"]["open_heard"] > 0.01
    assert found["zero_adapter"]["open_deaf"]


def test_exported_networks_compute_the_same_at_any_batch_and_size(found: dict[str, Any]) -> None:
    assert max(found["onnx"].values()) < 1e-3, found["onnx"]


def test_steps_are_those_of_diffusers_for_every_number_and_spacing(found: dict[str, Any]) -> None:
    assert found["times"] < 1e-6


def test_prompts_become_the_ids_that_transformers_makes(found: dict[str, Any]) -> None:
    assert found["tokens"]


def test_a_picture_is_that_of_diffusers_own_pipeline(found: dict[str, Any]) -> None:
    picture = found["picture"]
    assert picture["spread"] > 10, "a picture with nothing in it proves nothing"
    # ONNX Runtime and PyTorch add in different orders, so that a few values round to the neighbour.
    assert picture["worst"] <= 1
    assert picture["differing"] < 0.01


def test_untrained_ears_cost_no_pass_and_all_sounds_give_one_picture(found: dict[str, Any]) -> None:
    guided = found["picture"]["order"]["guidance"] != 1
    assert found["picture"]["rows"] == 2 * (1 + guided), "two frames, with words and, where guided, without"
    assert found["picture"]["same_under_all_sounds"]


def test_the_card_keeps_licence_and_digests(checkpoints: Checkpoints) -> None:
    cards = {
        kind: json.loads((checkpoints.home / "weights" / f"tiny-{kind}" / "checkpoint.json").read_text())
        for kind in KINDS
    }
    assert cards["sd"]["licence"] == "Made up by a test; no rights reserved.\n"
    assert (cards["turbo"]["licence"], cards["xl"]["licence"]) == ("other", "")
    for kind, card in cards.items():
        for name, digest in card["sha256"].items():
            assert sha256_of(checkpoints.root / kind / name) == digest
        assert any(name.startswith("unet/diffusion_pytorch_model") for name in card["sha256"])
        imported = checkpoints.home / "weights" / f"tiny-{kind}"
        for name, digest in card["exported_sha256"].items():
            assert sha256_of(imported / name) == digest
        assert {"denoiser.onnx", "denoiser.onnx.data", "tokenizer_0.json"} <= set(card["exported_sha256"])


def test_networks_are_served_with_queues_that_heed_the_callers_time(checkpoints: Checkpoints) -> None:
    configs = sorted((checkpoints.home / "weights" / "tiny-sd" / "triton").glob("*/config.pbtxt"))
    assert len(configs) == 4
    assert all("allow_timeout_override: true" in config.read_text() for config in configs)


def test_what_is_not_used_is_said(checkpoints: Checkpoints) -> None:
    said = checkpoints.facts["sd"]["said"]
    assert "safety_checker is not used." in said
    assert "epsilon, 30 steps, guidance 7.5" in said
    assert "v_prediction, 4 steps, guidance 1." in checkpoints.facts["turbo"]["said"]


def test_training_lowers_the_loss_and_goes_on_where_it_was(checkpoints: Checkpoints) -> None:
    training = checkpoints.facts["training"]
    assert training["steps"] == list(range(1, 25)), "each step once, over two starts"
    assert training["held_out"][-1] < 0.97 * training["held_out"][0], training["held_out"]


def test_what_is_held_out_is_never_learnt_from(checkpoints: Checkpoints) -> None:
    training = checkpoints.facts["training"]
    assert training["drawn"] == [["a vase 1", "a vase 2"], ["a vase 0"]]
    painted = training["painted"]
    held_out, learnt = painted["scenes"]
    assert painted["held_out"]
    assert set(painted["held_out"]) <= set(held_out) - set(learnt)
    assert set(painted["learnt"]) <= set(learnt)
    assert painted["ready"] == [False] * 8 + [True], "a group of either kind"


def test_training_opens_the_gates(checkpoints: Checkpoints) -> None:
    assert min(map(abs, checkpoints.facts["training"]["gates"])) > 0


@pytest.mark.parametrize("kind", ["turbo", "xl"])
def test_training_changes_nothing_but_the_adapter(checkpoints: Checkpoints, kind: str) -> None:
    assert checkpoints.facts["training"]["learnt"][kind] == {"finite": True, "changed": ["ears"]}


def test_a_trained_checkpoint_hears_and_is_its_old_self_without_a_sound(checkpoints: Checkpoints) -> None:
    training = checkpoints.facts["training"]
    assert training["sounds_differ"] > 0.5, "mean difference in 0..255 of two sounds"
    assert training["without_sound"] <= 1
    assert training["rows"] == [2 * 3, 2 * 2], "the sound has a pass of its own, where it is heeded"


def test_painted_scenes_are_material_too(checkpoints: Checkpoints) -> None:
    painted = checkpoints.facts["training"]["painted"]
    assert painted["shape"][:2] == [3, 3]
    assert all(side % 32 == 0 for side in painted["shape"][2:])
    assert painted["range"][0] >= 0
    assert painted["range"][1] <= 1.01
    assert all(painted["captions"])


def test_training_refuses_what_does_not_fit(checkpoints: Checkpoints) -> None:
    unknown, empty, alone, broken, loud, changed = checkpoints.facts["training"]["refusals"]
    assert unknown.startswith("CHECKPOINT_NOT_FOUND: CHECKPOINT 'nobody' is not at hand")
    assert "has no picture (" in empty
    assert alone.endswith("a.png is alone; one is held out, so two are needed.")
    assert broken.endswith("a.png is no picture.")
    assert "a.npy has shape [16, 20], must be [16, 20] of finite numbers in 0..1" in loud
    assert changed.startswith("CHECKPOINT_CHANGED")

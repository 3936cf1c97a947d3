"""Onset-mini as it is served: what it is fed and what comes out are what its training made and measured."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.model_checks import found_by


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    """What `served_picture_checks.py` finds."""
    result: dict[str, Any] = found_by(Path(__file__).with_name("served_picture_checks.py"))
    return result


def test_exported_networks_compute_the_same_at_any_batch_and_size(facts: dict[str, Any]) -> None:
    assert max(facts["onnx_errors"].values()) < 1e-3, facts["onnx_errors"]


def test_words_reach_the_network_as_in_training(facts: dict[str, Any]) -> None:
    tokens = facts["tokens"]
    assert tokens["shape"] == [3, 24, 384]
    assert tokens["error"] < 1e-4
    assert tokens["mask_is_the_trainings"]
    assert tokens["tokens"][1:] == [3, 24], "a word between its marks; a long caption, cut off"


def test_a_prompts_tokens_are_the_same_alone_and_in_company(facts: dict[str, Any]) -> None:
    assert facts["tokens"]["same_alone"]


def test_styles_and_palettes_reach_the_network_as_in_training(facts: dict[str, Any]) -> None:
    assert facts["style_error"] < 2e-4
    assert facts["palette_error"] < 1e-4


def test_the_served_sampler_makes_what_the_trainings_does(facts: dict[str, Any]) -> None:
    assert facts["sampling_error"] <= 1, "of 255"


def test_a_row_is_the_same_bit_by_bit_in_every_batch(facts: dict[str, Any]) -> None:
    assert all(facts["batches"].values()), facts["batches"]

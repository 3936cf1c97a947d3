"""Onset-mini's networks: what they heed, and how they are sampled."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.model_checks import found_by


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    """What `picture_checks.py` finds."""
    result: dict[str, Any] = found_by(Path(__file__).with_name("picture_checks.py"))
    return result


def test_the_networks_are_small_enough_for_a_cpu(facts: dict[str, Any]) -> None:
    parameters = facts["parameters"]
    assert parameters["denoiser"] < 14_000_000
    assert parameters["encoder"] + parameters["decoder"] < 4_000_000
    assert 2 * sum(parameters.values()) < 40e6, "bytes in half precision"


def test_each_modality_is_heeded_where_given_and_not_where_missing(facts: dict[str, Any]) -> None:
    for name, (given, missing) in facts["heeds"].items():
        assert given > 1e-4, name
        assert missing == 0.0, name


def test_closed_gates_shut_out_words_and_sounds(facts: dict[str, Any]) -> None:
    assert facts["closed_gates"] == {"text": 0.0, "sound": 0.0}


def test_an_ablation_leaves_the_sound_the_other_way_alone(facts: dict[str, Any]) -> None:
    heard = {name: [change > 1e-6 for change in changes] for name, changes in facts["ways"].items()}
    assert heard["both"] == [True, True]
    assert heard["FiLM only"] == [False, True]
    assert heard["cross-attention only"] == [True, True]
    assert heard["neither"] == [False, False]


def test_guidance_follows_its_formula_and_a_zero_scale_ignores_the_sound(facts: dict[str, Any]) -> None:
    assert facts["guidance"]["formula"] < 1e-4
    assert facts["guidance"]["ignored"] == 0.0
    assert facts["guidance"]["joint"] < 1e-4


def test_a_picture_is_the_same_alone_and_in_a_batch(facts: dict[str, Any]) -> None:
    assert facts["sampling"]["again"]
    assert facts["sampling"]["batch_error"] < 1e-4


def test_a_straight_flow_is_walked_to_its_end(facts: dict[str, Any]) -> None:
    assert facts["sampling"]["straight_error"] < 1e-5
    times = facts["sampling"]["times"]
    assert (times[0], times[-1]) == (1.0, 0.0)
    assert times == sorted(times, reverse=True)


def test_weights_survive_their_files(facts: dict[str, Any]) -> None:
    assert facts["files"]["largest"] < 16 << 20
    assert facts["files"]["error"] < 2e-3
    assert facts["files"]["missing"] == "no other-0.safetensors"

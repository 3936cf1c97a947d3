"""Onset-mini's networks: what they heed, how they are exported, sampled and trained."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from onset.models import environment, places


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    """What `picture_checks.py` finds in the models' environment, which has torch and ONNX Runtime."""
    done = subprocess.run(
        [environment.python_of(places.environment_folder()), Path(__file__).with_name("picture_checks.py")],
        env={**os.environ, "PYTHONPATH": str(places.PROJECT_ROOT / "services")},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def test_the_networks_are_small_enough_for_a_cpu(facts: dict[str, Any]) -> None:
    parameters = facts["parameters"]
    assert parameters["denoiser"] < 14_000_000
    assert parameters["encoder"] + parameters["decoder"] < 4_000_000
    assert 2 * sum(parameters.values()) < 40e6, "bytes in half precision"


def test_exported_networks_compute_the_same_at_any_batch_and_size(facts: dict[str, Any]) -> None:
    assert max(facts["onnx_errors"].values()) < 1e-3, facts["onnx_errors"]


def test_each_modality_is_heeded_where_given_and_not_where_missing(facts: dict[str, Any]) -> None:
    for name, (given, missing) in facts["heeds"].items():
        assert given > 1e-4, name
        assert missing == 0.0, name


def test_closed_gates_shut_out_words_and_sounds(facts: dict[str, Any]) -> None:
    assert facts["closed_gates"] == {"text": 0.0, "sound": 0.0}


def test_modalities_are_dropped_independently(facts: dict[str, Any]) -> None:
    dropout = facts["dropout"]
    assert dropout["shares"] == pytest.approx(dropout["asked"], abs=0.03)
    assert abs(dropout["together"]) < 0.01


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


def test_muon_brings_singular_values_near_one(facts: dict[str, Any]) -> None:
    low, high = facts["muon"]
    assert low > 0.3
    assert high < 1.3


def test_the_autoencoder_learns(facts: dict[str, Any]) -> None:
    assert facts["learning"]["vae_last"] < 0.95 * facts["learning"]["vae_first"]


def test_a_resumed_training_goes_on_as_it_would_have(facts: dict[str, Any]) -> None:
    one, other = facts["learning"]["resumed"]
    assert one == pytest.approx(other, abs=1e-6)


def test_a_step_from_no_number_teaches_nothing_and_is_counted(facts: dict[str, Any]) -> None:
    assert facts["lost"] == {"lost": 1, "unchanged": True, "then": [1, False]}


def test_weights_survive_their_files(facts: dict[str, Any]) -> None:
    assert facts["files"]["largest"] < 16 << 20
    assert facts["files"]["error"] < 2e-3
    assert facts["files"]["missing"] == "no other-0.safetensors"


def test_each_sound_answers_by_its_own_property(facts: dict[str, Any]) -> None:
    own = facts["grade"]["own"]
    assert min(own.values()) > 0.6, own
    assert facts["grade"]["finite"]


def test_a_sound_that_asks_for_nothing_leaves_the_picture_nearly_as_painted(facts: dict[str, Any]) -> None:
    assert facts["grade"]["neutral_change"] < 0.03


def test_a_style_is_of_the_look_whatever_the_size(facts: dict[str, Any]) -> None:
    style = facts["style"]
    assert style["size"]
    assert style["grey_is_finite"]
    assert style["same"] < 0.1 * style["other"]


def test_rank_correlation_tells_following_from_opposing_and_from_nothing(facts: dict[str, Any]) -> None:
    assert facts["correlations"]["follows"] > 0.95
    assert facts["correlations"]["opposes"] < -0.95
    assert facts["correlations"]["constant"] == 0.0

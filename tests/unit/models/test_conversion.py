"""The conversion of the published weights is exact."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.model_checks import found_by


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    """What `conversion_checks.py` finds."""
    result: dict[str, Any] = found_by(Path(__file__).with_name("conversion_checks.py"))
    return result


def test_every_key_of_whispers_state_dict_matches(facts: dict[str, Any]) -> None:
    whisper = facts["whisper"]
    assert (whisper["missing"], whisper["unexpected"]) == ([], [])
    assert whisper["types"] == ["torch.float16"]


def test_whispers_alignment_heads_are_those_of_the_base_model(facts: dict[str, Any]) -> None:
    heads = [[3, 1], [4, 2], [4, 3], [4, 7], [5, 1], [5, 2], [5, 4], [5, 6]]
    assert facts["whisper"]["alignment_heads"] == heads


def test_the_conversion_inverts_ctranslate2s_fusion(facts: dict[str, Any]) -> None:
    assert facts["whisper"]["round_trip"]["same"]


def test_weights_of_another_architecture_are_refused(facts: dict[str, Any]) -> None:
    trip = facts["whisper"]["round_trip"]
    assert "OtherSpec" in trip["other_spec"]
    assert trip["unknown_array"] == "arrays without a counterpart in Whisper: extra"
    assert "has a bias for the key" in trip["biased_key"]


def test_the_exported_encoder_computes_what_whispers_does(facts: dict[str, Any]) -> None:
    assert facts["whisper"]["encoder_error"] < 2e-3


def test_the_voice_has_no_hidden_randomness(facts: dict[str, Any]) -> None:
    assert facts["voice"]["random_nodes"] == []
    assert {"DURATION_NOISE", "PRIOR_NOISE"} <= set(facts["voice"]["inputs"])

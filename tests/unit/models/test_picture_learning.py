"""Onset-mini's training: what it leaves out, what it learns, and that it goes on where it was stopped."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.model_checks import found_by


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    """What `picture_learning_checks.py` finds."""
    result: dict[str, Any] = found_by(Path(__file__).with_name("picture_learning_checks.py"))
    return result


def test_modalities_are_dropped_independently(facts: dict[str, Any]) -> None:
    dropout = facts["dropout"]
    assert dropout["shares"] == pytest.approx(dropout["asked"], abs=0.03)
    assert abs(dropout["together"]) < 0.01


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

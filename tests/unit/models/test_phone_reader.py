"""The reader of phones and its training, in the models' environment."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.model_checks import found_by


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    """What `phones_checks.py` finds."""
    found: dict[str, Any] = found_by(Path(__file__).with_name("phones_checks.py"))
    return found


def test_the_reader_is_small_and_looks_no_farther_than_it_says(facts: dict[str, Any]) -> None:
    assert facts["parameters"] < 800_000
    assert facts["shape"] == [1, 80, 29]
    assert facts["changed"] == list(range(31, 50))


def test_training_learns_and_goes_on_after_a_break_as_without(facts: dict[str, Any]) -> None:
    untrained, trained = facts["training"]["right"]
    assert untrained < 0.1
    assert trained > 0.5
    assert facts["training"]["difference_after_a_break"] == 0


def test_training_tells_how_it_goes(facts: dict[str, Any]) -> None:
    names, first, second = facts["training"]["log"]
    assert names == "loss,lr"
    assert float(second.split(",")[0]) < float(first.split(",")[0])
    assert facts["training"]["shares"] == pytest.approx(1)

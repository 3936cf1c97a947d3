"""How Onset-mini's pictures are graded to the sound, and how their look is measured."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.model_checks import found_by


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    """What `picture_look_checks.py` finds."""
    result: dict[str, Any] = found_by(Path(__file__).with_name("picture_look_checks.py"))
    return result


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

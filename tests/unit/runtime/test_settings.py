"""Settings come from the environment; a wrong one is told by name."""

import pytest

from onset.runtime.errors import FailedPreconditionError
from onset.runtime.settings import PROJECT_ROOT, Settings


def test_defaults_are_local() -> None:
    settings = Settings.from_environment({})
    assert settings.home == PROJECT_ROOT / ".onset"
    assert settings.services_address == settings.listen
    assert settings.database_url == f"sqlite:///{settings.home}/jobs.sqlite"


@pytest.mark.parametrize("text", ["many", "0", "-1", "inf", "nan", "0.5", "2.5"])
def test_bad_number_names_the_variable(text: str) -> None:
    with pytest.raises(FailedPreconditionError, match="ONSET_MAX_WORKERS"):
        Settings.from_environment({"ONSET_MAX_WORKERS": text})


@pytest.mark.parametrize("text", ["0.5", "1.5", "8", "0"])
def test_calls_for_pictures_are_some_and_leave_a_turn_to_other_models(text: str) -> None:
    with pytest.raises(FailedPreconditionError, match="ONSET_MAX_PICTURE_CALLS") as caught:
        Settings.from_environment({"ONSET_MAX_PICTURE_CALLS": text})
    assert caught.value.reason == "INVALID_SETTING"
    assert Settings.from_environment({"ONSET_MAX_PICTURE_CALLS": "7"}).max_picture_calls == 7


def test_a_variable_that_is_no_text_is_told() -> None:
    with pytest.raises(FailedPreconditionError, match=r"ONSET_LISTEN='\\udcff:1' is not UTF-8") as caught:
        Settings.from_environment({"ONSET_LISTEN": "\udcff:1"})
    assert caught.value.reason == "INVALID_SETTING"

"""Settings come from the environment; a wrong one is told by name."""

import pytest

from onset.runtime.errors import FailedPreconditionError
from onset.runtime.settings import PROJECT_ROOT, Settings


def test_defaults_are_local() -> None:
    settings = Settings.from_environment({})
    assert settings.home == PROJECT_ROOT / ".onset"
    assert settings.services_address == settings.listen
    assert settings.database_url == f"sqlite:///{settings.home}/jobs.sqlite"


@pytest.mark.parametrize("text", ["many", "0", "-1", "inf", "nan"])
def test_bad_number_names_the_variable(text: str) -> None:
    with pytest.raises(FailedPreconditionError, match="ONSET_MAX_WORKERS"):
        Settings.from_environment({"ONSET_MAX_WORKERS": text})

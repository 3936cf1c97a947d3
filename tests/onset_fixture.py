"""One running Onset for all tests that need a whole one, as a pytest plugin."""

from collections.abc import Iterator

import pytest

from tests.support.onset_process import OnsetProcess


@pytest.fixture(scope="session")
def onset(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnsetProcess]:
    with OnsetProcess(tmp_path_factory.mktemp("onset")) as process:
        yield process

"""Real Tritons for tests, as a pytest plugin: the complete one once per session, and small ones with chosen models."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from onset.runtime.embedded_triton import EmbeddedTriton
from onset.runtime.settings import PROJECT_ROOT
from onset.runtime.triton import TritonClient

HOME = Path(os.environ.get("ONSET_HOME") or PROJECT_ROOT / ".onset").absolute()
SUPPORT_MODELS = Path(__file__).parent / "support" / "models"
START_TIMEOUT_S = 120

MakeTriton = Callable[..., EmbeddedTriton]


@pytest.fixture(scope="session")
def triton_address() -> Iterator[str]:
    """host:port of a Triton with all models; that of ONSET_TRITON_ADDRESS if it is set."""
    running = os.environ.get("ONSET_TRITON_ADDRESS")
    if running:
        TritonClient(running).wait_ready(START_TIMEOUT_S)
        yield running
        return
    with EmbeddedTriton(HOME) as triton:
        yield triton.address


@pytest.fixture(scope="session")
def triton_client(triton_address: str) -> Iterator[TritonClient]:
    client = TritonClient(triton_address)
    yield client
    client.close()


@pytest.fixture(scope="session")
def make_triton(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeTriton]:
    """Make an EmbeddedTriton, not started, that serves models: ours, those of `tests/support/models`, or folders."""
    made: list[EmbeddedTriton] = []

    def make(models: Sequence[str | Path], *, port: int = 0) -> EmbeddedTriton:
        root = tmp_path_factory.mktemp("triton")
        home = root / "home"
        home.mkdir()
        (home / "weights").symlink_to(HOME / "weights")
        for name in (".venv-triton", "services"):
            (root / name).symlink_to(PROJECT_ROOT / name)
        (root / "model_repository").mkdir()
        for model in models:
            source = SUPPORT_MODELS / model  # a folder's own path stays as it is
            if not source.exists():
                source = PROJECT_ROOT / "model_repository" / model
            (root / "model_repository" / source.name).symlink_to(source)
        triton = EmbeddedTriton(home, port=port, project_root=root)
        made.append(triton)
        return triton

    yield make
    for triton in made:
        triton.stop()


@pytest.fixture(scope="session")
def faulty_triton(make_triton: MakeTriton) -> EmbeddedTriton:
    """A Triton with the model `faulty` alone."""
    triton = make_triton(["faulty"])
    triton.start()
    return triton

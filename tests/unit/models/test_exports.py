"""The ONNX file of every network computes what PyTorch does."""

from pathlib import Path

import pytest

from onset.models.engines.catalog import read_catalog
from tests.support.model_checks import found_by


@pytest.fixture(scope="module")
def errors() -> dict[str, float]:
    """What `export_checks.py` finds."""
    found: dict[str, float] = found_by(Path(__file__).with_name("export_checks.py"))
    return found


@pytest.mark.parametrize("name", [network.name for network in read_catalog()])
def test_an_exported_network_computes_the_same_at_any_batch_and_size(name: str, errors: dict[str, float]) -> None:
    assert errors[name] < 1e-3, errors

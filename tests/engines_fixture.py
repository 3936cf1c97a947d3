"""Engines of every network and Triton's repository of them, as a pytest plugin: built once a session, on any CPU."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from onset.models.places import PROJECT_ROOT

TARGET, LIBRARY = "sm89", "tensorrt_rtx-1.7.1.116"
TIMEOUT_S = 240


def start_models_command(*arguments: object, **options: Any) -> "subprocess.Popen[str]":
    """`onset models …`."""
    return subprocess.Popen(
        [sys.executable, "-m", "onset.cli", "models", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT / "services")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def models_command(*arguments: object, **options: Any) -> tuple[int, str, str]:
    """Its exit status, output and errors."""
    process = start_models_command(*arguments, **options)
    output, errors = process.communicate(timeout=TIMEOUT_S)
    return process.returncode, output, errors


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of them, for one target."""
    folder = tmp_path_factory.mktemp("engines")
    status, _, errors = models_command("engines", "--target", TARGET, "--out", folder)
    assert status == 0, errors
    return folder


@pytest.fixture(scope="session")
def repository(engines: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Triton's, of the engines and the Python models."""
    folder = tmp_path_factory.mktemp("repository") / "models"
    status, _, errors = models_command("repository", "--engines", engines, "--out", folder, "--library", LIBRARY)
    assert status == 0, errors
    return folder

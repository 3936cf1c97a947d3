"""`onset models …` hands over to the models' environment and passes on what comes back."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from onset.cli.models import COMMANDS, run_models_command
from onset.models.places import PROJECT_ROOT
from onset.runtime.errors import FailedPreconditionError


def onset(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "onset.cli", *arguments],
        env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT / "services")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_output_errors_and_exit_status_come_through() -> None:
    done = onset("models", "export", "--model", "nothing", "--out", "unused")
    assert done.returncode == 1
    assert done.stderr.startswith("error: There is no network 'nothing'; there are audio_encoder, ")


def test_an_import_is_refused_before_anything_is_loaded(tmp_path: Path) -> None:
    for name, reason in (("Two words", "CHECKPOINT_NAME_INVALID"), ("fine", "CHECKPOINT_NOT_FOUND")):
        done = onset("models", "import", "--checkpoint", str(tmp_path), "--name", name)
        assert done.returncode == 1
        assert done.stderr.startswith("error: ")
        assert done.stderr.endswith(f"{reason}\n")


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_explains_itself(name: str) -> None:
    done = onset("models", name, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"usage: onset models {name} ")


def test_wrong_command_lines_are_the_callers_fault() -> None:
    for arguments in (["models"], ["models", "forge"], ["models", "export", "--nonsense"], ["profiles", "--nonsense"]):
        assert onset(*arguments).returncode == 2, arguments


def test_an_environment_that_is_not_set_up_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FailedPreconditionError) as caught:
        run_models_command("export", [], project_root=tmp_path)
    assert caught.value.reason == "MODELS_NOT_SET_UP"

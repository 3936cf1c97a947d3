"""Tiny checkpoints, made and imported once per session, as a pytest plugin."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from onset.models import environment, places
from tests.triton_fixture import HOME

_CHECKS = Path(__file__).parent / "unit" / "models" / "checkpoint_checks.py"


@dataclass(frozen=True)
class Checkpoints:
    """What `checkpoint_checks.py` has made and found out."""

    root: Path
    """A folder in diffusers' format for each kind: `sd`, `turbo`, `xl`."""
    home: Path
    """An ONSET_HOME with all weights, in which they are imported as `tiny-<kind>`."""
    facts: dict[str, Any]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A Python of the models' environment that works in `home`."""
        python = environment.python_of(places.environment_folder())
        variables = {**os.environ, "PYTHONPATH": str(places.PROJECT_ROOT / "services"), "ONSET_HOME": str(self.home)}
        quiet = {"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE"}
        return subprocess.run(
            [python, *arguments], env=variables | quiet, capture_output=True, text=True, timeout=280, check=False
        )


@pytest.fixture(scope="session")
def checkpoints(tmp_path_factory: pytest.TempPathFactory) -> Checkpoints:
    """Imported into a home of their own, which shares the other weights."""
    root = tmp_path_factory.mktemp("checkpoints")
    home = root / "home"
    (home / "weights").mkdir(parents=True)
    for weights in (HOME / "weights").iterdir():
        (home / "weights" / weights.name).symlink_to(weights)
    environment.add(places.environment_folder(), environment.CHECKPOINT_REQUIREMENTS, print)
    done = Checkpoints(root, home, {}).run(str(_CHECKS), str(root))
    assert done.returncode == 0, done.stderr[-2000:]
    return Checkpoints(root, home, json.loads(done.stdout.splitlines()[-1]))

"""Scripts of checks that run in the models' environment, which has torch and ONNX Runtime, and print what they find."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from onset.models import environment, places

_TIMEOUT_S = 240


def found_by(script: Path, *arguments: object) -> Any:
    """The JSON that a script prints."""
    done = subprocess.run(
        [environment.python_of(places.environment_folder()), script, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(places.PROJECT_ROOT / "services")},
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)

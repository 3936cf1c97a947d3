"""`onset models …`: commands of `onset.models`, which run in the models' environment.

This process imports nothing of them. It hands over the arguments, and passes on output, Ctrl-C and exit status.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from onset.runtime import die_with_parent
from onset.runtime.settings import PROJECT_ROOT, Settings
from onset.runtime.triton_layout import TritonLayout


@dataclass(frozen=True, slots=True)
class ModelsCommand:
    """One of them."""

    module: str
    """What runs; it reads its own arguments, also `--help`."""
    help: str


COMMANDS = {
    "export": ModelsCommand("onset.models.engines.export", "write the networks as ONNX files"),
    "import": ModelsCommand("onset.models.checkpoints.importing", "bring in a Stable Diffusion checkpoint"),
    "engines": ModelsCommand("onset.models.engines.build", "build TensorRT engines of the networks"),
    "repository": ModelsCommand("onset.models.engines.repository", "make Triton's model repository of engines"),
}


def run_models_command(name: str, arguments: Sequence[str], project_root: Path = PROJECT_ROOT) -> int:
    """Run one of COMMANDS to its end; its exit status, 128 + N if signal N ended it.

    Raises:
        FailedPreconditionError: MODELS_NOT_SET_UP.
        KeyboardInterrupt: after the command has ended by it.
    """
    settings = Settings.from_environment()
    layout = TritonLayout(project_root, settings.home)
    _ = layout.site_packages  # refuses an environment that is not complete
    command = [
        *(sys.executable, die_with_parent.__file__, str(os.getpid())),
        *(str(layout.environment / "bin" / "python"), "-m", COMMANDS[name].module, *arguments),
    ]
    variables = {**os.environ, "PYTHONPATH": str(project_root / "services"), "ONSET_HOME": str(settings.home)}
    # In a session of its own: the terminal's Ctrl-C comes to us alone, and the command hears of it once.
    with subprocess.Popen(command, env=variables, start_new_session=True) as process:
        interrupted = False
        while True:
            try:
                status = process.wait()
                break
            except KeyboardInterrupt:
                interrupted = True
                with suppress(ProcessLookupError):
                    process.send_signal(signal.SIGINT)
    if interrupted:
        raise KeyboardInterrupt
    return status if status >= 0 else 128 - status

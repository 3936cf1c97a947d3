"""The virtual environment that Triton's models run in: made once, remade when its requirements change."""

import fcntl
import importlib
import platform
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable
from pathlib import Path

from onset.models.files import digest_of, replacing

_HERE = Path(__file__).parent
REQUIREMENTS = _HERE / "requirements.txt"
REQUIREMENTS_WITHOUT_DEPENDENCIES = _HERE / "requirements-nodeps.txt"
CHECKPOINT_REQUIREMENTS = _HERE / "requirements-checkpoints.txt"
"""Of imports of pretrained checkpoints alone: `add` installs them when they are first asked for."""
ENGINE_REQUIREMENTS = _HERE / "requirements-engines.txt"
"""Of building engines without a GPU: `add` installs them when engines are first asked for, and for tests."""
SUPPORTED_PYTHONS = ((3, 11), (3, 13))
"""First and last version for which the Triton in nvidia-pytriton has a Python backend and our syntax holds."""
_INSTALL_TIMEOUT_S = 3600


class SetupError(Exception):
    """The environment cannot be made; the message says why."""


def python_of(folder: Path) -> Path:
    """The environment's interpreter."""
    return folder / "bin" / "python"


def is_current(folder: Path) -> bool:
    """Whether the environment was completed from the present requirements and interpreter."""
    stamp = folder / "onset-requirements"
    return stamp.is_file() and python_of(folder).exists() and stamp.read_text(encoding="utf-8") == _fingerprint()


def ensure(folder: Path, say: Callable[[str], None]) -> None:
    """Make the environment at `folder` unless it is current. An unfinished one is removed first.

    Raises:
        SetupError: this Python or machine is not supported, or pip failed.
    """
    if is_current(folder):
        return
    _check_platform()
    library = _libpython()
    say(f"Making the models' environment {folder.name} (a few minutes)")
    shutil.rmtree(folder, ignore_errors=True)
    venv.create(folder, with_pip=True, symlinks=True)
    (folder / "lib" / library.name).symlink_to(library)
    _pip(folder, "--requirement", str(REQUIREMENTS))
    _pip(folder, "--no-deps", "--requirement", str(REQUIREMENTS_WITHOUT_DEPENDENCIES))
    with replacing(folder / "onset-requirements") as stamp:
        stamp.write_text(_fingerprint(), encoding="utf-8")


def add(folder: Path, requirements: Path, say: Callable[[str], None]) -> None:
    """Install further requirements into a complete environment, unless they are there; what is in it stays as it is.

    Raises:
        SetupError: pip failed.
    """
    stamp, wanted = folder / f"onset-{requirements.stem}", digest_of(requirements)
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    say(f"Installing {requirements.name} into {folder.name} (a minute)")
    with stamp.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        constraints = (REQUIREMENTS, REQUIREMENTS_WITHOUT_DEPENDENCIES)
        held = (argument for file in constraints for argument in ("--constraint", str(file)))
        _pip(folder, *held, "--requirement", str(requirements))
    importlib.invalidate_caches()
    with replacing(stamp) as complete:
        complete.write_text(wanted, encoding="utf-8")


def _fingerprint() -> str:
    return f"{digest_of(REQUIREMENTS, REQUIREMENTS_WITHOUT_DEPENDENCIES)} {sysconfig.get_python_version()}\n"


def _check_platform() -> None:
    oldest, newest = SUPPORTED_PYTHONS
    if not oldest <= sys.version_info[:2] <= newest:
        raise SetupError(
            f"Triton's Python backend exists for Python {oldest[0]}.{oldest[1]} to {newest[0]}.{newest[1]}; "
            f"this is {platform.python_version()}. Run set-up with one of those."
        )
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise SetupError(
            f"The embedded Triton exists for Linux on x86-64 only; this is {platform.system()} {platform.machine()}."
        )


def _libpython() -> Path:
    """The shared library of this interpreter, which Triton's Python backend loads (python itself may not have one)."""
    name = f"libpython{sysconfig.get_python_version()}.so.1.0"
    folders = (sysconfig.get_config_var("LIBDIR"), f"/usr/lib/{sysconfig.get_config_var('MULTIARCH')}", "/usr/lib64")
    for folder in folders:
        if folder and (library := Path(folder) / name).exists():
            return library
    raise SetupError(
        f"{name} is missing. Install it (Debian, Ubuntu: apt-get install libpython{sysconfig.get_python_version()}), "
        "then run this again."
    )


def _pip(folder: Path, *arguments: str) -> None:
    command = [python_of(folder), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_INSTALL_TIMEOUT_S, check=False)
    if done.returncode != 0:
        errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        raise SetupError("pip could not install the models' environment: " + " ".join(errors or ["no reason given"]))

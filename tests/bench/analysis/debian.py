"""Files from Debian packages, unpacked below .build without root."""

import shutil
import subprocess
from pathlib import Path

from onset.runtime.settings import PROJECT_ROOT

BUILD = PROJECT_ROOT / ".build" / "bench"


class MissingPackageError(RuntimeError):
    """A Debian package cannot be had on this machine."""


def unpacked(package: str) -> Path:
    """The folder with a package's files, fetched at the first call.

    Raises:
        MissingPackageError: apt or dpkg is not there, or the package cannot be downloaded.
    """
    folder = BUILD / "debian" / package
    if folder.exists():
        return folder
    for tool in ("apt-get", "dpkg-deb"):
        if shutil.which(tool) is None:
            raise MissingPackageError(
                f"{tool} is missing, which fetches Debian's {package}; where there is none, unpack the package "
                f"{package} into {folder} by hand"
            )
    downloads = BUILD / "debian" / "downloads"
    downloads.mkdir(parents=True, exist_ok=True)
    result = subprocess.run(
        ["apt-get", "download", package], cwd=downloads, capture_output=True, text=True, check=False
    )
    archives = sorted(downloads.glob(f"{package}_*.deb"))
    if result.returncode or not archives:
        raise MissingPackageError(f"apt-get download {package} failed: {result.stderr.strip()}; try apt-get update")
    partial = folder.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    subprocess.run(["dpkg-deb", "-x", archives[-1], partial], check=True)
    archives[-1].unlink()
    partial.rename(folder)
    return folder

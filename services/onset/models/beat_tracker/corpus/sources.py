"""python -m onset.models.beat_tracker.corpus.sources: fetch what clips are rendered from, by apt, without root."""

import argparse
import shutil
import subprocess
import tempfile
import tomllib
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from onset.models.files import sha256_of

SOURCES = resources.files(__package__).joinpath("sources.toml")
_DOWNLOAD_TIMEOUT_S = 900


@dataclass(frozen=True)
class Sources:
    """Folders of what clips are rendered from; sources.toml says what lies there and under which licence."""

    soundfonts: Path
    patches: Path
    samples: Path

    @classmethod
    def below(cls, folder: Path) -> "Sources":
        """The folders as `fetch` lays them out."""
        return cls(folder / "soundfonts", folder / "patches", folder / "samples")


def fetch(folder: Path, listed: Traversable = SOURCES) -> None:
    """Download, verify and unpack every source below `folder`, but for what is there.

    Args:
        folder: where to.
        listed: a file like sources.toml.

    Raises:
        RuntimeError: a package is not what the list says.
        subprocess.SubprocessError: apt or dpkg-deb failed, or took too long.
    """
    for source in tomllib.loads(listed.read_text(encoding="utf-8"))["sources"]:
        if all(_target(folder, source, path).exists() for path in source["take"]):
            continue
        with tempfile.TemporaryDirectory() as place:
            unpacked = _unpack(source, Path(place))
            for path in source["take"]:
                _copy(unpacked / path, _target(folder, source, path))


def _target(folder: Path, source: dict[str, Any], path: str) -> Path:
    """Single files go into the folder, a whole folder becomes it."""
    below = folder / str(source["to"])
    return below / Path(path).name if Path(path).suffix else below


def _unpack(source: dict[str, Any], place: Path) -> Path:
    name = f"{source['package']}={source['version']}"
    subprocess.run(["apt-get", "download", name], cwd=place, check=True, timeout=_DOWNLOAD_TIMEOUT_S)
    package = next(place.glob("*.deb"))
    if sha256_of(package) != source["sha256"]:
        raise RuntimeError(f"{name}: SHA-256 is {sha256_of(package)}, not {source['sha256']} as listed")
    subprocess.run(["dpkg-deb", "-x", str(package), str(place / "tree")], check=True, timeout=_DOWNLOAD_TIMEOUT_S)
    return place / "tree"


def _copy(found: Path, target: Path) -> None:
    """Complete whenever visible."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(target.name + ".part")
    if found.is_dir():
        shutil.copytree(found, unfinished)
    else:
        shutil.copy(found, unfinished)
    unfinished.rename(target)


def main() -> None:
    """Parse the arguments, fetch."""
    parser = argparse.ArgumentParser(prog="python -m onset.models.beat_tracker.corpus.sources", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path(".build/beat_tracker"))
    fetch(parser.parse_args().out)


if __name__ == "__main__":
    main()
